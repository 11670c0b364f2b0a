// What becomes of one request: who asks, may they, what does the route say, and in which of GitHub's headers.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, callerOf } from './auth.ts';
import type { Faults } from './faults.ts';
import type { RateLimit, Resource } from './rate-limit.ts';
import { notFound, Refusal } from './refusal.ts';
import { findRoute, type Reply, type Route } from './router.ts';
import type { World } from './world.ts';

/** What looks at every exchange and records where it is not as GitHub's description says. */
export interface Inspector {
  /** The stand-in itself failed. */
  fault(error: unknown): void;
  /** Nobody answers this: either GitHub does not either, or the stand-in lacks it. */
  unknown(what: string): void;
  /** @throws Refusal 422 where GitHub would refuse what was asked */
  request(route: Route, query: URLSearchParams, body: unknown): void;
  response(route: Route, reply: Reply): void;
}

export interface Parts {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly rateLimit: RateLimit;
  readonly inspector: Inspector;
}

export interface Asked {
  readonly method: string;
  readonly target: URL;
  readonly headers: IncomingHttpHeaders;
  /** undefined: it was no JSON; null: there was none. */
  readonly body: unknown;
  readonly found: Found;
}

export type Found = ReturnType<typeof findRoute>;

/** The route that a request is for; undefined where there is none, or the path is broken. */
export function lookUp(routes: readonly Route[], method: string, path: string): Found {
  try {
    return findRoute(routes, method, path);
  } catch {
    return undefined;
  }
}

/** Answers, whatever happens. */
export async function answer(parts: Parts, url: string, asked: Asked): Promise<Reply> {
  const resource: Resource = asked.target.pathname === '/graphql' ? 'graphql' : 'core';
  let caller: Caller = { kind: 'nobody' };
  try {
    caller = callerOf(parts.world, asked.headers.authorization);
    const reply = await ask(parts, url, asked, caller, resource);
    return { ...reply, headers: { ...parts.rateLimit.headers(caller, resource), ...reply.headers } };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      parts.inspector.fault(error);
      return { status: 500, body: { message: `The stand-in failed: ${error instanceof Error ? error.stack : error}` } };
    }
    const reply = { status: error.status, body: error.body() };
    if (asked.found !== undefined) parts.inspector.response(asked.found.route, reply);
    return { ...reply, headers: { ...parts.rateLimit.headers(caller, resource), ...error.headers } };
  }
}

async function ask(parts: Parts, url: string, asked: Asked, caller: Caller, resource: Resource): Promise<Reply> {
  if (asked.found === undefined) {
    parts.inspector.unknown(`${asked.method} ${asked.target.pathname}`);
    throw notFound();
  }
  if (asked.body === undefined) throw new Refusal(400, 'Problems parsing JSON');
  const { route, params } = asked.found;
  // GraphQL is paid for by what a query costs; the archive is another host's
  const free = route.template === '/rate_limit' || resource === 'graphql' || route.template.startsWith('/_');
  if (!free) parts.rateLimit.spend(caller, resource, 1);
  const query = asked.target.searchParams;
  parts.inspector.request(route, query, asked.body);
  const body = (asked.body ?? {}) as Record<string, unknown>;
  const accept = asked.headers.accept ?? '';
  const reply = await route.answer({ world: parts.world, url, params, query, body, accept, caller });
  parts.inspector.response(route, reply);
  const sent = route.method === 'GET' ? unlessKnown(reply, asked.headers['if-none-match']) : reply;
  if (sent.status === 304 && !free) parts.rateLimit.refund(caller, resource);
  return sent;
}

/** The answer, or 304 where the client has it already. */
function unlessKnown(reply: Reply, known: string | undefined): Reply {
  const bytes = bytesOf(reply);
  if (reply.status !== 200 || bytes === null) return reply;
  const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
  if (known?.replace(/^W\//, '') === etag) return { status: 304, headers: { etag } };
  return { ...reply, headers: { ...reply.headers, etag } };
}

/** The body as it is sent; null where there is none. */
export function bytesOf({ body }: Reply): Buffer | null {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
}
