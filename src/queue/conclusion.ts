// Decides how a review that published nothing ends in public, and whether another attempt follows. Pure.
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { Failure } from './failure.ts';
import { attemptNumber } from './stored-names.ts';

/** How to end a review in public. Stored: its field names are fixed. */
export interface Conclusion {
  readonly workflowId: string;
  readonly request: ReviewRequest;
  readonly ending: UnpublishedEnding;
  /** Step at which the next attempt starts; null if there is none. */
  readonly retryFrom: number | null;
  readonly retryAfterMs: number;
  /** The run was stopped from outside, perhaps while it was opening its check run: close it again later. */
  readonly lookAgain: boolean;
}

const MAX_ATTEMPTS = 5;
const MAX_RETRY_MS = 3_600_000;

/** Concludes a review that was stopped from outside. */
export function concludeStopped(workflowId: string, request: ReviewRequest, ending: UnpublishedEnding): Conclusion {
  return { workflowId, request, ending, retryFrom: null, retryAfterMs: 0, lookAgain: true };
}

/**
 * Concludes a review that failed.
 *
 * @param step where the next attempt would start
 * @param limits.firstWaitMs wait before the second attempt; doubles with each one, unless the failure asks for more
 */
export function concludeFailed(
  workflowId: string,
  request: ReviewRequest,
  failure: Failure,
  step: number,
  limits: { readonly firstWaitMs: number; readonly deadlineMs: number; readonly nowMs: number },
): Conclusion {
  const attempt = attemptNumber(workflowId);
  const waitMs = Math.min(MAX_RETRY_MS, Math.max(failure.retryAfterMs, limits.firstWaitMs * 2 ** (attempt - 1)));
  const retries = failure.kind === 'try-later' && attempt < MAX_ATTEMPTS;
  const retryAt = retries ? new Date(limits.nowMs + waitMs).toISOString() : null;
  return {
    workflowId,
    request,
    ending: toEnding(failure, retryAt, limits.deadlineMs),
    retryFrom: retries ? step : null,
    retryAfterMs: retries ? waitMs : 0,
    lookAgain: failure.kind === 'out-of-time',
  };
}

function toEnding({ kind, message, by }: Failure, retryAt: string | null, deadlineMs: number): UnpublishedEnding {
  switch (kind) {
    case 'try-later':
      return { kind, why: message, retryAt };
    case 'cannot-review':
      return { kind, why: message };
    case 'superseded':
      return { kind, by };
    case 'out-of-time':
      return { kind, deadlineMs };
    case 'stopped':
      return { kind: 'cancelled', why: message };
    case 'unexpected':
      return { kind: 'cannot-review', why: 'Internal error; see the server log.' };
  }
}
