// What goes wrong at GitHub, or on the way, is said in one sentence and in one of the port's three errors; and nothing outlives the
// signal.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TryLater } from '../../src/domain/errors.ts';
import type { RepositoryPort } from '../../src/domain/ports.ts';
import { survey } from '../../src/gather/gather.ts';
import { explainFault } from '../../src/github/errors.ts';
import { never, requestFor, snapshotOf } from '../gather/asking.ts';
import { eventOf, type Hosted, host } from '../gather/hosted.ts';
import type { PullRequest } from '../support/github.ts';

let hosted: Hosted;
let pull: PullRequest;
beforeAll(async () => {
  hosted = await host({ 'go.mod': 'module shop\n', 'a.go': 'package a\n' });
  pull = await hosted.pull({ 'a.go': 'package a\n\nvar X = 1\n' });
});
afterEach(() => hosted.github.clearFaults());
afterAll(() => hosted.close());

const ask = (port: RepositoryPort, signal = never) => port.target(requestFor({ pullRequest: pull.number }), signal);

/** The error's name and words, with times of day taken out. */
async function complaint(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it worked'),
    (thrown: unknown) => thrown as Error,
  );
  return `${error.name}: ${error.message.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'TIME').replace(/127\.0\.0\.1:\d+/, 'HOST')}`;
}

describe('trying again later helps:', () => {
  test('the allowance of the hour is used up', async () => {
    hosted.github.exhaustRateLimit(600);
    const error = await ask(hosted.port()).catch((thrown: unknown) => thrown as TryLater);
    expect(error).toBeInstanceOf(TryLater);
    expect((error as TryLater).retryAfterMs).toBeGreaterThan(590_000);
    expect((error as TryLater).retryAfterMs).toBeLessThanOrEqual(601_000);
    hosted.github.exhaustRateLimit(600);
    expect(await complaint(ask(hosted.port()))).toMatchInlineSnapshot(
      `"TryLater: GitHub's rate limit is used up while reading pull request #1; it opens again at TIME UTC"`,
    );
  });

  test('GitHub asks to slow down', async () => {
    hosted.github.secondaryRateLimit(42);
    await expect(ask(hosted.port())).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 42_000 });
  });

  test('the allowance of GraphQL is used up, which it says with the status 200', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 300);
    hosted.github.fault({
      match: { path: '/graphql' },
      status: 200,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
      body: { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
    });
    const error = await snapshotOf(hosted.port(), eventOf(pull)).catch((thrown: unknown) => thrown as TryLater);
    expect(error).toMatchObject({ name: 'TryLater' });
    expect((error as TryLater).retryAfterMs).toBeGreaterThan(290_000);
  });

  test.each([
    ['GitHub fails', { status: 502, body: '<html>Bad gateway</html>' }],
    ['GitHub is down', { status: 503, body: { message: 'Service unavailable' } }],
    ['the connection breaks', { kind: 'disconnect' }],
    ['something else answers for GitHub', { status: 200, body: '<html>Sign in to the guest network</html>' }],
  ] as const)('%s', async (_case, fault) => {
    hosted.github.fault(fault);
    const error = await ask(hosted.port()).catch((thrown: unknown) => thrown as TryLater);
    expect(error).toMatchObject({ name: 'TryLater', retryAfterMs: 30_000 });
    expect((error as TryLater).message).toMatch(/pull request #1/);
  });

  test('GitHub cannot be reached at all', async () => {
    const gone = await host({ 'a.go': 'package a\n' });
    const port = gone.port();
    await gone.close();
    expect(await complaint(ask(port))).toMatch(/^TryLater: GitHub could not be reached for pull request #1: /);
  });

  test('a reset that lies in the past, or days ahead, is waited for no longer than is sensible', () => {
    const limited = (headers: object) =>
      Object.assign(new Error('API rate limit exceeded'), { status: 403, response: { headers } });
    const question = { what: 'x', permission: 'y' };
    const waits = [
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' },
      { 'retry-after': 'soon' },
      {},
    ].map((headers) => (explainFault(limited(headers), question, 1_000_000_000_000) as TryLater).retryAfterMs);
    expect(waits).toEqual([60_000, 3_600_000, 60_000, 60_000]);
  });
});

