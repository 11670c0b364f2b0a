// Runs one shell command in a thread that has only texts and can be terminated at any time.
// JavaScript, because Node loads it directly, and not every version of Node runs TypeScript.
// @ts-check
import { parentPort, workerData } from 'node:worker_threads';
import { Bash, InMemoryFs } from 'just-bash';

/** Modification time of the files that existed before: anything newer was written by the command. */
const LONG_AGO = new Date(0);

/** @type {import('./shell.ts').ShellTask} */
const task = workerData;
const { command, cwd, root, paths, scratch, folders, timeoutMs, commands, maxBytes } = task;
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/** @type {Map<string, (text: string) => void>} */
const asked = new Map();
port.on('message', ({ path, text }) => {
  asked.get(path)?.(text);
  asked.delete(path);
});

/**
 * Fetches a text when a command reads it: a repository has more of them than any command needs.
 * @param {string} path
 * @returns {Promise<string>}
 */
function fetchText(path) {
  return new Promise((resolve) => {
    asked.set(path, resolve);
    port.postMessage({ kind: 'read', path });
  });
}

const files = new InMemoryFs();
for (const path of paths) files.writeFileLazy(`${root}/${path}`, () => fetchText(path), { mtime: LONG_AGO });
for (const [path, text] of scratch) files.writeFileSync(path, text, undefined, { mtime: LONG_AGO });
for (const folder of folders) files.mkdirSync(folder, { recursive: true });
const bash = new Bash({
  fs: files,
  cwd: root,
  env: { HOME: root, USER: 'architect' },
  commands: [...commands],
  executionLimitProfile: 'hardened',
  executionLimits: { maxExecutionTimeMs: timeoutMs, maxFileSystemBytes: maxBytes },
});
const before = new Set(files.getAllPaths());
const deadline = AbortSignal.timeout(timeoutMs);
/** @type {import('./shell.ts').ShellOutcome} */
let outcome;
try {
  const done = await bash.exec(command, { cwd, signal: deadline, rawScript: true });
  const { stdout, stderr, exitCode } = done;
  const there = done.env.PWD ?? root;
  const next = (await files.exists(there)) ? there : root;
  outcome = { stdout, stderr, exitCode, cwd: next, isOutOfTime: deadline.aborted, ...(await whatChanged()) };
} catch (error) {
  outcome = { failed: error instanceof Error ? error.message : String(error) };
}
port.postMessage({ kind: 'done', outcome });
port.close();

async function whatChanged() {
  const now = files.getAllPaths();
  const there = new Set(now);
  /** @type {[string, string][]} */
  const written = [];
  /** @type {string[]} */
  const made = [];
  for (const path of now) {
    const stat = await files.stat(path).catch(() => null);
    if (stat?.isDirectory && !before.has(path)) made.push(path);
    if (stat?.isFile && stat.mtime.getTime() !== LONG_AGO.getTime()) written.push([path, await files.readFile(path)]);
  }
  return { written, made, removed: [...before].filter((path) => !there.has(path)) };
}
