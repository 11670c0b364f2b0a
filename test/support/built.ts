// What tests would else make again and again, made once and kept in .built: the program translated to JavaScript, which a loader
// would do at every start of a process, and whatever else is asked for.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { transformSync } from '@swc/core';
import lockfile from 'proper-lockfile';

const ROOT = path.resolve(import.meta.dirname, '../..');
const HOME = path.join(ROOT, '.built');
/** Folders whose files are translated; what else a program reads is linked. */
const TRANSLATED = ['src', 'test/queue'];
const LINKED = ['package.json', 'app.yml', 'agents', 'test/fixtures'];
/** What was made this long ago is removed. */
const KEPT_MS = 24 * 3_600_000;

/** A source file of the program ("src/server.ts") as one that Node runs as it is. */
export async function built(file: string): Promise<string> {
  const sources = TRANSLATED.flatMap(sourcesIn).map(
    (name) => [name, readFileSync(path.join(ROOT, name), 'utf8')] as const,
  );
  const dir = await madeOnce('program', JSON.stringify(sources), async (fresh) => {
    for (const [name, text] of sources) translate(name, text, path.join(fresh, asJavaScript(name)));
    for (const name of LINKED) symlinkSync(path.join(ROOT, name), path.join(fresh, name));
  });
  return path.join(dir, asJavaScript(file));
}

/** A folder that `make` fills, once for each `from`, however many processes ask. Who gets it leaves it as it is. */
export async function madeOnce(kind: string, from: string, make: (fresh: string) => Promise<void>): Promise<string> {
  const dir = path.join(HOME, `${kind}-${createHash('sha256').update(from).digest('hex').slice(0, 16)}`);
  mkdirSync(HOME, { recursive: true });
  if (existsSync(dir)) return dir;
  const unlock = await lockfile.lock(HOME, {
    // Making it blocks the event loop for seconds, on a busy machine for more: the lock is not renewed meanwhile.
    stale: 60_000,
    retries: { retries: 1200, minTimeout: 50, maxTimeout: 50 },
  });
  try {
    if (existsSync(dir)) return dir;
    removeOld();
    const fresh = path.join(HOME, `fresh-${process.pid}`);
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh);
    await make(fresh);
    renameSync(fresh, dir);
    return dir;
  } finally {
    await unlock();
  }
}

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs)$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function asJavaScript(name: string): string {
  return name.replace(/\.ts$/, '.js');
}

function translate(name: string, text: string, target: string): void {
  // Its own types do not know the last of these yet.
  const jsc = { target: 'es2022', parser: { syntax: 'typescript' }, rewriteRelativeImportExtensions: true } as const;
  const { code } = transformSync(text, {
    filename: path.join(ROOT, name),
    configFile: false,
    swcrc: false,
    jsc,
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, code);
}

/** A run of the tests takes minutes, so what is this old is of an earlier state of the sources, and made again should it return. */
function removeOld(): void {
  for (const name of readdirSync(HOME)) {
    const dir = path.join(HOME, name);
    const { mtimeMs } = statSync(dir);
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(dir, { recursive: true, force: true });
  }
}
