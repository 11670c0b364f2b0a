// The lines of a diff hunk that people see above an inline comment.
import type { Excerpt } from './exhibit.ts';

export interface HunkRow {
  readonly sign: '+' | '-' | ' ';
  readonly before: number | null;
  readonly head: number | null;
  readonly text: string;
  /** Whether the comment speaks of this line. */
  readonly spokenOf: boolean;
}

/** Lines shown before the first one that is spoken of, as GitHub does; and the most of all. */
const CONTEXT = 3;
const MAX_ROWS = 40;

const HEADER = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** Rows from a little before the first line spoken of to the last; empty where the talk is about a whole file. */
export function rowsOf({ text, startLine, line, side }: Excerpt): HunkRow[] {
  const marked = parse(text).map((row) => {
    const at = side === 'LEFT' ? row.before : row.head;
    return { ...row, spokenOf: at !== null && line !== null && at >= (startLine ?? line) && at <= line };
  });
  const start = marked.findIndex((row) => row.spokenOf);
  const from = Math.max(0, (start === -1 ? marked.length - 1 : start) - CONTEXT);
  return marked.slice(from).slice(-MAX_ROWS);
}

function parse(hunk: string): Omit<HunkRow, 'spokenOf'>[] {
  const [header = '', ...lines] = hunk.split('\n');
  const found = HEADER.exec(header);
  if (found === null) return [];
  let before = Number(found[1]);
  let head = Number(found[2]);
  return lines
    .filter((line) => !line.startsWith('\\'))
    .map((line) => {
      const sign = line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ';
      const row = {
        sign,
        before: sign === '+' ? null : before,
        head: sign === '-' ? null : head,
        text: line.slice(1),
      } as const;
      if (sign !== '+') before += 1;
      if (sign !== '-') head += 1;
      return row;
    });
}
