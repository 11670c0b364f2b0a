// A gate on the App's way to GitHub or to the model: it lets requests through, and holds the ones it was told to, so that a story
// knows exactly how far the App has come.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passing {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly body: string;
}

/** `before`: it never reaches the other side. `after`: the other side does what it is asked, and the App never hears of it. */
export type When = 'before' | 'after';

interface Hold {
  readonly when: When;
  readonly matches: (passing: Passing) => boolean;
  readonly caught: () => void;
}

export class Gate {
  readonly #server: Server;
  readonly #target: URL;
  readonly #holds: Hold[] = [];

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, response) => {
      this.#pass(incoming, response).catch(() => response.destroy());
    });
  }

  static async open(target: string): Promise<Gate> {
    const gate = new Gate(target);
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Holds the first request that matches, for good. Resolves once it is held. */
  hold(when: When, matches: (passing: Passing) => boolean): Promise<void> {
    return new Promise((resolve) => this.#holds.push({ when, matches, caught: resolve }));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url = '/', headers } = incoming;
    const passing = { method, path: url.split('?')[0] ?? '', body: body.toString('utf8') };
    const index = this.#holds.findIndex((hold) => hold.matches(passing));
    const [hold] = index === -1 ? [] : this.#holds.splice(index, 1);
    if (hold?.when === 'before') return hold.caught();
    const { hostname, port } = this.#target;
    const onward = request({ hostname, port, path: url, method, headers: { ...headers, host: `${hostname}:${port}` } });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      onward.once('response', resolve).once('error', reject).end(body);
    });
    if (hold !== undefined) {
      answer.resume().once('end', hold.caught);
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }
}
