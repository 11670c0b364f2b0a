// The HTTP side: reads a request, lets it meet its faults, asks the route, and answers with GitHub's headers. Keeps a log of all
// requests.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Caller, callerOf } from './auth.ts';
import { type Fault, Faults } from './faults.ts';
import type { RateLimit, Resource } from './rate-limit.ts';
import { notFound, Refusal } from './refusal.ts';
import { findRoute, type Reply, type Route } from './router.ts';
import type { World } from './world.ts';

/** One request as it was answered. Nothing is left out of the log. */
export interface LoggedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** Template of the route in GitHub's OpenAPI description; null where there is none. */
  readonly template: string | null;
  /** What came in the Authorization header, the word before it left out; null where there was none. */
  readonly token: string | null;
  readonly body: unknown;
  /** 0: no answer (yet). */
  status: number;
}

/** What looks at every exchange and records where it is not as GitHub's description says. */
export interface Inspector {
  /** The stand-in itself failed. */
  fault(error: unknown): void;
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

export class HttpSide {
  readonly requests: LoggedRequest[] = [];
  readonly faults = new Faults();
  readonly #server: Server;
  #parts: Parts | null = null;
  url = '';

  constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.url;
  }

  /** From now on requests are answered. */
  serve(parts: Parts): void {
    this.#parts = parts;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts = this.#parts;
    if (parts === null) throw new Error('asked before it was ready');
    const method = request.method ?? 'GET';
    const target = new URL(request.url ?? '/', this.url);
    const text = await bodyOf(request);
    const found = lookUp(parts.routes, method, target.pathname);
    const logged: LoggedRequest = {
      method,
      path: target.pathname,
      query: target.search.slice(1),
      template: found?.route.template ?? null,
      token: request.headers.authorization?.replace(/^\S+ +/, '') ?? null,
      body: parse(text),
      status: 0,
    };
    this.requests.push(logged);
    const fault = parts.faults.meet(method, target.pathname);
    if (fault?.kind === 'hang') return;
    if (fault?.delayMs !== undefined) await pause(fault.delayMs, response);
    if (fault?.kind === 'disconnect') return void response.destroy();
    const reply =
      fault?.status === undefined
        ? await answer(parts, this.url, request, target, logged, found)
        : faultReply(fault, fault.status);
    if (fault?.kind === 'lose-answer') return void response.destroy();
    logged.status = reply.status;
    write(request, response, reply);
  }
}

type Found = ReturnType<typeof findRoute>;

function lookUp(routes: readonly Route[], method: string, path: string): Found {
  try {
    return findRoute(routes, method, path);
  } catch {
    return undefined;
  }
}

async function answer(
  parts: Parts,
  url: string,
  request: IncomingMessage,
  target: URL,
  logged: LoggedRequest,
  found: Found,
): Promise<Reply> {
  const resource: Resource = target.pathname === '/graphql' ? 'graphql' : 'core';
  let caller: Caller = { kind: 'nobody' };
  try {
    caller = callerOf(parts.world, request.headers.authorization);
    if (found === undefined) throw notFound();
    if (logged.body === undefined) throw new Refusal(400, 'Problems parsing JSON');
    const { route, params } = found;
    const free = route.template === '/rate_limit' || resource === 'graphql' || route.template.startsWith('/_');
    if (!free) parts.rateLimit.spend(caller, resource, 1);
    parts.inspector.request(route, target.searchParams, logged.body);
    const accept = request.headers.accept ?? '';
    const body = (logged.body ?? {}) as Record<string, unknown>;
    const reply = await route.answer({
      world: parts.world,
      url,
      params,
      query: target.searchParams,
      body,
      accept,
      caller,
    });
    parts.inspector.response(route, reply);
    return { ...reply, headers: { ...parts.rateLimit.headers(caller, resource), ...reply.headers } };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      parts.inspector.fault(error);
      return { status: 500, body: { message: `The stand-in failed: ${error instanceof Error ? error.stack : error}` } };
    }
    const reply = { status: error.status, body: error.body() };
    if (found !== undefined) parts.inspector.response(found.route, reply);
    return { ...reply, headers: { ...parts.rateLimit.headers(caller, resource), ...error.headers } };
  }
}

function faultReply(fault: Fault, status: number): Reply {
  const body = fault.body ?? { message: `Fault ${status}`, documentation_url: 'https://docs.github.com/rest' };
  return { status, body, ...(fault.headers === undefined ? {} : { headers: fault.headers }) };
}

function write(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const binary = reply.body instanceof Uint8Array;
  const isText = typeof reply.body === 'string';
  const bytes =
    reply.body === undefined
      ? null
      : binary || isText
        ? Buffer.from(reply.body as string)
        : Buffer.from(JSON.stringify(reply.body));
  const headers: Record<string, string> = {
    'x-github-request-id': 'DOUB:LE00:0000:0000',
    'x-github-media-type': 'github.v3; format=json',
    ...(bytes === null
      ? {}
      : { 'content-type': binary || isText ? 'application/octet-stream' : 'application/json; charset=utf-8' }),
    ...reply.headers,
  };
  if (reply.status === 200 && bytes !== null && request.method === 'GET') {
    headers.etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
    if (request.headers['if-none-match']?.replace(/^W\//, '') === headers.etag) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  response.writeHead(reply.status, headers);
  response.end(bytes ?? undefined);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** undefined: it is no JSON; null: it is empty. */
function parse(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
