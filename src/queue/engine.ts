// Starts and stops the durable engine on a database.
import { DBOS, type DLogger } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import type { QueueDatabase } from './database.ts';
import { createDutyTable } from './duties.ts';
import { createInboxTable } from './inbox.ts';
import type { QueueLog, QueueOptions, QueueTiming } from './queue-dependencies.ts';
import { createSpendingTable } from './spend-budget.ts';
import { APPLICATION_VERSION, COMMANDS_QUEUE, REVIEWS_QUEUE } from './stored-names.ts';

/** Commands are short and mostly wait for the host. */
const CONCURRENT_COMMANDS = 20;

const CONNECT_MS = 10_000;
/** Limits how long a transaction of a hung process holds its locks. */
const IDLE_TRANSACTION_MS = 60_000;

/** Opens the engine's connections. The spend budgets share them, because the embedded database has only one. */
export function openPool(database: QueueDatabase, log: QueueLog): pg.Pool {
  const pool = new pg.Pool({
    connectionString: database.url,
    max: database.poolSize,
    application_name: 'go-backend-architect',
    connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
  });
  // Errors of an idle connection are events; without a listener they would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'lost a connection to the database'));
  return pool;
}

export async function launchEngine(
  database: QueueDatabase,
  pool: pg.Pool,
  options: QueueOptions,
  timing: QueueTiming,
): Promise<void> {
  DBOS.setConfig({
    name: 'go-backend-architect',
    systemDatabaseUrl: database.url,
    systemDatabasePool: pool,
    applicationVersion: APPLICATION_VERSION,
    executorID: database.executorId,
    // We wait for no events, and the embedded database has no spare connection for them.
    useListenNotify: false,
    logger: toEngineLog(options.log),
  });
  await database.launch(async () => {
    await createSpendingTable(pool);
    await createInboxTable(pool);
    await createDutyTable(pool);
    await DBOS.launch();
  });
  await DBOS.registerQueue(REVIEWS_QUEUE, {
    workerConcurrency: options.concurrency,
    partitionConcurrency: options.perInstallation,
    minPollingIntervalMs: timing.pollMs,
    onConflict: 'always_update',
  });
  await DBOS.registerQueue(COMMANDS_QUEUE, {
    workerConcurrency: CONCURRENT_COMMANDS,
    minPollingIntervalMs: timing.pollMs,
    onConflict: 'always_update',
  });
}

/** Stops the engine and forgets its workflows, so that a later start can register them again. */
export async function shutDownEngine(): Promise<void> {
  await DBOS.shutdown({ deregister: true });
}

function toEngineLog(log: QueueLog): DLogger {
  const writer =
    (write: (fields: object, message: string) => void): DLogger['error'] =>
    (entry, metadata) =>
      write(metadata?.stack === undefined ? {} : { stack: metadata.stack }, String(entry));
  return {
    debug: () => {},
    info: writer((fields, message) => log.debug(fields, message)),
    warn: writer((fields, message) => log.warn(fields, message)),
    error: writer((fields, message) => log.error(fields, message)),
  };
}
