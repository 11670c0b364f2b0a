// What models may cost on one day, over all reviews and replicas: money is set aside before a model is asked, what is spent is noted turn
// by turn, and both outlive a crash. Days are those of the database's clock in UTC.
import type pg from 'pg';
import { messageOf, TryLater } from '../domain/errors.ts';
import type { Reservation, SpendBudget } from '../domain/ports.ts';

/** US dollars a day; null: no limit. */
export interface DayLimits {
  readonly maxCostUsd: number | null;
  readonly maxCostUsdPerInstallation: number | null;
}

export interface Spending {
  readonly spentUsd: number;
  /** Set aside and not spent yet. */
  readonly reservedUsd: number;
  /** Those that spent most. */
  readonly installations: readonly { readonly id: string; readonly spentUsd: number }[];
}

export interface Purses {
  /** The purse of a review; its attempts share it. */
  open(review: string, installationId: number | null): SpendBudget;
  /** What was set aside for the review and not spent is free again. */
  release(review: string): Promise<void>;
  /** Today's. */
  spending(): Promise<Spending>;
  forgetOld(): Promise<void>;
}

/** Key of the lock under which sums are read and money is set aside ("purs" in ASCII). */
const PURSE_LOCK = 0x70757273;
const TODAY = `(now() AT TIME ZONE 'UTC')::date`;
const KEPT_DAYS = 35;
/** Installations that are told apart in the spending. */
const MAX_INSTALLATIONS = 50;
const RETRY_MS = 30_000;

type Database = Pick<pg.Pool, 'query' | 'connect'>;

/** Makes the table; one process at a time. */
export async function prepareSpending(database: Database): Promise<void> {
  await database.query('CREATE SCHEMA IF NOT EXISTS architect');
  await database.query(
    `CREATE TABLE IF NOT EXISTS architect.spending
       (day date NOT NULL, review text NOT NULL, installation bigint NOT NULL,
        reserved_usd double precision NOT NULL DEFAULT 0, spent_usd double precision NOT NULL DEFAULT 0,
        PRIMARY KEY (day, review))`,
  );
}

export function createPurses(database: Database, limits: DayLimits): Purses {
  return {
    open: (review, installationId) => {
      const installation = installationId ?? 0;
      return {
        reserve: (costUsd, leastUsd) =>
          reachable(() => reserve(database, limits, { review, installation, costUsd, leastUsd })),
        charge: (costUsd) =>
          reachable(async () => {
            await database.query(
              `INSERT INTO architect.spending (day, review, installation, spent_usd) VALUES (${TODAY}, $1, $2, $3)
               ON CONFLICT (day, review) DO UPDATE SET spent_usd = spending.spent_usd + excluded.spent_usd`,
              [review, installation, costUsd],
            );
          }),
      };
    },
    async release(review) {
      await database.query('UPDATE architect.spending SET reserved_usd = 0 WHERE review = $1', [review]);
    },
    async spending() {
      const { rows } = await database.query(
        `SELECT installation::text AS id, sum(spent_usd) AS spent, sum(greatest(reserved_usd - spent_usd, 0)) AS reserved
         FROM architect.spending WHERE day = ${TODAY} GROUP BY installation ORDER BY spent DESC, id`,
      );
      return {
        spentUsd: rows.reduce((sum, row) => sum + row.spent, 0),
        reservedUsd: rows.reduce((sum, row) => sum + row.reserved, 0),
        installations: rows.slice(0, MAX_INSTALLATIONS).map((row) => ({ id: row.id, spentUsd: row.spent })),
      };
    },
    async forgetOld() {
      await database.query(`DELETE FROM architect.spending WHERE day < ${TODAY} - ${KEPT_DAYS}`);
    },
  };
}

interface Wanted {
  readonly review: string;
  readonly installation: number;
  readonly costUsd: number;
  readonly leastUsd: number;
}

/** Reads the sums and sets money aside under one lock, so that two reviews never count on the same dollar. */
async function reserve(database: Database, limits: DayLimits, wanted: Wanted): Promise<Reservation> {
  const client = await database.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [PURSE_LOCK]);
    const answer = await reserveAlone(client, limits, wanted);
    await client.query('COMMIT');
    client.release();
    return answer;
  } catch (error) {
    const isClean = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    client.release(!isClean);
    throw error;
  }
}

async function reserveAlone(client: pg.PoolClient, limits: DayLimits, wanted: Wanted): Promise<Reservation> {
  const { review, installation, costUsd, leastUsd } = wanted;
  const { rows } = await client.query(
    `SELECT coalesce(sum(greatest(reserved_usd, spent_usd)) FILTER (WHERE review <> $1), 0) AS all,
            coalesce(sum(greatest(reserved_usd, spent_usd)) FILTER (WHERE review <> $1 AND installation = $2), 0) AS own,
            coalesce(sum(spent_usd) FILTER (WHERE review = $1), 0) AS spent
     FROM architect.spending WHERE day = ${TODAY}`,
    [review, installation],
  );
  const { all, own, spent } = rows[0];
  const left = (limit: number | null, taken: number) => (limit === null ? Infinity : limit - taken - spent);
  const ofDay = left(limits.maxCostUsd, all);
  const ofInstallation = left(limits.maxCostUsdPerInstallation, own);
  const granted = Math.min(costUsd, ofDay, ofInstallation);
  if (granted < leastUsd) return { kind: 'refused', by: ofDay <= ofInstallation ? 'day' : 'installation' };
  await client.query(
    `INSERT INTO architect.spending (day, review, installation, reserved_usd) VALUES (${TODAY}, $1, $2, $3)
     ON CONFLICT (day, review) DO UPDATE SET reserved_usd = excluded.reserved_usd`,
    [review, installation, spent + granted],
  );
  return { kind: 'granted', costUsd: granted };
}

async function reachable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new TryLater(`The day's budget cannot be read: ${messageOf(error)}`, RETRY_MS, { cause: error });
  }
}