describe('trying again changes nothing:', () => {
  test('a permission is missing, and is named', async () => {
    const port = hosted.port({ permissions: { metadata: 'read', pull_requests: 'read' } });
    const unseen = await hosted.pull({ 'b.go': 'package b\n' }, 'unseen');
    expect(await complaint(port.target(eventOf(unseen), never))).toMatchInlineSnapshot(
      `"CannotReview: GitHub refused the comparison of fc3ac8449402 with 84c5d4604d53: the App needs the permission "contents: read"; grant it in the App's settings and accept it in the installation"`,
    );
  });

  test('the credentials are not accepted', async () => {
    expect(await complaint(ask(hosted.port({ auth: 'ghs_wrong' })))).toMatchInlineSnapshot(
      `"CannotReview: GitHub did not accept the App's credentials for pull request #1; check APP_ID and PRIVATE_KEY"`,
    );
  });

  test('there is no such pull request, or the App may not see it', async () => {
    expect(await complaint(hosted.port().target(requestFor({ pullRequest: 999 }), never))).toMatchInlineSnapshot(
      `"CannotReview: GitHub does not show pull request #999: it is gone, or the App is not installed on the repository or lacks the permission "pull requests: read" (Not Found)"`,
    );
    const elsewhere = requestFor({ pullRequest: 1, repository: { owner: 'acme', name: 'nowhere' } });
    expect(await complaint(hosted.port().target(elsewhere, never))).toMatchInlineSnapshot(
      `"CannotReview: GitHub does not show pull request #1: it is gone, or the App is not installed on the repository or lacks the permission "pull requests: read" (Not Found)"`,
    );
  });

  test('the commits have nothing in common', async () => {
    const lonely = await hosted.shop.git.commit('lonely', { 'b.go': 'package b\n' }, 'Lonely');
    const request = { ...eventOf(pull), head: lonely };
    expect(await complaint(hosted.port().target(request, never))).toMatchInlineSnapshot(
      `"CannotReview: the head and the base have no common ancestor, so there is no change between them"`,
    );
  });
});

describe('when the signal fires', () => {
  test.each([['before'], ['while GitHub does not answer']])(
    '%s, the work ends at once with its reason',
    async (when) => {
      hosted.github.fault({ kind: 'hang', times: 10 });
      const reason = new Error('a newer head');
      const controller = new AbortController();
      if (when === 'before') controller.abort(reason);
      else setTimeout(() => controller.abort(reason), 50);
      const started = performance.now();
      await expect(ask(hosted.port(), controller.signal)).rejects.toBe(reason);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );

  test('also while Octokit only waits for its turn', async () => {
    const port = hosted.port();
    const target = await port.target(eventOf(pull), never);
    const reason = new Error('closed');
    const controller = new AbortController();
    hosted.github.fault({ kind: 'hang', times: 10 });
    const work = survey(hosted.port(), { ...target, head: 'f'.repeat(40) }, () => {}, controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await expect(work).rejects.toBe(reason);
  });
});

test('an archive that is no archive, or breaks in the middle, is made good', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 230 }, (_, index) => [`p/f${index}.go`, `package p // ${index}\n`]),
  );
  const big = await host({ 'go.mod': 'module big\n', ...many });
  try {
    const opened = await big.pull({ 'p/f0.go': 'package p\n' });
    big.github.fault({
      match: { path: /_codeload/ },
      status: 200,
      headers: { 'content-type': 'application/x-gzip' },
      body: 'not gzip',
    });
    const snapshot = await snapshotOf(big.port(), eventOf(opened));
    expect(snapshot.head.readable()).toHaveLength(231);
    expect(big.warnings).toHaveLength(1);
  } finally {
    await big.close();
  }
});
