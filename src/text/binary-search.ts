// Binary search for the first element that fails a predicate.

/**
 * Index of the first element for which `holds` is false, in O(log n); `sorted.length` if there is none. The elements
 * for which it is true must all come first, so the result is also their number.
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
