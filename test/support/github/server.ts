// The HTTP side: reads a request, lets it meet its faults, asks the route, and answers with GitHub's headers. Keeps a log of all
// requests.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, bytesOf, lookUp, type Parts } from './answer.ts';
import { type Fault, Faults } from './faults.ts';
import type { Reply } from './router.ts';

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
        ? await answer(parts, this.url, { method, target, headers: request.headers, body: logged.body, found })
        : faultReply(fault, fault.status);
    if (fault?.kind === 'lose-answer') return void response.destroy();
    logged.status = reply.status;
    write(response, reply, fault?.kind === 'stall');
  }
}

function faultReply(fault: Fault, status: number): Reply {
  const body = fault.body ?? { message: `Fault ${status}`, documentation_url: 'https://docs.github.com/rest' };
  return { status, body, ...(fault.headers === undefined ? {} : { headers: fault.headers }) };
}

function write(response: ServerResponse, reply: Reply, stalls: boolean): void {
  const bytes = bytesOf(reply);
  const json = bytes !== null && !(reply.body instanceof Uint8Array);
  const headers: Record<string, string> = {
    'x-github-request-id': 'DOUB:LE00:0000:0000',
    'x-github-media-type': 'github.v3; format=json',
    ...(bytes === null
      ? {}
      : { 'content-type': json ? 'application/json; charset=utf-8' : 'application/octet-stream' }),
    ...reply.headers,
  };
  response.writeHead(reply.status, headers);
  if (stalls) response.write(bytes?.subarray(0, bytes.length / 2) ?? '');
  else response.end(bytes ?? undefined);
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
