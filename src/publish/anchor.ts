// Finds where on the diff a finding can be said. A comment outside the diff is refused, and takes the whole review with it
// (https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request); so lines are computed from the hunks.
import type { ChangedFile, Hunk } from '../domain/diff.ts';
import type { Finding, Place } from '../domain/finding.ts';

/** Where a comment stands: on lines within one hunk, on a file as a whole, or nowhere on the diff. */
export type Anchor =
  | {
      readonly kind: 'lines';
      readonly path: string;
      readonly side: 'LEFT' | 'RIGHT';
      /** First line; null for a comment on one line, for GitHub refuses a start that equals the end. */
      readonly startLine: number | null;
      readonly line: number;
    }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' };

type Where = Pick<Place, 'path' | 'startLine' | 'endLine' | 'side'>;

/**
 * The best anchor there is: the finding's own lines, else those of another place with the same cause, else a file of theirs that
 * the pull request changes. Only the host's own patches carry lines, since comments on a patch that was computed may be refused.
 */
export function anchorOf(finding: Finding, files: readonly ChangedFile[]): Anchor {
  const places: readonly Where[] = [finding, ...finding.otherPlaces];
  for (const place of places) {
    const file = fileOf(place, files);
    const lines = file?.diff === 'host' ? linesOf(place, file) : null;
    if (lines) return lines;
  }
  for (const place of places) {
    const file = fileOf(place, files);
    if (file) return { kind: 'file', path: file.path };
  }
  return { kind: 'none' };
}

/** The changed file that a place is in; code that goes away is known by the path it had before. */
function fileOf(place: Where, files: readonly ChangedFile[]): ChangedFile | undefined {
  return (
    files.find((file) => file.path === place.path) ??
    (place.side === 'before' ? files.find((file) => file.previousPath === place.path) : undefined)
  );
}

/** The part of the place that lies in the one hunk that shows most of it. */
function linesOf(place: Where, file: ChangedFile): Anchor | null {
  const side = place.side === 'before' ? 'LEFT' : 'RIGHT';
  let best: { start: number; end: number; changed: number } | null = null;
  for (const hunk of file.hunks) {
    const part = overlap(place, hunk);
    if (part && (!best || part.changed > best.changed)) best = part;
  }
  if (!best) return null;
  const startLine = best.start === best.end ? null : best.start;
  return { kind: 'lines', path: file.path, side, startLine, line: best.end };
}

function overlap(place: Where, hunk: Hunk): { start: number; end: number; changed: number } | null {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  let changed = 0;
  for (const line of hunk.lines) {
    const number = place.side === 'before' ? line.beforeLine : line.headLine;
    if (number === null || number < place.startLine || number > place.endLine) continue;
    start = Math.min(start, number);
    end = Math.max(end, number);
    if (line.kind !== 'context') changed++;
  }
  return end === 0 ? null : { start, end, changed };
}
