// How fast the facts are: `npm run bench -- [--lines N]… [--repo DIR]`. Prints one row for each module: reading its import graph, parsing
// it, parsing with everything this product looks for, and a pull request of 20 files with a cold and a warm cache.
// Then how right they are, on cases whose right answer is known.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { analyse, describeTree } from '../../src/analyse/analyse.ts';
import { outlineOf } from '../../src/analyse/go/outline.ts';
import { scanHead } from '../../src/analyse/go/scan-imports.ts';
import { openParser } from '../../src/analyse/parser.ts';
import { codeRules } from '../../src/analyse/rules/catalogue.ts';
import { inspect } from '../../src/analyse/rules/inspect.ts';
import type { ChangedFile } from '../../src/domain/diff.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import type { Snapshot, SourceTree, TreeEntry } from '../../src/domain/snapshot.ts';
import { drawScoreboard, evaluate, readCases } from '../../src/eval.ts';
import type { Files } from '../support/txtar.ts';
import { syntheticModule } from './synthetic-module.ts';

const CHANGED_FILES = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { lines: { type: 'string', multiple: true }, repo: { type: 'string' }, go: { type: 'boolean' } },
  });
  const modules: [string, Files][] =
    values.repo === undefined
      ? (values.lines ?? ['10000', '100000']).map((lines) => [`${lines} lines`, syntheticModule(Number(lines))])
      : [[values.repo, readDirectory(values.repo)]];
  for (const [name, files] of modules) {
    console.log(`\n${name}`);
    for (const [what, value] of Object.entries(await measure(files))) console.log(`  ${what.padEnd(46)} ${value}`);
    if (values.go === true) for (const line of askGo(files)) console.log(`  ${line}`);
  }
}

async function measure(files: Files): Promise<Record<string, string>> {
  const code = Object.entries(files).filter(([path]) => path.endsWith('.go'));
  const bytes = code.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
  const lines = code.reduce((sum, [, text]) => sum + text.split('\n').length, 0);
  const parser = await openParser();
  const rate = (ms: number) =>
    `${ms.toFixed(0).padStart(7)} ms ${((code.length / ms) * 1000).toFixed(0).padStart(8)} files/s ${(bytes / ms / 1000).toFixed(1).padStart(7)} MB/s`;

  const graph = await timed(() => describeTree(treeOf(files), defaultSettings));
  const plain = await timed(async () => {
    for (const [, text] of code) parser.parse(text, (file) => file.root.type);
  });
  const full = await timed(async () => {
    for (const [path, text] of code)
      parser.parse(text, (file) => {
        const head = scanHead(text);
        outlineOf(file, head, (importPath) => importPath, !/(^|\/)internal\/|_test\.go$/.test(path));
        inspect(codeRules, path, file, head);
      });
  });
  const cold = await timed(() => analyse(snapshotOf(files, 'cold'), () => {}));
  const warm: number[] = [];
  for (let push = 0; push < 5; push++) {
    const snapshot = snapshotOf(files, `push ${push}`);
    warm.push(await timed(() => analyse(snapshot, () => {})));
  }
  warm.sort((a, b) => a - b);
  return {
    size: `${code.length} Go files, ${lines} lines, ${(bytes / 1e6).toFixed(1)} MB`,
    'import graph of the whole tree, cold': rate(graph),
    'parsing every file, nothing else': rate(plain),
    'parsing with declarations, API and rules': `${rate(full)}  ${(full / plain).toFixed(2)} times the plain parse`,
    [`a change of ${CHANGED_FILES} files, first time`]: `${cold.toFixed(0).padStart(7)} ms`,
    'the same, next pushes (median, slowest of 5)': `${warm[2]!.toFixed(0).padStart(7)} ms ${warm[4]!.toFixed(0)} ms`,
    'memory at its highest': `${(process.resourceUsage().maxRSS / 1024).toFixed(0).padStart(7)} MB`,
  };
}

/** How right the facts are, beside how fast: `architect eval` without a model. */
async function printRightness(): Promise<void> {
  const cases = await readCases(fileURLToPath(new URL('../fixtures/cases', import.meta.url)));
  const budget = { maxTurns: 1, maxOutputTokensPerTurn: 1, maxCostUsd: 0, deadlineMs: 60_000 };
  const { signal } = new AbortController();
  console.log(`\n${drawScoreboard(await evaluate({ cases, model: null, runs: 1, budget, signal }))}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const shas = new Map<string, string>();

function treeOf(files: Files): SourceTree {
  const entries = new Map<string, TreeEntry>();
  for (const [path, text] of Object.entries(files)) {
    const sha = shas.get(text) ?? createHash('sha1').update(text).digest('hex');
    shas.set(text, sha);
    entries.set(path, { path, kind: 'file', sha, size: text.length });
  }
  return {
    commit: '0'.repeat(40),
    entries,
    text: (path) => files[path],
    readable: () => [...entries.keys()].sort(),
    truncated: false,
  };
}

/** A change that adds a function to files spread over the whole module; `salt` makes it another change. */
function snapshotOf(files: Files, salt: string): Snapshot {
  const code = Object.keys(files).filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'));
  const step = Math.max(1, Math.floor(code.length / CHANGED_FILES));
  const changed = code.filter((_, index) => index % step === 0).slice(0, CHANGED_FILES);
  const head = { ...files };
  const changedFiles = changed.map((path): ChangedFile => {
    head[path] = `${files[path]}\n// Added by ${salt}.\nfunc added() {}\n`;
    return { path, previousPath: null, status: 'modified', hunks: [], additions: 3, deletions: 0, diff: 'none' };
  });
  const pullRequest = {
    number: 1,
    title: '',
    body: '',
    author: '',
    draft: false,
    baseRef: 'main',
    fork: false,
  } as const;
  const sha = '0'.repeat(40);
  const target = { htmlUrl: null, head: sha, base: sha, mergeBase: sha, repository: { owner: 'a', name: 'b' } };
  return {
    target: { ...target, pullRequest: { ...pullRequest, state: 'open' } },
    settings: defaultSettings,
    settingsSource: null,
    settingsProblems: [],
    changedFiles,
    reviewed: changedFiles,
    skipped: [],
    before: treeOf(files),
    head: treeOf(head),
    documents: [],
    agentFile: null,
    policyChanges: [],
    notes: [],
  };
}

function readDirectory(root: string): Files {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.replace(/\/$/, '').length + 1);
    if (entry.isFile() && /\.go$|(^|\/)go\.mod$/.test(path) && !path.startsWith('.git/'))
      files[path] = readFileSync(join(root, path), 'utf8');
  }
  return files;
}

/** The same module given to the go tool, where there is one. */
function askGo(files: Files): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    const env = {
      ...process.env,
      GOPROXY: 'off',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-mod=mod',
      GOCACHE: join(dir, '.cache'),
    };
    return [
      ['list', '-e', '-json', './...'],
      ['vet', './...'],
    ].map((args) => {
      const start = performance.now();
      try {
        execFileSync('go', args, { cwd: dir, env, stdio: 'ignore' });
      } catch (error) {
        return `go ${args.join(' ')}: ${(error as Error).message.split('\n', 1)[0]}`;
      }
      return `${`go ${args.join(' ')}, cold`.padEnd(46)} ${(performance.now() - start).toFixed(0).padStart(7)} ms`;
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

await main();
await printRightness();
