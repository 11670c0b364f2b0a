// The server: wires the webhook to the queue, and the queue to its work.

import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import { run as runProbot } from 'probot';
import { openModel } from './agent/anthropic.ts';
import { createAnalysisPool } from './analyse/pool/analysis-pool.ts';
import { BadInput, messageOf } from './domain/errors.ts';
import { createGitHubApp } from './github/github-app.ts';
import { type Config, type Environment, readConfig } from './process/config.ts';
import { createLog } from './process/log.ts';
import { createMetrics, type Metrics } from './process/metrics.ts';
import { type AppConfig, createReviewJobs } from './process/review-jobs.ts';
import { openQueue, type Queue } from './queue/queue.ts';
import { createWebhook } from './webhook/webhook.ts';

export interface RunningServer {
  readonly url: string;
  /** Takes nothing more, lets running steps end, and closes. */
  close(): Promise<void>;
}

/** Where GitHub delivers: Probot's path, and the root, which its set-up page registers. */
const WEBHOOK_PATH = '/api/github/webhooks';

function send(response: ServerResponse, status: number, text: string, contentType = 'text/plain; charset=utf-8') {
  response.writeHead(status, { 'content-type': contentType }).end(text);
}

/** Answers everything but deliveries. */
async function answer(pathname: string, response: ServerResponse, queue: Queue, metrics: Metrics): Promise<void> {
  switch (pathname) {
    case '/healthz':
      return send(response, 200, 'ok\n');
    case '/readyz':
      await queue.depth();
      return send(response, 200, 'ready\n');
    case '/metrics':
      return send(response, 200, await metrics.print(queue), metrics.contentType);
    default:
      return send(response, 404, `Nothing is here. GitHub delivers to ${WEBHOOK_PATH}.\n`);
  }
}

function listen(server: HttpServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `PORT ${port} on ${host} is in use. Set PORT to one that is free.`;
      reject(error.code === 'EADDRINUSE' ? new BadInput(inUse) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

/**
 * Starts the App's server.
 *
 * @throws BadInput, TryLater when something it needs cannot be had; the message says what
 */
export async function startServer(config: AppConfig, log: Logger): Promise<RunningServer> {
  const metrics = createMetrics();
  const { apiUrl } = config.github;
  const { id: appId, privateKey, webhookSecret: secret } = config.app;
  const app = await createGitHubApp({ appId, privateKey, apiUrl, log, onRequest: metrics.requestAnswered });
  const botLogin = await app.login();
  const { modelService } = config;
  const model = modelService === null ? null : metrics.countTurns(await openModel(modelService, { log }));
  const analyser = createAnalysisPool({
    onExcluded: (unit, why) => log.warn({ unit, why }, 'left out of an analysis'),
  });
  const queue = await openQueue({
    ...config,
    jobs: createReviewJobs({ config, log, metrics, app, botLogin, analyser, model }),
    perInstallation: config.concurrencyPerInstallation,
    deadlineMs: config.budget.deadlineMs,
    timing: { attemptRetryMs: config.retryMs },
    log: log.child({ name: 'queue' }),
    metrics,
    onLost: (error) => {
      log.fatal({ err: error }, 'DATA_DIR was taken by another process');
      process.exit(1);
    },
  });
  const { allowedBots, reviewLabel } = config;
  const filter = { appId, botLogin, allowedBots, reviewLabel };
  const webhook = createWebhook({ secret, filter, enqueue: queue.enqueue, log: log.child({ name: 'webhook' }) });
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const isDelivery = pathname === WEBHOOK_PATH || (pathname === '/' && request.method === 'POST');
    const answered = isDelivery ? webhook(request, response) : answer(pathname, response, queue, metrics);
    answered.catch((error: unknown) => {
      log.error({ err: error }, 'a request could not be answered');
      if (!response.headersSent) send(response, 503, 'Not now. Please try again.\n');
    });
  };
  const server = createServer(onRequest);
  try {
    await listen(server, config.port, config.host);
  } catch (error) {
    await queue.close();
    await analyser.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info({ url, bot: botLogin, model: modelService?.kind ?? null }, 'listening');
  return {
    url,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await queue.close();
      await analyser.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Serves Probot's page that registers the App from app.yml and writes its credentials to .env. */
async function startSetup(config: Config, log: Logger): Promise<RunningServer> {
  // Without it the page first asks a relay on the internet for an address.
  process.env.NO_SMEE_SETUP ??= 'true';
  const server = await runProbot(() => {}, {
    log,
    env: {
      HOST: config.host,
      PORT: String(config.port),
      ...(config.github.enterpriseHost === null ? {} : { GHE_HOST: config.github.enterpriseHost }),
    },
  });
  const url = `http://${config.host}:${server.port}`;
  log.info({ url }, 'no App is set up yet: open this page to register one, then start again');
  return { url, close: () => server.stop() };
}

/** Runs the server until the process is told to stop. Prints what is wrong with its settings and exits with 2. */
export async function serve(env: Environment): Promise<void> {
  let running: RunningServer | undefined;
  let log: Logger | undefined;
  try {
    const config = readConfig(env);
    log = createLog({
      level: config.logLevel,
      secrets: config.secrets,
      write: (line) => process.stdout.write(line),
    });
    const { app } = config;
    running = await (app === null ? startSetup(config, log) : startServer({ ...config, app }, log));
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = error instanceof BadInput ? 2 : 3;
    return;
  }
  const stop = (name: string) => {
    log?.info({ signal: name }, 'stopping');
    running?.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Runs the server on the environment, and on .env in the working directory where there is one. */
export async function serveFromEnvironment(): Promise<void> {
  try {
    process.loadEnvFile();
  } catch {
    // There is no .env file: the environment says it all.
  }
  await serve(process.env);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await serveFromEnvironment();
}
