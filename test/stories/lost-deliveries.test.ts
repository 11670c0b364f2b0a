// Nobody listens while GitHub delivers: what was missed is asked for again when the App is back.
import { afterAll, expect, test } from '@jest/globals';
import type { PullRequest } from '../support/github.ts';
import { GOOD_CHANGE, Town } from './town.ts';

/** Each owner is an installation, and GitHub wants a second between the writes in one. */
const OWNERS = 10;
const PULLS_OF_EACH = 5;

let town: Town | undefined;

afterAll(() => town?.close());

test('50 pull requests that were opened while the server was down are all reviewed afterwards, once each', async () => {
  town = await Town.prepare(async () => ({ CONCURRENCY: '20' }));
  const { github } = town;
  // Nobody listens at the discard port.
  github.webhookUrl = 'http://127.0.0.1:9/';
  const pulls: PullRequest[] = [];
  for (let owner = 0; owner < OWNERS; owner += 1) {
    const repository = await town.shop();
    for (let number = 0; number < PULLS_OF_EACH; number += 1) pulls.push(await town.open(repository, GOOD_CHANGE));
  }
  await github.settled();
  const lost = github.deliveries.filter(({ event }) => event === 'pull_request');
  expect(lost.map(({ statusCode }) => statusCode)).toEqual(pulls.map(() => 0));

  await town.start();
  for (const pull of pulls) await town.reviewed(pull);
  for (const pull of pulls) {
    const { checkRuns, comments, reviews } = github.conversation(pull);
    expect([pull.number, checkRuns.map((run) => run.conclusion)]).toEqual([pull.number, ['success']]);
    expect([comments.length, reviews.length]).toEqual([1, 0]);
  }
  const again = github.deliveries.filter(({ redelivery }) => redelivery);
  expect(again.map(({ guid }) => guid)).toEqual(lost.map(({ guid }) => guid));
}, 180_000);
