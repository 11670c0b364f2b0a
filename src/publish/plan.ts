// Plans what to post and what to withdraw: the review against what is on the pull request already. Pure.
import type { ChangedFile } from '../domain/diff.ts';
import type { Finding } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { oneLine } from '../text/sanitize.ts';
import { type Anchor, anchorOf } from './anchor.ts';
import { labelEntries } from './finding-memory.ts';
import type { HistoryEntry } from './markers.ts';

/** How the summary shows a finding: as a row that refers to its inline comment, or in full. */
export type Placement = 'inline' | 'full' | 'dismissed';

/** A review thread that our bot began about one finding. */
export interface Thread {
  /** GraphQL node ids. */
  readonly id: string;
  readonly commentId: string;
  /** Web address. */
  readonly url: string;
  readonly findingId: string;
  readonly source: Finding['source'];
  readonly path: string;
  readonly isResolved: boolean;
  /** The lines under it have changed since. */
  readonly isOutdated: boolean;
  /** The comment is minimized, as ours are where threads cannot be resolved. */
  readonly isHidden: boolean;
}

/** An inline comment to be posted. */
export interface InlineComment {
  readonly finding: Finding;
  readonly anchor: Exclude<Anchor, { kind: 'none' }>;
}

export interface CommentPlan {
  /** On lines: one review posts all of them. */
  readonly onLines: readonly InlineComment[];
  /** On files: GitHub takes these one by one, so they are few. */
  readonly onFiles: readonly InlineComment[];
  /** By finding id. */
  readonly placements: ReadonlyMap<string, Placement>;
}

const maxOnFiles = 3;

/**
 * Selects the findings for new inline comments: the most important ones with a place on the diff that have no comment
 * yet and that nobody dismissed.
 *
 * @param maxComments limit of new inline comments
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
    const posted = findPosted(finding.id, threads, history);
    const anchor: Anchor = posted === null ? anchorOf(finding, files) : { kind: 'none' };
    const isFull = onLines.length + onFiles.length >= maxComments;
    if (posted !== null) placements.set(finding.id, posted);
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
 * The placement that an earlier review gave the finding: an open thread, or one that a person resolved; null for
 * neither. A thread that we closed because the finding was gone does not count: the finding is back, and is posted
 * again.
 */
function findPosted(id: string, threads: readonly Thread[], history: readonly HistoryEntry[]): Placement | null {
  const entry = history.find((one) => one.id === id);
  const own = threads.filter((thread) => thread.findingId === id && !thread.isHidden);
  // What a person said by a command counts more than the state of a thread.
  if (entry?.decision !== undefined && entry.state !== 'gone') {
    if (entry.decision.to !== 'open') return 'dismissed';
    return own.length > 0 ? 'inline' : null;
  }
  if (own.some((thread) => !thread.isResolved)) return 'inline';
  if (entry?.state === 'dismissed') return 'dismissed';
  return own.length > 0 && entry?.state !== 'gone' ? 'dismissed' : null;
}

/** Whether this review would have found the finding again if it were still there. */
function covers(review: Review, finding: { readonly path: string; readonly source: Finding['source'] }): boolean {
  if (review.verdict === 'not-reviewed' || review.coverage.stepsLeftOut !== undefined) return false;
  if (review.coverage.skipped.some((skipped) => skipped.path === finding.path)) return false;
  if (finding.source === 'fact') return true;
  if (review.coverage.factsOnly.some(({ path }) => path === finding.path)) return false;
  // A review with notes was cut short: no key, budget spent, model refused.
  return (
    review.mode === 'model' &&
    review.notes.length === 0 &&
    !review.coverage.skipped.some((skipped) => skipped.reason === 'over-budget')
  );
}

/**
 * Selects the threads to close: open ones about findings that this review covered and did not make again. A model may
 * forget, so its findings are only closed once their code has changed or left the pull request.
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

/** Updates the history with this review: open findings first, at most 60 entries. */
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
      ...(finding.rule === null ? {} : { rule: finding.rule.slice(0, 100) }),
      ...(earlier?.decision === undefined ? {} : { decision: earlier.decision }),
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
  const all = [...current, ...others.sort((a, b) => rank[a.state] - rank[b.state])];
  return labelEntries(all, before).slice(0, maxHistory);
}
