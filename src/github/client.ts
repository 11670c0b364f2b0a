// Sends every request of this program to GitHub: with a deadline, one mapping of errors, and answers that are checked.
import type { Octokit } from '@octokit/rest';
import type { z } from 'zod';
import { createStreamingFetch, createTimedFetch, REQUEST_DEADLINE_MS } from './deadline.ts';
import { BadAnswer, mapGitHubError, type RequestLabel } from './errors.ts';

/** The part of Octokit that the client uses. */
export type Requester = Pick<Octokit, 'request' | 'graphql'>;

/** Each method throws TryLater, GitHubRefusal, the signal's reason, or a bug of this program. */
export interface GitHubClient {
  /** Host of the API: "api.github.com". */
  readonly host: string;
  /**
   * The JSON of a REST answer. A POST is sent once: after a 502 it may have gone through, and only a fresh read shows
   * that.
   */
  rest<T>(
    answer: z.ZodType<T>,
    label: RequestLabel,
    route: string,
    parameters: object,
    signal: AbortSignal,
  ): Promise<T>;
  /** One page of a list, with the address of the next one; null at the end. */
  restPage<T>(
    answer: z.ZodType<T>,
    label: RequestLabel,
    route: string,
    parameters: object,
    signal: AbortSignal,
  ): Promise<{ readonly data: T; readonly next: URL | null }>;
  /** The body of a REST answer, as it comes. */
  stream(
    label: RequestLabel,
    route: string,
    parameters: object,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>;
  /** The data of a GraphQL answer without errors. */
  graphql<T>(
    answer: z.ZodType<T>,
    label: RequestLabel,
    query: string,
    variables: object,
    signal: AbortSignal,
  ): Promise<T>;
  /** The data of a GraphQL answer, also where parts of it were refused or could not be had. */
  partialGraphql<T>(
    answer: z.ZodType<T>,
    label: RequestLabel,
    query: string,
    variables: object,
    signal: AbortSignal,
  ): Promise<T>;
  /** Requests that went out so far, repeated ones included. */
  requestCount(): number;
}

/**
 * @param deadlineMs for one request; of a stream, for each piece
 * @param reader sends GraphQL queries, which need not wait as changes have to
 */
export function createClient(
  octokit: Requester,
  deadlineMs = REQUEST_DEADLINE_MS,
  reader: Pick<Requester, 'graphql'> = octokit,
): GitHubClient {
  const { baseUrl, request: defaults } = octokit.request.endpoint.DEFAULTS;
  let count = 0;
  const countedFetch: typeof fetch = (input, init) => {
    count += 1;
    return ((defaults?.fetch as typeof fetch | undefined) ?? fetch)(input, init);
  };
  const timedFetch = createTimedFetch(countedFetch, deadlineMs);
  const streamingFetch = createStreamingFetch(countedFetch, deadlineMs);
  const ask = (query: string, variables: object, signal: AbortSignal) =>
    (isMutation(query) ? octokit : reader).graphql(query, { ...variables, request: { fetch: timedFetch, signal } });
  return {
    host: new URL(baseUrl).host,
    requestCount: () => count,
    rest(answer, label, route, parameters, signal) {
      // Any other number would also apply to refusals, which Octokit's retry plugin else leaves alone.
      const once = route.startsWith('POST ') ? { retries: 0 } : {};
      const request = { fetch: timedFetch, signal, ...once };
      return send(label, signal, async () =>
        parseAnswer(answer, (await octokit.request(route, { ...parameters, request })).data),
      );
    },
    restPage(answer, label, route, parameters, signal) {
      const request = { fetch: timedFetch, signal };
      return send(label, signal, async () => {
        const { data, headers } = await octokit.request(route, { ...parameters, request });
        return { data: parseAnswer(answer, data), next: nextPage(headers.link) };
      });
    },
    stream(label, route, parameters, signal) {
      const request = { fetch: streamingFetch, signal, parseSuccessResponseBody: false };
      return send(label, signal, async () => {
        const { data } = await octokit.request(route, { ...parameters, request });
        return data as ReadableStream<Uint8Array>;
      });
    },
    graphql(answer, label, query, variables, signal) {
      return send(label, signal, async () => parseAnswer(answer, await ask(query, variables, signal)));
    },
    partialGraphql(answer, label, query, variables, signal) {
      return send(label, signal, async () =>
        parseAnswer(answer, await ask(query, variables, signal).catch(partialData)),
      );
    },
  };
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api#using-link-headers */
function nextPage(link: string | undefined): URL | null {
  const address = /<([^<>]{1,2000})>; rel="next"/.exec(link ?? '')?.[1];
  return address === undefined || !URL.canParse(address) ? null : new URL(address);
}

/** GraphQL's own word for a change: https://spec.graphql.org/October2021/#sec-Language.Operations */
function isMutation(query: string): boolean {
  return query.trimStart().startsWith('mutation');
}

/** @throws as the methods of GitHubClient do */
async function send<T>(label: RequestLabel, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await abortable(work(), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw mapGitHubError(error, label);
  }
}

/** @throws BadAnswer: a proxy's page, or JSON that was cut off, is not what GitHub meant to say */
function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new BadAnswer(`GitHub's answer is incomplete or not the expected JSON${at === '' ? '' : ` (at "${at}")`}`);
}

/** The data beside the errors of a GraphQL answer. @throws the error where there is none, or at the rate limit */
function partialData(error: unknown): unknown {
  const { name, data, errors = [] } = error as { name?: string; data?: unknown; errors?: { type?: string }[] };
  if (name !== 'GraphqlResponseError' || typeof data !== 'object' || data === null) throw error;
  if (errors.some(({ type }) => type === 'RATE_LIMITED')) throw error;
  // A repository that the token may not see is an error too.
  const isOnlyHidden = errors.every(({ type }) => type === 'NOT_FOUND' || type === 'FORBIDDEN');
  if (isOnlyHidden || Object.values(data).some((part) => part !== null)) return data;
  throw error;
}

/** The work, or the signal's reason as soon as it fires: a request that waits for its turn would not notice. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
