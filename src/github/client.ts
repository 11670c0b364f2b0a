// One way to ask GitHub: counts each request that goes out, stops at once when the signal fires, and turns every failure into an
// error of the port.
import type { z } from 'zod';
import { abortable, explainFault, type RequestedThing } from './errors.ts';

/** What Octokit is to this room. */
export interface Requester {
  readonly request: {
    (route: string, parameters?: object): Promise<{ data: unknown }>;
    readonly endpoint: {
      readonly DEFAULTS: { readonly baseUrl: string; readonly request?: { readonly fetch?: unknown } };
    };
  };
  readonly graphql: (query: string, parameters: Record<string, unknown>) => Promise<unknown>;
}

export interface Client {
  /** The JSON of a REST answer. An answer of another form is a passing fault: something else answered for GitHub. */
  get<T>(
    form: z.ZodType<T>,
    route: string,
    parameters: object,
    question: RequestedThing,
    signal: AbortSignal,
  ): Promise<T>;
  /** The body of a REST answer, as it comes. */
  stream(
    route: string,
    parameters: object,
    question: RequestedThing,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>;
  /** The data of a GraphQL answer, also where parts of it were refused. */
  graphql<T>(
    form: z.ZodType<T>,
    query: string,
    variables: object,
    question: RequestedThing,
    signal: AbortSignal,
  ): Promise<T>;
  requestCount(): number;
}

export function createClient(octokit: Requester): Client {
  let count = 0;
  const configured = octokit.request.endpoint.DEFAULTS.request?.fetch as typeof fetch | undefined;
  const countedFetch: typeof fetch = (input, init) => {
    count += 1;
    return (configured ?? fetch)(input, init);
  };
  const ask = async <T>(
    work: (request: object) => Promise<T>,
    question: RequestedThing,
    signal: AbortSignal,
  ): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await abortable(work({ fetch: countedFetch, signal }), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw explainFault(error, question);
    }
  };
  return {
    requestCount: () => count,
    get(form, route, parameters, question, signal) {
      const work = async (request: object) =>
        form.parse((await octokit.request(route, { ...parameters, request })).data);
      return ask(work, question, signal);
    },
    async stream(route, parameters, question, signal) {
      const work = (request: object) =>
        octokit.request(route, { ...parameters, request: { ...request, parseSuccessResponseBody: false } });
      return (await ask(work, question, signal)).data as ReadableStream<Uint8Array>;
    },
    graphql(form, query, variables, question, signal) {
      const work = (request: object) => octokit.graphql(query, { ...variables, request }).catch(partialData);
      return ask(async (request) => form.parse((await work(request)) ?? {}), question, signal);
    },
  };
}

/** What a GraphQL answer holds besides its errors; a repository that the token may not see is such an error. @throws the error, where it holds nothing */
function partialData(error: unknown): unknown {
  const { name, data, errors = [] } = error as { name?: string; data?: unknown; errors?: { type?: string }[] };
  if (name !== 'GraphqlResponseError' || typeof data !== 'object' || data === null) throw error;
  const isOnlyHidden = errors.every(({ type }) => type === 'NOT_FOUND' || type === 'FORBIDDEN');
  if (isOnlyHidden || Object.values(data).some((part) => part !== null)) return data;
  throw error;
}
