// Maps offsets in a text to line numbers.
import { binarySearch } from './binary-search.ts';

/** Number of line feeds from the offset `from` up to, not including, `to`. */
export function countLineFeeds(text: string, from: number, to: number): number {
  // A search of the whole text would go past `to` each time where no line feed follows.
  const part = text.slice(from, to);
  let count = 0;
  for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) count += 1;
  return count;
}

/**
 * Returns the 1-based line of an offset in UTF-16 units, for many lookups in one text. A line ends with its line feed.
 */
export function createLineIndex(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => binarySearch(starts, (start) => start <= offset);
}
