import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { built } from './support/built.ts';
import { type GitHubDouble, startGitHub } from './support/github.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const dataDir = mkdtempSync(path.join(tmpdir(), 'architect-process-'));
let github: GitHubDouble;
let program: string;

beforeAll(async () => {
  program = await built('src/server.ts');
  github = await startGitHub();
});

afterAll(async () => {
  await github.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Runs the server as `npm start` does, but with the sources as they stand. */
function run(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--no-deprecation', DATA_DIR: dataDir, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  /** The first match in what it prints. */
  const printed = async (pattern: RegExp): Promise<string> => {
    for (let waited = 0; waited < 60_000; waited += 50) {
      const match = pattern.exec(output);
      if (match !== null) return match[1] ?? match[0];
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${pattern} was not printed:\n${output}`);
  };
  return { child, ended, printed, output: () => output };
}

/** Probot's page cannot be asked for any port that is free. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function credentials(): Record<string, string> {
  const { app, url } = github;
  return {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_BASE_URL: url,
  };
}

test('with invalid settings it names them and exits with 2', async () => {
  const { ended, output } = run({ PORT: 'http', APP_ID: '7' });
  expect(await ended).toBe(2);
  expect(output()).toMatchInlineSnapshot(`
"Invalid settings in the environment:
  PORT must be a whole number from 0 to 65535. Example: PORT=3000
  PRIVATE_KEY is required because other App settings are set. Example: PRIVATE_KEY="-----BEGIN RSA PRIVATE KEY-----\\nMIIE…\\n-----END RSA PRIVATE KEY-----"
  WEBHOOK_SECRET is required because other App settings are set. Example: WEBHOOK_SECRET=$(openssl rand -hex 32)
"
`);
}, 60_000);

test('without credentials it serves the page that registers the App from app.yml', async () => {
  const { child, ended, printed } = run({ PORT: String(await freePort()) });
  const url = await printed(/"url":"(http:[^"]+)"/);
  const page = await (await fetch(`${url}/probot`)).text();
  const manifest = /name="manifest"[^>]*value='([^']*)'|name="manifest"[^>]*value="([^"]*)"/.exec(page);
  const text = (manifest?.[1] ?? manifest?.[2] ?? '').replaceAll('&quot;', '"').replaceAll('&#34;', '"');
  const wanted = parse(readFileSync(path.join(ROOT, 'app.yml'), 'utf8'));
  expect(JSON.parse(text)).toMatchObject({ ...wanted, hook_attributes: { url: expect.stringContaining('http') } });
  expect(wanted.default_permissions).toEqual({
    contents: 'read',
    metadata: 'read',
    pull_requests: 'write',
    checks: 'write',
    issues: 'write',
    merge_queues: 'read',
  });
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
}, 60_000);

test('on SIGTERM it exits with 0; a second process reports that the directory is in use', async () => {
  const first = run(credentials());
  const url = await first.printed(/"url":"([^"]+)".*"listening"/);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const second = run(credentials());
  expect(await second.ended).toBe(2);
  expect(second.output()).toContain(`DATA_DIR ${dataDir} is in use by process ${first.child.pid}`);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
}, 90_000);

test('with a key that GitHub rejects it says so and exits with 2', async () => {
  const { ended, output } = run({ ...credentials(), APP_ID: '999999' });
  expect(await ended).toBe(2);
  expect(output()).toContain('GitHub does not accept APP_ID 999999 with this private key');
}, 60_000);
