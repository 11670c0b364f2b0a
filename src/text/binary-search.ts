// Finds the end of what holds in a sorted list, by halving it.

/**
 * How many elements `holds` is true of, in a list that begins with all of them. O(log n).
 * The last of them stands at the index one less; 0 where there is none.
 */
export function binarySearch<T>(sorted: readonly T[], holds: (element: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
