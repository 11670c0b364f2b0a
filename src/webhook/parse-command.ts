// The command that people write under a pull request, and every sentence that answers it. The grammar is fixed: a comment
// chooses one of seven words, and asks a question or names paths of the repository; it can change nothing else.
import type { PastReview } from '../domain/command-port.ts';
import type { CommandMistake, CommandWord } from '../domain/job.ts';
import { isRepositoryPath, MAX_QUESTION, type Task } from '../domain/question.ts';
import { toInline } from '../text/sanitize.ts';

/** A command as it was written. */
export interface Command {
  readonly word: CommandWord;
  readonly task?: Task;
  readonly mistake?: CommandMistake;
}

/** Words that stand alone. */
const WORDS: Readonly<Record<string, CommandWord>> = {
  '': 'review',
  review: 'review',
  cancel: 'cancel',
  why: 'why',
  help: 'help',
};

/**
 * The command in a comment: `/architect` at the start of its first line. null: it is none. What `ask` asks may go on below the first
 * line; everything else stands on it. A question is data, and a path leads nowhere but into the repository.
 */
export function parseCommand(comment: string): Command | null {
  const text = comment.trimStart();
  const firstLine = (text.split(/[\r\n]/, 1)[0] ?? '').trimEnd();
  const [, said] = /^\/architect(?!\S)(.*)$/i.exec(firstLine) ?? [];
  if (said === undefined) return null;
  const [, verb = '', rest = ''] = /^(\S*)(.*)$/.exec(said.trim()) ?? [];
  const word = verb.toLowerCase();
  if (word === 'ask') return parseAsk(`${rest}${text.slice((text.split(/[\r\n]/, 1)[0] ?? '').length)}`);
  if (word === 'decide') return parseDecide(rest.trim());
  const known = rest.trim() === '' && Object.hasOwn(WORDS, word);
  return { word: known ? (WORDS[word] as CommandWord) : 'unknown' };
}

function parseAsk(words: string): Command {
  const question = words.replace(/\r\n?/g, '\n').trim();
  if (question === '') return { word: 'ask', mistake: 'no-question' };
  if (question.length > MAX_QUESTION) return { word: 'ask', mistake: 'question-too-long' };
  return { word: 'ask', task: { kind: 'ask', question } };
}

/** "CONTEXT" or "CONTEXT -> DIR", each in backticks or not. The documents go beside the context where no folder is named. */
function parseDecide(words: string): Command {
  if (words === '') return { word: 'decide', mistake: 'no-context' };
  const [, context = '', dir] = /^`?([^\s`]+)`?(?:\s+(?:->|→)\s+`?([^\s`]+?)\/?`?)?$/.exec(words) ?? [];
  const into = dir ?? context.slice(0, Math.max(0, context.lastIndexOf('/')));
  const isSafe = isRepositoryPath(context) && (into === '' ? dir === undefined : isRepositoryPath(into));
  if (!isSafe) return { word: 'decide', mistake: 'unsafe-path' };
  return { word: 'decide', task: { kind: 'decide', context, into, brought: null } };
}

const LIST = [
  '| Command | What happens |',
  '| --- | --- |',
  '| `/architect` or `/architect review` | reviews the pull request as it is now |',
  '| `/architect ask QUESTION` | answers a question about the architecture, here or on an issue |',
  '| `/architect decide CONTEXT -> DIR` | decides on the design that the file CONTEXT describes: `architecture/backend-architecture.md` and a section of `architecture-decisions.md`, in the folder DIR |',
  '| `/architect cancel` | stops what is under way here |',
  '| `/architect why` | tells what became of the last reviews, and why |',
  '| `/architect help` | shows this list |',
].join('\n');

export function helpText(unknown: boolean): string {
  const opening = unknown
    ? 'That is not a command I know.'
    : 'I review the Go architecture of pull requests, and answer questions about it.';
  return `${opening} These are mine, for people who may write to this repository:\n\n${LIST}`;
}

const MISTAKES: Readonly<Record<CommandMistake, string>> = {
  'no-question': 'There is no question. Write it after the word: `/architect ask Where should retries live?`',
  'question-too-long': `The question is longer than ${MAX_QUESTION.toLocaleString('en-US')} characters. Put the rest into a file of the repository, and name it.`,
  'no-context':
    'There is no context. Name the file that describes the feature: `/architect decide docs/billing/context.md -> docs/billing`',
  'unsafe-path':
    'Context and folder are paths from the root of the repository, without blanks, `..` or addresses: `/architect decide docs/billing/context.md -> docs/billing`',
  'needs-pull-request': 'Reviews are of pull requests. On an issue I answer questions: `/architect ask QUESTION`',
};

export function mistakeText(mistake: CommandMistake): string {
  return MISTAKES[mistake];
}

export function tooManyText(most: number): string {
  return `${most} questions wait here for their answers already. Ask again when one of them is answered, or stop them with \`/architect cancel\`.`;
}

const STATES: Readonly<Record<PastReview['state'], string>> = {
  waiting: 'waits its turn',
  running: 'is under way',
  published: 'was published',
  'not-reviewed': 'judged nothing',
  superseded: 'was stopped because something newer came',
  cancelled: 'was cancelled',
  'out-of-time': 'was not done in time',
  'try-later': 'could not be done then',
  'cannot-review': 'could not be done',
};

const DETAILS: Readonly<Record<string, string>> = {
  clear: 'nothing to say',
  advise: 'with findings',
  block: 'with findings that fail the check',
};

export function whyText(reviews: readonly PastReview[]): string {
  if (reviews.length === 0) {
    return 'No review of this pull request is on record. Write `/architect` to ask for one.';
  }
  const lines = reviews.map(({ head, at, state, detail }) => {
    const of = head === null ? 'The review asked for' : `The review of \`${head.slice(0, 7)}\``;
    const because = DETAILS[detail] ?? toInline(detail);
    return `- ${of} on ${at.slice(0, 16).replace('T', ' at ')} UTC ${STATES[state]}${because === '' ? '.' : `: ${because}.`}`;
  });
  return lines.join('\n').replaceAll('..', '.');
}
