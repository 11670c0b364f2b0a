// What each answer of GitHub's, and each failure on the way to it, means for whoever asked: the same for every caller.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { BadInput, CannotReview, TryLater } from '../../src/domain/errors.ts';
import { createGitHubRepository } from '../../src/gather/github.ts';
import { createClient, type GitHubClient } from '../../src/github/client.ts';
import { GitHubRefusal, mapGitHubError } from '../../src/github/errors.ts';
import { createGitHubPublisher } from '../../src/publish/github.ts';
import { createCommandPort } from '../../src/webhook/github.ts';
import { never, requestFor } from '../gather/requests.ts';
import { request, review, target } from '../publish/reviews.ts';

const nowMs = Date.parse('2026-11-23T10:00:00Z');
const inSeconds = (seconds: number) => String(nowMs / 1000 + seconds);
const log = { debug() {}, info() {}, warn() {}, error() {} };

beforeAll(() => {
  jest.spyOn(Date, 'now').mockReturnValue(nowMs);
});
afterAll(() => {
  jest.restoreAllMocks();
});

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as HTML, the rest as JSON. */
  readonly body?: unknown;
}
type Meaning = { readonly retryAfterMs: number } | { readonly reason: string } | 'a bug';

/** A client whose requests all meet the answer, or the error that fetch throws. */
function clientThatMeets(met: Answer | Error): GitHubClient {
  const answer = async () => {
    if (met instanceof Error) throw met;
    const { status, headers = {}, body = { message: 'No.' } } = met;
    const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(text, { status, headers: { 'content-type': type, ...headers } });
  };
  return createClient(new Octokit({ request: { fetch: answer }, log }));
}

