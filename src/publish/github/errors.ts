// Says what a fault of the code host means for us: try again later, or never.
import { CannotReview, messageOf, TryLater } from '../../domain/errors.ts';

/** The parts that matter of the errors that GitHub's clients throw. */
interface Fault {
  readonly status?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>>; readonly data?: unknown } | undefined;
  /** Of GraphQL answers that came with status 200. */
  readonly errors?: readonly { readonly type?: string; readonly message?: string }[];
}

/** "At least one minute" is what GitHub asks for where it names no time (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api). */
const defaultWaitMs = 60_000;
/** A server that stumbled has mostly got up by then; whoever tries again waits longer each time. */
const afterFaultMs = 5_000;
const maxWaitMs = 3_600_000;

/**
 * TryLater for rate limits, 5xx, timeouts and network faults; CannotReview for what trying again cannot change.
 * @param doing what we were about to do, to end "GitHub refused to …"
 * @param nowMs milliseconds since the epoch, against which GitHub's reset time is read
 */
export function faultOf(error: unknown, doing: string, nowMs: number): TryLater | CannotReview {
  if (error instanceof TryLater || error instanceof CannotReview) return error;
  const fault = error as Fault;
  const status = typeof fault.status === 'number' ? fault.status : null;
  const headers = fault.response?.headers ?? {};
  const types = (Array.isArray(fault.errors) ? fault.errors : []).map((one) => one.type ?? '');
  const message = messageOf(error);
  const isLimit =
    status === 429 ||
    types.includes('RATE_LIMITED') ||
    (status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0')) ||
    ((status === 403 || status === null) && /rate limit|abuse detection/i.test(message));
  if (isLimit)
    return new TryLater(`GitHub’s rate limit is used up; could not ${doing}.`, waitMs(headers, nowMs), {
      cause: error,
    });
  if (status === null ? types.length === 0 : status >= 500 || status === 408 || status === 409) {
    return new TryLater(`GitHub did not answer as it should; could not ${doing}.`, afterFaultMs, { cause: error });
  }
  return new CannotReview(explain(status, types, headers, doing, message), { cause: error });
}

function waitMs(headers: Readonly<Record<string, unknown>>, nowMs: number): number {
  const retryAfter = Number(headers['retry-after']);
  if (Number.isFinite(retryAfter) && retryAfter > 0) return Math.min(maxWaitMs, retryAfter * 1000);
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) {
    return Math.min(maxWaitMs, Math.max(1000, reset * 1000 - nowMs));
  }
  return defaultWaitMs;
}

function explain(
  status: number | null,
  types: readonly string[],
  headers: Readonly<Record<string, unknown>>,
  doing: string,
  message: string,
): string {
  if (status === 401)
    return `GitHub refused our credentials; could not ${doing}. Check the App’s private key and installation.`;
  if (status === 403 || types.includes('FORBIDDEN')) {
    const needed = headers['x-accepted-github-permissions'];
    const permission = typeof needed === 'string' ? ` It needs the permission ${needed}.` : '';
    return `GitHub refused to let us ${doing}.${permission} An owner can grant it in the App’s installation settings.`;
  }
  if (status === 404 || status === 410 || types.includes('NOT_FOUND')) {
    return `GitHub does not show us what we need to ${doing}: it is gone, or the App’s installation does not include it.`;
  }
  return `GitHub refused to let us ${doing}: ${message.slice(0, 500)}`;
}
