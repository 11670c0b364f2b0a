// An App that only listens: keeps what webhooks bring it, and whether their signature holds.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly event: string;
  /** X-GitHub-Delivery. */
  readonly guid: string;
  /** X-Hub-Signature-256; empty where there is none. */
  readonly signature: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Listener {
  readonly url: string;
  readonly heard: Heard[];
  /** Answers with this from now on; 202 at first. */
  answer(status: number): void;
  close(): Promise<void>;
}

export async function startListener(): Promise<Listener> {
  const heard: Heard[] = [];
  let status = 202;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    heard.push({
      event: String(request.headers['x-github-event']),
      guid: String(request.headers['x-github-delivery']),
      signature: String(request.headers['x-hub-signature-256'] ?? ''),
      payload: JSON.parse(text) as Record<string, unknown>,
      text,
    });
    response.writeHead(status).end('noted');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    answer: (next) => {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function isSigned({ text, signature }: Heard, secret: string): boolean {
  return signature === `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
}