async function meaningOf(work: Promise<unknown>): Promise<Meaning> {
  const error = await work.then(
    () => new Error('it worked'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof TryLater) return { retryAfterMs: error.retryAfterMs };
  if (error instanceof GitHubRefusal) return { reason: error.reason };
  expect(error).not.toBeInstanceOf(CannotReview);
  return 'a bug';
}

const origin = {
  delivery: 'd',
  installationId: 1,
  repository: { owner: 'acme', name: 'shop' },
  at: '2026-01-05T09:00:00Z',
};
const repositoryOf = (client: GitHubClient) =>
  createGitHubRepository({ client, cacheDir: '/nowhere', log, cacheMaxBytes: 1 });
const publisherOf = (client: GitHubClient) =>
  createGitHubPublisher({ client, botLogin: 'architect[bot]', appId: 1, log, mayBeRepeated: () => false });

const restCallers: Readonly<Record<string, (client: GitHubClient) => Promise<unknown>>> = {
  gather: (client) => repositoryOf(client).target(requestFor({ pullRequest: 1 }), never),
  publish: (client) => publisherOf(client).open(request, target, never),
  webhook: (client) =>
    createCommandPort({ appId: 1, botLogin: 'architect[bot]', checkName: 'x', client: () => client }).findPullRequests(
      { kind: 'rerun', ...origin, head: 'a'.repeat(40), pullRequests: [], login: 'robin' },
      never,
    ),
};
const graphqlCallers: typeof restCallers = {
  gather: (client) => repositoryOf(client).organisationSettings(target, never),
  publish: (client) =>
    publisherOf(client).publish({ request, target, review, files: [], opened: { checkRunId: null } }, never),
};

async function meaningForAll(callers: typeof restCallers, met: Answer | Error): Promise<Record<string, Meaning>> {
  const client = clientThatMeets(met);
  const meanings = Object.entries(callers).map(async ([name, ask]) => [name, await meaningOf(ask(client))] as const);
  return Object.fromEntries(await Promise.all(meanings));
}

function sameForAll(callers: typeof restCallers, meaning: Meaning): Record<string, Meaning> {
  return Object.fromEntries(Object.keys(callers).map((name) => [name, meaning]));
}

const spent = { 'x-ratelimit-remaining': '0' };
const left = { 'x-ratelimit-remaining': '4000' };
const saying = (message: string) => ({ message });
const secondary = saying('You have exceeded a secondary rate limit. Please wait a few minutes before you try again.');
const networkFault = new TypeError('fetch failed', {
  cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
});

describe.each<[string, Answer | Error, Meaning]>([
  // Limits
  [
    '403, quota spent',
    { status: 403, headers: { ...spent, 'x-ratelimit-reset': inSeconds(1800) } },
    { retryAfterMs: 1_800_000 },
  ],
  [
    '429, quota spent',
    { status: 429, headers: { ...spent, 'x-ratelimit-reset': inSeconds(1800) } },
    { retryAfterMs: 1_800_000 },
  ],
  [
    '429, quota left and reset far away',
    { status: 429, headers: { ...left, 'x-ratelimit-reset': inSeconds(3000) } },
    { retryAfterMs: 60_000 },
  ],
  [
    '429 with retry-after, quota left and reset far away',
    { status: 429, headers: { ...left, 'retry-after': '7', 'x-ratelimit-reset': inSeconds(3000) } },
    { retryAfterMs: 7_000 },
  ],
  [
    '403, quota spent, reset in the past',
    { status: 403, headers: { ...spent, 'x-ratelimit-reset': inSeconds(-5) } },
    { retryAfterMs: 60_000 },
  ],
  [
    '403, quota spent, reset days ahead',
    { status: 403, headers: { ...spent, 'x-ratelimit-reset': '99999999999' } },
    { retryAfterMs: 3_600_000 },
  ],
  [
    '403, secondary limit by its message only',
    { status: 403, headers: { ...left, 'x-ratelimit-reset': inSeconds(3000) }, body: secondary },
    { retryAfterMs: 60_000 },
  ],
  [
    '403, secondary limit with retry-after',
    { status: 403, headers: { 'retry-after': '42' }, body: secondary },
    { retryAfterMs: 42_000 },
  ],
  ['403, retry-after and no message', { status: 403, headers: { 'retry-after': '61' } }, { retryAfterMs: 61_000 }],
  [
    '403, abuse detection by its message only',
    { status: 403, body: saying('You have triggered an abuse detection mechanism.') },
    { retryAfterMs: 60_000 },
  ],
  [
    '422, comments too quickly',
    { status: 422, body: { message: 'Validation Failed', errors: [saying('was submitted too quickly')] } },
    { retryAfterMs: 60_000 },
  ],
  ['429, retry-after: 999999', { status: 429, headers: { 'retry-after': '999999' } }, { retryAfterMs: 3_600_000 }],
  ['429, retry-after is no time', { status: 429, headers: { 'retry-after': 'soon' } }, { retryAfterMs: 60_000 }],
  [
    '429, retry-after is a date',
    { status: 429, headers: { 'retry-after': 'Mon, 23 Nov 2026 10:02:00 GMT' } },
    { retryAfterMs: 120_000 },
  ],
  // Faults of GitHub's and of the network
  ['408', { status: 408 }, { retryAfterMs: 5_000 }],
  ['409', { status: 409 }, { retryAfterMs: 5_000 }],
  ['500', { status: 500 }, { retryAfterMs: 5_000 }],
  ['502 with a page', { status: 502, body: '<html>Bad gateway</html>' }, { retryAfterMs: 5_000 }],
  ['503 with retry-after', { status: 503, headers: { 'retry-after': '90' } }, { retryAfterMs: 90_000 }],
  ['a broken connection', networkFault, { retryAfterMs: 5_000 }],
  ['200 with a page', { status: 200, body: '<html>Sign in to the guest network</html>' }, { retryAfterMs: 5_000 }],
  [
    '200 with JSON that is cut off',
    { status: 200, headers: { 'content-type': 'application/json' }, body: '{"number": 1, "tit' },
    { retryAfterMs: 5_000 },
  ],
  ['200 with other JSON', { status: 200, body: { id: 'seven' } }, { retryAfterMs: 5_000 }],
  ['201 without a body', { status: 201, body: '' }, { retryAfterMs: 5_000 }],
  // Refusals that last
  ['401', { status: 401, body: saying('Bad credentials') }, { reason: 'credentials' }],
  [
    '403, not accessible by integration',
    { status: 403, body: saying('Resource not accessible by integration') },
    { reason: 'permission' },
  ],
  [
    '403, not accessible by integration, with the last of the quota',
    {
      status: 403,
      headers: { ...spent, 'x-ratelimit-reset': inSeconds(1800) },
      body: saying('Resource not accessible by integration'),
    },
    { reason: 'permission' },
  ],
  ['403 without a documented message', { status: 403, headers: left }, { reason: 'permission' }],
  [
    '403, suspended installation',
    { status: 403, body: saying('This installation has been suspended') },
    { reason: 'suspended' },
  ],
  [
    '403, archived repository',
    { status: 403, body: saying('Repository was archived so is read-only.') },
    { reason: 'archived' },
  ],
  [
    '403, locked conversation',
    { status: 403, body: saying('Unable to create comment because issue is locked.') },
    { reason: 'locked' },
  ],
  [
    '422, locked pull request',
    { status: 422, body: { message: 'Unprocessable Entity', errors: ['lock prevents review'] } },
    { reason: 'locked' },
  ],
  [
    '403, SAML single sign-on by its message',
    { status: 403, body: saying('Resource protected by organization SAML enforcement.') },
    { reason: 'sso' },
  ],
  [
    '403, SAML single sign-on by its header',
    { status: 403, headers: { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso' } },
    { reason: 'sso' },
  ],
  [
    '403, IP allow list',
    {
      status: 403,
      body: saying(
        'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled',
      ),
    },
    { reason: 'ip-allow-list' },
  ],
  ['451', { status: 451, body: saying('Repository access blocked') }, { reason: 'blocked' }],
  ['404', { status: 404, body: saying('Not Found') }, { reason: 'not-found' }],
  ['410', { status: 410, body: saying('Issues are disabled for this repo') }, { reason: 'not-found' }],
  [
    '404, no common ancestor',
    { status: 404, body: saying('No common ancestor between main and lonely.') },
    { reason: 'no-common-ancestor' },
  ],
  ['409, empty repository', { status: 409, body: saying('Git Repository is empty.') }, { reason: 'empty-repository' }],
  [
    '422, branch has moved',
    { status: 422, body: saying('Update is not a fast forward') },
    { reason: 'not-fast-forward' },
  ],
  [
    '422, unknown commit',
    {
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [{ field: 'commit_id', message: 'commit_id is not part of the pull request' }],
      },
    },
    { reason: 'unknown-commit' },
  ],
  ['422', { status: 422, body: saying('Validation Failed') }, { reason: 'invalid' }],
  ['400', { status: 400, body: saying('Problems parsing JSON') }, { reason: 'other' }],
  // Bugs of ours
  ['a TypeError of our own', new TypeError("Cannot read properties of undefined (reading 'id')"), 'a bug'],
])('%s', (_case, met, meaning) => {
  test('means the same for every caller', async () => {
    expect(await meaningForAll(restCallers, met)).toEqual(sameForAll(restCallers, meaning));
  });
});

const graphqlError = (type: string | undefined, message = 'No.') => ({ data: null, errors: [{ type, message }] });

describe.each<[string, Answer | Error, Meaning]>([
  [
    'RATE_LIMITED with a reset',
    { status: 200, headers: { ...spent, 'x-ratelimit-reset': inSeconds(2999) }, body: graphqlError('RATE_LIMITED') },
    { retryAfterMs: 2_999_000 },
  ],
  [
    'RATE_LIMITED with retry-after',
    { status: 200, headers: { 'retry-after': '10' }, body: graphqlError('RATE_LIMITED') },
    { retryAfterMs: 10_000 },
  ],
  ['RATE_LIMITED without a time', { status: 200, body: graphqlError('RATE_LIMITED') }, { retryAfterMs: 60_000 }],
  [
    'RATE_LIMITED beside some data',
    { status: 200, body: { ...graphqlError('RATE_LIMITED'), data: { repository: null, organisation: {} } } },
    { retryAfterMs: 60_000 },
  ],
  [
    'a secondary limit by its message only',
    { status: 200, body: graphqlError(undefined, secondary.message) },
    { retryAfterMs: 60_000 },
  ],
  [
    'a fault of GitHub’s',
    { status: 200, body: graphqlError(undefined, 'Something went wrong while executing your query.') },
    { retryAfterMs: 5_000 },
  ],
  ['502', { status: 502, body: '<html>Bad gateway</html>' }, { retryAfterMs: 5_000 }],
  ['200 with a page', { status: 200, body: '<html>Sign in to the guest network</html>' }, { retryAfterMs: 5_000 }],
  [
    'FORBIDDEN',
    { status: 200, body: graphqlError('FORBIDDEN', 'Resource not accessible by integration') },
    { reason: 'permission' },
  ],
  ['NOT_FOUND', { status: 200, body: graphqlError('NOT_FOUND') }, { reason: 'not-found' }],
  ['401', { status: 401, body: saying('Bad credentials') }, { reason: 'credentials' }],
  ['a TypeError of our own', new TypeError("Cannot read properties of undefined (reading 'id')"), 'a bug'],
])('%s in GraphQL', (_case, met, meaning) => {
  test('means the same for every caller', async () => {
    expect(await meaningForAll(graphqlCallers, met)).toEqual(sameForAll(graphqlCallers, meaning));
  });
});

describe('an error that no answer caused', () => {
  const label = { action: 'post the summary' };

  test('is thrown on as it is, where it is a bug', () => {
    const bug = new TypeError('x is not a function');
    expect(mapGitHubError(bug, label)).toBe(bug);
    expect(mapGitHubError('a string', label)).toEqual(new Error('a string'));
  });

  test.each([new TryLater('Busy.', 5), new CannotReview('No.'), new BadInput('Write it otherwise.')])(
    'is thrown on as it is, where it is one of ours: $name',
    (error) => {
      expect(mapGitHubError(error, label)).toBe(error);
    },
  );

  test('is a limit, where Octokit’s throttling plugin made it of a GraphQL answer', () => {
    const response = { headers: { ...spent, 'x-ratelimit-reset': inSeconds(600) }, data: graphqlError('RATE_LIMITED') };
    const error = Object.assign(new Error('GraphQL Rate Limit Exceeded'), { response, data: response.data });
    expect(mapGitHubError(error, label)).toMatchObject({ name: 'TryLater', retryAfterMs: 600_000, cause: error });
  });
});

describe('people read', () => {
  const label = { action: 'read pull request #7', permission: 'pull requests: read' };
  const sentence = async (met: Answer | Error, asked: typeof label | { action: string } = label) => {
    const { rest } = clientThatMeets(met);
    const error = await rest(never as never, asked, 'GET /app', {}, never).catch((thrown: Error) => thrown);
    return (error as Error).message;
  };

  test.each<[Answer | Error, string]>([
    [{ status: 429 }, "GitHub's rate limit is exhausted; could not read pull request #7."],
    [{ status: 502 }, 'The request to GitHub failed (502); could not read pull request #7.'],
    [networkFault, 'GitHub could not be reached (read ECONNRESET); could not read pull request #7.'],
    [
      { status: 401 },
      "Could not read pull request #7: GitHub rejected the App's credentials. Check APP_ID and PRIVATE_KEY.",
    ],
    [
      { status: 403 },
      'Could not read pull request #7: the App lacks the permission "pull requests: read". Grant it in the App\'s settings and accept it in the installation.',
    ],
    [
      { status: 403, headers: { 'x-accepted-github-permissions': 'pull_requests=write,contents=read; issues=write' } },
      'Could not read pull request #7: the App lacks the permission "pull_requests: write, contents: read or issues: write". Grant it in the App\'s settings and accept it in the installation.',
    ],
    [
      { status: 404 },
      'Could not read pull request #7: not found on GitHub. It was deleted, or the App is not installed on it or lacks the permission "pull requests: read".',
    ],
    [
      {
        status: 422,
        body: { message: 'Validation Failed\nat length', documentation_url: 'https://docs.github.com/rest' },
      },
      'Could not read pull request #7: GitHub answered 422: Validation Failed',
    ],
  ])('%j as "%s"', async (met, message) => {
    expect(await sentence(met)).toBe(message);
  });
});
