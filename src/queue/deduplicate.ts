// Compares a requested review with the known reviews of its pull request: is it a duplicate, outdated, or new? Pure.
import { isAskedByPerson, type ReviewRequest } from '../domain/review-request.ts';
import { firstAttempt, freeWorkflowId } from './stored-names.ts';

/** The stored facts about a review that decide whether another one replaces it. */
export interface KnownReview {
  readonly workflowId: string;
  /** Two reviews with the same request id are the same review. */
  readonly requestId: string;
  /** null for a command, which reviews the head that it finds. */
  readonly head: string | null;
  readonly delivery: string;
  /** Time of its event, ISO 8601. */
  readonly at: string;
  /** Requested by an event of the pull request, not by a person. */
  readonly automatic: boolean;
  /** Time of enqueueing, milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** Waiting or running. */
  readonly live: boolean;
  /** Ended with a temporary error; another attempt may be scheduled. */
  readonly mayBeRetried: boolean;
  /** Cancelled or superseded, so nothing was published. */
  readonly cancelled: boolean;
}

/** The event that requested a review. */
export interface JobOrigin {
  readonly delivery: string;
  /** ISO 8601. */
  readonly at: string;
}

type DedupeResult =
  /** Already enqueued. */
  | { readonly kind: 'duplicate' }
  /** A later event is known, so this one is about an old head. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'new'; readonly workflowId: string };

/**
 * Decides whether a request is new among the known reviews of its pull request.
 *
 * Events arrive out of order and more than once. A head can come back (force push, pull request closed and reopened)
 * and is then reviewed again, because the published review is about another head. Only times from the host are
 * compared: our clock may differ.
 */
export function deduplicate(request: ReviewRequest, origin: JobOrigin, known: readonly KnownReview[]): DedupeResult {
  if (known.some((review) => review.delivery === origin.delivery)) return { kind: 'duplicate' };
  const latest = latestAutomatic(known);
  const reason = latest === undefined ? null : compareWithLatest(request, origin, latest);
  if (reason !== null) return { kind: reason };
  return { kind: 'new', workflowId: freeWorkflowId(request.id, new Set(known.map((review) => review.workflowId))) };
}

/** Says why the request is not new, given the latest automatic review; null if it is. */
function compareWithLatest(
  request: ReviewRequest,
  origin: JobOrigin,
  latest: KnownReview,
): 'duplicate' | 'overtaken' | null {
  if (isAskedByPerson(request)) {
    // The button of a check on a commit that is no longer the head.
    return request.head !== null && latest.head !== request.head ? 'overtaken' : null;
  }
  const isSame = latest.requestId === request.id;
  if (timeOf(latest) > timeOf(origin)) return isSame ? 'duplicate' : 'overtaken';
  return isSame && !latest.cancelled ? 'duplicate' : null;
}

/**
 * Lists the reviews that `workflowId` supersedes; null if a newer review supersedes `workflowId` itself. All attempts
 * at a review count as one.
 */
export function findSuperseded(workflowId: string, known: readonly KnownReview[]): readonly KnownReview[] | null {
  const first = firstAttempt(workflowId);
  const own = known.find((review) => review.workflowId === first);
  if (own === undefined) return null;
  const isAfterOwn = ({ createdAtMs, workflowId: id }: KnownReview) =>
    createdAtMs > own.createdAtMs || (createdAtMs === own.createdAtMs && id > first);
  const firsts = known.filter((review) => firstAttempt(review.workflowId) === review.workflowId);
  if (firsts.some(isAfterOwn)) return null;
  return known.filter((review) => (review.live || review.mayBeRetried) && firstAttempt(review.workflowId) !== first);
}

/**
 * Lists the reviews that an end of the pull request, or a person's `/architect cancel`, at `until` (ISO 8601) cancels:
 * all but those of later events and comments. A rerun is always among them, because its time comes from our own clock.
 */
export function findCancelled(until: string, known: readonly KnownReview[]): readonly KnownReview[] {
  const isDatedByHost = ({ automatic, head }: KnownReview) => automatic || head === null;
  return known.filter((review) => !(isDatedByHost(review) && timeOf(review) > Date.parse(until)));
}

/**
 * Pushes that were reviewed automatically since a person last requested a review, or since the pull request was opened.
 *
 * @param known newest first
 */
export function countPushes(known: readonly KnownReview[]): number {
  const lastByPerson = known.findIndex(({ automatic }) => !automatic);
  const since = lastByPerson < 0 ? known : known.slice(0, lastByPerson);
  const heads = new Set(since.map(({ head }) => head)).size;
  return lastByPerson < 0 ? Math.max(0, heads - 1) : heads;
}

function timeOf(event: { readonly at: string }): number {
  return Date.parse(event.at) || 0;
}

/** The automatic review with the latest event: its head is the current one. */
function latestAutomatic(known: readonly KnownReview[]): KnownReview | undefined {
  const isLater = (review: KnownReview, than: KnownReview) =>
    timeOf(review) > timeOf(than) || (timeOf(review) === timeOf(than) && review.createdAtMs > than.createdAtMs);
  let latest: KnownReview | undefined;
  for (const review of known)
    if (review.automatic && (latest === undefined || isLater(review, latest))) latest = review;
  return latest;
}
