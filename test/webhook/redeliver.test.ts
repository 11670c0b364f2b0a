// Failed deliveries are requested again, on the stand-in for GitHub.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createGitHubApp, type GitHubApp } from '../../src/github/github-app.ts';
import { createLog } from '../../src/process/log.ts';
import { requestRedeliveries } from '../../src/webhook/github.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { type Listener, startListener } from '../support/listener.ts';

const { signal } = new AbortController();
const quiet = { info() {}, warn() {} };
let github: GitHubDouble;
let listener: Listener;
let app: GitHubApp;
let repository: Repository;
let pull: PullRequest;

beforeAll(async () => {
  github = await startGitHub();
  listener = await startListener();
  github.webhookUrl = listener.url;
  const log = createLog({ level: 'silent', secrets: [], write: () => {} });
  const { id: appId, privateKey } = github.app;
  app = await createGitHubApp({ appId, privateKey, apiUrl: github.url, log, onRequest() {} });
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files: { 'go.mod': 'module shop\n' } });
  await repository.git.commit('change', { 'a.go': 'package a\n' }, 'A change', { from: 'main' });
  pull = await github.people.openPullRequest({ repository, head: 'change' });
  await github.settled();
});

afterEach(() => github.clearFaults());
afterAll(async () => {
  await github.close();
  await listener.close();
});

/** Comments on the pull request; the App answers with this. */
async function comment(text: string, status: number): Promise<void> {
  listener.answer(status);
  await github.people.comment(pull, 'robin', text);
  await github.settled();
  listener.answer(202);
}

/** Runs once; gives the texts of the comments that were delivered again, in order, and what to remember. */
async function redeliver(state: string | null): Promise<[texts: string[], state: string]> {
  listener.heard.length = 0;
  const after = await requestRedeliveries(app.own, state, quiet, signal);
  await github.settled();
  const texts = listener.heard.map(({ payload }) => (payload.comment as { body: string } | undefined)?.body ?? '');
  return [texts, after];
}

test('what failed is requested again, the oldest first, and once only', async () => {
  await comment('first', 503);
  await comment('taken', 202);
  await comment('second', 500);
  await comment('refused for good', 413);
  const [texts, state] = await redeliver(null);
  expect(texts).toEqual(['first', 'second']);
  expect((await redeliver(state))[0]).toEqual([]);
  expect((await redeliver(null))[0]).toEqual([]);
});

test('what fails each time is given up after five attempts', async () => {
  await comment('poison', 500);
  listener.answer(500);
  let state: string | null = null;
  const heard: number[] = [];
  for (let run = 0; run < 6; run += 1) {
    const [texts, after] = await redeliver(state);
    heard.push(texts.length);
    state = after;
  }
  listener.answer(202);
  expect(heard).toEqual([1, 1, 1, 1, 0, 0]);
});

test('what was requested while GitHub stumbled is requested by the next run', async () => {
  await comment('third', 503);
  github.fault({ match: { path: /\/attempts$/ }, status: 500, times: 10 });
  const [none, state] = await redeliver(null);
  expect(none).toEqual([]);
  github.clearFaults();
  expect((await redeliver(state))[0]).toEqual(['third']);
});

test('a long list is read page by page', async () => {
  await comment('long ago', 503);
  for (let count = 0; count < 110; count += 1) await github.people.comment(pull, 'robin', 'noise');
  await github.settled();
  expect((await redeliver(null))[0]).toEqual(['long ago']);
});
