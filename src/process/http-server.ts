// Serves HTTP: passes deliveries to the webhook, and answers health, readiness and metrics requests itself.
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { BadInput } from '../domain/errors.ts';
import type { Queue } from '../queue/queue.ts';
import type { Metrics } from './metrics.ts';

/** Where GitHub delivers: the path of Probot. Its set-up page registers the root, which works too. */
const WEBHOOK_PATH = '/api/github/webhooks';

export interface HttpServerOptions {
  readonly webhook: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly queue: Pick<Queue, 'depth' | 'spending'>;
  readonly metrics: Metrics;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * Starts listening.
 *
 * @throws BadInput if the port is in use
 */
export async function startHttpServer(
  options: HttpServerOptions,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly server: HttpServer; readonly url: string }> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      options.log.error({ err: error }, 'request failed');
      if (!response.headersSent) send(response, 503, 'Temporarily unavailable. Please retry.\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `PORT ${port} on ${host} is in use. Set PORT to a free one.`;
      reject(error.code === 'EADDRINUSE' ? new BadInput(inUse) : error);
    });
    server.listen(port, host, () => resolve());
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return { server, url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}` };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { webhook, queue, metrics }: HttpServerOptions,
): Promise<void> {
  // Not parsed as a URL: that throws on paths like "//".
  const path = (request.url ?? '/').replace(/[?#].*$/s, '');
  if (path === WEBHOOK_PATH || (path === '/' && request.method === 'POST')) return webhook(request, response);
  switch (path) {
    case '/healthz':
      return send(response, 200, 'ok\n');
    case '/readyz':
      await queue.depth();
      return send(response, 200, 'ready\n');
    case '/metrics':
      return send(response, 200, await metrics.print(queue), metrics.contentType);
    default:
      return send(response, 404, `Not found. Webhooks are received at ${WEBHOOK_PATH}.\n`);
  }
}

function send(response: ServerResponse, status: number, text: string, contentType = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': contentType }).end(text);
}
