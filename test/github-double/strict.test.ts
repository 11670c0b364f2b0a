// Who may ask, how often, and what can go wrong on the way.
import { createSign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OPERATIONS } from '../support/github/extract/operations.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { send } from './client.ts';

let github: GitHubDouble;
let repository: Repository;
let pull: PullRequest;

async function begin(options: Parameters<typeof startGitHub>[0] = {}): Promise<void> {
  github = await startGitHub(options);
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files: { 'a.go': 'package a\n' } });
  await repository.git.commit('feature', { 'b.go': 'package a\n' }, 'B', { from: 'main' });
  pull = await github.people.openPullRequest({ repository, head: 'feature' });
}

function jwt(claims: Record<string, unknown>, key = github.app.privateKey): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`;
}

afterEach(() => github.close());

describe('signing in', () => {
  beforeEach(() => begin());

  test('an App is let in by a fresh token that its own key signed, and by no other', async () => {
    const now = Math.floor(Date.now() / 1000);
    const ask = async (claims: Record<string, unknown>) => {
      const { status, body } = await send(github, 'GET /app', { token: jwt(claims) });
      return status === 200 ? body.slug : `${status} ${body.message}`;
    };
    const good = { iss: github.app.id, iat: now - 30, exp: now + 500 };
    expect(await ask(good)).toBe('go-backend-architect');
    expect(await ask({ ...good, iss: github.app.clientId })).toBe('go-backend-architect');
    expect(await ask({ ...good, exp: now - 1 })).toContain("401 'Expiration time' claim");
    expect(await ask({ ...good, exp: now + 3600 })).toContain("401 'Expiration time' claim ('exp') is too far");
    expect(await ask({ ...good, iat: now + 300 })).toContain("401 'Issued at' claim");
    expect(await ask({ ...good, iss: 1 })).toBe('404 Integration not found');
    const [header, claims] = jwt(good).split('.');
    const forged = await send(github, 'GET /app', { token: `${header}.${claims}.AAAA` });
    expect(forged).toMatchObject({ status: 401, body: { message: 'A JSON web token could not be decoded' } });
    expect((await send(github, 'GET /app')).status).toBe(401);
    expect((await send(github, 'GET /app', { token: github.token(repository) })).status).toBe(401);
  });

  test('an installation token is good for its repositories and an hour', async () => {
    await github.close();
    let now = Date.UTC(2026, 5, 1);
    await begin({ now: () => now });
    const other = await github.createRepository({ owner: 'acme', name: 'other', files: { a: 'a' } });
    const token = github.token(repository);
    expect((await send(github, 'GET /repos/acme/shop', { token })).status).toBe(200);
    expect((await send(github, 'GET /repos/acme/other', { token })).status).toBe(404);
    expect((await send(github, 'GET /repos/acme/other', { token: github.token(other) })).status).toBe(200);
    expect((await send(github, 'GET /installation/repositories', { token })).body.total_count).toBe(1);
    now += 3_600_000;
    expect(await send(github, 'GET /repos/acme/shop', { token })).toMatchObject({
      status: 401,
      body: { message: 'Bad credentials' },
    });
    expect((await send(github, 'GET /repos/acme/shop', { token: 'ghs_made_up' })).status).toBe(401);
  });

  test('a token asks for less than the installation has, never for more', async () => {
    const now = Math.floor(Date.now() / 1000);
    const token = jwt({ iss: github.app.id, iat: now - 30, exp: now + 500 });
    const [installation] = github.world.installations;
    const path = `POST /app/installations/${installation?.id}/access_tokens`;
    const more = await send(github, path, { token, body: { permissions: { contents: 'write' } } });
    expect(more.body.message).toBe('The permissions requested are not granted to this installation.');
    const elsewhere = await send(github, path, { token, body: { repositories: ['elsewhere'] } });
    expect(elsewhere.status).toBe(422);
    const less = await send(github, path, {
      token,
      body: { repository_ids: [repository.id], permissions: { checks: 'read' } },
    });
    expect(less).toMatchObject({ status: 201, body: { permissions: { checks: 'read', metadata: 'read' } } });
    expect(less.body.repositories).toHaveLength(1);
    await github.people.suspend(repository);
    expect(await send(github, path, { token })).toMatchObject({ status: 403 });
    expect((await send(github, 'GET /repos/acme/shop', { token: less.body.token })).body.message).toContain(
      'suspended',
    );
  });

  test('what the installation was not granted is refused, and what it cannot see is not there', async () => {
    const token = github.token(repository, { contents: 'read' });
    expect(
      await send(github, `POST /repos/acme/shop/issues/${pull.number}/comments`, { token, body: { body: 'Hi' } }),
    ).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    const open = await github.createRepository({
      owner: 'open',
      name: 'source',
      files: { a: 'a' },
      private: false,
      installed: false,
    });
    expect((await send(github, 'GET /repos/open/source/contents/a', { token })).status).toBe(200);
    const write = await send(github, 'POST /repos/open/source/check-runs', {
      token,
      body: { name: 'x', head_sha: await open.git.commitOf('main') },
    });
    expect(write.status).toBe(403);
    expect((await send(github, 'GET /repos/no/where', { token })).status).toBe(404);
  });

  test('roles answer the question who may command', async () => {
    repository.roles.set('max', 'maintain').set('tri', 'triage');
    const ask = async (login: string) => {
      github.world.account(login);
      const { body } = await send(github, `GET /repos/acme/shop/collaborators/${login}/permission`, {
        token: github.token(repository),
      });
      return `${body.permission}/${body.role_name}`;
    };
    expect(await Promise.all(['acme', 'robin', 'max', 'tri', 'stranger'].map(ask))).toEqual([
      'admin/admin',
      'write/write',
      'write/maintain',
      'read/triage',
      'none/none',
    ]);
    const nobody = await send(github, 'GET /repos/acme/shop/collaborators/nobody-at-all/permission', {
      token: github.token(repository),
    });
    expect(nobody.status).toBe(404);
  });

  test('an App is registered from a manifest, its secrets shown once', async () => {
    const { status, body } = await send(github, 'POST /app-manifests/some-code/conversions');
    expect(status).toBe(201);
    const now = Math.floor(Date.now() / 1000);
    const token = jwt({ iss: body.id, iat: now - 30, exp: now + 500 }, body.pem);
    expect((await send(github, 'GET /app', { token })).body.slug).toBe(body.slug);
    expect((await send(github, 'GET /app/installations', { token })).body).toEqual([]);
  });
});

describe('limits', () => {
  test('each request counts down; what was not modified costs nothing; then there is no more', async () => {
    await begin({ limits: { requestsPerHour: 3 } });
    const token = github.token(repository);
    const left = (answer: { headers: Headers }) => Number(answer.headers.get('x-ratelimit-remaining'));
    const first = await send(github, 'GET /repos/acme/shop', { token });
    expect(left(first)).toBe(2);
    const etag = first.headers.get('etag') ?? '';
    const known = await send(github, 'GET /repos/acme/shop', { token, headers: { 'if-none-match': etag } });
    expect([known.status, left(known)]).toEqual([304, 2]);
    expect((await send(github, 'GET /rate_limit', { token })).body.resources.core).toMatchObject({
      limit: 3,
      remaining: 2,
    });
    await send(github, 'GET /repos/acme/shop', { token });
    await send(github, 'GET /repos/acme/shop', { token: github.token(repository) });
    expect(await send(github, 'GET /repos/acme/shop', { token })).toMatchObject({
      status: 403,
      body: { message: 'API rate limit exceeded for installation.' },
    });
    expect(
      (await send(github, 'POST /graphql', { token, body: { query: '{ rateLimit { cost remaining limit } }' } })).body,
    ).toEqual({
      data: { rateLimit: { cost: 1, remaining: 4999, limit: 5000 } },
    });
  });

  test('GraphQL says so with the status 200', async () => {
    await begin({ limits: { graphqlPointsPerHour: 1 } });
    const ask = () =>
      send(github, 'POST /graphql', { token: github.token(repository), body: { query: '{ viewer { login } }' } });
    expect((await ask()).body.errors).toBeUndefined();
    const { status, headers, body } = await ask();
    expect([status, headers.get('x-ratelimit-remaining'), body.errors[0].type]).toEqual([200, '0', 'RATE_LIMITED']);
  });
});

describe('faults', () => {
  beforeEach(() => begin());
  const ask = (what = 'GET /repos/acme/shop') => send(github, what, { token: github.token(repository) });

  test('both rate limits can be met on demand', async () => {
    github.secondaryRateLimit(7, { times: 1 });
    const second = await ask();
    expect([second.status, second.headers.get('retry-after'), second.body.message]).toEqual([
      403,
      '7',
      expect.stringContaining('secondary rate limit'),
    ]);
    github.exhaustRateLimit(60);
    const first = await ask();
    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(Number(first.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
    expect((await ask()).status).toBe(200);
  });

  test('a fault meets what it matches, after as many as it lets pass', async () => {
    github.fault({ match: { method: 'GET', path: /\/pulls\// }, after: 1, times: 2, status: 502, body: 'Bad gateway' });
    const statuses = [];
    for (let at = 0; at < 4; at++)
      statuses.push((await ask('GET /repos/acme/shop/pulls/1')).status, (await ask()).status);
    expect(statuses).toEqual([200, 200, 502, 200, 502, 200, 200, 200]);
    github.fault({ status: 500 });
    github.clearFaults();
    expect((await ask()).status).toBe(200);
  });

  test('the connection breaks before the work, or after it so that the answer is lost', async () => {
    const comment = () =>
      send(github, 'POST /repos/acme/shop/issues/1/comments', {
        token: github.token(repository),
        body: { body: 'Once' },
      });
    github.fault({ kind: 'disconnect' });
    await expect(comment()).rejects.toThrow('fetch failed');
    expect(pull.comments).toHaveLength(0);
    github.fault({ kind: 'lose-answer' });
    await expect(comment()).rejects.toThrow('fetch failed');
    expect(pull.comments).toHaveLength(1);
    expect(github.requests.filter(({ method }) => method === 'POST').map(({ status }) => status)).toEqual([0, 0]);
  });

  test('an answer may be late, or never come', async () => {
    github.fault({ kind: 'delay', delayMs: 30 });
    const started = performance.now();
    expect((await ask()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(25);
    github.fault({ kind: 'hang' });
    await expect(fetch(`${github.url}/app`, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  });
});

describe('honesty', () => {
  beforeEach(() => begin());

  test("a request that GitHub's description does not know is recorded, and closing then fails", async () => {
    const token = github.token(repository);
    await send(github, 'GET /repos/acme/shop/pulls?per_pages=9', { token });
    await send(github, 'GET /repos/acme/shop/pulls?page=first', { token });
    await send(github, `POST /repos/acme/shop/issues/1/comments`, { token, body: { body: 'Hi', mood: 'good' } });
    await send(github, `POST /repos/acme/shop/pulls/1/reviews`, {
      token,
      body: { event: 'COMMENT', body: 'Hi', comments: [{ path: 'b.go', line: 1, body: 'Hm', subject_type: 'line' }] },
    });
    expect((await send(github, `POST /repos/acme/shop/issues/1/comments`, { token, body: {} })).status).toBe(422);
    expect((await send(github, 'GET /repos/acme/shop/stars', { token })).status).toBe(404);
    expect(github.violations).toMatchInlineSnapshot(`
