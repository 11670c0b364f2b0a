// Opens a PostgreSQL server that replicas share. One replica at a time creates the tables. Each holds a lock while it
// is connected, so that the others know it is alive.
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { messageOf, TryLater } from '../domain/errors.ts';
import type { QueueDatabase } from './database.ts';
import type { QueueLog } from './queue-dependencies.ts';

/** First key of our advisory locks, which keeps them apart from others in the same database ("arch" in ASCII). */
const LOCK_SPACE = 0x61726368;
/** Second key of the lock for creating and changing tables. Replicas draw their own keys above it. */
const MIGRATION_LOCK = 1;

const TURN_POLL_MS = 200;
const MAX_MIGRATION_MS = 300_000;
const RECONNECT_MS = 1000;
/**
 * A replica counts as dead after this many checks without its lock: after a lost connection it takes the lock again in
 * seconds.
 */
const MISSES_UNTIL_DEAD = 2;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'go-backend-architect', keepAlive: true });
  // Errors of an idle connection are events; without a listener they would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/**
 * Takes the migration lock by polling. A session that waits inside pg_advisory_lock keeps a snapshot open, and the lock
 * holder's CREATE INDEX CONCURRENTLY would wait for that snapshot: a deadlock.
 */
async function lockMigration(client: pg.Client): Promise<void> {
  const deadline = Date.now() + MAX_MIGRATION_MS;
  for (;;) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS mine', [LOCK_SPACE, MIGRATION_LOCK]);
    if (rows[0].mine === true) return;
    if (Date.now() > deadline) throw new Error('another process has been migrating the database for too long');
    await new Promise((resolve) => setTimeout(resolve, TURN_POLL_MS));
  }
}

/** Creates our table, and lets the engine create its own. Two replicas at once would deadlock (40P01), so one waits. */
async function launchAlone(url: string, start: () => Promise<void>): Promise<void> {
  const client = await connect(url);
  try {
    await lockMigration(client);
    await client.query('CREATE SCHEMA IF NOT EXISTS architect');
    await client.query(
      `CREATE TABLE IF NOT EXISTS architect.takeover
         (workflow_id text PRIMARY KEY, times integer NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
    );
    await start();
  } finally {
    await client.end();
  }
}

/** Holds this replica's lock on a connection that is reopened when it breaks. */
interface Heartbeat {
  readonly key: number;
  query(text: string, values: unknown[]): Promise<pg.QueryResult>;
  end(): Promise<void>;
}

async function startHeartbeat(url: string, log: QueueLog): Promise<Heartbeat> {
  const key = randomInt(MIGRATION_LOCK + 1, 0x7fffffff);
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const connectAndLock = async () => {
    const fresh = await connect(url);
    try {
      await fresh.query('SELECT pg_advisory_lock($1, $2)', [LOCK_SPACE, key]);
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    }
    fresh.once('end', reconnectLater);
    return fresh;
  };
  const reconnectLater = () => {
    if (!ended) timer = setTimeout(reconnect, RECONNECT_MS);
  };
  const reconnect = async () => {
    try {
      client = await connectAndLock();
      log.info({}, 'reconnected to the database');
      if (ended) await client.end();
    } catch (error) {
      log.warn({ err: error }, 'the database cannot be reached');
      reconnectLater();
    }
  };
  let client = await connectAndLock();
  return {
    key,
    query: (text, values) => client.query(text, values),
    async end() {
      ended = true;
      clearTimeout(timer);
      await client.end().catch(() => {});
    },
  };
}

/**
 * Opens the shared database.
 *
 * @throws TryLater if it cannot be reached
 */
export async function openPostgres(url: string, log: QueueLog): Promise<QueueDatabase> {
  let heartbeat: Heartbeat;
  try {
    heartbeat = await startHeartbeat(url, log);
  } catch (error) {
    const message = `The database of DATABASE_URL cannot be used: ${messageOf(error)}`;
    throw new TryLater(message, RECONNECT_MS, { cause: error });
  }
  return {
    url,
    poolSize: 10,
    executorId: replicaId(heartbeat.key),
    launch: (start) => launchAlone(url, start),
    findDead: createFindDead(heartbeat),
    countTakeovers: (workflowIds) => countTakeovers(heartbeat, workflowIds),
    close: () => heartbeat.end(),
  };
}

function replicaId(key: number | string): string {
  return `replica-${key}`;
}

function createFindDead(heartbeat: Heartbeat): QueueDatabase['findDead'] {
  const misses = new Map<string, number>();
  return async (executorIds) => {
    const { rows } = await heartbeat.query(
      `SELECT objid::bigint AS key FROM pg_locks
       WHERE locktype = 'advisory' AND classid = $1 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [LOCK_SPACE],
    );
    const alive = new Set(rows.map((row) => replicaId(row.key)));
    for (const id of [...misses.keys()]) if (alive.has(id) || !executorIds.includes(id)) misses.delete(id);
    const missing = [...new Set(executorIds)].filter((id) => !alive.has(id));
    for (const id of missing) misses.set(id, (misses.get(id) ?? 0) + 1);
    return missing.filter((id) => (misses.get(id) ?? 0) >= MISSES_UNTIL_DEAD);
  };
}

async function countTakeovers(
  heartbeat: Heartbeat,
  workflowIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await heartbeat.query(
    `INSERT INTO architect.takeover (workflow_id, times) SELECT unnest($1::text[]), 1
     ON CONFLICT (workflow_id) DO UPDATE SET times = takeover.times + 1, at = now()
     RETURNING workflow_id, times`,
    [workflowIds],
  );
  await heartbeat.query(`DELETE FROM architect.takeover WHERE at < now() - interval '14 days'`, []);
  return new Map(rows.map((row) => [row.workflow_id as string, row.times as number]));
}
