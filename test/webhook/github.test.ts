import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandPort } from '../../src/domain/command-port.ts';
import { CannotReview, TryLater } from '../../src/domain/errors.ts';
import type { CommandJob, MergeGroupJob, RerunJob } from '../../src/domain/job.ts';
import { createLog } from '../../src/process/log.ts';
import { type AnsweredRequest, createDesk, createGitHubApp, type GitHubApp } from '../../src/webhook/github.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';

const CHECK = 'Go architecture';
const { signal } = new AbortController();
let github: GitHubDouble;
let repository: Repository;
let pull: PullRequest;
let app: GitHubApp;
let desk: CommandPort;
const answered: AnsweredRequest[] = [];

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
    onRequest: (request) => answered.push(request),
  });
  desk = createDesk({
    appId: github.app.id,
    login: await app.login(),
    checkName: CHECK,
    client: (installationId, name) => app.client(installationId, name, 'write'),
  });
});

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
  await app.client(installationId(), 'shop', 'write').request('POST /repos/{owner}/{repo}/check-runs', {
    owner: 'acme',
    repo: 'shop',
    name: CHECK,
    head_sha: sha,
    status,
    ...(status === 'completed' ? { conclusion: 'failure' as const } : {}),
    output: { title, summary: 'Two findings.' },
  });
}

describe('GitHub', () => {
  test('tells who we are', async () => {
    expect(await app.login()).toBe(github.app.botLogin);
  });

  test.each([
    ['ann', true],
    ['max', true],
    ['robin', true],
    ['tina', false],
    ['rita', false],
    ['a-stranger', false],
    ['nobody-of-this-name', false],
  ])('tells that %s may command: %s', async (login, may) => {
    expect(await desk.mayCommand(rerun({ login }), signal)).toBe(may);
  });

  test('names the open pull requests of a commit, forks included', async () => {
    expect(await desk.findPullRequests(rerun(), signal)).toEqual([pull.number]);
    expect(await desk.findPullRequests(rerun({ head: pull.base.sha }), signal)).toEqual([]);
  });

  test('carries a reaction, which can be given twice', async () => {
    const order = await command('robin');
    await desk.answer(order, { kind: 'accepted' }, signal);
    await desk.answer(order, { kind: 'accepted' }, signal);
    const comment = pull.comments.find(({ id }) => id === order.commentId);
    expect(comment?.reactions.map(({ content }) => content)).toEqual(['eyes']);
  });

  test('carries a reply once, also when its first answer was lost', async () => {
    const order = await command('robin');
    const before = pull.comments.length;
    github.fault({ match: { method: 'POST', path: /comments$/ }, kind: 'lose-answer' });
    expect(await refusal(desk.answer(order, { kind: 'help', unknown: false }, signal))).toBeInstanceOf(TryLater);
    await desk.answer(order, { kind: 'help', unknown: false }, signal);
    const replies = pull.comments.slice(before);
    expect(replies).toHaveLength(1);
    expect(replies[0]?.body).toContain('/architect cancel');
    expect(replies[0]?.author.login).toBe(github.app.botLogin);
  });

  test('carries a reply although somebody else wrote our mark', async () => {
    const order = await command('robin');
    await github.people.comment(pull, 'rita', `ha <!-- architect:reply ${order.commentId} -->`);
    const before = pull.comments.length;
    await desk.answer(order, { kind: 'why', reviews: [] }, signal);
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
    await leaveCheck(pull.head.sha, 'in_progress', 'Reading the change');
    await desk.carryVerdict(order(group), signal);
    expect(checksOn(group)).toMatchObject([
      { name: CHECK, status: 'completed', conclusion: 'neutral', title: 'Not reviewed before it was queued' },
    ]);
  });

  test('gets the verdict of its pull request, once', async () => {
    await leaveCheck(pull.head.sha, 'completed', 'Two problems');
    await repository.git.commit('main', { 'b.go': 'package shop\n' }, 'Meanwhile');
    const group = await github.people.mergeGroup(pull);
    await desk.carryVerdict(order(group), signal);
    await desk.carryVerdict(order(group), signal);
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

  test.each([
    ['is down for long', { ...asking, times: 10, status: 503 }, TryLater, /could not tell who may write/],
    [
      'refuses',
      { ...asking, status: 403, body: { message: 'Resource not accessible' } },
      CannotReview,
      /refused to tell/,
    ],
  ])(
    'because it %s, work is told what to do',
    async (_what, fault, kind, message) => {
      github.fault(fault);
      const error = (await refusal(desk.mayCommand(rerun(), signal))) as Error;
      github.clearFaults();
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(message);
    },
    60_000,
  );

  test('because the hour is used up, work waits until it is over', async () => {
    github.exhaustRateLimit(1800, { match: asking.match });
    const error = (await refusal(desk.mayCommand(rerun(), signal))) as TryLater;
    expect(error).toBeInstanceOf(TryLater);
    expect(error.retryAfterMs).toBeGreaterThan(1_700_000);
  });

  test('because we were told to stop, nothing is sent', async () => {
    const before = github.requests.length;
    const stopped = AbortSignal.abort(new Error('stopped'));
    expect(await refusal(desk.mayCommand(rerun(), stopped))).toMatchObject({ message: 'stopped' });
    expect(github.requests).toHaveLength(before);
  });

  test('every request is told of, with what is left of the hour', () => {
    expect(answered).toContainEqual({
      route: 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      status: 200,
      installationId: installationId(),
      quotaLeft: expect.any(Number),
    });
    expect(answered.some(({ status }) => status === null)).toBe(true);
  });
});

describe('a token', () => {
  test('to read reaches the organisation’s settings where there are some, and cannot write', async () => {
    await github.createRepository({ owner: 'acme', name: '.github', files: { 'README.md': 'x\n' } });
    const fresh = await createGitHubApp({
      appId: github.app.id,
      privateKey: github.app.privateKey,
      apiUrl: github.url,
      log: createLog({ level: 'silent', secrets: [], write: () => {} }),
      onRequest: () => {},
    });
    const reader = fresh.client(installationId(), 'shop', 'read');
    const found = await reader.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: '.github' });
    expect(found.status).toBe(200);
    const refused = await refusal(
      reader.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        owner: 'acme',
        repo: 'shop',
        issue_number: pull.number,
        body: 'no',
      }),
    );
    expect(refused).toMatchObject({ status: 403 });
    const writer = fresh.client(installationId(), 'shop', 'write');
    const unseen = await refusal(writer.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: '.github' }));
    expect(unseen).toMatchObject({ status: 404 });
  });

  test('to speak is what an installation grants, so that only the request which needs more is refused', async () => {
    const frugal = await github.createRepository({
      owner: 'frugal',
      name: 'shop',
      files: { 'go.mod': 'module example.com/frugal\n' },
      installed: false,
    });
    const { id } = github.install(frugal, {
      contents: 'read',
      metadata: 'read',
      pull_requests: 'write',
      issues: 'write',
    });
    const writer = app.client(id, 'shop', 'write');
    const place = { owner: 'frugal', repo: 'shop' };
    const { status } = await writer.request('GET /repos/{owner}/{repo}', place);
    expect(status).toBe(200);
    const head_sha = await frugal.git.text(['rev-parse', 'main']);
    const refused = await refusal(
      writer.request('POST /repos/{owner}/{repo}/check-runs', { ...place, name: CHECK, head_sha }),
    );
    expect(refused).toMatchObject({ status: 403 });
  });
});
