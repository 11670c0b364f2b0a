// How fast the facts are and how right: `npm run bench -- [--lines N]… [--repo DIR]`. Each module is measured in a process of its
// own; then comes the go tool on the same module, where there is one, and the cases whose right answer is known.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { evaluate, formatScoreboard, readCases } from '../../src/eval/eval.ts';
import { askGo } from './go-tool.ts';
import { readDirectory } from './module.ts';
import { syntheticModule } from './synthetic-module.ts';
import { drawTable, type Measured } from './table.ts';

const SIZES = ['10000', '100000'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { lines: { type: 'string', multiple: true }, repo: { type: 'string' } } });
  const modules =
    values.repo === undefined
      ? (values.lines ?? SIZES).map((lines) => ({ name: `${lines} lines`, args: ['--lines', lines] }))
      : [{ name: values.repo, args: ['--repo', values.repo] }];
  const rows = modules.map(({ name, args }) => ({ name, measured: measure(args) }));
  console.log(drawTable(rows));
  for (const { name, args } of modules) {
    const files = args[0] === '--repo' ? readDirectory(args[1]!) : syntheticModule(Number(args[1]));
    console.log(`\n${name}`);
    for (const line of askGo(files)) console.log(`  ${line}`);
  }
  console.log(`\n${await rightness()}`);
}

function measure(args: readonly string[]): Measured {
  const script = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const run = (what: 'state' | 'addition' | 'reviews') =>
    JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', script, what, ...args], { encoding: 'utf8' }));
  return { state: run('state'), addition: run('addition'), reviews: run('reviews') };
}

/** How right the facts are: `architect eval` without a model. */
async function rightness(): Promise<string> {
  const cases = await readCases(fileURLToPath(new URL('../fixtures/cases', import.meta.url)));
  const budget = { maxTurns: 1, maxOutputTokensPerTurn: 1, maxCostUsd: 0, deadlineMs: 60_000 };
  const { signal } = new AbortController();
  return formatScoreboard(await evaluate({ cases, model: null, runs: 1, budget, signal }));
}

await main();
