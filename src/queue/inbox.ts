// Keeps deliveries in the order in which they came until the engine has them as jobs. Storing them costs one
// transaction for all that wait, so that GitHub gets its answer at once; enqueueing them, which takes a dozen queries
// each, follows.
import type pg from 'pg';
import type { Job } from '../domain/job.ts';
import { createGroupCommit } from './group-commit.ts';
import type { QueueLog } from './queue-dependencies.ts';

type InboxDatabase = Pick<pg.Pool, 'query'>;

export interface Inbox {
  /** Resolves once the job is stored. @throws TryLater if it could not be stored */
  store(job: Job): Promise<void>;
  /** Enqueues what is stored, and what will be. */
  start(): void;
  /** Takes over what processes left behind that are gone. */
  adopt(owners: readonly string[]): Promise<void>;
  /** Processes that have something in the inbox. */
  owners(): Promise<readonly string[]>;
  /** Jobs that are stored and not enqueued, of all processes. */
  size(): Promise<number>;
  close(): Promise<void>;
}

interface InboxRow {
  /** A bigint, as text. */
  readonly id: string;
  readonly job: string;
  readonly tries: number;
}

/** Rows that are read at a time. */
const BATCH = 100;
/** A job that cannot be enqueued, while the database works, is given up after this many tries. */
const MAX_TRIES = 5;
const RETRY_MS = 1000;
const MAX_RETRY_MS = 30_000;
/** GitHub waits ten seconds for an answer, and a write that hangs may not keep the next ones from being tried. */
const WRITE_MS = 4000;

/** Creates the table; one process at a time. The jobs are text, because jsonb refuses the character U+0000. */
export async function createInboxTable(database: InboxDatabase): Promise<void> {
  await database.query(
    `CREATE TABLE IF NOT EXISTS architect.inbox
       (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner text NOT NULL, job text NOT NULL,
        tries integer NOT NULL DEFAULT 0, stored_at timestamptz NOT NULL DEFAULT now())`,
  );
  await database.query('CREATE INDEX IF NOT EXISTS inbox_owner ON architect.inbox (owner, id)');
}

/**
 * @param owner this process; an earlier one with the same name left its jobs to this one
 * @param enqueue makes a job of the engine, and does so once however often it is called
 */
export function createInbox(
  database: InboxDatabase,
  owner: string,
  enqueue: (job: Job) => Promise<string>,
  log: QueueLog,
): Inbox {
  const commit = createGroupCommit((texts) => insert(database, owner, texts));
  const drain = createDrain(() => enqueueBatch(database, owner, enqueue, () => drain.isClosed(), log), log);
  return {
    async store(job) {
      await commit.store(JSON.stringify(job));
      drain.wake();
    },
    start: () => drain.wake(),
    async adopt(owners) {
      if (owners.length === 0) return;
      const text = 'UPDATE architect.inbox SET owner = $1 WHERE owner = ANY($2)';
      const { rowCount } = await database.query(text, [owner, owners]);
      if ((rowCount ?? 0) > 0) log.info({ deliveries: rowCount }, 'taking over deliveries from a dead process');
      drain.wake();
    },
    async owners() {
      const { rows } = await database.query('SELECT DISTINCT owner FROM architect.inbox');
      return rows.map((row) => row.owner as string);
    },
    async size() {
      const { rows } = await database.query('SELECT count(*)::integer AS size FROM architect.inbox');
      return rows[0].size as number;
    },
    async close() {
      await commit.close();
      await drain.close();
    },
  };
}

async function insert(database: InboxDatabase, owner: string, jobs: readonly string[]): Promise<void> {
  const query = {
    text: `INSERT INTO architect.inbox (owner, job)
           SELECT $1, job FROM unnest($2::text[]) WITH ORDINALITY AS given (job, place) ORDER BY place`,
    values: [owner, jobs],
    query_timeout: WRITE_MS,
  };
  await database.query(query);
}

/** Enqueues the next jobs in order. Returns false where none is left. */
async function enqueueBatch(
  database: InboxDatabase,
  owner: string,
  enqueue: (job: Job) => Promise<string>,
  isStopped: () => boolean,
  log: QueueLog,
): Promise<boolean> {
  const text = 'SELECT id, job, tries FROM architect.inbox WHERE owner = $1 ORDER BY id LIMIT $2';
  const { rows } = await database.query<InboxRow>(text, [owner, BATCH]);
  const done: string[] = [];
  try {
    for (const row of rows) {
      if (isStopped()) break;
      await enqueueRow(database, row, enqueue, log);
      done.push(row.id);
    }
  } finally {
    if (done.length > 0) await database.query('DELETE FROM architect.inbox WHERE id = ANY($1::bigint[])', [done]);
  }
  return rows.length === BATCH;
}

/** @throws the error of `enqueue`, unless the job was tried often enough */
async function enqueueRow(
  database: InboxDatabase,
  { id, job: text, tries }: InboxRow,
  enqueue: (job: Job) => Promise<string>,
  log: QueueLog,
): Promise<void> {
  const job = JSON.parse(text) as Job;
  try {
    const receipt = await enqueue(job);
    log.info({ delivery: job.delivery, job: job.kind, receipt }, 'delivery enqueued');
  } catch (error) {
    // This fails too while the database is down, and then nothing is counted.
    await database.query('UPDATE architect.inbox SET tries = tries + 1 WHERE id = $1', [id]);
    if (tries + 1 < MAX_TRIES) throw error;
    log.error({ err: error, delivery: job.delivery, job: job.kind }, 'delivery given up; redeliver it');
  }
}

interface Drain {
  wake(): void;
  isClosed(): boolean;
  close(): Promise<void>;
}

/** Calls `work` while it returns true, again after each wake, and after a pause when it failed. */
function createDrain(work: () => Promise<boolean>, log: QueueLog): Drain {
  let isClosed = false;
  let isRunning = false;
  let isWoken = false;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = RETRY_MS;
  let underWay: Promise<void> = Promise.resolve();
  const run = async () => {
    try {
      while (isWoken && !isClosed) {
        isWoken = false;
        if (await work()) isWoken = true;
        retryMs = RETRY_MS;
      }
    } catch (error) {
      isWoken = true;
      log.warn({ err: error }, 'enqueueing deliveries failed and is tried again');
      timer = setTimeout(wake, retryMs);
      retryMs = Math.min(MAX_RETRY_MS, 2 * retryMs);
    }
    isRunning = false;
  };
  const wake = () => {
    isWoken = true;
    if (isRunning || isClosed) return;
    isRunning = true;
    clearTimeout(timer);
    underWay = run();
  };
  return {
    wake,
    isClosed: () => isClosed,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
