// Limits what models may cost per day, across all reviews and replicas. Money is reserved before a model is called and
// charged turn by turn; both survive a crash. Days follow the database's clock in UTC.
import type pg from 'pg';
import { messageOf, TryLater } from '../domain/errors.ts';
import type { Reservation, SpendBudget } from '../domain/ports.ts';

/** US dollars per day; null: no limit. */
export interface DayLimits {
  readonly maxCostUsd: number | null;
  readonly maxCostUsdPerInstallation: number | null;
}

export interface Spending {
  readonly spentUsd: number;
  /** Reserved and not spent yet. */
  readonly reservedUsd: number;
  /** Highest spending first. */
  readonly installations: readonly { readonly id: string; readonly spentUsd: number }[];
}

export interface SpendBudgets {
  /**
   * Opens the budget of a review; all attempts at it share one.
   *
   * @param siblings start of the ids of all reviews of its pull request; omitted where it has none
   */
  open(review: string, installationId: number | null, siblings?: string): SpendBudget;
  /** Releases what the review reserved and did not spend. */
  release(review: string): Promise<void>;
  /** Sums up today. */
  spending(): Promise<Spending>;
  deleteOldDays(): Promise<void>;
}

/** Key of the advisory lock for reservations ("purs" in ASCII). Replicas of all versions must use the same. */
const RESERVATION_LOCK = 0x70757273;
const TODAY = `(now() AT TIME ZONE 'UTC')::date`;
const KEPT_DAYS = 35;
/** Installations listed in the spending. */
const MAX_INSTALLATIONS = 50;
const RETRY_MS = 30_000;

type SpendingDatabase = Pick<pg.Pool, 'query' | 'connect'>;

/** Creates the table; one process at a time. */
export async function createSpendingTable(database: SpendingDatabase): Promise<void> {
  await database.query('CREATE SCHEMA IF NOT EXISTS architect');
  await database.query(
    `CREATE TABLE IF NOT EXISTS architect.spending
       (day date NOT NULL, review text NOT NULL, installation bigint NOT NULL,
        reserved_usd double precision NOT NULL DEFAULT 0, spent_usd double precision NOT NULL DEFAULT 0,
        PRIMARY KEY (day, review))`,
  );
}

export function createSpendBudgets(database: SpendingDatabase, limits: DayLimits): SpendBudgets {
  return {
    open(review, installationId, siblings) {
      const installation = installationId ?? 0;
      return {
        reserve: (costUsd, leastUsd) =>
          orTryLater(() => reserve(database, limits, { review, installation, costUsd, leastUsd })),
        charge: (costUsd) => orTryLater(() => charge(database, review, installation, costUsd)),
        ...(siblings === undefined
          ? {}
          : { spentBefore: () => orTryLater(() => sumOthers(database, review, siblings)) }),
      };
    },
    async release(review) {
      await database.query('UPDATE architect.spending SET reserved_usd = 0 WHERE review = $1', [review]);
    },
    async spending() {
      const { rows } = await database.query(
        `SELECT installation::text AS id, sum(spent_usd) AS spent,
                sum(greatest(reserved_usd - spent_usd, 0)) AS reserved
         FROM architect.spending WHERE day = ${TODAY} GROUP BY installation ORDER BY spent DESC, id`,
      );
      return {
        spentUsd: rows.reduce((sum, row) => sum + row.spent, 0),
        reservedUsd: rows.reduce((sum, row) => sum + row.reserved, 0),
        installations: rows.slice(0, MAX_INSTALLATIONS).map((row) => ({ id: row.id, spentUsd: row.spent })),
      };
    },
    async deleteOldDays() {
      await database.query(`DELETE FROM architect.spending WHERE day < ${TODAY} - ${KEPT_DAYS}`);
    },
  };
}

async function charge(
  database: SpendingDatabase,
  review: string,
  installation: number,
  costUsd: number,
): Promise<void> {
  await database.query(
    `INSERT INTO architect.spending (day, review, installation, spent_usd) VALUES (${TODAY}, $1, $2, $3)
     ON CONFLICT (day, review) DO UPDATE SET spent_usd = spending.spent_usd + excluded.spent_usd`,
    [review, installation, costUsd],
  );
}

/** What reviews whose ids begin alike cost, without this one: as far back as days are kept. */
async function sumOthers(database: SpendingDatabase, review: string, siblings: string): Promise<number> {
  const { rows } = await database.query(
    `SELECT coalesce(sum(spent_usd), 0) AS spent FROM architect.spending
     WHERE starts_with(review, $2) AND review <> $1`,
    [review, siblings],
  );
  return rows[0].spent;
}

interface ReservationRequest {
  readonly review: string;
  readonly installation: number;
  readonly costUsd: number;
  readonly leastUsd: number;
}

/** Reads the sums and reserves under one lock, so that two reviews never reserve the same dollar. */
async function reserve(
  database: SpendingDatabase,
  limits: DayLimits,
  wanted: ReservationRequest,
): Promise<Reservation> {
  const client = await database.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [RESERVATION_LOCK]);
    const reservation = await reserveLocked(client, limits, wanted);
    await client.query('COMMIT');
    client.release();
    return reservation;
  } catch (error) {
    const isClean = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    client.release(!isClean);
    throw error;
  }
}

async function reserveLocked(
  client: pg.PoolClient,
  limits: DayLimits,
  wanted: ReservationRequest,
): Promise<Reservation> {
  const { review, installation, costUsd, leastUsd } = wanted;
  const { rows } = await client.query(
    `SELECT coalesce(sum(greatest(reserved_usd, spent_usd)) FILTER (WHERE review <> $1), 0) AS all,
            coalesce(sum(greatest(reserved_usd, spent_usd))
              FILTER (WHERE review <> $1 AND installation = $2), 0) AS own,
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

async function orTryLater<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new TryLater(`The daily budget cannot be read: ${messageOf(error)}`, RETRY_MS, { cause: error });
  }
}
