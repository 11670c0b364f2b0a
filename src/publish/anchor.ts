// Finds the place on the diff where a finding can be commented on. GitHub rejects a comment outside of the diff, and
// with it the whole review (https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request): lines
// are computed from hunks.
import type { ChangedFile, Hunk } from '../domain/diff.ts';
import type { Finding, Place } from '../domain/finding.ts';
import type { Fix } from '../domain/fix.ts';

/** The place of a comment: lines within one hunk, a whole file, or none on the diff. */
export type Anchor =
  | {
      readonly kind: 'lines';
      readonly path: string;
      readonly side: 'LEFT' | 'RIGHT';
      /** First line; null for a comment on one line, for GitHub rejects a start that equals the end. */
      readonly startLine: number | null;
      readonly line: number;
    }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' };

type LinesAnchor = Extract<Anchor, { kind: 'lines' }>;
type Lines = Pick<Place, 'path' | 'startLine' | 'endLine' | 'side'>;

/**
 * The best anchor: the finding's own lines, else lines of another of its places, else a changed file of one of them.
 * Only patches of the host have lines, since GitHub may reject comments on a patch that was computed here.
 */
export function anchorOf(finding: Finding, files: readonly ChangedFile[]): Anchor {
  const exact = fixAnchor(finding, files);
  if (exact !== null) return exact;
  const places: readonly Lines[] = [finding, ...finding.otherPlaces];
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

/** The lines that the finding's fix replaces, where one hunk shows all of them: there GitHub can apply it. */
function fixAnchor({ path, side, fix }: Finding, files: readonly ChangedFile[]): LinesAnchor | null {
  const file = fix === undefined || side === 'before' ? undefined : files.find((one) => one.path === path);
  if (fix === undefined || file?.diff !== 'host') return null;
  const found = linesOf({ path, side, ...fix }, file);
  return found !== null && isFixAnchor(found, fix) ? found : null;
}

/** Whether a comment covers exactly the lines that a fix replaces, as a suggestion has to. */
export function isFixAnchor(anchor: Anchor, { startLine, endLine }: Pick<Fix, 'startLine' | 'endLine'>): boolean {
  if (anchor.kind !== 'lines' || anchor.side === 'LEFT') return false;
  return (anchor.startLine ?? anchor.line) === startLine && anchor.line === endLine;
}

/** The changed file of a place. Removed code has the path that the file had before. */
function fileOf(place: Lines, files: readonly ChangedFile[]): ChangedFile | undefined {
  return (
    files.find((file) => file.path === place.path) ??
    (place.side === 'before' ? files.find((file) => file.previousPath === place.path) : undefined)
  );
}

/** The part of the place in the hunk that changes most of it; null where no hunk shows it. */
function linesOf(place: Lines, file: ChangedFile): LinesAnchor | null {
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

function overlap(place: Lines, hunk: Hunk): { start: number; end: number; changed: number } | null {
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
