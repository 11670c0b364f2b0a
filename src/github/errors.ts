// Turns what GitHub refuses, and what happens on the way to it, into the three errors of the repository port, each with a
// sentence that says what to do.
import { BadInput, CannotReview, messageOf, TryLater } from '../domain/errors.ts';

/** After a fault of GitHub's or the network's. Its own clients have retried a few times by then. */
const afterFaultMs = 30_000;
/** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately */
const afterSecondaryLimitMs = 60_000;
const maxWaitMs = 3_600_000;

/** What was asked for, for the sentence: "the pull request", and the permission that it takes: "contents: read". */
export interface RequestedThing {
  readonly what: string;
  readonly permission: string;
}

interface HostFailure {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** The error to throw instead of what Octokit threw. */
export function explainFault(error: unknown, question: RequestedThing, now = Date.now()): Error {
  if (error instanceof TryLater || error instanceof CannotReview || error instanceof BadInput) return error;
  const failure = readFailure(error);
  if (!failure)
    return new TryLater(`GitHub could not be reached for ${question.what}: ${messageOf(error)}`, afterFaultMs, {
      cause: error,
    });
  return rateLimit(failure, question, now) ?? refusal(failure, question, error);
}

function readFailure(error: unknown): HostFailure | null {
  if (!(error instanceof Error)) return null;
  const { status, response, headers, errors } = error as Error & {
    status?: number;
    response?: { headers?: HostFailure['headers'] };
    headers?: HostFailure['headers'];
    errors?: readonly { type?: string }[];
  };
  // GraphQL says it with the status 200: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
  if (errors?.some(({ type }) => type === 'RATE_LIMITED'))
    return { status: 429, message: error.message, headers: headers ?? {} };
  // Octokit gives network faults the status 500, without a response.
  if (typeof status !== 'number' || !response) return null;
  return { status, message: error.message, headers: response.headers ?? headers ?? {} };
}

function rateLimit({ status, message, headers }: HostFailure, { what }: RequestedThing, now: number): TryLater | null {
  if (status !== 403 && status !== 429) return null;
  const retryAfter = Number(headers['retry-after']);
  const reset = Number(headers['x-ratelimit-reset']) * 1000;
  const isSpent = String(headers['x-ratelimit-remaining']) === '0';
  if (!retryAfter && !isSpent && status !== 429 && !/rate limit|abuse/i.test(message)) return null;
  const waitMs = retryAfter ? retryAfter * 1000 : isSpent && reset > now ? reset - now : afterSecondaryLimitMs;
  const bounded = Math.min(waitMs, maxWaitMs);
  const at = new Date(now + bounded).toISOString().slice(0, 16).replace('T', ' ');
  return new TryLater(`GitHub's rate limit is used up while reading ${what}; it opens again at ${at} UTC`, bounded);
}

function refusal(
  { status, message, headers }: HostFailure,
  { what, permission }: RequestedThing,
  cause: unknown,
): Error {
  const accepted = headers['x-accepted-github-permissions'];
  const needed = typeof accepted === 'string' && accepted !== '' ? accepted.replaceAll('=', ': ') : permission;
  if (status >= 500) return new TryLater(`GitHub failed (${status}) on ${what}`, afterFaultMs, { cause });
  if (status === 401) {
    return new CannotReview(`GitHub did not accept the App's credentials for ${what}; check APP_ID and PRIVATE_KEY`, {
      cause,
    });
  }
  if (status === 403) {
    return new CannotReview(
      `GitHub refused ${what}: the App needs the permission "${needed}"; grant it in the App's settings and accept it in the installation`,
      { cause },
    );
  }
  if (/no common ancestor/i.test(message)) {
    return new CannotReview('the head and the base have no common ancestor, so there is no change between them', {
      cause,
    });
  }
  if (status === 404) {
    return new CannotReview(
      `GitHub does not show ${what}: it is gone, or the App is not installed on the repository or lacks the permission "${needed}" (${firstLine(message)})`,
      { cause },
    );
  }
  return new CannotReview(`GitHub answered ${status} for ${what}: ${firstLine(message)}`, { cause });
}

function firstLine(message: string): string {
  return message
    .split('\n')[0]!
    .replace(/ - https:\/\/docs\.github\.com\S*$/, '')
    .slice(0, 300);
}

/** The work, or the signal's reason as soon as it fires: a request that waits in a queue would not notice. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
