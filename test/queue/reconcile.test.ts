import { DBOS } from '@dbos-inc/dbos-sdk';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Queue, ReviewJobs } from '../../src/queue/queue.ts';
import { MAX_RECOVERIES, takeOver } from '../../src/queue/reconcile.ts';
import {
  createJobs,
  nextMoment,
  openQueue,
  optionsOf,
  QUICK,
  quietLog,
  reviewJob,
  sha,
  until,
  untilIdle,
} from './harness.ts';
import { stores, type TestStore } from './stores.ts';

describe.each(stores)('reconciling on %s:', (_name, openStore) => {
  let store: TestStore;
  let queue: Queue;
  let jobs: ReviewJobs = createJobs({});
  const ended: string[] = [];

  async function open(retentionMs = QUICK.retentionMs): Promise<void> {
    queue = await openQueue(
      optionsOf({
        ...store,
        timing: { ...QUICK, retentionMs },
        jobs: createJobs({
          review: (...input) => jobs.review(...input),
          closeUnpublished: async (request, ending) => void ended.push(`${ending.kind} ${request.pullRequest}`),
          answer: (...input) => jobs.answer(...input),
        }),
      }),
    );
  }

  beforeAll(async () => {
    store = await openStore();
    await open();
  }, 60_000);

  afterAll(async () => {
    await queue.close();
    await store.remove();
  });

  test('a review whose canceller died before closing it is closed', async () => {
    let running = false;
    jobs = createJobs({
      review: (_request, run) =>
        run.step('open', (signal) => {
          running = true;
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        }),
    });
    const job = reviewJob(1);
    await queue.enqueue(job);
    await until(() => running, 'it runs');
    await DBOS.cancelWorkflow(job.request.id);
    await until(() => ended.includes('superseded 1'), 'it is ended');
  });

  test('a superseded review whose canceller died is stopped when the newer one starts', async () => {
    const begun: string[] = [];
    jobs = createJobs({
      async review(request, run) {
        begun.push(`${request.head?.[0]}`);
        if (request.head === sha('a')) {
          await run.step('open', (signal) => {
            return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          });
        }
        return { verdict: 'clear', notReviewed: null };
      },
    });
    const older = reviewJob(2, { head: sha('a') });
    await queue.enqueue(older);
    await until(() => begun.length === 1, 'the older runs');
    const newer = reviewJob(2, { head: sha('b') });
    // What the ledger does first, and nothing of what it does after that.
    await DBOS.enqueueWorkflowWithOptions(
      {
        queueName: 'reviews',
        workflowName: 'review',
        workflowID: newer.request.id,
        appVersion: 'reviews',
        queuePartitionKey: '1',
        attributes: { key: newer.request.id, head: sha('b'), automatic: true, delivery: 'x', at: newer.at },
      },
      newer.request,
    );
    await untilIdle(queue);
    expect(begun).toEqual(['a', 'b']);
    await until(() => ended.includes('superseded 2'), 'the older is ended');
  });

  test('a review is resumed after eight takeovers and given up at the ninth', async () => {
    let begun = 0;
    const errors: string[] = [];
    const log = quietLog(errors);
    const takeOverTimes = (times: number) =>
      takeOver(
        {
          executorId: 'another process',
          findDead: async (executorIds) => executorIds,
          countTakeovers: async (ids) => new Map(ids.map((id) => [id, times])),
        },
        { owners: async () => [], adopt: async () => {} },
        log,
      );
    jobs = createJobs({
      review: async (_request, run) => {
        begun += 1;
        return run.step('turn', (signal) => {
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        });
      },
    });
    const job = reviewJob(12);
    await queue.enqueue(job);
    await until(() => begun === 1, 'it runs');
    await takeOverTimes(MAX_RECOVERIES);
    await until(() => begun === 2, 'it runs again');
    expect(errors).toEqual([]);
    await takeOverTimes(MAX_RECOVERIES + 1);
    expect(errors).toEqual(['error: given up: every process that ran these died']);
    expect((await DBOS.getWorkflowStatus(job.request.id))?.status).toBe('CANCELLED');
    await until(() => ended.includes('superseded 12'), 'it is closed');
    expect(begun).toBe(2);
  });

  test('closing a forgotten review releases its reservation', async () => {
    let letGo = () => {};
    const stuck = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    jobs = createJobs({
      async review(_request, run) {
        await run.step('reserve', () => run.spendBudget.reserve(3, 1));
        await run.step('turn', () => stuck);
        return { verdict: 'clear', notReviewed: null };
      },
    });
    const job = reviewJob(11);
    await queue.enqueue(job);
    await until(async () => (await queue.spending()).reservedUsd === 3, 'money is set aside');
    await DBOS.cancelWorkflow(job.request.id);
    await until(async () => (await queue.spending()).reservedUsd === 0, 'it is free again');
    letGo();
  });

  test('jobs that ended long ago are deleted, and nothing else', async () => {
    const told: unknown[] = [];
    jobs = createJobs({ answer: async (_order, answer) => void told.push(answer) });
    await queue.enqueue(reviewJob(3));
    await untilIdle(queue);
    const why = (commentId: number) => ({
      kind: 'command' as const,
      ...{ delivery: `why-${commentId}`, installationId: 1, repository: { owner: 'acme', name: 'shop' } },
      ...{ at: nextMoment(), pullRequest: 3, commentId, word: 'why' as const, login: 'kim' },
    });
    await queue.enqueue(why(1));
    await until(() => told.length === 1, 'it is remembered');
    await queue.close();
    await open(1);
    await until(async () => (await DBOS.listWorkflows({ workflowName: 'review' })).length === 0, 'all are forgotten');
    await queue.enqueue(why(2));
    await until(() => told.length === 2, 'it is asked again');
    expect(told).toEqual([
      [{ kind: 'why', reviews: [expect.objectContaining({ state: 'published', detail: 'clear' })] }],
      [{ kind: 'why', reviews: [] }],
    ]);
  });
});
