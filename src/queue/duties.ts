// Runs the App's regular duties: each in one process at a time, when a process starts and then at intervals, however
// many processes there are. What a duty has to remember is kept beside its time.
import type pg from 'pg';
import type { QueueLog } from './queue-dependencies.ts';

/** Work that is due from time to time. */
export interface Duty {
  readonly name: string;
  readonly everyMs: number;
  /**
   * Does the work once.
   *
   * @param state what the last run returned; null before the first
   * @returns what to remember
   */
  run(state: string | null, signal: AbortSignal): Promise<string | null>;
}

export interface Duties {
  /** Does the duty soon, and then at its intervals. */
  start(duty: Duty): void;
  close(): Promise<void>;
}

type DutyDatabase = Pick<pg.Pool, 'query'>;

/** Of two processes that start together, one does the duties. */
const APART_SECONDS = 30;
/** A run that takes longer is stopped. */
const MAX_RUN_MS = 240_000;

/** Creates the table; one process at a time. */
export async function createDutyTable(database: DutyDatabase): Promise<void> {
  await database.query(
    `CREATE TABLE IF NOT EXISTS architect.duty
       (name text PRIMARY KEY, begun_at timestamptz NOT NULL DEFAULT '-infinity', state text)`,
  );
}

export function createDuties(database: DutyDatabase, log: QueueLog): Duties {
  const stop = new AbortController();
  const timers = new Map<string, NodeJS.Timeout>();
  const underWay = new Map<string, Promise<void>>();
  const next = (duty: Duty, seconds: number) => {
    const work = runOnce(database, duty, seconds, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) log.warn({ err: error, duty: duty.name }, 'a duty failed and is done again later');
    });
    underWay.set(
      duty.name,
      work.then(() => {
        if (stop.signal.aborted) return;
        // A little less, so that the own clock is not slower than the database's.
        const timer = setTimeout(() => next(duty, (duty.everyMs / 1000) * 0.9), duty.everyMs);
        timers.set(duty.name, timer);
      }),
    );
  };
  return {
    start: (duty) => next(duty, APART_SECONDS),
    async close() {
      stop.abort(new Error('the process is stopping'));
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(underWay.values());
    },
  };
}

/** Does the duty, unless it was begun less than `seconds` ago. */
async function runOnce(database: DutyDatabase, duty: Duty, seconds: number, stop: AbortSignal): Promise<void> {
  const state = await claim(database, duty.name, seconds);
  if (state === undefined) return;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(MAX_RUN_MS)]);
  const after = await duty.run(state, signal);
  await database.query('UPDATE architect.duty SET state = $2 WHERE name = $1', [duty.name, after]);
}

/** What the last run left; undefined if another process has begun this one. */
async function claim(database: DutyDatabase, name: string, seconds: number): Promise<string | null | undefined> {
  await database.query('INSERT INTO architect.duty (name) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
  const { rows } = await database.query(
    `UPDATE architect.duty SET begun_at = now()
     WHERE name = $1 AND begun_at <= now() - make_interval(secs => $2) RETURNING state`,
    [name, seconds],
  );
  return rows[0] === undefined ? undefined : (rows[0].state as string | null);
}
