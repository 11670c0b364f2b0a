import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { built } from './support/built.ts';
import { type GitHubDouble, startGitHub } from './support/github.ts';
import { prepareDatabase } from './support/prepared-database.ts';
import { CYCLE, SHOP } from './support/small-shop.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'architect-full-'));
let github: GitHubDouble;
let program: string;

beforeAll(async () => {
  program = await built('src/server.ts');
  await prepareDatabase(dataDir);
  github = await startGitHub();
});

afterAll(async () => {
  await github.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function until(condition: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Node ignores the signal of a limit on files, which no full disk sends; a library that listens to it dies of it. */
const KEEP_IGNORING =
  "const { on } = process; process.on = (name, ...rest) => name === 'SIGXFSZ' ? process : on.call(process, name, ...rest);";

/** As a disk that is full: no file may be written beyond this size. Only Linux can change that of a running process. */
function limitFiles(pid: number, bytes: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'on a full disk a delivery is refused at once and the server is not ready; with space again, it goes on',
  async () => {
    const { app } = github;
    const server = spawn(process.execPath, [program], {
      cwd: dataDir,
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: `--no-deprecation --import=data:text/javascript,${encodeURIComponent(KEEP_IGNORING)}`,
        DATA_DIR: dataDir,
        PORT: '0',
        DEBOUNCE_SECONDS: '0',
        APP_ID: String(app.id),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: app.webhookSecret,
        GITHUB_BASE_URL: github.url,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let output = '';
      server.stdout.setEncoding('utf8').on('data', (text) => (output += text));
      const log = () => output.slice(-3000);
      await until(() => output.includes('"listening"'), log);
      const url = /"url":"([^"]+)"/.exec(output)?.[1] ?? '';
      const status = async () => (await fetch(`${url}/readyz`)).status;
      github.webhookUrl = `${url}/api/github/webhooks`;
      const repository = await github.createRepository({ owner: 'acme', name: 'shop', files: SHOP });
      await repository.git.commit('change', CYCLE, 'A change', { from: 'main' });
      expect(await status()).toBe(200);

      limitFiles(server.pid as number, '1000');
      const pull = await github.people.openPullRequest({ repository, head: 'change' });
      await github.settled();
      const refused = github.deliveries.filter(({ event }) => event === 'pull_request').at(-1);
      expect(refused?.statusCode).toBe(503);
      expect(refused?.seconds).toBeLessThan(5);
      await until(async () => (await status()) === 503, log);

      limitFiles(server.pid as number, 'unlimited');
      await until(async () => (await status()) === 200, log);
      if (refused !== undefined) await github.redeliver(refused);
      await until(() => github.conversation(pull).checkRuns.some((run) => run.status === 'completed'), log);
      expect(github.conversation(pull).comments).toHaveLength(1);
    } finally {
      server.kill('SIGKILL');
    }
  },
  120_000,
);
