// The entry of the App's server: wires GitHub, the model, the queue and the webhook together.
import type { Server as HttpServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import { run as runProbot } from 'probot';
import { openModel } from './agent/anthropic.ts';
import { createAnalysisPool } from './analyse/pool/analysis-pool.ts';
import { BadInput, messageOf } from './domain/errors.ts';
import { createGitHubApp, type GitHubApp } from './github/github-app.ts';
import type { AppConfig } from './process/app-parts.ts';
import { type Config, type Environment, readConfig } from './process/config.ts';
import { startHttpServer, startMetricsServer } from './process/http-server.ts';
import { createLog } from './process/log.ts';
import { createMetrics } from './process/metrics.ts';
import { createReviewJobs } from './process/review-jobs.ts';
import { openQueue, type Queue, type QueueMetrics, type ReviewJobs } from './queue/queue.ts';
import { redactSecrets } from './text/secrets/redact-secrets.ts';
import { requestRedeliveries } from './webhook/github.ts';
import { createWebhook } from './webhook/webhook.ts';

export interface RunningServer {
  readonly url: string;
  /** Where metrics are served. */
  readonly metricsUrl: string;
  /** Takes no more deliveries, waits for running steps, and closes. */
  close(): Promise<void>;
}

/**
 * Starts the App's server.
 *
 * @throws BadInput, TryLater if something it needs is missing; the message says what
 */
export async function startServer(config: AppConfig, log: Logger): Promise<RunningServer> {
  const { app: credentials, github, modelService, allowedBots, reviewLabel } = config;
  const { id: appId, privateKey, webhookSecret: secret } = credentials;
  const metrics = createMetrics();
  const onRequest = metrics.requestAnswered;
  const app = await createGitHubApp({ appId, privateKey, apiUrl: github.apiUrl, log, onRequest });
  const botLogin = await app.login();
  const model = modelService === null ? null : metrics.countTurns(await openModel(modelService, { log }));
  const analyser = createAnalysisPool({
    onExcluded: (unit, why) => log.warn({ unit, why }, 'excluded from an analysis'),
  });
  const opened: { queue?: Queue } = {};
  const servers: HttpServer[] = [];
  try {
    const jobs = createReviewJobs({ config, log, metrics, app, botLogin, analyser, model });
    const queue = await openJobQueue(config, jobs, metrics, log);
    opened.queue = queue;
    const filter = { appId, botLogin, allowedBots, reviewLabel };
    const webhook = createWebhook({ secret, filter, store: queue.store, log: log.child({ name: 'webhook' }) });
    const { address, token: metricsToken } = config.metrics;
    const answers = { webhook, queue, metrics, metricsToken, servesMetrics: address === null, log };
    const main = await startHttpServer(answers, config);
    servers.push(main.server);
    const own = address === null ? main : await startMetricsServer(answers, address);
    if (own !== main) servers.push(own.server);
    const { url } = main;
    const metricsUrl = `${own.url}/metrics`;
    startDuties(queue, app, log);
    log.info({ url, metricsUrl, bot: botLogin, model: modelService?.kind ?? null }, 'listening');
    return {
      url,
      metricsUrl,
      async close() {
        const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
        for (const server of servers) server.closeIdleConnections();
        await queue.close();
        await analyser.close();
        for (const server of servers) server.closeAllConnections();
        await Promise.all(closed);
      },
    };
  } catch (error) {
    for (const server of servers) server.close();
    await opened.queue?.close();
    await analyser.close();
    throw error;
  }
}

const REDELIVER_EVERY_MS = 5 * 60_000;

/** Starts what the App does unasked. */
function startDuties(queue: Queue, app: GitHubApp, log: Logger): void {
  const dutyLog = log.child({ name: 'duties' });
  queue.startDuty({
    name: 'redeliver',
    everyMs: REDELIVER_EVERY_MS,
    run: (state, signal) => requestRedeliveries(app.own, state, dutyLog, signal),
  });
}

function openJobQueue(config: AppConfig, jobs: ReviewJobs, metrics: QueueMetrics, log: Logger): Promise<Queue> {
  return openQueue({
    ...config,
    jobs,
    perInstallation: config.concurrencyPerInstallation,
    deadlineMs: config.budget.deadlineMs,
    timing: { attemptRetryMs: config.retryMs },
    log: log.child({ name: 'queue' }),
    metrics,
    onLost: (error) => {
      log.fatal({ err: error }, 'another process took over DATA_DIR');
      process.exit(1);
    },
  });
}

/** Serves Probot's set-up page, which registers the App from app.yml and writes its credentials to .env. */
async function startSetup(config: Config, log: Logger): Promise<RunningServer> {
  // Otherwise the page first requests an address from a relay on the internet.
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
  log.info({ url }, 'no App is configured: open this page to register one, then restart');
  return { url, metricsUrl: `${url}/metrics`, close: () => server.stop() };
}

/**
 * Runs the server until SIGTERM or SIGINT. If it cannot start, prints why and sets exit code 2 (wrong settings) or 3.
 */
async function serve(env: Environment): Promise<void> {
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
    process.stderr.write(`${redactSecrets(messageOf(error))}\n`);
    process.exitCode = error instanceof BadInput ? 2 : 3;
    return;
  }
  const stop = (signal: string) => {
    log?.info({ signal }, 'stopping');
    running?.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Runs the server with the settings of the environment, and of .env in the working directory if present. */
export async function serveFromEnvironment(): Promise<void> {
  try {
    process.loadEnvFile();
  } catch {
    // No .env file: the environment has all settings.
  }
  await serve(process.env);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await serveFromEnvironment();
}
