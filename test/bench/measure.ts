// Measures one module: `measure.ts reviews|state|addition --lines N | --repo DIR` prints one JSON object. Each is run in a process of its own, so
// that nothing is warm and the memory is its own. Times are those of the processor: the same on a busy machine as on an idle one.
import { parseArgs } from 'node:util';
import { analyse, describeTree } from '../../src/analyse/analyse.ts';
import { openParser } from '../../src/analyse/go/parser.ts';
import { buildGraph } from '../../src/analyse/graph/package-graph.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Files } from '../support/txtar.ts';
import { additionOf, goFilesOf, pushOf, readDirectory, stateOf, treeOf } from './module.ts';
import { syntheticModule } from './synthetic-module.ts';

const PUSHES = 20;
const FILES_OF_A_PUSH = 20;
const FILES_OF_A_PULL_REQUEST = 5;
/** After so many the code of the process is compiled. */
const WARMING_LINES = 100_000;

/** What a server that knows the module does for each pull request. Times in milliseconds of one core, memory in MB at its highest. */
export interface Reviews {
  /** The import graph of the whole tree, nothing known. */
  readonly graphMs: number;
  /** All that `architect facts` tells of it after that: names, calls and metrics as well. */
  readonly describeMs: number;
  /** The first pull request of the process after that. */
  readonly firstMs: number;
  /** Facts of a pull request of 5 files and of a push of 20, everything else known: middle and 95th percentile. */
  readonly pullRequestMs: readonly [p50: number, p95: number];
  readonly pushMs: readonly [p50: number, p95: number];
  readonly memoryMb: number;
}

/** Everything about every file, nothing known. Times in milliseconds of one core, memory in MB at its highest. */
export interface Whole {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
  /** Facts of the module in a new process. */
  readonly factsMs: number;
  /** The same a second time. */
  readonly againMs: number;
  /** Parsing every file and nothing else: before and after the facts beside it, the middle of both. */
  readonly parseMs: number;
  /** Facts of the module with another text in each file, so that nothing but the code of the process is warm, as for the parse. */
  readonly besideParseMs: number;
  readonly memoryMb: number;
}

async function measureReviews(files: Files): Promise<Reviews> {
  await openParser();
  const tree = treeOf(files);
  const graphMs = await cost(async () => buildGraph(tree));
  const describeMs = await cost(() => describeTree(tree, defaultSettings));
  const firstMs = await cost(() => analyse(pushOf(files, FILES_OF_A_PULL_REQUEST, 'the first'), () => {}));
  const pullRequestMs = await pushes(files, FILES_OF_A_PULL_REQUEST);
  const pushMs = await pushes(files, FILES_OF_A_PUSH);
  return { graphMs, describeMs, firstMs, pullRequestMs, pushMs, memoryMb: highestMb() };
}

async function measureWhole(files: Files, see: (files: Files) => Snapshot): Promise<Whole> {
  const parser = await openParser();
  const whole = see(files);
  const factsMs = await cost(() => analyse(whole, () => {}));
  const memoryMb = highestMb();
  const againMs = await cost(() => analyse(whole, () => {}));
  const code = goFilesOf(files);
  const parseAll = () =>
    cost(async () => {
      for (const [, text] of code) parser.parse(text, (file) => file.root.type);
    });
  await analyse(see(syntheticModule(WARMING_LINES)), () => {});
  const other = see(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}\n// Other.\n`])));
  const before = await parseAll();
  const besideParseMs = await cost(() => analyse(other, () => {}));
  const after = await parseAll();
  return {
    files: code.length,
    lines: code.reduce((sum, [, text]) => sum + text.split('\n').length, 0),
    bytes: code.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0),
    factsMs,
    againMs,
    parseMs: (before + after) / 2,
    besideParseMs,
    memoryMb,
  };
}

async function pushes(files: Files, count: number): Promise<readonly [p50: number, p95: number]> {
  const times: number[] = [];
  for (let push = 0; push < PUSHES; push++) {
    const snapshot = pushOf(files, count, `push ${push} of ${count}`);
    times.push(await cost(() => analyse(snapshot, () => {})));
  }
  times.sort((a, b) => a - b);
  return [times[Math.floor(PUSHES / 2)]!, times[Math.ceil(PUSHES * 0.95) - 1]!];
}

async function cost(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function highestMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string' }, repo: { type: 'string' } },
});
const files = values.repo === undefined ? syntheticModule(Number(values.lines)) : readDirectory(values.repo);
const measured =
  positionals[0] === 'reviews'
    ? await measureReviews(files)
    : await measureWhole(files, positionals[0] === 'addition' ? additionOf : stateOf);
process.stdout.write(JSON.stringify(measured));
