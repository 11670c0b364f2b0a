// Decides what to say: the review against what is already said. Pure; the adapter carries it out.
import type { ChangedFile } from '../domain/diff.ts';
import type { Finding } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { oneLine } from '../text/sanitize.ts';
import { type Anchor, anchorOf } from './anchor.ts';
import type { Placement } from './markdown/summary.ts';
import type { HistoryEntry } from './markers.ts';

/** A review thread that our bot began about one finding. */
export interface Thread {
  /** GraphQL node ids. */
  readonly id: string;
  readonly commentId: string;
  readonly findingId: string;
  readonly source: Finding['source'];
  readonly path: string;
  readonly isResolved: boolean;
  /** The lines under it have changed since. */
  readonly isOutdated: boolean;
  /** The comment is folded away, as we do where threads cannot be resolved. */
  readonly isHidden: boolean;
}

/** An inline comment to be posted. */
export interface InlineComment {
  readonly finding: Finding;
  readonly anchor: Exclude<Anchor, { kind: 'none' }>;
}

export interface CommentPlan {
  /** On lines: one review posts them all at once. */
  readonly onLines: readonly InlineComment[];
  /** On files: GitHub takes them one by one only, so they are few. */
  readonly onFiles: readonly InlineComment[];
  /** How the summary tells each finding, by id. */
  readonly placements: ReadonlyMap<string, Placement>;
}

const maxOnFiles = 3;

/**
 * Which findings are said inline: the most important ones that have a place on the diff, were not said before and that nobody dismissed.
 * @param maxComments the most new inline comments
 */
export function planComments(
  review: Review,
  files: readonly ChangedFile[],
  threads: readonly Thread[],
  history: readonly HistoryEntry[],
  maxComments: number,
): CommentPlan {
  const onLines: InlineComment[] = [];
  const onFiles: InlineComment[] = [];
  const placements = new Map<string, Placement>();
  for (const finding of review.findings) {
    if (placements.has(finding.id)) continue;
    const said = alreadySaid(finding.id, threads, history);
    const anchor: Anchor = said === null ? anchorOf(finding, files) : { kind: 'none' };
    const isFull = onLines.length + onFiles.length >= maxComments;
    if (said !== null) placements.set(finding.id, said);
    else if (isFull || anchor.kind === 'none') placements.set(finding.id, 'full');
    else if (anchor.kind === 'lines') {
      onLines.push({ finding, anchor });
      placements.set(finding.id, 'inline');
    } else if (onFiles.length < maxOnFiles) {
      onFiles.push({ finding, anchor });
      placements.set(finding.id, 'inline');
    } else placements.set(finding.id, 'full');
  }
  return { onLines, onFiles, placements };
}

/**
 * What the conversation holds of a finding: an open thread, a thread that a person resolved, or nothing. A thread that we closed ourselves
 * because the finding was gone counts as nothing: the finding is back, and is said again.
 */
function alreadySaid(id: string, threads: readonly Thread[], history: readonly HistoryEntry[]): Placement | null {
  const entry = history.find((one) => one.id === id);
  const own = threads.filter((thread) => thread.findingId === id && !thread.isHidden);
  if (own.some((thread) => !thread.isResolved)) return 'inline';
  if (entry?.state === 'dismissed') return 'dismissed';
  return own.length > 0 && entry?.state !== 'gone' ? 'dismissed' : null;
}

/** This review would have found it again if it were still there. */
function covers(review: Review, finding: { readonly path: string; readonly source: Finding['source'] }): boolean {
  if (review.verdict === 'not-reviewed') return false;
  if (review.coverage.skipped.some((skipped) => skipped.path === finding.path)) return false;
  if (finding.source === 'fact') return true;
  if (review.coverage.factsOnly.some(({ path }) => path === finding.path)) return false;
  // A note tells of a review that was cut short: no key, budget spent, model refused.
  return (
    review.mode === 'model' &&
    review.notes.length === 0 &&
    !review.coverage.skipped.some((skipped) => skipped.reason === 'over-budget')
  );
}

/**
 * Threads to close: ours, open, about findings that this review covered and did not make again. A model may forget, so its findings
 * are only closed once the code under them has changed or left the pull request.
 */
export function planResolutions(
  review: Review,
  files: readonly ChangedFile[],
  threads: readonly Thread[],
): readonly Thread[] {
  const found = new Set(review.findings.map((finding) => finding.id));
  return threads.filter(
    (thread) =>
      !thread.isResolved &&
      !thread.isHidden &&
      !found.has(thread.findingId) &&
      covers(review, thread) &&
      (thread.source === 'fact' || thread.isOutdated || !files.some((file) => file.path === thread.path)),
  );
}

const maxHistory = 60;

/** The history after this review, open findings first, at most 60 entries. */
export function planHistory(
  review: Review,
  before: readonly HistoryEntry[],
  threads: readonly Thread[],
  closing: readonly Thread[],
  placements: ReadonlyMap<string, Placement>,
): HistoryEntry[] {
  const found = new Map(review.findings.map((finding) => [finding.id, finding]));
  const known = new Map(before.map((entry) => [entry.id, entry]));
  const current = [...found.values()].map((finding): HistoryEntry => {
    const state = placements.get(finding.id) === 'dismissed' ? 'dismissed' : 'open';
    const earlier = known.get(finding.id);
    return {
      id: finding.id.slice(0, 300),
      title: oneLine(finding.title, 120),
      severity: finding.severity,
      path: finding.path.slice(0, 500),
      source: finding.source,
      firstSeen: earlier?.firstSeen ?? review.head,
      state,
      at: earlier?.state === state ? earlier.at : review.head,
    };
  });
  const others = before
    .filter((entry) => !found.has(entry.id))
    .map((entry): HistoryEntry => {
      const open = threads.some((thread) => thread.findingId === entry.id && !thread.isResolved && !thread.isHidden);
      const isClosed = closing.some((thread) => thread.findingId === entry.id) || (!open && covers(review, entry));
      return entry.state === 'open' && isClosed ? { ...entry, state: 'gone', at: review.head } : entry;
    });
  const rank = { open: 0, dismissed: 1, gone: 2 } as const;
  return [...current, ...others.sort((a, b) => rank[a.state] - rank[b.state])].slice(0, maxHistory);
}
