// The command that people write under a pull request, and every sentence that answers it. The grammar is fixed: a comment
// chooses one of five words and can change nothing else.
import type { CommandWord } from '../domain/order.ts';

/** What `answer` of the queue says, in the words that this room needs. */
export interface PastReviewLine {
  readonly head: string | null;
  readonly at: string;
  readonly state: string;
  readonly detail: string;
}

const WORDS: Readonly<Record<string, CommandWord>> = {
  '': 'review',
  review: 'review',
  cancel: 'cancel',
  why: 'why',
  help: 'help',
};

/** The command in a comment: its first line, and nothing but one of our words after `/architect`. null: it is none. */
export function parseCommand(comment: string): CommandWord | null {
  const firstLine = comment.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  const match = /^\/architect(?![^\s])[^\S\r\n]*(.{0,100})$/i.exec(firstLine.trimEnd().slice(0, 100));
  if (match === null) return null;
  const word = (match[1] ?? '').trim().toLowerCase();
  return Object.hasOwn(WORDS, word) ? (WORDS[word] as CommandWord) : 'unknown';
}

const LIST = [
  '| Command | What happens |',
  '| --- | --- |',
  '| `/architect` or `/architect review` | reviews the pull request as it is now |',
  '| `/architect cancel` | stops the review that is under way |',
  '| `/architect why` | tells what became of the last reviews, and why |',
  '| `/architect help` | shows this list |',
].join('\n');

export function helpText(unknown: boolean): string {
  const opening = unknown ? 'That is not a command I know.' : 'I review the Go architecture of pull requests.';
  return `${opening} These are mine, for people who may write to this repository:\n\n${LIST}`;
}

const STATES: Readonly<Record<string, string>> = {
  waiting: 'waits its turn',
  running: 'is under way',
  published: 'was published',
  'not-reviewed': 'judged nothing',
  superseded: 'was stopped because something newer came',
  cancelled: 'was cancelled',
  'out-of-time': 'was not done in time',
  'try-later': 'could not be done then and is tried again',
  'cannot-review': 'could not be done',
};

const DETAILS: Readonly<Record<string, string>> = {
  clear: 'nothing to say',
  advise: 'with findings',
  block: 'with findings that fail the check',
};

/** One line, and nothing in it that GitHub would make a link, a mention or markup of. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[`<>|\\*_[\]]/g, '')
    .replaceAll(/([@#])(?=\w)/g, '$1\u200b')
    .slice(0, 300)
    .trim();
}

export function whyText(reviews: readonly PastReviewLine[]): string {
  if (reviews.length === 0) {
    return 'No review of this pull request is on record. Write `/architect` to ask for one.';
  }
  const lines = reviews.map(({ head, at, state, detail }) => {
    const of = head === null ? 'The review asked for' : `The review of \`${head.slice(0, 7)}\``;
    const because = DETAILS[detail] ?? plain(detail);
    return `- ${of} on ${at.slice(0, 16).replace('T', ' at ')} UTC ${STATES[state] ?? state}${because === '' ? '.' : `: ${because}.`}`;
  });
  return lines.join('\n').replaceAll('..', '.');
}
