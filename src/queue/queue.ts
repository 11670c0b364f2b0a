// Keeps every order until it is done. The only room that knows the durable engine: behind this door are its workflows, on a
// PostgreSQL server or on the one embedded in this process.
import { DBOS, type DLogger } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import type { Job } from '../domain/job.ts';
import type { Store } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { createRuns, type Runs } from './job-run.ts';
import { openPostgres } from './postgres.ts';
import { APPLICATION_VERSION, ERRANDS, REVIEWS } from './queue-names.ts';
import { DEFAULT_PACE, type Pace, type QueueLog, type QueueOptions } from './queue-port.ts';
import { startSweeping } from './reconcile.ts';
import { createLedger, type Ledger } from './review-store.ts';
import { createPurses, prepareSpending, type Spending } from './spend-budget.ts';
import { createContext } from './workflow-context.ts';
import { registerWorkflows } from './workflows.ts';

export type {
  Outcome,
  Pace,
  QueueLog,
  QueueMetrics,
  QueueOptions,
  ReviewRun,
  Run,
  Work,
} from './queue-port.ts';
export type { DayLimits, Spending } from './spend-budget.ts';

/** What became of an order: kept for later, known already, too late to matter, or done at once. */
export type Receipt = 'kept' | 'duplicate' | 'overtaken' | 'done';

export interface Queue {
  /** Resolves once the order is durably kept (or needs no keeping); rejects when it could not be. */
  enqueue(order: Job): Promise<Receipt>;
  /** Reviews that wait and run, over all replicas. */
  depth(): Promise<{ readonly waiting: number; readonly running: number }>;
  /** What models cost today, over all replicas. */
  spending(): Promise<Spending>;
  /** Takes nothing more, lets running steps end within the bound, and closes. What is unfinished goes on at the next start. */
  close(): Promise<void>;
}

/** Errands are short and mostly wait for the host. */
const ERRANDS_AT_A_TIME = 20;

const CONNECT_MS = 10_000;
/** A transaction whose process hangs holds locks no longer than this. */
const IDLE_TRANSACTION_MS = 60_000;

/** The engine is one for the whole process. */
let isOpen = false;

function engineLog(log: QueueLog): DLogger {
  const say =
    (write: (fields: object, message: string) => void): DLogger['error'] =>
    (entry, metadata) =>
      write(metadata?.stack === undefined ? {} : { stack: metadata.stack }, String(entry));
  return {
    debug: () => {},
    info: say((fields, message) => log.debug(fields, message)),
    warn: say((fields, message) => log.warn(fields, message)),
    error: say((fields, message) => log.error(fields, message)),
  };
}

/** The engine's connections, which the purses share: the embedded database has but one. */
function openPool(store: Store, log: QueueLog): pg.Pool {
  const pool = new pg.Pool({
    connectionString: store.url,
    max: store.poolSize,
    application_name: 'go-backend-architect',
    connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
  });
  // Errors of an idle connection come as events and would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a connection to the database was lost'));
  return pool;
}

async function launch(store: Store, pool: pg.Pool, options: QueueOptions, pace: Pace): Promise<void> {
  DBOS.setConfig({
    name: 'go-backend-architect',
    systemDatabaseUrl: store.url,
    systemDatabasePool: pool,
    applicationVersion: APPLICATION_VERSION,
    executorID: store.executorId,
    // We wait for no events, and the embedded database has no connection to spare for it.
    useListenNotify: false,
    logger: engineLog(options.log),
  });
  await store.launch(async () => {
    await prepareSpending(pool);
    await DBOS.launch();
  });
  await DBOS.registerQueue(REVIEWS, {
    workerConcurrency: options.concurrency,
    partitionConcurrency: options.perInstallation,
    minPollingIntervalMs: pace.pollMs,
    onConflict: 'always_update',
  });
  await DBOS.registerQueue(ERRANDS, {
    workerConcurrency: ERRANDS_AT_A_TIME,
    minPollingIntervalMs: pace.pollMs,
    onConflict: 'always_update',
  });
}

function createEnqueue(ledger: Ledger, debounceMs: number): Queue['enqueue'] {
  return async (order) => {
    switch (order.kind) {
      case 'review': {
        const delayMs = order.request.trigger === 'pushed' ? debounceMs : 0;
        return ledger.start(order.request, { delivery: order.delivery, at: order.at }, delayMs);
      }
      case 'cancel':
        await ledger.cancel(order.repository, order.pullRequest, order.at, { kind: 'cancelled', why: order.why });
        return 'done';
      case 'forget': {
        const why = 'the App was removed from the repository';
        await ledger.forget(order.installationId, order.repositories, { kind: 'cancelled', why });
        return 'done';
      }
      default: {
        const workflowID =
          order.kind === 'command' ? `errand/comment-${order.commentId}` : `errand/${order.kind}/${order.delivery}`;
        const isKnown = (await DBOS.getWorkflowStatus(workflowID)) !== null;
        await DBOS.enqueueWorkflowWithOptions(
          { queueName: ERRANDS, workflowName: 'errand', workflowID, appVersion: APPLICATION_VERSION },
          order,
        );
        return isKnown ? 'duplicate' : 'kept';
      }
    }
  };
}

async function shutDown(store: Store, pool: pg.Pool, runs: Runs, shutdownMs: number): Promise<void> {
  await runs.drain(shutdownMs);
  await DBOS.shutdown({ deregister: true });
  await pool.end();
  await store.close();
  isOpen = false;
}

/**
 * Opens the queue and begins to work: on what is new and on what a process before this one left unfinished.
 *
 * @throws BadInput when the embedded database's directory is in use or cannot be written; TryLater when the server cannot be reached
 */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  if (isOpen) throw new Error('this process has a queue already');
  isOpen = true;
  const pace: Pace = { ...DEFAULT_PACE, ...options.pace };
  const { log, metrics } = options;
  let store: Store | undefined;
  let pool: pg.Pool | undefined;
  try {
    store = await (options.databaseUrl === null
      ? openEmbedded(options.dataDir, options.onLost)
      : openPostgres(options.databaseUrl, log));
    pool = openPool(store, log);
    const purses = createPurses(pool, options.dayLimits);
    const runs = createRuns(log, metrics);
    const ledger = createLedger(runs, purses, log, metrics);
    registerWorkflows(createContext({ options, pace, runs, ledger, purses, isShared: options.databaseUrl !== null }));
    await launch(store, pool, options, pace);
    const stopSweeping = startSweeping(store, ledger, purses, pace, log);
    const [opened, connections] = [store, pool];
    let closing: Promise<void> | undefined;
    return {
      enqueue: createEnqueue(ledger, options.debounceMs),
      depth: ledger.depth,
      spending: purses.spending,
      close() {
        closing ??= stopSweeping().then(() => shutDown(opened, connections, runs, options.shutdownMs));
        return closing;
      },
    };
  } catch (error) {
    await DBOS.shutdown({ deregister: true }).catch(() => {});
    await pool?.end().catch(() => {});
    await store?.close().catch(() => {});
    isOpen = false;
    throw error;
  }
}
