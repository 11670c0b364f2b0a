// What the GitHub adapter does when GitHub fails, refuses or hangs while a review reads.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TryLater } from '../../src/domain/errors.ts';
import type { RepositoryPort } from '../../src/domain/ports.ts';
import { survey } from '../../src/gather/gather.ts';
import type { PullRequest } from '../support/github.ts';
import { eventOf, type Hosted, host } from './hosted-repository.ts';
import { never, requestFor, snapshotOf } from './requests.ts';

let hosted: Hosted;
let pull: PullRequest;
beforeAll(async () => {
  hosted = await host({ 'go.mod': 'module shop\n', 'a.go': 'package a\n' });
  pull = await hosted.pull({ 'a.go': 'package a\n\nvar X = 1\n' });
});
afterEach(() => hosted.github.clearFaults());
afterAll(() => hosted.close());

const ask = (port: RepositoryPort, signal = never) => port.target(requestFor({ pullRequest: pull.number }), signal);

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => new Error('it worked'),
    (thrown: unknown) => thrown as Error,
  );
const messageOf = async (work: Promise<unknown>) => {
  const { name, message } = await failureOf(work);
  return `${name}: ${message}`;
};

describe('it can be tried later', () => {
  test('when the quota of the hour is used up', async () => {
    hosted.github.exhaustRateLimit(600);
    const error = (await failureOf(ask(hosted.port()))) as TryLater;
    expect(error).toBeInstanceOf(TryLater);
    expect(error.retryAfterMs).toBeGreaterThan(590_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(601_000);
  });

  test('when GitHub asks to slow down', async () => {
    hosted.github.secondaryRateLimit(42);
    await expect(ask(hosted.port())).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 42_000 });
  });

  test.each([['hang'], ['stall'], ['disconnect']] as const)('when GitHub does not answer (%s)', async (kind) => {
    hosted.github.fault({ kind });
    await expect(ask(hosted.port({ deadlineMs: 200 }))).rejects.toMatchObject({
      name: 'TryLater',
      retryAfterMs: 5_000,
    });
  });

  test('when something else answers GraphQL for GitHub: its page is no repository without files', async () => {
    hosted.github.fault({ match: { path: '/graphql' }, status: 200, body: '<html>Sign in</html>', times: 9 });
    await expect(snapshotOf(hosted.port(), eventOf(pull))).rejects.toBeInstanceOf(TryLater);
  });

  test('when GitHub cannot be reached at all', async () => {
    const gone = await host({ 'a.go': 'package a\n' });
    const port = gone.port();
    await gone.close();
    expect(await messageOf(ask(port))).toMatch(
      /^TryLater: GitHub could not be reached \(.+\); could not read pull request #1\.$/,
    );
  });
});

describe('it cannot be reviewed', () => {
  test('where a permission is missing, which is named', async () => {
    const port = hosted.port({ permissions: { metadata: 'read', pull_requests: 'read' } });
    const unseen = await hosted.pull({ 'b.go': 'package b\n' }, 'unseen');
    expect(await messageOf(port.target(eventOf(unseen), never))).toMatch(
      /^CannotReview: Could not compare [0-9a-f]{12} with [0-9a-f]{12}: the App lacks the permission "contents: read"\./,
    );
  });

  test('where the credentials are not accepted', async () => {
    await expect(ask(hosted.port({ auth: 'ghs_wrong' }))).rejects.toMatchObject({ reason: 'credentials' });
  });

  test('where there is no such pull request, or the App may not see it', async () => {
    const unknown = hosted.port().target(requestFor({ pullRequest: 999 }), never);
    await expect(unknown).rejects.toMatchObject({ reason: 'not-found' });
    const elsewhere = requestFor({ pullRequest: 1, repository: { owner: 'acme', name: 'nowhere' } });
    await expect(hosted.port().target(elsewhere, never)).rejects.toMatchObject({ reason: 'not-found' });
  });

  test('where the commits have nothing in common', async () => {
    const lonely = await hosted.shop.git.commit('lonely', { 'b.go': 'package b\n' }, 'Lonely');
    const request = { ...eventOf(pull), head: lonely };
    await expect(hosted.port().target(request, never)).rejects.toMatchObject({ reason: 'no-common-ancestor' });
  });
});

describe('when the signal fires', () => {
  test('while GitHub does not answer, the work ends at once with its reason', async () => {
    hosted.github.fault({ kind: 'hang', times: 10 });
    const reason = new Error('a newer head');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    const started = performance.now();
    await expect(ask(hosted.port(), controller.signal)).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('while several requests wait, all of them end', async () => {
    const target = await hosted.port().target(eventOf(pull), never);
    const reason = new Error('closed');
    const controller = new AbortController();
    hosted.github.fault({ kind: 'hang', times: 10 });
    const work = survey(hosted.port(), { ...target, head: 'f'.repeat(40) }, () => {}, controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await expect(work).rejects.toBe(reason);
  });
});

describe('the files are requested one by one', () => {
  const archive = { match: { path: /_codeload/ } };
  const gzip = { 'content-type': 'application/x-gzip' };
  let big: Hosted;
  let opened: PullRequest;
  beforeAll(async () => {
    const many = Object.fromEntries(
      Array.from({ length: 230 }, (_, index) => [`p/f${index}.go`, `package p // ${index}\n`]),
    );
    big = await host({ 'go.mod': 'module big\n', ...many });
    opened = await big.pull({ 'p/f0.go': 'package p\n' });
  });
  afterAll(() => big.close());

  test.each([
    ['is no archive', { ...archive, status: 200, headers: gzip, body: 'not gzip' }],
    ['stops in the middle', { ...archive, kind: 'stall' }],
    ['never begins', { ...archive, kind: 'hang' }],
    ['is refused', { ...archive, status: 403 }],
  ] as const)('where the archive %s', async (_what, fault) => {
    big.warnings.length = 0;
    await big.clearCache();
    big.github.fault(fault);
    const snapshot = await snapshotOf(big.port({ deadlineMs: 1_000 }), eventOf(opened));
    expect(snapshot.head.readable()).toHaveLength(231);
    expect(big.warnings).toEqual(['archive not readable; its files are requested instead']);
  });
});
