// Maps each failed request to GitHub to what its caller does next: try later, give up and explain, or report a bug.
import { BadInput, CannotReview, messageOf, TryLater } from '../domain/errors.ts';
import { NoAnswerInTime } from './deadline.ts';
import { describeRefusal, findDocumentedRefusal, isLimitMessage, type RefusalReason } from './refusals.ts';

/** What a request is for, in the words of its errors. */
export interface RequestLabel {
  /** Completes "could not …": "read pull request #7". */
  readonly action: string;
  /** The permission it takes, "contents: read", for refusals in which GitHub does not name it. */
  readonly permission?: string;
}

/** GitHub refused the request, and the same request would be refused again. */
export class GitHubRefusal extends CannotReview {
  readonly reason: RefusalReason;
  /** HTTP status; 200 for an error in a GraphQL answer. */
  readonly status: number;
  constructor(message: string, reason: RefusalReason, status: number, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.status = status;
  }
}

/** A success whose body is not what was requested: GitHub's answer was cut off, or a proxy answered in its place. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

/** A server that stumbled has often recovered by then. Callers double the wait with each try. */
const afterFaultMs = 5_000;
/**
 * "Wait for at least one minute before retrying", where GitHub names no time:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const unnamedLimitMs = 60_000;
const maxWaitMs = 3_600_000;

type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** An answer of GitHub's that is no success. */
interface FailedAnswer {
  /** 200 for GraphQL errors. */
  readonly status: number;
  readonly message: string;
  readonly headers: AnswerHeaders;
  /** Types of GraphQL errors, such as "NOT_FOUND"; "" for an error without a type. */
  readonly types: readonly string[];
}

/**
 * The error to throw instead of what a request to GitHub threw.
 *
 * @param nowMs milliseconds since the epoch, which GitHub's reset time is compared with
 * @returns TryLater, GitHubRefusal, or the same error where it is one of these already, or a bug
 */
export function mapGitHubError(error: unknown, label: RequestLabel, nowMs = Date.now()): Error {
  if (error instanceof TryLater || error instanceof CannotReview || error instanceof BadInput) return error;
  const answer = readAnswer(error);
  if (answer) return mapAnswer(answer, label, error, nowMs);
  if (!isTransportFault(error)) return error instanceof Error ? error : new Error(messageOf(error));
  return new TryLater(`${describeTransportFault(error)}; could not ${label.action}.`, afterFaultMs, { cause: error });
}

/** null where the error is not an answer of GitHub's. */
function readAnswer(error: unknown): FailedAnswer | null {
  if (!(error instanceof Error)) return null;
  const { status, response, headers, errors } = error as Error & {
    readonly status?: unknown;
    readonly headers?: AnswerHeaders;
    readonly errors?: unknown;
    readonly response?: { readonly headers?: AnswerHeaders; readonly data?: { readonly errors?: unknown } | null };
  };
  if (typeof status === 'number') {
    // Octokit gives a failed fetch the status 500, without a response.
    if (!response) return null;
    return { status, message: error.message, headers: response.headers ?? {}, types: [] };
  }
  // Octokit's GraphQL client puts the errors on its own error; its throttling plugin leaves them in the response.
  const graphqlErrors = errors ?? response?.data?.errors;
  if (!Array.isArray(graphqlErrors)) return null;
  const listed = graphqlErrors as readonly { readonly type?: string; readonly message?: string }[];
  return {
    status: 200,
    message: listed.map(({ message }) => message ?? '').join('\n'),
    headers: response?.headers ?? headers ?? {},
    types: listed.map(({ type }) => type ?? ''),
  };
}

function mapAnswer(answer: FailedAnswer, label: RequestLabel, cause: unknown, nowMs: number): Error {
  const documented = findDocumentedRefusal(answer);
  if (documented) return refusal(documented, answer, label, cause);
  if (isLimit(answer)) {
    const { action } = label;
    return new TryLater(`GitHub's rate limit is exhausted; could not ${action}.`, limitMs(answer, nowMs), { cause });
  }
  if (isServerFault(answer)) {
    const waitMs = retryAfterMs(answer.headers, nowMs) ?? afterFaultMs;
    return new TryLater(`The request to GitHub failed (${answer.status}); could not ${label.action}.`, waitMs, {
      cause,
    });
  }
  return refusal(reasonOf(answer), answer, label, cause);
}

