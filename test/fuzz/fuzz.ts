// Feeds hostile texts to every reader of foreign text and prints a table: `npm run fuzz -- [--cases N] [--seed N] [--only NAME]`.
import { parseArgs } from 'node:util';
import { openParser } from '../../src/analyse/go/parser.ts';
import { hostileCase } from './hostile-cases.ts';
import { parserTarget, TARGETS } from './targets.ts';

/** A text of at most 2,000 characters that takes longer blocks the process. */
const MAX_MS = 1_000;
const MAX_FAILURES = 3;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const all = { ...TARGETS, 'grammar of Go': parserTarget(await openParser()) };
const targets = Object.entries(all).filter(([name]) => values.only === undefined || name === values.only);
const each = Math.ceil(Number(values.cases) / targets.length);
const first = Number(values.seed);

console.log(`${'reader'.padEnd(26)}${'cases'.padStart(9)}${'slowest'.padStart(10)}${'failed'.padStart(8)}`);
for (const [name, target] of targets) {
  let slowest = 0;
  const failures: string[] = [];
  for (let seed = first; seed < first + each; seed += 1) {
    const text = hostileCase(seed);
    const start = performance.now();
    try {
      target(text);
    } catch (error) {
      failures.push(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
    }
    const took = performance.now() - start;
    if (took > MAX_MS) failures.push(`seed ${seed}: ${took.toFixed(0)} ms`);
    slowest = Math.max(slowest, took);
  }
  const numbers = [
    String(each).padStart(9),
    `${slowest.toFixed(0)} ms`.padStart(10),
    String(failures.length).padStart(8),
  ];
  console.log(`${name.padEnd(26)}${numbers.join('')}`);
  for (const failure of failures.slice(0, MAX_FAILURES)) console.log(`  ${failure.slice(0, 400)}`);
  if (failures.length > 0) process.exitCode = 1;
}
