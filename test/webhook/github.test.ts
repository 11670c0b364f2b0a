// The command port on the stand-in for GitHub: who may command, replies, pull requests of a commit, and the merge queue.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { TryLater } from '../../src/domain/errors.ts';
import type { CommandJob, MergeGroupJob, RerunJob } from '../../src/domain/job.ts';
import type { CommandAnswer, CommandPort } from '../../src/domain/user-commands.ts';
import { createClient } from '../../src/github/client.ts';
import { createGitHubApp, type GitHubApp } from '../../src/github/github-app.ts';
import { createLog } from '../../src/process/log.ts';
import { createCommandPort } from '../../src/webhook/github.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';

const CHECK = 'Go architecture';
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const { signal } = new AbortController();
let github: GitHubDouble;
let repository: Repository;
let pull: PullRequest;
let app: GitHubApp;
let port: CommandPort;

beforeAll(async () => {
  github = await startGitHub();
  repository = await github.createRepository({
    owner: 'acme',
    name: 'shop',
    files: { 'go.mod': 'module example.com/shop\n' },
    roles: { robin: 'write', ann: 'admin', max: 'maintain', tina: 'triage', rita: 'read' },
  });
  await repository.git.commit('change', { 'a.go': 'package shop\n' }, 'A change', { from: 'main' });
  pull = await github.people.openPullRequest({ repository, head: 'change' });
  app = await createGitHubApp({
    appId: github.app.id,
    privateKey: github.app.privateKey,
    apiUrl: github.url,
    log: createLog({ level: 'silent', secrets: [], write: () => {} }),
    onRequest: () => {},
  });
  port = createCommandPort({
    appId: github.app.id,
    botLogin: await app.login(),
    checkName: CHECK,
    client: (installationId, name) => app.client(installationId, name, 'write'),
  });
});

afterEach(() => github.clearFaults());
afterAll(() => github.close());

function installationId(): number {
  const [installation] = github.world.installations;
  if (installation === undefined) throw new Error('the App is installed');
  return installation.id;
}

function origin() {
  const at = new Date(Date.now() - 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  return { delivery: 'd', installationId: installationId(), repository: { owner: 'acme', name: 'shop' }, at };
}

async function command(login: string): Promise<CommandJob> {
  const { id: commentId } = await github.people.comment(pull, login, '/architect');
  return { kind: 'command', ...origin(), pullRequest: pull.number, commentId, word: 'review', login };
}

function rerun(changes: Partial<RerunJob> = {}): RerunJob {
  return { kind: 'rerun', ...origin(), head: pull.head.sha, pullRequests: [], login: 'robin', ...changes };
}

async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'it went through',
    (error: unknown) => error,
  );
}

/** A check run of ours, as the publisher would leave it. */
async function leaveCheck(sha: string, status: 'completed' | 'in_progress', title: string): Promise<void> {
  const check = {
    owner: 'acme',
    repo: 'shop',
    name: CHECK,
    head_sha: sha,
    status,
    ...(status === 'completed' ? { conclusion: 'failure' as const } : {}),
    output: { title, summary: 'Two findings.' },
  };
  const client = app.client(installationId(), 'shop', 'write');
  const label = { action: 'leave a check' };
  await client.rest(z.object({}), label, 'POST /repos/{owner}/{repo}/check-runs', check, signal);
}

describe('GitHub', () => {
  test.each([
    ['ann', true],
    ['max', true],
    ['robin', true],
    ['tina', false],
    ['rita', false],
    ['a-stranger', false],
    ['nobody-of-this-name', false],
  ])('tells that %s may command: %s', async (login, may) => {
    expect(await port.mayCommand(rerun({ login }), signal)).toBe(may);
  });

  test.each([
    ['robin', true],
    ['rita', true],
    ['nobody-of-this-name', false],
  ])('tells that %s may read: %s', async (login, may) => {
    expect(await port.mayRead(await command(login), signal)).toBe(may);
  });

  test('pauses a pull request by a label, and ends the pause, twice if need be', async () => {
    const order = await command('robin');
    await port.setPaused(order, true, signal);
    await port.setPaused(order, true, signal);
    expect(pull.labels.map(({ name }) => name)).toEqual(['architect-paused']);
    await port.setPaused(order, false, signal);
    await port.setPaused(order, false, signal);
    expect(pull.labels).toEqual([]);
  });

  test('names the open pull requests of a commit, forks included', async () => {
    expect(await port.findPullRequests(rerun(), signal)).toEqual([pull.number]);
    expect(await port.findPullRequests(rerun({ head: pull.base.sha }), signal)).toEqual([]);
  });

  test('names no pull request for a commit that is no longer its head', async () => {
    await repository.git.commit('moving', { 'm.go': 'package shop\n' }, 'First', { from: 'main' });
    const moving = await github.people.openPullRequest({ repository, head: 'moving' });
    const first = moving.head.sha;
    await github.people.push(moving, { 'm.go': 'package shop\n\nvar M = 1\n' });
    expect(moving.head.sha).not.toBe(first);
    expect(await port.findPullRequests(rerun({ head: first }), signal)).toEqual([]);
    expect(await port.findPullRequests(rerun({ head: moving.head.sha }), signal)).toEqual([moving.number]);
  });

  test('carries a reaction, which can be given twice', async () => {
    const order = await command('robin');
    await port.hear(order, signal);
    await port.hear(order, signal);
    await port.answer(order, [{ kind: 'accepted' }], signal);
    const comment = pull.comments.find(({ id }) => id === order.commentId);
    expect(comment?.reactions.map(({ content }) => content)).toEqual(['eyes']);
  });

  test.each([
    ['rocket', [{ kind: 'cancelled', reviews: 1 }]],
    [
      'confused',
      [
        { kind: 'cancelled', reviews: 1 },
        { kind: 'help', unknown: true },
      ],
    ],
    ['confused', [{ kind: 'refused', word: 'pause', why: { kind: 'not-a-writer' } }]],
    ['confused', [{ kind: 'explained', finding: 'A9', lookup: { kind: 'no-review' }, rule: null }]],
  ] satisfies [string, CommandAnswer[]][])('carries the sign %s', async (sign, answers) => {
    const order = await command('robin');
    await port.answer(order, answers, signal);
    const comment = pull.comments.find(({ id }) => id === order.commentId);
    expect(comment?.reactions.map(({ content }) => content)).toEqual([sign]);
  });

  test('carries a reply once, also when its first answer was lost', async () => {
    const order = await command('robin');
    const before = pull.comments.length;
    github.fault({ match: { method: 'POST', path: /comments$/ }, kind: 'lose-answer' });
    expect(await refusal(port.answer(order, [{ kind: 'help', unknown: false }], signal))).toBeInstanceOf(TryLater);
    await port.answer(order, [{ kind: 'help', unknown: false }], signal);
    const replies = pull.comments.slice(before);
    expect(replies).toHaveLength(1);
    expect(replies[0]?.body).toContain('/architect cancel');
    expect(replies[0]?.author.login).toBe(github.app.botLogin);
  });

  test('carries a reply although somebody else wrote our mark', async () => {
    const order = await command('robin');
    await github.people.comment(pull, 'rita', `ha <!-- architect:reply ${order.commentId} -->`);
    const before = pull.comments.length;
    await port.answer(order, [{ kind: 'why', reviews: [] }], signal);
    expect(pull.comments).toHaveLength(before + 1);
  });
});

