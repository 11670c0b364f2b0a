// Where a new review stands among those of the same pull request: the same as one before, overtaken by a later one, or the
// newest. Pure.
import { isAskedByPerson, type ReviewRequest } from '../domain/review-request.ts';

/** A review that the database knows, as far as its place in line matters. */
export interface KnownReview {
  readonly workflowId: string;
  /** Id of its request: what makes two of them the same review. */
  readonly key: string;
  readonly head: string | null;
  readonly delivery: string;
  /** When its event happened, ISO 8601. */
  readonly at: string;
  /** Made by an event of the pull request, not by a person's wish. */
  readonly automatic: boolean;
  /** When it was put in line, milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly live: boolean;
  /** It ended by a passing fault, and another attempt may be waiting for its time. */
  readonly mayBeTriedAgain: boolean;
  /** It ended because it had become pointless, so nothing of it can be seen. */
  readonly cancelled: boolean;
}

/** When and through which delivery a review was asked for. */
export interface Asked {
  readonly delivery: string;
  /** ISO 8601. */
  readonly at: string;
}

export type Standing =
  /** Kept already: nothing to do. */
  | { readonly kind: 'duplicate' }
  /** A later event has been seen, so this one speaks of an old head. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'new'; readonly workflowId: string };

/** Begins the ids of all reviews of one pull request. */
export function reviewPrefix(repository: ReviewRequest['repository'], pullRequest: number): string {
  return `review/${repository.owner}/${repository.name}/${pullRequest}/`;
}

function timeOf(review: { readonly at: string }): number {
  return Date.parse(review.at) || 0;
}

/** Of the reviews that events made, the one whose event happened last: it knows the head as it is now. */
function latestAutomatic(known: readonly KnownReview[]): KnownReview | undefined {
  return known
    .filter((review) => review.automatic)
    .reduce<KnownReview | undefined>(
      (latest, review) =>
        latest === undefined || timeOf(review) > timeOf(latest) || isLater(review, latest) ? review : latest,
      undefined,
    );
}

function isLater(review: KnownReview, than: KnownReview): boolean {
  return timeOf(review) === timeOf(than) && review.createdAtMs > than.createdAtMs;
}

/**
 * Places a request among the known reviews of its pull request.
 *
 * Events overtake each other on the way and are delivered twice; a head can come back (a forced push, a pull request closed
 * and opened again), and is then reviewed anew, because what people see speaks of another head or of nothing. Only times that
 * the host gave are compared with each other: our own clock may differ.
 */
export function place(request: ReviewRequest, asked: Asked, known: readonly KnownReview[]): Standing {
  if (known.some((review) => review.delivery === asked.delivery)) return { kind: 'duplicate' };
  const latest = latestAutomatic(known);
  if (latest !== undefined) {
    if (isAskedByPerson(request)) {
      // The button of a check on a commit that is not the head any more.
      if (request.head !== null && latest.head !== request.head) return { kind: 'overtaken' };
    } else if (timeOf(latest) > timeOf(asked)) {
      return { kind: latest.key === request.id ? 'duplicate' : 'overtaken' };
    } else if (latest.key === request.id && !latest.cancelled) {
      return { kind: 'duplicate' };
    }
  }
  const taken = new Set(known.map((review) => review.workflowId));
  let workflowId = request.id;
  for (let again = 1; taken.has(workflowId); again++) workflowId = `${request.id}/again-${again}`;
  return { kind: 'new', workflowId };
}

/** The workflow that began what `workflowId` tries again. */
export function firstAttempt(workflowId: string): string {
  return workflowId.replace(/\/try-\d+$/, '');
}

/** Id of the workflow that tries `workflowId` another time, and which attempt it is, counted from 1. */
export function nextAttempt(workflowId: string): { readonly workflowId: string; readonly attempt: number } {
  const last = /\/try-(\d+)$/.exec(workflowId);
  const attempt = last === null ? 2 : Number(last[1]) + 1;
  return { workflowId: `${firstAttempt(workflowId)}/try-${attempt}`, attempt };
}

/**
 * What must stop because `workflowId` was put in line after it; null when something was put in line after `workflowId`
 * itself, which then is the one to stop. Attempts at the same review count as one.
 */
export function madePointlessBy(workflowId: string, known: readonly KnownReview[]): readonly KnownReview[] | null {
  const base = firstAttempt(workflowId);
  const mine = known.find((review) => review.workflowId === base);
  if (mine === undefined) return null;
  const firsts = known.filter((review) => firstAttempt(review.workflowId) === review.workflowId);
  const isAfter = (review: KnownReview) =>
    review.createdAtMs > mine.createdAtMs ||
    (review.createdAtMs === mine.createdAtMs && review.workflowId > mine.workflowId);
  if (firsts.some((review) => review.workflowId !== base && isAfter(review))) return null;
  return known.filter((review) => (review.live || review.mayBeTriedAgain) && firstAttempt(review.workflowId) !== base);
}
