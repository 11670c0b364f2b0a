// What follows from a review that published nothing: how it ends in public, and whether it is tried again. Pure.
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { nextAttempt } from './deduplicate.ts';
import type { Failure } from './failure.ts';

/** That a review is to be ended in public. */
export interface Conclusion {
  readonly workflowId: string;
  readonly request: ReviewRequest;
  readonly ending: UnpublishedEnding;
  /** Step at which another attempt goes on; null when there is to be none. */
  readonly retryFrom: number | null;
  readonly retryAfterMs: number;
  /** The run was stopped from outside and may still have been opening its check run. */
  readonly lookAgain: boolean;
}

const MAX_ATTEMPTS = 5;
const MAX_RETRY_MS = 3_600_000;

/** Of a review that was stopped from outside. */
export function concludeStopped(workflowId: string, request: ReviewRequest, ending: UnpublishedEnding): Conclusion {
  return { workflowId, request, ending, retryFrom: null, retryAfterMs: 0, lookAgain: true };
}

/**
 * Of a review that failed.
 *
 * @param step where another attempt would go on
 * @param firstWaitMs before the second attempt; doubles with each, and is longer where the failure asks for it
 */
export function concludeFailed(
  workflowId: string,
  request: ReviewRequest,
  failure: Failure,
  step: number,
  limits: { readonly firstWaitMs: number; readonly deadlineMs: number; readonly nowMs: number },
): Conclusion {
  const { attempt } = nextAttempt(workflowId);
  const waitMs = Math.min(MAX_RETRY_MS, Math.max(failure.retryAfterMs, limits.firstWaitMs * 2 ** (attempt - 2)));
  const retries = failure.kind === 'try-later' && attempt <= MAX_ATTEMPTS;
  const retryAt = retries ? new Date(limits.nowMs + waitMs).toISOString() : null;
  const endings: Record<Failure['kind'], UnpublishedEnding> = {
    'try-later': { kind: 'try-later', why: failure.message, retryAt },
    'cannot-review': { kind: 'cannot-review', why: failure.message },
    superseded: { kind: 'superseded', by: failure.by },
    'out-of-time': { kind: 'out-of-time', deadlineMs: limits.deadlineMs },
    stopped: { kind: 'cancelled', why: failure.message },
    unexpected: { kind: 'cannot-review', why: 'Something went wrong in the reviewer itself; its log says what.' },
  };
  return {
    workflowId,
    request,
    ending: endings[failure.kind],
    retryFrom: retries ? step : null,
    retryAfterMs: retries ? waitMs : 0,
    lookAgain: failure.kind === 'out-of-time',
  };
}