describe('a merge group', () => {
  const order = (head: string): MergeGroupJob => ({
    kind: 'merge-group',
    ...origin(),
    head,
    pullRequest: pull.number,
  });
  const checksOn = (sha: string) => repository.checkRuns.filter((run) => run.headSha === sha);

  test('gets a neutral check while its pull request has no finished one', async () => {
    const group = await github.people.mergeGroup(pull);
    await leaveCheck(pull.head.sha, 'in_progress', 'Fetching the change');
    await port.carryVerdict(order(group), signal);
    expect(checksOn(group)).toMatchObject([
      { name: CHECK, status: 'completed', conclusion: 'neutral', title: 'Not reviewed before it was queued' },
    ]);
  });

  test('gets the verdict of its pull request, once, and of two checks that of the later', async () => {
    await leaveCheck(pull.head.sha, 'completed', 'One problem');
    await leaveCheck(pull.head.sha, 'completed', 'Two problems');
    await repository.git.commit('main', { 'b.go': 'package shop\n' }, 'Meanwhile');
    const group = await github.people.mergeGroup(pull);
    await port.carryVerdict(order(group), signal);
    await port.carryVerdict(order(group), signal);
    expect(checksOn(group)).toMatchObject([
      { name: CHECK, status: 'completed', conclusion: 'failure', title: 'Two problems' },
    ]);
    expect(checksOn(group)[0]?.summary).toMatch(
      /^Carried over from #1 \([0-9a-f]{7}\), where the change was reviewed\.$/,
    );
  });
});

describe('when GitHub fails', () => {
  const asking = { match: { path: /permission$/ } };
  const mayCommand = () => port.mayCommand(rerun(), signal);

  test('for long, the command can be tried later', async () => {
    github.fault({ ...asking, status: 503, times: 10 });
    const message = 'The request to GitHub failed (503); could not check whether robin may write.';
    await expect(mayCommand()).rejects.toMatchObject({ name: 'TryLater', message });
  }, 60_000);

  test('by a refusal, the command cannot be obeyed', async () => {
    github.fault({ ...asking, status: 403, body: { message: 'Resource not accessible by integration' } });
    await expect(mayCommand()).rejects.toMatchObject({ name: 'CannotReview', reason: 'permission' });
  });

  test('to find the person, the person may not command', async () => {
    github.fault({ ...asking, status: 404, body: { message: 'robin is not a user' } });
    expect(await mayCommand()).toBe(false);
  });

  test('because the hour is used up, the command waits until it is over', async () => {
    github.exhaustRateLimit(1800, asking);
    const error = (await refusal(mayCommand())) as TryLater;
    expect(error).toBeInstanceOf(TryLater);
    expect(error.retryAfterMs).toBeGreaterThan(1_700_000);
  });

  test('with a secondary limit that only its message shows, a merge group and a command wait', async () => {
    const body = { message: 'You have exceeded a secondary rate limit.' };
    const group = await github.people.mergeGroup(pull);
    const job: MergeGroupJob = { kind: 'merge-group', ...origin(), head: group, pullRequest: pull.number };
    const limited = createCommandPort({
      appId: github.app.id,
      botLogin: github.app.botLogin,
      checkName: CHECK,
      client: () => createClient(new Octokit({ baseUrl: github.url, auth: github.token(repository), log: quiet })),
    });
    github.fault({ match: { path: /check-runs$/ }, status: 403, body });
    await expect(limited.carryVerdict(job, signal)).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 60_000 });
    github.fault({ match: { path: /reactions$/ }, status: 403, body });
    const answer = limited.hear(await command('robin'), signal);
    await expect(answer).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 60_000 });
  });

  test('once we were told to stop, nothing is sent', async () => {
    const before = github.requests.length;
    const stopped = AbortSignal.abort(new Error('stopped'));
    expect(await refusal(port.mayCommand(rerun(), stopped))).toMatchObject({ message: 'stopped' });
    expect(github.requests).toHaveLength(before);
  });
});