function isLimit({ status, message, headers, types }: FailedAnswer): boolean {
  if (status === 429 || types.includes('RATE_LIMITED') || isLimitMessage(message)) return true;
  return status === 403 && (headers['retry-after'] !== undefined || isQuotaSpent(headers));
}

function isQuotaSpent(headers: AnswerHeaders): boolean {
  return String(headers['x-ratelimit-remaining']) === '0';
}

/** In GitHub's own order: retry-after, then the reset of a quota that is used up, then a minute. At most an hour. */
function limitMs({ headers }: FailedAnswer, nowMs: number): number {
  const resetMs = Number(headers['x-ratelimit-reset']) * 1000 - nowMs;
  const untilReset = isQuotaSpent(headers) && resetMs > 0 ? Math.min(resetMs, maxWaitMs) : unnamedLimitMs;
  return retryAfterMs(headers, nowMs) ?? untilReset;
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after. null where neither is given. */
function retryAfterMs(headers: AnswerHeaders, nowMs: number): number | null {
  const header = headers['retry-after'];
  if (header === undefined) return null;
  const seconds = Number(header);
  const waitMs = Number.isNaN(seconds) ? Date.parse(String(header)) - nowMs : seconds * 1000;
  return waitMs > 0 ? Math.min(waitMs, maxWaitMs) : null;
}

/** Worth the same request again. A GraphQL error without a type that matters is a timeout or a fault of GitHub's. */
function isServerFault({ status, types }: FailedAnswer): boolean {
  if (status === 200) return !types.some((type) => Object.hasOwn(graphqlReasons, type));
  return status < 400 || status === 408 || status === 409 || status >= 500;
}

/** Types of GraphQL errors that the same query meets again: https://docs.github.com/en/graphql */
const graphqlReasons: Readonly<Record<string, RefusalReason>> = {
  NOT_FOUND: 'not-found',
  FORBIDDEN: 'permission',
  INSUFFICIENT_SCOPES: 'permission',
  UNPROCESSABLE: 'invalid',
};

const statusReasons: Readonly<Record<number, RefusalReason>> = {
  401: 'credentials',
  403: 'permission',
  404: 'not-found',
  410: 'not-found',
  422: 'invalid',
};

function reasonOf({ status, types }: FailedAnswer): RefusalReason {
  const known = types.map((type) => graphqlReasons[type]).find((reason) => reason !== undefined);
  return known ?? statusReasons[status] ?? 'other';
}

function refusal(reason: RefusalReason, answer: FailedAnswer, label: RequestLabel, cause: unknown): GitHubRefusal {
  const permission = neededPermission(answer.headers) ?? label.permission;
  const message = describeRefusal(reason, { ...label, ...(permission === undefined ? {} : { permission }) }, answer);
  return new GitHubRefusal(message, reason, answer.status, { cause });
}

/** "pull_requests=write,contents=read; issues=write": sets of permissions of which one is enough. */
function neededPermission(headers: AnswerHeaders): string | null {
  const accepted = headers['x-accepted-github-permissions'];
  if (typeof accepted !== 'string' || accepted === '') return null;
  return accepted.replaceAll('=', ': ').replaceAll(/ *; */g, ' or ').replaceAll(/ *, */g, ', ');
}

/**
 * True where the request failed on its way. A TypeError of fetch about the network has a cause; one without is about
 * its arguments, and those are ours.
 */
function isTransportFault(error: unknown): boolean {
  if (error instanceof NoAnswerInTime || error instanceof BadAnswer) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, cause } = error as { readonly name?: unknown; readonly code?: unknown; readonly cause?: unknown };
  if (name === 'AbortError' || name === 'TimeoutError') return true;
  if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) return true;
  if (name === 'TypeError') return isTransportFault(cause);
  return name === 'HttpError' && ((cause as Error | undefined)?.name !== 'TypeError' || isTransportFault(cause));
}

function describeTransportFault(error: unknown): string {
  if (error instanceof NoAnswerInTime || error instanceof BadAnswer) return error.message;
  return `GitHub could not be reached (${messageOf(error)})`;
}
