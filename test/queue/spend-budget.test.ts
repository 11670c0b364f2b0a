import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { TryLater } from '../../src/domain/errors.ts';
import type { QueueDatabase } from '../../src/queue/database.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { openPostgres } from '../../src/queue/postgres.ts';
import { createSpendBudgets, createSpendingTable } from '../../src/queue/spend-budget.ts';
import { prepareDatabase } from '../support/prepared-database.ts';
import { quietLog } from './harness.ts';
import { stores, type TestStore } from './stores.ts';

describe.each(stores)('the daily budget on %s', (_name, openStore) => {
  let files: TestStore;
  let store: QueueDatabase;
  let pool: pg.Pool;

  const connect = async () => {
    const { databaseUrl, dataDir } = files;
    store = await (databaseUrl === null
      ? openEmbedded(dataDir, () => {}, quietLog())
      : openPostgres(databaseUrl, quietLog()));
    pool = new pg.Pool({ connectionString: store.url, max: store.poolSize });
    await createSpendingTable(pool);
  };
  const disconnect = async () => {
    await pool.end();
    await store.close();
  };
  // To open one takes long, so that all tests share it.
  beforeAll(async () => {
    files = await openStore();
    if (files.databaseUrl === null) await prepareDatabase(files.dataDir);
    await connect();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE architect.spending');
  });
  afterAll(async () => {
    await disconnect();
    await files.remove();
  });

  const budgets = (maxCostUsd: number | null, maxCostUsdPerInstallation: number | null = null) =>
    createSpendBudgets(pool, { maxCostUsd, maxCostUsdPerInstallation });

  test('is never reserved twice by concurrent reviews', async () => {
    const { open, spending } = budgets(10);
    const asked = Array.from({ length: 8 }, (_, index) => open(`review-${index}`, index).reserve(3, 2));
    const granted = (await Promise.all(asked)).flatMap((reserve) =>
      reserve.kind === 'granted' ? [reserve.costUsd] : [],
    );
    expect(granted).toEqual([3, 3, 3]);
    expect((await spending()).reservedUsd).toBe(9);
  });

  test('is granted in part if enough is left, else refused by the limit that is reached', async () => {
    const { open } = budgets(10, 4);
    expect(await open('first', 1).reserve(3, 1)).toEqual({ kind: 'granted', costUsd: 3 });
    expect(await open('second', 1).reserve(3, 1)).toEqual({ kind: 'granted', costUsd: 1 });
    expect(await open('third', 1).reserve(3, 0.1)).toEqual({ kind: 'refused', by: 'installation' });
    expect(await open('fourth', 2).reserve(3, 1)).toEqual({ kind: 'granted', costUsd: 3 });
    expect(await open('fifth', 3).reserve(9, 4)).toEqual({ kind: 'refused', by: 'day' });
  });

  test('is reserved once for the same review', async () => {
    const { open } = budgets(5);
    await open('first', 1).reserve(3, 1);
    expect(await open('first', 1).reserve(3, 1)).toEqual({ kind: 'granted', costUsd: 3 });
    expect(await open('second', 1).reserve(3, 1)).toEqual({ kind: 'granted', costUsd: 2 });
  });

  test('left for a second attempt is the limit minus what the review has spent', async () => {
    const { open, spending } = budgets(10, 5);
    const first = open('first', 1);
    expect(await first.reserve(5, 1)).toEqual({ kind: 'granted', costUsd: 5 });
    await first.charge(3);
    expect(await first.reserve(5, 1)).toEqual({ kind: 'granted', costUsd: 2 });
    expect(await spending()).toMatchObject({ spentUsd: 3, reservedUsd: 2 });
    expect(await first.reserve(5, 2.5)).toEqual({ kind: 'refused', by: 'installation' });
  });

  test('is released if unspent, and stays spent after a restart', async () => {
    const before = budgets(5);
    await before.open('first', 1).reserve(5, 1);
    await before.open('first', 1).charge(0.25);
    await before.open('first', 1).charge(0.5);
    await before.release('first');
    await disconnect();
    await connect();
    const { open, spending } = budgets(5);
    expect(await spending()).toEqual({ spentUsd: 0.75, reservedUsd: 0, installations: [{ id: '1', spentUsd: 0.75 }] });
    expect(await open('second', 2).reserve(5, 1)).toEqual({ kind: 'granted', costUsd: 4.25 });
  });

  test('is renewed each day, and old days are deleted', async () => {
    const { open, deleteOldDays: forgetOld } = budgets(5);
    await open('first', 1).charge(5);
    await pool.query('UPDATE architect.spending SET day = day - 1');
    expect(await open('second', 1).reserve(5, 1)).toEqual({ kind: 'granted', costUsd: 5 });
    await pool.query('UPDATE architect.spending SET day = day - 40');
    await forgetOld();
    expect((await pool.query('SELECT * FROM architect.spending')).rows).toEqual([]);
  });

  test('is granted in full without limits, and refused if the limit is 0', async () => {
    expect(await budgets(null).open('first', null).reserve(1000, 1)).toEqual({ kind: 'granted', costUsd: 1000 });
    expect(await budgets(0).open('second', null).reserve(3, 0.1)).toEqual({ kind: 'refused', by: 'day' });
  });
});

test('an unreadable daily budget is a temporary error', async () => {
  const away = async () => {
    throw new Error('the database is away');
  };
  const budget = createSpendBudgets(
    { query: away, connect: away },
    { maxCostUsd: 5, maxCostUsdPerInstallation: null },
  ).open('first', 1);
  await expect(budget.reserve(1, 1)).rejects.toThrow(TryLater);
  await expect(budget.charge(1)).rejects.toThrow('The daily budget cannot be read: the database is away');
});
