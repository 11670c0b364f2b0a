// Where a new review stands among those of the same pull request: the same as one before, overtaken by a later one, or the
// newest. Pure.
import type { ReviewRequest } from '../domain/review-request.ts';

/** A review that the database knows, as far as its place in line matters. */
export interface KnownReview {
  readonly workflowId: string;
  /** Id of its request: what makes two of them the same review. */
  readonly key: string;
  readonly delivery: string;
  /** When its event happened, ISO 8601. */
  readonly at: string;
  readonly live: boolean;
  readonly cancelled: boolean;
}

export type Standing =
  /** Kept already: nothing to do. */
  | { readonly kind: 'duplicate' }
  /** An event that happened later has been seen, so this one speaks of an old head. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'new'; readonly workflowId: string };

/** Begins the ids of all reviews of one pull request. */
export function reviewPrefix(repository: ReviewRequest['repository'], pullRequest: number): string {
  return `review/${repository.owner}/${repository.name}/${pullRequest}/`;
}

function timeOf(review: { readonly at: string }): number {
  return Date.parse(review.at) || 0;
}

/** The review whose event happened last; undefined when there is none. */
export function newest(known: readonly KnownReview[]): KnownReview | undefined {
  return known.reduce<KnownReview | undefined>(
    (latest, review) => (latest === undefined || timeOf(review) > timeOf(latest) ? review : latest),
    undefined,
  );
}

/**
 * Places a request among the known reviews of its pull request.
 *
 * Events overtake each other on the way and are delivered twice; a head can come back (a forced push, a pull request closed
 * and opened again), and is then reviewed anew, because what people see speaks of another head or of nothing.
 *
 * @param at when the request's event happened, ISO 8601
 */
export function place(
  request: { readonly id: string },
  delivery: string,
  at: string,
  known: readonly KnownReview[],
): Standing {
  if (known.some((review) => review.delivery === delivery)) return { kind: 'duplicate' };
  const latest = newest(known);
  if (latest === undefined) return { kind: 'new', workflowId: request.id };
  if (timeOf(latest) > timeOf({ at })) {
    return { kind: latest.key === request.id ? 'duplicate' : 'overtaken' };
  }
  if (latest.key === request.id && !latest.cancelled) return { kind: 'duplicate' };
  const taken = new Set(known.map((review) => review.workflowId));
  let workflowId = request.id;
  for (let again = 1; taken.has(workflowId); again++) workflowId = `${request.id}/again-${again}`;
  return { kind: 'new', workflowId };
}

/** Id of the workflow that tries `workflowId` another time. */
export function nextAttempt(workflowId: string): { readonly workflowId: string; readonly attempt: number } {
  const match = /^(.*)\/try-(\d+)$/.exec(workflowId);
  const attempt = match === null ? 2 : Number(match[2]) + 1;
  return { workflowId: `${match?.[1] ?? workflowId}/try-${attempt}`, attempt };
}
