// The same steps on two GitHubs made by different people: where both have a thing, they must agree on it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { startEmulate } from '../support/emulate.ts';
import { startGitHub } from '../support/github.ts';
import { isSigned, type Listener, startListener } from '../support/listener.ts';

const FILES = { 'store/store.go': 'package store\n\nfunc Open() {}\n' };
const at = { owner: 'acme', repo: 'shop' };

/** What the steps need of a GitHub. */
interface Place {
  readonly url: string;
  readonly app: {
    readonly id: number;
    readonly botLogin: string;
    readonly privateKey: string;
    readonly webhookSecret: string;
  };
  readonly pull: { readonly number: number; readonly headSha: string; readonly baseSha: string };
  /** Presses "Re-run" on a check. */
  rerun(checkRunId: number): Promise<unknown>;
  comment(text: string): Promise<unknown>;
  close(): Promise<void>;
}

async function ours(webhookUrl: string): Promise<Place> {
  const github = await startGitHub({ webhookUrl });
  const repository = await github.createRepository({
    owner: at.owner,
    name: at.repo,
    files: { 'README.md': '# shop\n' },
  });
  await repository.git.commit('feature', FILES, 'A feature', { from: 'main' });
  const pull = await github.people.openPullRequest({ repository, head: 'feature', title: 'A feature' });
  return {
    url: github.url,
    app: github.app,
    pull: { number: pull.number, headSha: pull.head.sha, baseSha: pull.base.sha },
    rerun: async (id) => {
      const run = repository.checkRuns.find((each) => each.id === id);
      if (run !== undefined) await github.people.pressRerun(run);
    },
    comment: (text) => github.people.comment(pull, 'robin', text),
    close: () => github.close(),
  };
}

async function theirs(webhookUrl: string): Promise<Place> {
  const github = await startEmulate({ webhookUrl, files: FILES });
  return {
    ...github,
    rerun: (check_run_id) => github.person.checks.rerequestRun({ ...at, check_run_id }),
    comment: (body) => github.person.issues.createComment({ ...at, issue_number: github.pull.number, body }),
  };
}

