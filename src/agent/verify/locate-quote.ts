// Finds where a quoted text stands, so that lines are computed and never believed.
import { createLineIndex } from '../../text/line-index.ts';
import { toComparable } from './comparable-text.ts';

export interface LocatedQuote {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The file's own text from the quote's first character to its last, byte for byte. */
  readonly quote: string;
}

/** Places that are looked at before the nearest is taken: a line such as "return err" can stand anywhere. */
const MAX_PLACES = 1_000;

/**
 * Where `quote` stands in `text`, nearest to `nearLines`; null when it does not. Line ends (CRLF, LF) and characters that nobody
 * sees may differ; nothing else may.
 *
 * @param nearLines 1-based lines, usually the changed ones; empty: the first place is taken
 * @param foldSpace lets white space differ too, for prose that is wrapped elsewhere
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
  let best: LocatedQuote | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  let from = searched.indexOf(wanted);
  for (let count = 0; from !== -1 && count < MAX_PLACES && bestDistance > 0; count += 1) {
    const start = originOf(from);
    const end = originOf(from + wanted.length - 1) + 1;
    const startLine = lineAt(start);
    const endLine = lineAt(end - 1);
    const distance = distanceTo(startLine, endLine, nearLines);
    if (distance < bestDistance) {
      best = { startLine, endLine, quote: text.slice(start, end) };
      bestDistance = distance;
    }
    from = searched.indexOf(wanted, from + 1);
  }
  return best;
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
