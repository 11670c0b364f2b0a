// Writes the sentences that answer a command. What a person wrote is never repeated unless it is made plain text.

import { Severity } from '../domain/finding.ts';
import type { FindingLookup, RememberedFinding } from '../domain/finding-state.ts';
import { type CommandMistake, type CommandWord, MAX_COMMANDS } from '../domain/job.ts';
import { MAX_QUESTION } from '../domain/question.ts';
import { type CommandAnswer, PAUSED_LABEL, type PastReview, type Refusal } from '../domain/user-commands.ts';
import { listed, shortSha } from '../text/format.ts';
import { toInline, toTitle } from '../text/sanitize.ts';
import { configText, ledgerText } from './settings-and-rules-text.ts';

/** Markdown of a reply; null where a reaction is enough. */
export function commandReply(answer: CommandAnswer): string | null {
  switch (answer.kind) {
    case 'accepted':
    case 'cancelled':
      return null;
    case 'refused':
      return refusalText(answer.word, answer.why);
    case 'failed':
      return `\`/architect ${answer.word}\` failed: ${toInline(answer.why, 1000)}`;
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
    case 'paused':
      return (
        `**Automatic reviews of this pull request are paused** (label \`${PAUSED_LABEL}\`). ` +
        '`/architect` reviews it once, `/architect resume` ends the pause.'
      );
    case 'resumed':
      return '**Automatic reviews are on again.** The current head is being reviewed.';
    case 'decided':
      return decisionText(answer);
    case 'explained':
      return explanationText(answer);
    case 'config':
      return configText(answer.config);
    case 'rules':
      return ledgerText(answer.ledger);
  }
}

function refusalText(word: CommandWord, why: Refusal): string {
  const command = word === 'unknown' ? 'A command' : `\`/architect ${word}\``;
  switch (why.kind) {
    case 'not-a-writer':
      return (
        `${command} takes write access to this repository. Everybody who can read it may use ` +
        '`ask`, `explain`, `why`, `rules` and `help`.'
      );
    case 'no-access':
      return `${command} takes access to this repository.`;
    case 'too-often':
      return `People without write access have ${why.most} commands an hour here. Please try again later.`;
  }
}

/** Who may use a command: those who may push, or everybody who can read the repository. */
type May = 'write' | 'read';

const COMMANDS: readonly (readonly [command: string, effect: string, may: May])[] = [
  [
    '`/architect`, `/architect review`',
    'reviews the current head; `--full`: all of it, `--effort low\\|high`',
    'write',
  ],
  ['`/architect ask QUESTION`', 'answers a question about the architecture, here or on an issue', 'read'],
  [
    '`/architect decide CONTEXT -> DIR`',
    'designs the backend for the feature described in CONTEXT; writes `architecture/backend-architecture.md` ' +
      'and a section of `architecture-decisions.md` to DIR',
    'write',
  ],
  ['`/architect explain A3`', 'says where a finding stands and what its rule means', 'read'],
  ['`/architect dismiss A3 REASON`', 'dismisses a finding: it is wrong, or it does not matter here', 'write'],
  ['`/architect accept A3 REASON`', 'accepts the risk of a finding', 'write'],
  ['`/architect reopen A3`', 'undoes both', 'write'],
  ['`/architect pause`, `/architect resume`', 'stops automatic reviews of this pull request, and starts them', 'write'],
  ['`/architect cancel`', 'stops running reviews and answers', 'write'],
  ['`/architect config`', 'shows the settings that apply, and where each comes from', 'write'],
  ['`/architect rules`', 'lists your team’s rules and their state', 'read'],
  ['`/architect why`', 'shows recent reviews, and why there was none', 'read'],
  ['`/architect help`', 'shows this list', 'read'],
];

function helpText(isUnknown: boolean): string {
  const opening = isUnknown
    ? 'Unknown command. These are available:'
    : 'I review the Go architecture of pull requests and answer questions about it.';
  const rows = COMMANDS.map(([command, effect, may]) => `| ${command} | ${effect}${may === 'read' ? ' ¹' : ''} |`);
  const notes = [
    '¹ Everybody who can read this repository may use it; the others take write access.',
    'Several commands in one comment run in their order, each on a line of its own.',
  ];
  return [opening, '', '| Command | Effect |', '| --- | --- |', ...rows, '', ...notes].join('\n');
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
  'needs-pull-request':
    'This command is for pull requests. On an issue, use `/architect ask QUESTION` or `/architect decide CONTEXT`.',
  'no-finding': 'Name the finding by the id at the end of its first line. Example: `/architect explain A3`',
  'no-reason': 'Give the reason, so that others can follow it. Example: `/architect dismiss A3 the importer runs once`',
  'unknown-option': 'Unknown option. `/architect review` takes `--full` and `--effort low`, `medium` or `high`.',
  'too-many-commands': `One comment may give ${MAX_COMMANDS} commands; the rest of this one was left out.`,
};

/** "A16 is dismissed … The check still has 2 critical and 12 high findings." */
function decisionText({ finding: label, to, lookup }: Extract<CommandAnswer, { kind: 'decided' }>): string {
  if (lookup.kind !== 'found') return unknownFinding(label, lookup);
  const undo = `Undo: \`/architect reopen ${label}\``;
  const left = openText(lookup.open);
  switch (to) {
    case 'open':
      return `**${label} is open again.** ${left}`;
    case 'refuted':
      return `**${label} is withdrawn.** ${left} ${undo}`;
    case 'dismissed':
      return `**${label} is dismissed** until the code that it is about changes in meaning. ${left} ${undo}`;
    case 'accepted':
      return `**The risk of ${label} is accepted** until the code that it is about changes in meaning. ${left} ${undo}`;
  }
}

function openText(open: Readonly<Record<Severity, number>>): string {
  const counts = Severity.options.filter((severity) => open[severity] > 0).map((one) => `${open[one]} ${one}`);
  return counts.length === 0 ? 'No finding is open.' : `Still open: ${listed(counts)}.`;
}

function unknownFinding(label: string, lookup: Exclude<FindingLookup, { kind: 'found' }>): string {
  if (lookup.kind === 'no-review') return 'There is no finished review of this pull request yet.';
  if (lookup.known.length === 0) return `There is no finding ${label}: this pull request has none.`;
  return `There is no finding ${label}. Known: ${lookup.known.join(', ')}.`;
}

const FINDING_STATES: Readonly<Record<RememberedFinding['state'], string>> = {
  open: 'open',
  fixed: 'fixed',
  dismissed: 'dismissed',
  accepted: 'an accepted risk',
  refuted: 'withdrawn, because the code disproves it',
};

function explanationText({ finding: label, lookup, rule }: Extract<CommandAnswer, { kind: 'explained' }>): string {
  if (lookup.kind !== 'found') return unknownFinding(label, lookup);
  const { title, severity, state, path, url, decision } = lookup.finding;
  const named = url === null ? toTitle(title) : `[${toTitle(title)}](${url})`;
  const by = decision === null ? '' : ` by ${toInline(decision.by, 60)}: “${toInline(decision.reason)}”`;
  const lines = [
    `**${label} is ${FINDING_STATES[state]}**${by}`,
    `${named} <sub>${severity} · ${toInline(path, 200)}</sub>`,
  ];
  if (rule === null) return lines.join('\n\n');
  const { why, exceptions, fix, id } = rule;
  return [
    ...lines,
    `**Why it matters.** ${why}`,
    `**Fine when** ${exceptions}`,
    `**What to do.** ${fix}`,
    `<sub>Rule \`${id}\`</sub>`,
  ].join('\n\n');
}

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
