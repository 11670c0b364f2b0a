// Tells the lines of offsets.
import { binarySearch } from './binary-search.ts';

/** How many line feeds a text holds from one offset up to another. */
export function countLineFeeds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** For whoever looks for many in one text: gives the 1-based line of an offset in UTF-16 units. A line ends with its line feed. */
export function createLineIndex(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => binarySearch(starts, (start) => start <= offset);
}
