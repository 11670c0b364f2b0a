// Starts the App as its users do: as a process of its own that takes its settings from the environment. Used by stories and the demo.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { built } from './built.ts';
import type { GitHubDouble } from './github.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WEBHOOK_PATH = '/api/github/webhooks';
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
/** Characters of the log that are kept. */
const MAX_LOG = 2_000_000;

export interface AppOptions {
  readonly github: GitHubDouble;
  /** Kept between starts where a test restarts the App; made and removed with it where not given. */
  readonly dataDir?: string;
  /** Added to the settings that every App needs; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** "dist" runs what was built, "src" the sources as they stand. */
  readonly from?: 'dist' | 'src';
  /** Gives the start up. */
  readonly signal?: AbortSignal;
}

/** A running App. */
export interface RunningApp {
  readonly url: string;
  /** What it has written, the newest part where that is much. */
  log(): string;
  /** Exit code, or the signal's name, once it has ended. */
  readonly ended: Promise<number | string>;
  /** Asks it to stop and waits; kills it when it takes too long. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** Whose settings the App must not find by accident. */
const OURS =
  /^(APP_ID|PRIVATE_KEY|PRIVATE_KEY_PATH|WEBHOOK_SECRET|GHE_HOST|GITHUB_\w+|ANTHROPIC_\w+|MODEL|MODEL_PROVIDER|MODELS_ALLOWED|REFUTER_MODEL|DATABASE_URL|DATA_DIR|LOG_LEVEL|HOST|PORT|NODE_OPTIONS)$/;

function environment({ github, env }: AppOptions, dataDir: string): NodeJS.ProcessEnv {
  const settings = {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_BASE_URL: github.url,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: '0',
    DEBOUNCE_SECONDS: '0',
    ...env,
  };
  const machine = Object.entries(process.env).filter(([name]) => !OURS.test(name));
  return Object.fromEntries([...machine, ...Object.entries(settings)].filter(([, value]) => value !== undefined));
}

function programOf(from: 'dist' | 'src'): string | Promise<string> {
  return from === 'dist' ? path.join(ROOT, 'dist', 'server.js') : built('src/server.ts');
}

/**
 * Starts the App, waits until it is ready, and has the stand-in deliver to it.
 *
 * @throws an Error with the end of its log when it does not get ready
 */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const program = await programOf(options.from ?? 'src');
  const temporary = mkdtempSync(path.join(tmpdir(), 'app-'));
  const dataDir = options.dataDir ?? temporary;
  // In a folder of its own, so that it finds no .env file.
  const child = spawn(process.execPath, [program], {
    cwd: temporary,
    env: environment(options, dataDir),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const keep = (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-MAX_LOG);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  }).finally(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 }));
  const app = { log: () => log, ended, stop: () => stop(child, ended), kill: () => kill(child, ended) };
  const giveUp = () => child.kill('SIGKILL');
  options.signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const url = await ready(() => log, ended);
    options.signal?.removeEventListener('abort', giveUp);
    options.github.webhookUrl = `${url}${WEBHOOK_PATH}`;
    return { ...app, url };
  } catch (error) {
    await app.kill();
    throw error;
  }
}

/** Address of the App, once it says that it is ready. */
async function ready(log: () => string, ended: Promise<number | string>): Promise<string> {
  let end: number | string | undefined;
  void ended.then((code) => {
    end = code;
  });
  const until = Date.now() + START_WITHIN_MS;
  while (Date.now() < until) {
    if (end !== undefined) throw new Error(`the App ended (${end}) before it was ready:\n${log().slice(-4000)}`);
    const url = /"url":"(http:[^"]+)"[^\n]*"msg":"listening"/.exec(log())?.[1];
    if (url !== undefined && (await isReady(url))) return url;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the App was not ready within ${START_WITHIN_MS / 1000} s:\n${log().slice(-4000)}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess, ended: Promise<number | string>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

async function kill(child: ChildProcess, ended: Promise<number | string>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
