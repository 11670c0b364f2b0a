// Writes the sentences that answer a command.

import type { CommandMistake } from '../domain/job.ts';
import { MAX_QUESTION } from '../domain/question.ts';
import type { CommandAnswer, PastReview } from '../domain/user-commands.ts';
import { shortSha } from '../text/format.ts';
import { toInline } from '../text/sanitize.ts';

/** Markdown of a reply; null where a reaction is enough. */
export function commandReply(answer: CommandAnswer): string | null {
  switch (answer.kind) {
    case 'help':
      return helpText(answer.unknown);
    case 'why':
      return historyText(answer.reviews);
    case 'mistaken':
      return MISTAKES[answer.mistake];
    case 'too-many':
      return (
        `${answer.most} questions are already queued here. ` +
        'Wait for an answer, or stop them with `/architect cancel`.'
      );
    default:
      return null;
  }
}

const COMMANDS: readonly (readonly [command: string, effect: string])[] = [
  ['`/architect` or `/architect review`', 'reviews the current head'],
  ['`/architect ask QUESTION`', 'answers a question about the architecture, here or on an issue'],
  [
    '`/architect decide CONTEXT -> DIR`',
    'designs the backend for the feature described in CONTEXT; writes `architecture/backend-architecture.md` ' +
      'and a section of `architecture-decisions.md` to DIR',
  ],
  ['`/architect cancel`', 'stops running reviews and answers'],
  ['`/architect why`', 'shows the status of recent reviews and the reason'],
  ['`/architect help`', 'shows this list'],
];

function helpText(isUnknown: boolean): string {
  const opening = isUnknown
    ? 'Unknown command. These are available to people with write access:'
    : 'I review the Go architecture of pull requests and answer questions about it. ' +
      'These commands are available to people with write access:';
  const rows = COMMANDS.map(([command, effect]) => `| ${command} | ${effect} |`);
  return [opening, '', '| Command | Effect |', '| --- | --- |', ...rows].join('\n');
}

const DECIDE_EXAMPLE = '`/architect decide docs/billing/context.md -> docs/billing`';
const MISTAKES: Readonly<Record<CommandMistake, string>> = {
  'no-question': 'The question is missing. Example: `/architect ask Where should retries live?`',
  'question-too-long':
    `The question is longer than ${MAX_QUESTION.toLocaleString('en-US')} characters. ` +
    'Move details to a file in the repository and refer to it.',
  'no-context': `The context file is missing. Example: ${DECIDE_EXAMPLE}`,
  'unsafe-path':
    'CONTEXT and DIR must be paths relative to the repository root, without spaces, `..` or URLs. ' +
    `Example: ${DECIDE_EXAMPLE}`,
  'needs-pull-request': 'Only pull requests can be reviewed. On an issue, use `/architect ask QUESTION`.',
};

const STATES: Readonly<Record<PastReview['state'], string>> = {
  waiting: 'is queued',
  running: 'is running',
  published: 'was published',
  'not-reviewed': 'found nothing to review',
  superseded: 'was superseded',
  cancelled: 'was cancelled',
  'out-of-time': 'timed out',
  'try-later': 'failed temporarily',
  'cannot-review': 'failed',
};

/** What a published review found, by its verdict. */
const VERDICTS: Readonly<Record<string, string>> = {
  clear: 'no findings.',
  advise: 'it has findings.',
  incomplete: 'part of the change was not judged; see its check.',
  block: 'it has findings that fail the check.',
};

function historyText(reviews: readonly PastReview[]): string {
  if (reviews.length === 0) return 'This pull request has no reviews yet. Comment `/architect` to request one.';
  return reviews.map((review) => `- ${describeReview(review)}`).join('\n');
}

function describeReview({ head, at, state, detail }: PastReview): string {
  const review = head === null ? 'The review requested' : `The review of \`${shortSha(head)}\``;
  const reason = (state === 'published' ? VERDICTS[detail] : undefined) ?? toInline(detail);
  const when = at.slice(0, 16).replace('T', ' at ');
  return `${review} on ${when} UTC ${STATES[state]}${reason === '' ? '.' : `: ${reason}`}`;
}
