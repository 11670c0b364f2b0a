import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Config, readConfig } from '../src/process/config.ts';
import { createLog } from '../src/process/log.ts';
import { checkName, reviewAgain } from '../src/publish/check-run-words.ts';
import { type RunningServer, startServer } from '../src/server.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from './support/github.ts';
import { prepareDatabase } from './support/prepared-database.ts';
import { CYCLE, SHOP } from './support/small-shop.ts';

let github: GitHubDouble;
let server: RunningServer;
let config: Config & { app: NonNullable<Config['app']> };
let repository: Repository;
/** Opened and reviewed before the first test. */
let pull: PullRequest;
let branches = 0;
const lines: string[] = [];
const METRICS_TOKEN = 'a-token-of-the-operator';
const dataDir = mkdtempSync(path.join(tmpdir(), 'architect-server-'));

async function start(): Promise<RunningServer> {
  const log = createLog({ level: 'debug', secrets: config.secrets, write: (line) => lines.push(line) });
  const started = await startServer(config, log);
  github.webhookUrl = `${started.url}/api/github/webhooks`;
  return started;
}

beforeAll(async () => {
  await prepareDatabase(dataDir);
  github = await startGitHub();
  const { app, ...rest } = readConfig({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_BASE_URL: github.url,
    DATA_DIR: dataDir,
    PORT: '0',
    DEBOUNCE_SECONDS: '0',
    SHUTDOWN_SECONDS: '2',
    METRICS_PORT: '0',
    METRICS_TOKEN,
  });
  if (app === null) throw new Error('the App has credentials');
  config = { ...rest, app };
  server = await start();
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files: SHOP });
  pull = await openPullRequest();
  await until(isReviewed(pull), 'it is reviewed');
}, 90_000);

afterAll(async () => {
  await server.close();
  await github.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function openPullRequest(files: Readonly<Record<string, string>> = CYCLE): Promise<PullRequest> {
  branches += 1;
  const branch = `change-${branches}`;
  await repository.git.commit(branch, files, 'A change', { from: 'main' });
  return github.people.openPullRequest({ repository, head: branch });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}\n${lines.slice(-15).join('')}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const checksOf = (pull: PullRequest) => github.conversation(pull).checkRuns;
const isReviewed = (pull: PullRequest) => () => checksOf(pull).some((run) => run.status === 'completed');

function sign(body: string): string {
  return `sha256=${createHmac('sha256', github.app.webhookSecret).update(body).digest('hex')}`;
}

function deliver(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': 'd1',
      'x-hub-signature-256': sign(body),
      ...headers,
    },
  });
}

