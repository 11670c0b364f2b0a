// Prepares texts for the search of a quote: drops invisible characters, which a model may leave out.
import { binarySearch } from '../../text/binary-search.ts';
import { HIDDEN } from '../../text/sanitize.ts';

/** A text to search, with the way back to the original. */
interface Comparable {
  readonly text: string;
  /** Index in the original of a UTF-16 unit of `text`, or of its end. */
  readonly originOf: (index: number) => number;
}

/** Cache of recent texts: submissions quote the same few files again and again. */
const recent = { folded: new Map<string, Comparable>(), plain: new Map<string, Comparable>() };
const MAX_RECENT = 8;

/**
 * Drops what the model was not shown as it is: carriage returns before line feeds, hidden characters, and the marks
 * that stand for them.
 *
 * @param foldSpace turns every run of white space into one space, for prose that is wrapped elsewhere
 */
export function toComparable(original: string, foldSpace: boolean): Comparable {
  const known = foldSpace ? recent.folded : recent.plain;
  const made = known.get(original) ?? compare(original, foldSpace);
  known.delete(original);
  known.set(original, made);
  if (known.size > MAX_RECENT) known.delete(known.keys().next().value!);
  return made;
}

function compare(original: string, foldSpace: boolean): Comparable {
  const left = new RegExp(`(⟨U\\+[0-9A-F]{4,6}⟩|\\r(?=\\n)|${HIDDEN.source})${foldSpace ? '|\\s+' : ''}`, 'gu');
  // Kept pieces by their start in both texts; a document of a hundred thousand characters has a few thousand.
  const pieces: string[] = [];
  const starts: number[] = [];
  const origins: number[] = [];
  let length = 0;
  let endsInSpace = false;
  const keep = (piece: string, origin: number) => {
    if (piece === '') return;
    pieces.push(piece);
    starts.push(length);
    origins.push(origin);
    length += piece.length;
    endsInSpace = piece === ' ';
  };
  let from = 0;
  for (const found of original.matchAll(left)) {
    keep(original.slice(from, found.index), from);
    if (found[1] === undefined && !endsInSpace) keep(' ', found.index);
    from = found.index + found[0].length;
  }
  if (from === 0) return { text: original, originOf: (index) => index };
  keep(original.slice(from), from);
  const originOf = (index: number) => {
    if (index >= length) return original.length;
    const piece = binarySearch(starts, (start) => start <= index) - 1;
    return (origins[piece] ?? 0) + index - (starts[piece] ?? 0);
  };
  return { text: pieces.join(''), originOf };
}
