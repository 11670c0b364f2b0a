// The thread that one command of the shell runs in. It knows texts and nothing else, and whoever started it can end it at any moment.
// JavaScript, for Node loads it by itself, and not every version of Node reads TypeScript.
// @ts-check
import { parentPort, workerData } from 'node:worker_threads';
import { Bash, InMemoryFs } from 'just-bash';

/** When the files that were there before seem to have been written: what is younger is the command's own. */
const LONG_AGO = new Date(0);

/** @type {import('./shell.ts').ShellTask} */
const errand = workerData;
const { command, cwd, root, paths, scratch, folders, timeoutMs, commands, maxBytes } = errand;
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/** @type {Map<string, (text: string) => void>} */
const asked = new Map();
port.on('message', ({ path, text }) => {
  asked.get(path)?.(text);
  asked.delete(path);
});

/**
 * Texts are fetched when a command reads them: a repository has more of them than any command looks at.
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
