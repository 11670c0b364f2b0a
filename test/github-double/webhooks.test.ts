// What people do reaches the App as GitHub's webhooks do: signed, as full as GitHub's own examples, and kept in a log.
import { createSign } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { isSigned, type Listener, startListener } from '../support/listener.ts';
import { send } from './client.ts';

const examples: { name: string; examples: { action?: string }[] }[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
);

const EVENTS = [
  'check_run',
  'check_suite',
  'issue_comment',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
];

describe('webhooks', () => {
  let github: GitHubDouble;
  let repository: Repository;
  let pull: PullRequest;
  let app: Listener;

  beforeEach(async () => {
    app = await startListener();
    github = await startGitHub({
      webhookUrl: app.url,
      events: EVENTS,
    });
    repository = await github.createRepository({ owner: 'acme', name: 'shop', files: { 'a.go': 'package a\n' } });
    await repository.git.commit('develop', { 'd.go': 'package a\n' }, 'D', { from: 'main' });
    await repository.git.commit('feature', { 'b.go': 'package a\n' }, 'B', { from: 'main' });
    pull = await github.people.openPullRequest({ repository, head: 'feature', draft: true });
  });
  afterEach(async () => {
    await github.close();
    await app.close();
  });

  const told = () => github.deliveries.map(({ event, action }) => `${event} ${action}`);
  const asApp = (what: string, body?: unknown) => send(github, what, { token: github.token(repository), body });

  /** Everything that people and the App can do here, once. */
  async function liveThrough(): Promise<void> {
    const { people } = github;
    const api = '/repos/acme/shop';
    await people.markReady(pull);
    await people.convertToDraft(pull);
    await people.label(pull, 'review');
    await people.editTitle(pull, 'A better title');
    await people.editBase(pull, 'develop');
    await people.push(pull, { 'c.go': 'package a\n' });
    const comment = await people.comment(pull, 'robin', '/architect');
    await people.editComment(comment, '/architect review');
    await people.deleteComment(comment);
    await asApp(`POST ${api}/pulls/1/reviews`, {
      event: 'COMMENT',
      comments: [{ path: 'b.go', line: 1, body: 'Why?' }],
    });
    const [thread] = pull.threads;
    if (thread === undefined) throw new Error('the App opened a thread');
    await people.reply(thread, 'robin', 'Because');
    await people.resolve(thread);
    await people.unresolve(thread);
    const actions = [{ label: 'Again', description: 'Review again', identifier: 'again' }];
    await asApp(`POST ${api}/check-runs`, { name: 'A', head_sha: pull.head.sha, conclusion: 'neutral', actions });
    await github.settled();
    const run = repository.checkRuns[0];
    if (run === undefined) throw new Error('the App made a check run');
    await people.pressRerun(run);
    await people.rerunSuite(run.suite);
    await people.requestAction(run, 'again');
    await people.mergeGroup(pull);
    await people.closePullRequest(pull);
    await people.reopen(pull);
    await people.merge(pull);
    const other = await github.createRepository({ owner: 'acme', name: 'other', installed: false });
    await people.install(other);
    await people.withdraw(other);
    await people.uninstall(repository);
    await people.install(repository);
    await people.suspend(repository);
  }

  test('all that happens is told, in order and signed', async () => {
    await liveThrough();
    expect(app.heard.every((each) => isSigned(each, github.app.webhookSecret))).toBe(true);
    expect(told()).toMatchInlineSnapshot(`
[
  "check_suite requested",
  "pull_request opened",
  "pull_request ready_for_review",
  "pull_request converted_to_draft",
  "pull_request labeled",
  "pull_request edited",
  "pull_request edited",
  "check_suite requested",
  "pull_request synchronize",
  "issue_comment created",
  "issue_comment edited",
  "issue_comment deleted",
  "pull_request_review submitted",
  "pull_request_review_comment created",
  "pull_request_review_comment created",
  "pull_request_review_thread resolved",
  "pull_request_review_thread unresolved",
  "check_run created",
  "check_run completed",
  "check_run rerequested",
  "check_suite rerequested",
  "check_run requested_action",
  "merge_group checks_requested",
  "pull_request closed",
  "pull_request reopened",
  "pull_request closed",
  "installation_repositories added",
  "installation_repositories removed",
  "installation deleted",
  "installation created",
  "installation suspend",
]
`);
  });

  test("payloads have every key that GitHub's examples of the same action share", async () => {
    await liveThrough();
    const lacking = app.heard.flatMap(({ event, payload }) => {
      const action = String(payload.action);
      const alike = examplesOf(event, action);
      return missing(alike, payload).map((path) => `${event} ${action}: ${path}`);
    });
    expect([...new Set(lacking)]).toEqual([]);
    expect(
      app.heard.filter(({ event, payload }) => examplesOf(event, String(payload.action)).length > 0).length,
    ).toBeGreaterThan(20);
  });

  test('an App is told only of what it asked for, and of its own checks', async () => {
    const quiet = await startGitHub({ events: ['pull_request'] });
    quiet.webhookUrl = github.webhookUrl;
    app.heard.length = 0;
    const shop = await quiet.createRepository({ owner: 'acme', name: 'quiet', files: { a: 'a' } });
    await shop.git.commit('feature', { b: 'b' }, 'B', { from: 'main' });
    const quietPull = await quiet.people.openPullRequest({ repository: shop, head: 'feature' });
    await quiet.people.comment(quietPull, 'robin', 'Hello');
    await quiet.people.pressRerun(quiet.people.foreignCheckRun(quietPull, 'Theirs'));
    const hidden = await quiet.createRepository({
      owner: 'other',
      name: 'hidden',
      files: { a: 'a' },
      installed: false,
    });
    await hidden.git.commit('feature', { b: 'b' }, 'B', { from: 'main' });
    await quiet.people.openPullRequest({ repository: hidden, head: 'feature' });
    expect(app.heard.map(({ event }) => event)).toEqual(['check_suite', 'pull_request']);
    await quiet.close();
  });

  test('deliveries are logged, and sent again under the same id', async () => {
    app.answer(503);
    await github.people.comment(pull, 'robin', 'Hello');
    const [failed] = github.deliveries.slice(-1);
    expect(failed).toMatchObject({
      event: 'issue_comment',
      statusCode: 503,
      status: 'Service Unavailable',
      redelivery: false,
    });
    app.answer(200);
    const now = Math.floor(Date.now() / 1000);
    const token = appToken(github, now);
    const list = await send(github, 'GET /app/hook/deliveries?per_page=2', { token });
    expect(list.body).toMatchObject([{ id: failed?.id, status_code: 503 }, { event: 'pull_request' }]);
    const next = /<([^>]+)>; rel="next"/.exec(list.headers.get('link') ?? '')?.[1]?.slice(github.url.length);
    expect((await send(github, `GET ${next}`, { token })).body).toMatchObject([{ event: 'check_suite' }]);
    expect((await send(github, `POST /app/hook/deliveries/${failed?.id}/attempts`, { token })).status).toBe(202);
    await github.settled();
    const twice = app.heard.slice(-2);
    expect(twice[0]?.guid).toBe(twice[1]?.guid);
    expect(twice[0]?.payload).toEqual(twice[1]?.payload);
    expect(github.deliveries.at(-1)).toMatchObject({ redelivery: true, statusCode: 200, status: 'OK' });
    const shown = await send(github, `GET /app/hook/deliveries/${failed?.id}`, { token });
    expect(shown.body).toMatchObject({ request: { payload: { action: 'created' } }, response: { payload: 'noted' } });
  });

  test('an App that is not there leaves a trace in the log', async () => {
    github.webhookUrl = 'http://127.0.0.1:9/';
    const delivery = await github.deliver('ping', { zen: 'Anything added dilutes everything else.' });
    expect(delivery).toMatchObject({ statusCode: 0, status: 'failed to connect to host' });
    github.webhookUrl = null;
    await github.people.comment(pull, 'robin', 'Nobody hears');
    expect(github.deliveries.at(-1)).toBe(delivery);
  });

  test('a merge group is a real merge commit on a branch of the queue', async () => {
    const sha = await github.people.mergeGroup(pull);
    const group = app.heard.at(-1)?.payload.merge_group as { head_ref: string; head_sha: string };
    expect(group.head_sha).toBe(sha);
    expect(await repository.git.commitOf(group.head_ref)).toBe(sha);
    expect((await repository.git.commitObject(sha)).parents).toEqual([pull.base.sha, pull.head.sha]);
    expect((await repository.git.tree(sha, true))?.map(({ path }) => path)).toEqual(['a.go', 'b.go']);
  });
});

function appToken(github: GitHubDouble, nowSeconds: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: github.app.id, iat: nowSeconds - 30, exp: nowSeconds + 300 };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(github.app.privateKey).toString('base64url')}`;
}

function examplesOf(event: string, action: string): unknown[] {
  const known = examples.find(({ name }) => name === event);
  return (known?.examples ?? []).filter((each) => each.action === action);
}

/** Paths that all of the examples have and the payload lacks. Where any of them says null, nothing is asked. */
function missing(alike: readonly unknown[], actual: unknown, path = ''): string[] {
  const objects = alike.filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null);
  const [first] = objects;
  if (first === undefined || objects.length < alike.length || Array.isArray(first)) return [];
  if (typeof actual !== 'object' || actual === null) return actual === null ? [] : [path];
  return (
    Object.keys(first)
      // an App's permissions are its own affair
      .filter((key) => key !== 'permissions' && objects.every((each) => key in each))
      .flatMap((key) => {
        const inner = `${path}.${key}`;
        if (!(key in actual)) return [inner];
        return missing(
          objects.map((each) => each[key]),
          (actual as Record<string, unknown>)[key],
          inner,
        );
      })
  );
}