describe.each([
  ['our stand-in', ours],
  ['emulate', theirs],
])('an App on %s', (_, start) => {
  let listener: Listener;
  let place: Place;
  let bot: Octokit;
  let app: Octokit;
  let installationId: number;

  beforeAll(async () => {
    listener = await startListener();
    place = await start(listener.url);
    const auth = { appId: place.app.id, privateKey: place.app.privateKey };
    app = new Octokit({ baseUrl: place.url, authStrategy: createAppAuth, auth, log: silent });
    const { data: installation } = await app.apps.getRepoInstallation(at);
    installationId = installation.id;
    const { data: token } = await app.apps.createInstallationAccessToken({
      installation_id: installationId,
      repositories: ['shop'],
    });
    bot = new Octokit({ baseUrl: place.url, auth: token.token, log: silent });
  });
  afterAll(async () => {
    await place.close();
    await listener.close();
  });

  /** Waits for webhooks that are sent behind an answer's back. */
  const heard = async (what: string) => {
    for (let turns = 0; turns < 100; turns++) {
      const found = listener.heard.find(({ event, payload }) => `${event} ${payload.action}` === what);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`never heard of ${what}, only of ${listener.heard.map(({ event }) => event).join(', ')}`);
  };

  test('is told of the pull request, signed', async () => {
    const opened = await heard('pull_request opened');
    expect(isSigned(opened, place.app.webhookSecret)).toBe(true);
    expect(opened.payload).toMatchObject({
      pull_request: {
        number: place.pull.number,
        head: { sha: place.pull.headSha },
        base: { sha: place.pull.baseSha, ref: 'main' },
        draft: false,
      },
      repository: { name: 'shop', owner: { login: 'acme' } },
      installation: { id: expect.any(Number) },
    });
  });

  test('reads the pull request, its comparison and its tree alike', async () => {
    const { data: pull } = await bot.pulls.get({ ...at, pull_number: place.pull.number });
    expect(pull).toMatchObject({
      state: 'open',
      title: 'A feature',
      head: { ref: 'feature', sha: place.pull.headSha },
    });
    const basehead = `${place.pull.baseSha}...${place.pull.headSha}`;
    const { data: compared } = await bot.repos.compareCommitsWithBasehead({ ...at, basehead });
    expect(compared).toMatchObject({ status: 'ahead', merge_base_commit: { sha: place.pull.baseSha } });
    const store = compared.files?.find(({ filename }) => filename === 'store/store.go');
    expect(store).toMatchObject({ status: 'added', additions: 3, deletions: 0 });
    expect(store?.patch?.split('\n').slice(1)).toEqual(['+package store', '+', '+func Open() {}']);
    const { data: tree } = await bot.git.getTree({ ...at, tree_sha: place.pull.headSha, recursive: '1' });
    const entry = tree.tree.find(({ path }) => path === 'store/store.go');
    expect(entry).toMatchObject({ mode: '100644', type: 'blob', size: FILES['store/store.go'].length });
    const { data: blob } = await bot.git.getBlob({ ...at, file_sha: entry?.sha ?? '' });
    expect(Buffer.from(blob.content, 'base64').toString()).toBe(FILES['store/store.go']);
  });

  test('runs a check from beginning to end, and hears when somebody asks for it again', async () => {
    const { data: begun } = await bot.checks.create({
      ...at,
      name: 'Go architecture',
      head_sha: place.pull.headSha,
      status: 'in_progress',
    });
    expect(begun).toMatchObject({ status: 'in_progress', conclusion: null });
    const output = { title: 'Nothing to say', summary: 'All is well' };
    const { data: ended } = await bot.checks.update({
      ...at,
      check_run_id: begun.id,
      conclusion: 'success',
      status: 'completed',
      output,
    });
    expect(ended).toMatchObject({ status: 'completed', conclusion: 'success', output: { title: 'Nothing to say' } });
    const { data: listed } = await bot.checks.listForRef({
      ...at,
      ref: place.pull.headSha,
      check_name: 'Go architecture',
    });
    expect(listed.check_runs.map(({ id }) => id)).toEqual([begun.id]);
    await place.rerun(begun.id);
    expect((await heard('check_run rerequested')).payload).toMatchObject({ check_run: { id: begun.id } });
  });

  test('speaks in its own name, and is told what others say', async () => {
    const { data: said } = await bot.issues.createComment({
      ...at,
      issue_number: place.pull.number,
      body: 'A summary',
    });
    expect(said.user).toMatchObject({ login: place.app.botLogin, type: 'Bot' });
    await bot.issues.updateComment({ ...at, comment_id: said.id, body: 'A better summary' });
    const { data: comments } = await bot.issues.listComments({ ...at, issue_number: place.pull.number });
    expect(comments.map(({ body }) => body)).toEqual(['A better summary']);
    listener.heard.length = 0;
    await place.comment('/architect');
    expect((await heard('issue_comment created')).payload).toMatchObject({
      comment: { body: '/architect', user: { login: 'robin' } },
    });
  });

  test('may not do what it was not granted', async () => {
    const { data: token } = await app.apps.createInstallationAccessToken({
      installation_id: installationId,
      permissions: { contents: 'read' },
    });
    const reader = new Octokit({ baseUrl: place.url, auth: token.token, log: silent });
    const { data: file } = await reader.repos.getContent({ ...at, path: 'README.md' });
    expect(file).toMatchObject({ type: 'file' });
    const write = reader.checks.create({ ...at, name: 'x', head_sha: place.pull.headSha });
    await expect(write).rejects.toMatchObject({ status: 403 });
    await expect(bot.repos.get({ owner: 'acme', repo: 'elsewhere' })).rejects.toMatchObject({ status: 404 });
  });
});

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
