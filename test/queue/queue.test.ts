import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReviewRequest } from '../../src/domain/review-request.ts';
import type { Queue, Run, Work } from '../../src/queue/queue.ts';
import {
  type Diary,
  openQueue,
  optionsOf,
  quietLog,
  reviewOrder,
  sha,
  temporaryDir,
  until,
  untilIdle,
  workOf,
} from './harness.ts';

const home = temporaryDir();
let queue: Queue;
let work: Work = workOf({});
const diary: Diary = [];

beforeAll(async () => {
  queue = await openQueue(
    optionsOf({
      dataDir: home.dir,
      log: quietLog(diary),
      work: {
        perform: (request, run) => work.perform(request, run),
        abandon: (...input) => work.abandon(...input),
        mayCommand: (...input) => work.mayCommand(...input),
        answer: (...input) => work.answer(...input),
        findPullRequests: (...input) => work.findPullRequests(...input),
        carryVerdict: (...input) => work.carryVerdict(...input),
      },
    }),
  );
}, 60_000);

afterAll(async () => {
  await queue.close();
  home.remove();
});

describe('a review', () => {
  test('is done once, step by step', async () => {
    const seen: string[] = [];
    work = workOf({
      async perform(request: ReviewRequest, run: Run) {
        seen.push(await run.step('one', async () => `one of ${request.pullRequest}`));
        seen.push(await run.step('two', async () => 'two'));
        return { verdict: 'clear', notReviewed: null };
      },
    });
    const order = reviewOrder(1);
    expect(await queue.enqueue(order)).toBe('kept');
    expect(await queue.enqueue(order)).toBe('duplicate');
    await untilIdle(queue);
    expect(seen).toEqual(['one of 1', 'two']);
  });

  test('is cancelled at once by a newer head, and ends as superseded', async () => {
    const ended: string[] = [];
    let began = 0;
    work = workOf({
      async perform(request, run) {
        began += 1;
        if (request.head === sha('b')) return { verdict: 'clear', notReviewed: null };
        await run.step('open', async () => ({ checkRunId: 7 }));
        await run.step(
          'turn',
          (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        );
        return { verdict: 'clear', notReviewed: null };
      },
      async abandon(request, ending, kept) {
        ended.push(`${request.head?.slice(0, 4)} ${JSON.stringify(ending)} ${JSON.stringify(kept('open'))}`);
      },
    });
    await queue.enqueue(reviewOrder(2, { head: sha('a') }));
    await until(() => began === 1, 'the first runs');
    await queue.enqueue(reviewOrder(2, { head: sha('b') }));
    await until(() => ended.length === 1, 'the first has ended');
    await untilIdle(queue);
    expect(began).toBe(2);
    expect(ended).toEqual([`aaaa {"kind":"superseded","by":"${sha('b')}"} {"checkRunId":7}`]);
  });
});
