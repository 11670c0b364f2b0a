// Tells the lines of offsets, for whoever looks for many in one text.
import { partitionPoint } from './partition-point.ts';

/** Gives the 1-based line of an offset in UTF-16 units. A line ends with its line feed. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => partitionPoint(starts, (start) => start <= offset);
}
