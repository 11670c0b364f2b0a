// What a refusal of GitHub's means for work that can wait.
import { CannotReview, messageOf, TryLater } from '../domain/errors.ts';

interface RequestFault {
  readonly status?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** What GitHub asks for where it names no time: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const DEFAULT_WAIT_MS = 60_000;
const SERVER_FAULT_WAIT_MS = 10_000;

function waitMs(headers: Readonly<Record<string, unknown>>): number {
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter > 0) return retryAfter * 1000;
  const reset = Number(headers['x-ratelimit-reset']);
  return reset > 0 ? Math.max(1000, reset * 1000 - Date.now()) : DEFAULT_WAIT_MS;
}

export function statusOf(error: unknown): number | null {
  const { status } = error as RequestFault;
  return typeof status === 'number' ? status : null;
}

/**
 * Does something on GitHub; `doing` says what, to end "GitHub refused to …".
 *
 * @throws TryLater for limits, faults of the server and the network; CannotReview for the rest; the signal's reason
 */
export async function onGitHub<T>(doing: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    const status = statusOf(error);
    const headers = (error as RequestFault).response?.headers ?? {};
    const isLimit =
      status === 429 ||
      (status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0'));
    if (isLimit) throw new TryLater(`GitHub asks us to wait before we ${doing}`, waitMs(headers), { cause: error });
    if (status === null || status >= 500) {
      throw new TryLater(`GitHub could not ${doing} for us`, SERVER_FAULT_WAIT_MS, { cause: error });
    }
    throw new CannotReview(`GitHub refused to ${doing} (${status}): ${messageOf(error)}`, { cause: error });
  }
}