[
  "GET /repos/{owner}/{repo}/pulls: GitHub knows no query parameter "per_pages"",
  "GET /repos/{owner}/{repo}/pulls: query parameter "page" is "first": data/page must be integer",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments: GitHub knows no "mood" here",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews: GitHub knows no "comments.subject_type" here",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments: request / must have required property 'body' {"missingProperty":"body"}",
  "GET /repos/acme/shop/stars: the stand-in has no such route",
]
`);
    await expect(github.close()).rejects.toThrow('Not as GitHub has it');
    github.violations.length = 0;
    await begin();
  });

  test('broken JSON is refused', async () => {
    const headers = { authorization: `token ${github.token(repository)}` };
    const answer = await fetch(`${github.url}/repos/acme/shop/issues/1/comments`, {
      method: 'POST',
      headers,
      body: '{"body":',
    });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ message: 'Problems parsing JSON' }),
    ]);
  });

  test("every route is one of GitHub's operations, and every operation has a route", async () => {
    const asked = OPERATIONS.map((operation) => operation.replace(/\{[^}]+\}/g, '1'));
    for (const what of asked) await send(github, what, { body: what.startsWith('GET') ? undefined : {} });
    expect(github.requests.map(({ template }) => template)).not.toContain(null);
    expect(github.requests.map(({ method, template }) => `${method} ${template}`)).toEqual([...OPERATIONS]);
    github.violations.length = 0;
  });
});
