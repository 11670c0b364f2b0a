import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { Job } from '../../src/domain/job.ts';
import type { QueueDatabase } from '../../src/queue/database.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { openPool } from '../../src/queue/engine.ts';
import { createInbox, createInboxTable } from '../../src/queue/inbox.ts';
import { openPostgres } from '../../src/queue/postgres.ts';
import { quietLog, reviewJob, until } from './harness.ts';
import { stores, type TestStore } from './stores.ts';

describe.each(stores)('the inbox on %s', (_name, openStore) => {
  let store: TestStore;
  let database: QueueDatabase;
  let pool: pg.Pool;
  const enqueued: (number | null)[] = [];
  const note = async (job: Job) => {
    enqueued.push(job.kind === 'review' ? job.request.pullRequest : null);
    return 'kept';
  };
  const unable = async (): Promise<string> => {
    throw new Error('cannot be enqueued');
  };

  beforeAll(async () => {
    store = await openStore();
    const { databaseUrl, dataDir } = store;
    database = await (databaseUrl === null
      ? openEmbedded(dataDir, () => {}, quietLog())
      : openPostgres(databaseUrl, quietLog()));
    pool = openPool(database, quietLog());
    await pool.query('CREATE SCHEMA IF NOT EXISTS architect');
    await createInboxTable(pool);
  }, 60_000);

  afterAll(async () => {
    await pool.end();
    await database.close();
    await store.remove();
  });

  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  test('enqueues what was stored in the order in which it came, and keeps nothing', async () => {
    enqueued.length = 0;
    const inbox = createInbox(pool, 'me', note, quietLog());
    await Promise.all(numbers(150).map((number) => inbox.store(reviewJob(number))));
    await until(async () => (await inbox.size()) === 0, 'the inbox is empty');
    expect(enqueued).toEqual(numbers(150));
    await inbox.close();
  });

  test('what a process left behind is enqueued by the next of its name, or by one that adopts it', async () => {
    enqueued.length = 0;
    const first = createInbox(pool, 'me', unable, quietLog());
    await Promise.all(numbers(3).map((number) => first.store(reviewJob(number))));
    await first.close();
    const foreign = createInbox(pool, 'gone', unable, quietLog());
    await foreign.store(reviewJob(4));
    await foreign.close();
    expect(await foreign.size()).toBe(4);
    const next = createInbox(pool, 'me', note, quietLog());
    next.start();
    await until(() => enqueued.length === 3, 'the own ones are enqueued');
    expect(await next.owners()).toEqual(['gone']);
    await next.adopt(['gone']);
    await until(async () => (await next.size()) === 0, 'the inbox is empty');
    expect(enqueued).toEqual([1, 2, 3, 4]);
    await next.close();
  });

  test('a job that can never be enqueued is given up and holds up nothing, even with a NUL in its text', async () => {
    enqueued.length = 0;
    const log: string[] = [];
    const picky = (job: Job) => (job.kind === 'review' && job.request.pullRequest === 1 ? unable() : note(job));
    const inbox = createInbox(pool, 'me', picky, quietLog(log));
    await pool.query('INSERT INTO architect.inbox (owner, job, tries) VALUES ($1, $2, 4)', [
      'me',
      JSON.stringify(reviewJob(1)),
    ]);
    await inbox.store(reviewJob(2, { id: 'review/\u0000' }));
    await until(async () => (await inbox.size()) === 0, 'the inbox is empty');
    expect(enqueued).toEqual([2]);
    expect(log).toEqual(['error: delivery given up; redeliver it (cannot be enqueued)']);
    await inbox.close();
  });
});
