import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { built } from './support/built.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from './support/github.ts';
import { prepareDatabase } from './support/prepared-database.ts';
import { CYCLE, SHOP } from './support/small-shop.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'architect-kill-'));
let github: GitHubDouble;
let program: string;
let repository: Repository;
let server: ChildProcess | undefined;

beforeAll(async () => {
  program = await built('src/server.ts');
  await prepareDatabase(dataDir);
  github = await startGitHub();
  repository = await github.createRepository({ owner: 'acme', name: 'shop', files: SHOP });
});

afterAll(async () => {
  server?.kill('SIGKILL');
  await github.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the server as a process of its own and lets GitHub deliver to it. */
async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program], {
    cwd: dataDir,
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: '--no-deprecation',
      DATA_DIR: dataDir,
      PORT: '0',
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      GITHUB_BASE_URL: github.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  await until(
    () => output.includes('"listening"'),
    () => `the server listens:\n${output}`,
  );
  github.webhookUrl = `${/"url":"([^"]+)"/.exec(output)?.[1]}/api/github/webhooks`;
  return child;
}

async function until(condition: () => boolean, what: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function said(pull: PullRequest) {
  const { checkRuns, comments, reviews, reviewComments } = github.conversation(pull);
  return {
    checks: checkRuns.map((run) => `${run.status} ${run.conclusion}`),
    comments: comments.length,
    reviews: reviews.length,
    repeated: reviewComments.length - new Set(reviewComments.map(({ body }) => body)).size,
  };
}

describe('a server that is killed', () => {
  const asked = (pull: PullRequest, pattern: RegExp) =>
    github.requests.some((request) => pattern.test(request.path) && JSON.stringify(request).includes(pull.head.sha));

  test.each<[when: string, number: number, hasCome: (pull: PullRequest) => boolean]>([
    ['is asked for the change', 1, (pull) => asked(pull, /\/compare\//)],
    ['has opened the check run', 2, (pull) => said(pull).checks.length > 0],
    ['has posted the inline comments', 3, (pull) => said(pull).reviews > 0],
    ['has posted the summary', 4, (pull) => said(pull).comments > 0],
  ])(
    'when GitHub %s posts everything once after the next start',
    async (_when, number, hasCome) => {
      server ??= await start();
      const branch = `change-${number}`;
      await repository.git.commit(branch, CYCLE, 'A change', { from: 'main' });
      const pull = await github.people.openPullRequest({ repository, head: branch });
      await until(
        () => hasCome(pull),
        () => `that moment has come: ${JSON.stringify(said(pull))}`,
      );
      server.kill('SIGKILL');
      await once(server, 'exit');
      server = await start();
      await until(
        () => said(pull).checks.some((check) => check.startsWith('completed')),
        () => `the check is completed: ${JSON.stringify(said(pull))}`,
      );
      expect(said(pull)).toEqual({ checks: ['completed neutral'], comments: 1, reviews: 1, repeated: 0 });
    },
    180_000,
  );
});
