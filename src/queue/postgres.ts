// A PostgreSQL server shared by several replicas: has the tables made once, and tells which replicas are alive by a lock
// that each holds for as long as it is connected.
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { messageOf, TryLater } from '../domain/errors.ts';
import type { QueueDatabase } from './database.ts';
import type { QueueLog } from './queue-port.ts';

/** First key of our advisory locks, to keep them apart from those of others in the same database ("arch" in ASCII). */
const LOCK_SPACE = 0x61726368;
/** Second key of the lock that lets one replica at a time make or change the tables; replicas draw theirs above it. */
const MIGRATION_LOCK = 1;

const TURN_POLL_MS = 200;
const MAX_MIGRATION_MS = 300_000;
const RECONNECT_MS = 1000;
/** A replica whose connection broke takes its lock again within seconds, so one miss proves nothing. */
const MISSES_OF_THE_DEAD = 2;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'go-backend-architect', keepAlive: true });
  // Errors of an idle connection come as events and would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/**
 * Takes the lock by asking again and again: a session that waits inside pg_advisory_lock has a snapshot open, for which the
 * CREATE INDEX CONCURRENTLY of the one that holds the lock would wait in turn.
 */
async function waitForTurn(client: pg.Client): Promise<void> {
  const deadline = Date.now() + MAX_MIGRATION_MS;
  for (;;) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS mine', [LOCK_SPACE, MIGRATION_LOCK]);
    if (rows[0].mine === true) return;
    if (Date.now() > deadline) throw new Error('another process has been changing the tables for too long');
    await new Promise((resolve) => setTimeout(resolve, TURN_POLL_MS));
  }
}

/** Makes our table, and lets the engine make its own. Two replicas that do so at once deadlock (40P01), so one waits for the other. */
async function launchAlone(url: string, start: () => Promise<void>): Promise<void> {
  const client = await connect(url);
  try {
    await waitForTurn(client);
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

/** Holds this replica's lock, on a connection that is made again when it breaks. */
interface Presence {
  readonly key: number;
  query(text: string, values: unknown[]): Promise<pg.QueryResult>;
  end(): Promise<void>;
}

async function appear(url: string, log: QueueLog): Promise<Presence> {
  const key = randomInt(MIGRATION_LOCK + 1, 0x7fffffff);
  let client = await connect(url);
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const hold = () => client.query('SELECT pg_advisory_lock($1, $2)', [LOCK_SPACE, key]);
  const watch = () => {
    client.once('end', () => {
      if (!ended) timer = setTimeout(again, RECONNECT_MS);
    });
  };
  const again = async () => {
    try {
      client = await connect(url);
      await hold();
      watch();
      log.info({}, 'connected to the database again');
    } catch (error) {
      log.warn({ err: error }, 'the database cannot be reached');
      if (!ended) timer = setTimeout(again, RECONNECT_MS);
    }
  };
  await hold();
  watch();
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
 * @throws TryLater when it cannot be reached
 */
export async function openPostgres(url: string, log: QueueLog): Promise<QueueDatabase> {
  let presence: Presence;
  try {
    presence = await appear(url, log);
  } catch (error) {
    throw new TryLater(`The database of DATABASE_URL cannot be used: ${messageOf(error)}`, RECONNECT_MS, {
      cause: error,
    });
  }
  const misses = new Map<string, number>();
  return {
    url,
    poolSize: 10,
    executorId: `replica-${presence.key}`,
    launch: (start) => launchAlone(url, start),
    async findDead(executorIds) {
      const { rows } = await presence.query(
        `SELECT objid::bigint AS key FROM pg_locks
         WHERE locktype = 'advisory' AND classid = $1 AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [LOCK_SPACE],
      );
      const alive = new Set(rows.map((row) => `replica-${row.key}`));
      for (const id of [...misses.keys()]) if (alive.has(id) || !executorIds.includes(id)) misses.delete(id);
      const missing = [...new Set(executorIds)].filter((id) => !alive.has(id));
      for (const id of missing) misses.set(id, (misses.get(id) ?? 0) + 1);
      return missing.filter((id) => (misses.get(id) ?? 0) >= MISSES_OF_THE_DEAD);
    },
    async countTakeovers(workflowIds) {
      const { rows } = await presence.query(
        `INSERT INTO architect.takeover (workflow_id, times) SELECT unnest($1::text[]), 1
         ON CONFLICT (workflow_id) DO UPDATE SET times = takeover.times + 1, at = now()
         RETURNING workflow_id, times`,
        [workflowIds],
      );
      await presence.query(`DELETE FROM architect.takeover WHERE at < now() - interval '14 days'`, []);
      return new Map(rows.map((row) => [row.workflow_id as string, row.times as number]));
    },
    close: () => presence.end(),
  };
}
