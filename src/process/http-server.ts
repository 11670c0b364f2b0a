// Serves HTTP: passes deliveries to the webhook, and answers health, readiness and metrics requests itself.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { BadInput } from '../domain/errors.ts';
import type { Queue } from '../queue/queue.ts';
import type { Metrics } from './metrics.ts';

/** Where GitHub delivers: the path of Probot. Its set-up page registers the root, which works too. */
const WEBHOOK_PATH = '/api/github/webhooks';

/** The longest that a request may take to arrive: GitHub gives up after 10 s. */
const REQUEST_MS = 30_000;
/** The longest that its headers may take. */
const HEADERS_MS = 10_000;

interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

interface Listening {
  readonly server: HttpServer;
  readonly url: string;
}

interface MetricsServerOptions {
  readonly queue: Pick<Queue, 'depth' | 'spending'>;
  readonly metrics: Metrics;
  /** Who reads the metrics has to send it as a bearer token; null: nobody has to. */
  readonly metricsToken: string | null;
  readonly log: Pick<Logger, 'error'>;
}

interface HttpServerOptions extends MetricsServerOptions {
  readonly queue: Pick<Queue, 'depth' | 'spending' | 'checkHealth'>;
  readonly webhook: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** false: they have an address of their own. */
  readonly servesMetrics: boolean;
}

/**
 * Starts listening.
 *
 * @throws BadInput if the port is in use
 */
export function startHttpServer(options: HttpServerOptions, address: ListenAddress): Promise<Listening> {
  return listen((request, response) => answer(request, response, options), options.log, address, 'PORT');
}

/**
 * Starts listening for metrics requests alone.
 *
 * @throws BadInput if the port is in use
 */
export function startMetricsServer(options: MetricsServerOptions, address: ListenAddress): Promise<Listening> {
  const handle = async (request: IncomingMessage, response: ServerResponse) =>
    pathOf(request) === '/metrics'
      ? answerMetrics(request, response, options)
      : send(response, 404, 'Not found. Metrics are at /metrics.\n');
  return listen(handle, options.log, address, 'METRICS_PORT');
}

/** @param variable where the port is set */
async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  log: Pick<Logger, 'error'>,
  { host, port }: ListenAddress,
  variable: 'PORT' | 'METRICS_PORT',
): Promise<Listening> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed');
      if (!response.headersSent) send(response, 503, 'Temporarily unavailable. Please retry.\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `${variable} ${port} on ${host} is in use. Set ${variable} to a free one.`;
      reject(error.code === 'EADDRINUSE' ? new BadInput(inUse) : error);
    });
    server.listen(port, host, () => resolve());
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return { server, url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}` };
}

/** Not parsed as a URL: that throws on paths like "//". */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/s, '');
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpServerOptions): Promise<void> {
  const path = pathOf(request);
  if (path === WEBHOOK_PATH || (path === '/' && request.method === 'POST')) return options.webhook(request, response);
  if (path === '/metrics' && options.servesMetrics) return answerMetrics(request, response, options);
  switch (path) {
    case '/healthz':
      return send(response, 200, 'ok\n');
    case '/readyz':
      await options.queue.checkHealth();
      return send(response, 200, 'ready\n');
    default:
      return send(response, 404, `Not found. Webhooks are received at ${WEBHOOK_PATH}.\n`);
  }
}

async function answerMetrics(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { metrics, queue, metricsToken }: MetricsServerOptions,
): Promise<void> {
  if (metricsToken === null || isSame(headers.authorization ?? '', `Bearer ${metricsToken}`)) {
    return send(response, 200, await metrics.print(queue), metrics.contentType);
  }
  response.setHeader('www-authenticate', 'Bearer realm="metrics"');
  send(response, 401, 'Unauthorized. Send METRICS_TOKEN as a bearer token.\n');
}

/** Compares in a time that depends on neither text: of digests, which have one length. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function send(response: ServerResponse, status: number, text: string, contentType = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': contentType }).end(text);
}
