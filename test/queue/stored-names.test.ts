// What the queue stores, name by name. ReviewJobs under way at an upgrade goes on only if none of these names changes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CannotReview, TryLater } from '../../src/domain/errors.ts';
import type { CommandJob } from '../../src/domain/job.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { createJobs, openQueue, optionsOf, reviewJob, sha, temporaryDir, until, untilIdle } from './harness.ts';

/** As version 0.1 stored it. A change here breaks the reviews that an upgrade interrupts. */
const FIXTURE = path.resolve(import.meta.dirname, '../fixtures/queue/stored-jobs.json');
const home = temporaryDir();
let queue: Queue;

beforeAll(async () => {
  let tries = 0;
  queue = await openQueue(
    optionsOf({
      dataDir: home.dir,
      jobs: createJobs({
        async review({ pullRequest }, run) {
          await run.step('open', async () => ({ checkRunId: pullRequest }));
          if (pullRequest === 2) throw new CannotReview('no permission');
          tries += 1;
          if (pullRequest === 3 && tries < 3) throw new TryLater('the host is down', 1000);
          return { verdict: 'clear', notReviewed: null };
        },
        answerQuestion: async () => {
          throw new CannotReview('no model');
        },
        findPullRequests: async () => [],
      }),
    }),
  );
}, 60_000);

afterAll(async () => {
  await queue.close();
  home.remove();
});

const origin = {
  installationId: 1,
  repository: { owner: 'acme', name: 'shop' },
  at: '2026-11-01T10:00:00Z',
};
const command = (commentId: number, changes: Partial<CommandJob>): CommandJob => ({
  kind: 'command',
  delivery: `command-${commentId}`,
  pullRequest: 4,
  commentId,
  word: 'ask',
  login: 'kim',
  ...origin,
  ...changes,
});

test('the database keeps jobs under the names that every version of this program uses', async () => {
  const review = (number: number) => reviewJob(number, { delivery: `d${number}`, at: origin.at });
  await queue.enqueue(review(1));
  await untilIdle(queue);
  for (const number of [2, 3]) await queue.enqueue(review(number));
  await queue.enqueue(command(5, { task: { kind: 'ask', question: 'Where?' } }));
  await queue.enqueue(command(6, { word: 'why', pullRequest: 1 }));
  await queue.enqueue({
    kind: 'rerun',
    delivery: 'rerun-1',
    head: sha('a'),
    pullRequests: [],
    login: 'kim',
    ...origin,
  });
  await queue.enqueue({ kind: 'merge-group', delivery: 'group-1', head: sha('a'), pullRequest: 1, ...origin });
  await until(async () => {
    const rows = await DBOS.listWorkflows({});
    return rows.length === 12 && rows.every(({ status }) => status === 'SUCCESS');
  }, 'all is done');
  const rows = await DBOS.listWorkflows({});
  const stored = await Promise.all(
    rows.map(async (row) => ({
      id: row.workflowID,
      name: row.workflowName,
      queue: row.queueName,
      version: row.applicationVersion,
      partition: row.queuePartitionKey,
      attributes: row.attributes,
      input: row.input,
      output: row.output,
      steps: (await DBOS.listWorkflowSteps(row.workflowID))?.map(({ name, output }) => [name, output]),
    })),
  );
  const steady = JSON.stringify(
    stored.sort((a, b) => (a.id < b.id ? -1 : 1)),
    null,
    2,
  ).replace(/"retryAt": "[^"]+"/g, '"retryAt": "SOON"');
  expect(JSON.parse(steady)).toEqual(JSON.parse(readFileSync(FIXTURE, 'utf8')));
});
