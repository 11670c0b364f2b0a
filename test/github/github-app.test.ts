// The App on the stand-in for GitHub: who it is, and tokens that reach no further than they must.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { BadInput, TryLater } from '../../src/domain/errors.ts';
import { type AnsweredRequest, createGitHubApp, type GitHubApp } from '../../src/github/github-app.ts';
import { createLog } from '../../src/process/log.ts';
import { type GitHubDouble, startGitHub } from '../support/github.ts';

const { signal } = new AbortController();
const label = { action: 'read the repository' };
const Named = z.object({ name: z.string() });
const place = { owner: 'acme', repo: 'shop' };
const getRepository = 'GET /repos/{owner}/{repo}';
const tokenRequest = { match: { path: /\/access_tokens$/ } };
const answered: AnsweredRequest[] = [];
let github: GitHubDouble;
let app: GitHubApp;

beforeAll(async () => {
  github = await startGitHub();
  await github.createRepository({ owner: 'acme', name: 'shop', files: { 'go.mod': 'module shop\n' } });
  app = await connect();
});
afterEach(() => github.clearFaults());
afterAll(() => github.close());

function connect(deadlineMs?: number, privateKey = github.app.privateKey): Promise<GitHubApp> {
  return createGitHubApp({
    appId: github.app.id,
    privateKey,
    apiUrl: github.url,
    log: createLog({ level: 'silent', secrets: [], write: () => {} }),
    onRequest: (request) => answered.push(request),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
}

function installationId(): number {
  const [installation] = github.world.installations;
  if (installation === undefined) throw new Error('the App is installed');
  return installation.id;
}

const tokenRequests = () => github.requests.filter(({ path }) => path.endsWith('/access_tokens')).length;

describe('the App', () => {
  test('knows its login', async () => {
    expect(await app.login()).toBe(github.app.botLogin);
  });

  test('names the setting that is wrong where GitHub does not know it', async () => {
    github.fault({ match: { path: '/app' }, status: 401, body: { message: 'Integration not found' } });
    const error = await app.login().catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(BadInput);
    expect((error as Error).message).toMatch(/^GitHub does not accept APP_ID \d+ with this private key at http:/);
  });

  test('reports every request, with what is left of the hour', async () => {
    await app.client(installationId(), 'shop', 'write').rest(Named, label, getRepository, place, signal);
    github.fault({ match: { path: '/repos/acme/shop' }, kind: 'disconnect', times: 10 });
    const client = (await connect()).client(installationId(), 'shop', 'write');
    await expect(client.rest(Named, label, 'POST /repos/{owner}/{repo}', place, signal)).rejects.toThrow('reached');
    const request = { installationId: installationId(), quotaLeft: expect.any(Number) };
    expect(answered).toContainEqual({ route: getRepository, status: 200, ...request });
    expect(answered.some(({ status }) => status === null)).toBe(true);
  });
});

describe('a token', () => {
  test('is requested once for callers that come at the same time, and again only for another use', async () => {
    const fresh = await connect();
    const before = tokenRequests();
    const ask = (scope: 'write' | 'commit') =>
      fresh.client(installationId(), 'shop', scope).rest(Named, label, getRepository, place, signal);
    await Promise.all([ask('write'), ask('write')]);
    await ask('write');
    expect(tokenRequests() - before).toBe(1);
  });

  test('that could not be had is requested anew', async () => {
    const client = (await connect()).client(installationId(), 'shop', 'write');
    github.fault({ ...tokenRequest, status: 502 });
    await expect(client.rest(Named, label, getRepository, place, signal)).rejects.toMatchObject({
      name: 'TryLater',
      message: 'The request to GitHub failed (502); could not get an access token for the repository "shop".',
    });
    expect(await client.rest(Named, label, getRepository, place, signal)).toEqual({ name: 'shop' });
  });

  test.each([
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['no token', { status: 201, body: {} }],
  ])('is not taken from an answer that holds %s', async (_what, fault) => {
    const client = (await connect()).client(installationId(), 'shop', 'write');
    github.fault({ ...tokenRequest, ...fault });
    await expect(client.rest(Named, label, getRepository, place, signal)).rejects.toBeInstanceOf(TryLater);
    expect(await client.rest(Named, label, getRepository, place, signal)).toEqual({ name: 'shop' });
  });

  test('of a suspended installation is refused, and the refusal says so', async () => {
    const client = (await connect()).client(installationId(), 'shop', 'read');
    github.fault({ ...tokenRequest, status: 403, body: { message: 'This installation has been suspended' } });
    await expect(client.rest(Named, label, getRepository, place, signal)).rejects.toMatchObject({
      name: 'CannotReview',
      reason: 'suspended',
    });
  });

  test('to read reaches the organization’s settings where there are some, and cannot write', async () => {
    await github.createRepository({ owner: 'acme', name: '.github', files: { 'README.md': 'x\n' } });
    const fresh = await connect();
    const reader = fresh.client(installationId(), 'shop', 'read');
    const organization = { owner: 'acme', repo: '.github' };
    expect(await reader.rest(Named, label, getRepository, organization, signal)).toEqual({ name: '.github' });
    const comment = { ...place, issue_number: 1, body: 'no' };
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    await expect(reader.rest(z.object({}), label, route, comment, signal)).rejects.toMatchObject({ status: 403 });
    const writer = fresh.client(installationId(), 'shop', 'write');
    await expect(writer.rest(Named, label, getRepository, organization, signal)).rejects.toMatchObject({ status: 404 });
  });

  test('to post is what an installation grants, so that only the request which needs more is refused', async () => {
    const files = { 'go.mod': 'module example.com/frugal\n' };
    const frugal = await github.createRepository({ owner: 'frugal', name: 'shop', files, installed: false });
    const granted = { contents: 'read', metadata: 'read', pull_requests: 'write', issues: 'write' } as const;
    const { id } = github.install(frugal, granted);
    const writer = app.client(id, 'shop', 'write');
    const there = { owner: 'frugal', repo: 'shop' };
    expect(await writer.rest(Named, label, getRepository, there, signal)).toEqual({ name: 'shop' });
    const check = { ...there, name: 'x', head_sha: await frugal.git.text(['rev-parse', 'main']) };
    await expect(
      writer.rest(z.object({}), label, 'POST /repos/{owner}/{repo}/check-runs', check, signal),
    ).rejects.toMatchObject({ reason: 'permission' });
  });
});

describe('a request', () => {
  const count = (path: string) => github.requests.filter((request) => request.path === path).length;
  const get = (client: ReturnType<GitHubApp['client']>) => client.rest(Named, label, getRepository, place, signal);

  test('is sent again after a fault, and once only after a refusal', async () => {
    const client = app.client(installationId(), 'shop', 'write');
    const before = count('/repos/acme/shop');
    github.fault({ match: { path: '/repos/acme/shop' }, status: 502 });
    expect(await get(client)).toEqual({ name: 'shop' });
    expect(count('/repos/acme/shop') - before).toBe(2);
    github.fault({ match: { path: '/repos/acme/shop' }, status: 404 });
    await expect(get(client)).rejects.toMatchObject({ reason: 'not-found' });
    expect(count('/repos/acme/shop') - before).toBe(3);
  });

  test('that posts is sent once', async () => {
    const client = app.client(installationId(), 'shop', 'write');
    github.fault({ match: { method: 'POST', path: /comments$/ }, status: 502 });
    const comment = { ...place, issue_number: 1, body: 'Hello' };
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const before = count('/repos/acme/shop/issues/1/comments');
    await expect(client.rest(z.object({}), label, route, comment, signal)).rejects.toBeInstanceOf(TryLater);
    expect(count('/repos/acme/shop/issues/1/comments') - before).toBe(1);
  });
});

describe('a GitHub that hangs', () => {
  test.each([['hang'], ['stall']] as const)('(%s) is given up at the deadline, and not asked again', async (kind) => {
    const client = (await connect(200)).client(installationId(), 'shop', 'write');
    await client.rest(Named, label, getRepository, place, signal);
    const before = github.requests.length;
    github.fault({ match: { path: '/repos/acme/shop' }, kind, times: 10 });
    await expect(client.rest(Named, label, getRepository, place, signal)).rejects.toMatchObject({
      name: 'TryLater',
      message: 'GitHub did not answer within 0.2 s; could not read the repository.',
    });
    expect(github.requests.length - before).toBe(1);
  });

  test('holds no token request for longer either', async () => {
    const client = (await connect(200)).client(installationId(), 'shop', 'write');
    github.fault({ ...tokenRequest, kind: 'hang' });
    await expect(client.rest(Named, label, getRepository, place, signal)).rejects.toBeInstanceOf(TryLater);
    expect(await client.rest(Named, label, getRepository, place, signal)).toEqual({ name: 'shop' });
  });

  test('for one installation of three delays neither of the others', async () => {
    const owners = ['first', 'second', 'third'];
    for (const owner of owners) {
      await github.createRepository({ owner, name: 'shop', files: { 'go.mod': 'module shop\n' } });
    }
    const slow = await connect(4000);
    const [dead, ...others] = github.world.installations.slice(-3).map(({ id }) => id);
    github.fault({ match: { path: new RegExp(`/installations/${dead}/access_tokens$`) }, kind: 'hang', times: 9 });
    const ended: string[] = [];
    const ask = async (id: number, owner: string) => {
      const repository = slow
        .client(id, 'shop', 'write')
        .rest(Named, label, getRepository, { owner, repo: 'shop' }, stop.signal);
      await repository.catch(() => {});
      ended.push(owner);
    };
    const stop = new AbortController();
    const waiting = ask(dead!, 'first');
    await Promise.all(others.map((id, index) => ask(id, owners[index + 1]!)));
    expect(ended.toSorted()).toEqual(['second', 'third']);
    stop.abort();
    await waiting;
  });

  test('says with RATE_LIMITED in GraphQL when to come back', async () => {
    const client = app.client(installationId(), 'shop', 'write');
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 600) };
    const body = { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] };
    github.fault({ match: { path: '/graphql' }, status: 200, headers, body });
    const error = await client.graphql(z.object({}), label, 'query { viewer { login } }', {}, signal).catch((e) => e);
    expect(error).toBeInstanceOf(TryLater);
    expect((error as TryLater).retryAfterMs).toBeGreaterThan(590_000);
  });
});

describe('the pace', () => {
  test('lets queries follow each other at once, and of many writes the first six', async () => {
    // A new App: its pace begins with the first write, whatever other tests wrote before.
    const client = (await connect()).client(installationId(), 'shop', 'write');
    const run = 'POST /repos/{owner}/{repo}/check-runs';
    const head = await github.world.repositories[0]?.git.commitOf('main');
    const time = async (count: number, ask: () => Promise<unknown>) => {
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: count }, ask));
      return performance.now() - startedAt;
    };
    const query = () => client.graphql(z.object({}), label, 'query { viewer { login } }', {}, signal);
    const write = () => client.rest(z.object({}), label, run, { ...place, name: 'a check', head_sha: head }, signal);
    expect(await time(8, query)).toBeLessThan(3000);
    const burstMs = await time(6, write);
    expect(burstMs).toBeLessThan(3000);
    expect(burstMs + (await time(1, write))).toBeGreaterThan(900);
  });
});
