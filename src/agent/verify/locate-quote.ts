// Locates a quote in a text, so that its lines are computed and not taken from the model.
import { createLineIndex } from '../../text/line-index.ts';
import { toComparable } from './comparable-text.ts';

export interface LocatedQuote {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The text itself from the first to the last character of the quote. */
  readonly quote: string;
}

/** Occurrences to compare by distance: a line such as "return err" can have very many. */
const MAX_PLACES = 1_000;

/**
 * Locates the occurrence of `quote` nearest to `nearLines`; null where there is none. Only line ends (CRLF, LF) and
 * invisible characters may differ.
 *
 * @param nearLines 1-based, usually the changed lines; empty: the first occurrence
 * @param foldSpace white space may differ too, as in prose that is wrapped elsewhere
 */
export function locateQuote(
  text: string,
  quote: string,
  nearLines: readonly number[] = [],
  foldSpace = false,
): LocatedQuote | null {
  const wanted = toComparable(quote, foldSpace).text.replace(/^\s*\n|\s+$/g, '');
  if (wanted.trim() === '') return null;
  const { text: searched, originOf } = toComparable(text, foldSpace);
  const lineAt = createLineIndex(text);
  let nearest: LocatedQuote | null = null;
  let leastDistance = Number.POSITIVE_INFINITY;
  let from = searched.indexOf(wanted);
  for (let count = 0; from !== -1 && count < MAX_PLACES && leastDistance > 0; count += 1) {
    const start = originOf(from);
    const end = originOf(from + wanted.length - 1) + 1;
    const startLine = lineAt(start);
    const endLine = lineAt(end - 1);
    const distance = distanceTo(startLine, endLine, nearLines);
    if (distance < leastDistance) {
      nearest = { startLine, endLine, quote: text.slice(start, end) };
      leastDistance = distance;
    }
    from = searched.indexOf(wanted, from + 1);
  }
  return nearest;
}

function distanceTo(startLine: number, endLine: number, lines: readonly number[]): number {
  if (lines.length === 0) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const distance = line < startLine ? startLine - line : line > endLine ? line - endLine : 0;
    if (distance < least) least = distance;
  }
  return least;
}
