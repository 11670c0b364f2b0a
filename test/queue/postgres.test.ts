import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { messageOf, TryLater } from '../../src/domain/errors.ts';
import { openPostgres } from '../../src/queue/postgres.ts';
import { createJobs, openQueue, optionsOf, quietLog, reviewJob, until, untilIdle } from './harness.ts';
import { servers } from './stores.ts';

test('an unreachable database is a temporary error whose message hides the password', async () => {
  const error: unknown = await openPostgres('postgresql://me:hunter2@127.0.0.1:9/none', quietLog()).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TryLater);
  expect(messageOf(error)).toMatch(/^The database of DATABASE_URL cannot be used: /);
  expect(messageOf(error)).not.toContain('hunter2');
});

if (servers.length > 0) {
  describe.each(servers)('on %s', (_name, openStore) => {
    test('a queue survives the loss of all its connections', async () => {
      const store = await openStore();
      const done: (number | null)[] = [];
      const queue = await openQueue(
        optionsOf({
          ...store,
          jobs: createJobs({
            async review(request, run) {
              await run.step('open', async () => done.push(request.pullRequest));
              return { verdict: 'clear', notReviewed: null };
            },
          }),
        }),
      );
      try {
        const client = new pg.Client({ connectionString: store.databaseUrl as string });
        await client.connect();
        const { rowCount } = await client.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
        expect(rowCount).toBeGreaterThan(1);
        await queue.enqueue(reviewJob(1));
        await until(() => done.length === 1, 'the review is done');
        await untilIdle(queue);
        const isPresent = async () => {
          const { rows } = await client.query("SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory'");
          return rows[0].n > 0;
        };
        await until(isPresent, 'it shows again that it is alive');
        await client.end();
      } finally {
        await queue.close();
        await store.remove();
      }
    }, 60_000);

    test('a replica counts as dead only after missing two checks', async () => {
      const store = await openStore();
      const url = store.databaseUrl as string;
      const first = await openPostgres(url, quietLog());
      const second = await openPostgres(url, quietLog());
      try {
        const ids = [second.executorId, 'replica-5'];
        expect(await first.findDead(ids)).toEqual([]);
        expect(await first.findDead(ids)).toEqual(['replica-5']);
        await second.close();
        expect(await first.findDead(ids)).toEqual(['replica-5']);
        expect(await first.findDead(ids)).toEqual(ids);
      } finally {
        await first.close();
        await store.remove();
      }
    });
  });
}