describe('the server', () => {
  test('reviews a pull request that is opened: one check run, one comment', () => {
    const { checkRuns, comments } = github.conversation(pull);
    expect(checkRuns.map((run) => [run.name, run.status, run.conclusion])).toEqual([
      [checkName, 'completed', 'neutral'],
    ]);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain('domain');
  });

  test('requests tokens for one repository, and read access unless it publishes', () => {
    const asked = github.requests.filter((request) => request.path.endsWith('/access_tokens'));
    const bodies = asked.map((request) => request.body as { repositories: string[]; permissions: object });
    expect(bodies.map((body) => [body.repositories, body.permissions])).toEqual(
      expect.arrayContaining([
        [['shop', '.github'], { contents: 'read', metadata: 'read', pull_requests: 'read' }],
        [['shop'], { contents: 'read', metadata: 'read', pull_requests: 'write', checks: 'write', issues: 'write' }],
      ]),
    );
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  test('answers commands: help with a comment, a refusal with a reaction, a review with a review', async () => {
    await github.people.comment(pull, 'robin', '/architect help');
    await until(() => github.conversation(pull).comments.length === 3, 'help is given');
    expect(github.conversation(pull).comments.at(-1)?.body).toContain('`/architect why`');
    const refused = await github.people.comment(pull, 'stranger', '/architect review');
    await until(() => refused.reactions.some(({ content }) => content === 'confused'), 'the stranger is refused');
    await github.people.comment(pull, 'robin', '/architect');
    await until(() => checksOf(pull).filter((run) => run.status === 'completed').length === 2, 'it is reviewed again');
    await github.people.comment(pull, 'robin', '/architect why');
    await until(
      () => github.conversation(pull).comments.some(({ body }) => body.includes('was published')),
      'told why',
    );
  }, 60_000);

  test('reviews again when the button of the check run is pressed', async () => {
    const [run] = checksOf(pull);
    if (run === undefined) throw new Error('there is a check run');
    const before = checksOf(pull).length;
    await github.people.requestAction(run, reviewAgain.identifier);
    await until(() => checksOf(pull).filter(({ status }) => status === 'completed').length > before, 'reviewed anew');
  }, 60_000);

  test('gives a merge group the verdict of its pull request', async () => {
    const sha = await github.people.mergeGroup(pull);
    const ofGroup = () => repository.checkRuns.filter((run) => run.headSha === sha);
    await until(() => ofGroup().length === 1, 'the group has a check');
    expect(ofGroup()[0]).toMatchObject({ name: checkName, status: 'completed', conclusion: 'neutral' });
    expect(ofGroup()[0]?.summary).toContain(`Carried over from #${pull.number}`);
  }, 60_000);

  test('is healthy, ready and counted', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    expect((await fetch(server.metricsUrl)).status).toBe(401);
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const metrics = await (await fetch(server.metricsUrl, { headers })).text();
    expect(metrics).toMatch(/architect_reviews_total\{outcome="published"\} \d/);
    expect(metrics).toMatch(/architect_step_duration_seconds_count\{step="open",ok="true"\} \d/);
    expect(metrics).toMatch(
      /architect_github_requests_total\{route="POST \/repos\/\{owner\}\/\{repo\}\/check-runs",status="201"\} \d/,
    );
    expect(metrics).toMatch(/architect_github_rate_limit_remaining\{installation="\d+"\} \d/);
    expect(metrics).toContain('architect_queue_reviews{state="waiting"} 0');
    expect(metrics).toContain('architect_model_cost_usd_today{state="spent"} 0');
    expect((await fetch(`${server.url}/elsewhere`)).status).toBe(404);
  });

  test.each([
    ['no signature', { 'x-hub-signature-256': '' }, 401],
    ['a signature of another body', { 'x-hub-signature-256': `sha256=${'f'.repeat(64)}` }, 401],
    ['no event', { 'x-github-event': '' }, 400],
  ])('refuses a delivery with %s', async (_what, headers, status) => {
    expect((await deliver('{}', headers)).status).toBe(status);
  });

  test('refuses invalid JSON only after checking the signature', async () => {
    expect((await deliver('not json')).status).toBe(400);
    expect((await deliver('not json', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })).status).toBe(401);
    expect((await deliver('{}')).status).toBe(200);
  });

  test('refuses a body over 25 MB without reading it', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = httpRequest(
        `${server.url}/api/github/webhooks`,
        {
          method: 'POST',
          headers: { 'content-length': 26 * 1024 * 1024, 'x-hub-signature-256': sign('') },
        },
        (response) => {
          resolve(response.statusCode);
          sending.destroy();
        },
      );
      sending.on('error', reject);
      sending.write('{');
    });
    expect(status).toBe(413);
  });

  test('refuses deliveries while stopping, and resumes after the next start', async () => {
    await server.close();
    const late = await openPullRequest();
    const missed = github.deliveries.filter(({ event }) => event === 'pull_request').at(-1);
    expect(checksOf(late)).toEqual([]);
    server = await start();
    if (missed === undefined) throw new Error('a delivery was tried');
    await github.redeliver(missed);
    await until(isReviewed(late), 'it is reviewed');
  }, 60_000);

  test('logs no secret, even in errors', async () => {
    github.fault({ match: { path: /check-runs/ }, times: 1, status: 401, body: { message: config.app.webhookSecret } });
    const refused = await openPullRequest();
    await until(() => lines.some((line) => line.includes(`/${refused.number}/`)), 'it was tried');
    await deliver('{}', { 'x-hub-signature-256': '' });
    const text = lines.join('');
    expect(lines.length).toBeGreaterThan(20);
    for (const secret of config.secrets) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    expect(text).not.toMatch(/gh[ps]_[A-Za-z0-9]{16}/);
    expect(text).not.toContain('PRIVATE KEY-----');
  }, 60_000);
});
