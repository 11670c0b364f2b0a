// Judges the regular expressions of `src` that have no verdict yet and rewrites regexes.txt: `npm run regexes`.
// The judge is recheck (https://makenowjust-labs.github.io/recheck/).
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check, type Diagnostics } from 'recheck';
import {
  type Degree,
  digestOf,
  EXPONENTIAL,
  listRegexes,
  type Regex,
  readVerdicts,
  UNDECIDED,
  verdictsFile,
} from './regexes.ts';
import { readSource } from './source.ts';

const TIMEOUT_MS = 10_000;
const AT_A_TIME = 2;

const known = readVerdicts();
const wanted = new Map(
  listRegexes(readSource(fileURLToPath(new URL('../..', import.meta.url)))).map((one) => [digestOf(one), one]),
);
const verdicts = new Map<string, Degree>();
const open: [string, Regex][] = [];
for (const [digest, regex] of wanted) {
  const degree = known[digest];
  if (degree === undefined) open.push([digest, regex]);
  else verdicts.set(digest, degree);
}
await Promise.all(Array.from({ length: AT_A_TIME }, judgeOpen));
writeFileSync(
  verdictsFile,
  [...verdicts]
    .sort()
    .map((verdict) => `${verdict.join(' ')}\n`)
    .join(''),
);
console.log(
  `${verdicts.size} regular expressions, ${[...verdicts.values()].filter((degree) => degree !== 1).length} not linear`,
);

async function judgeOpen(): Promise<void> {
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [digest, regex] = next;
    const degree = degreeOf(await check(regex.pattern, regex.flags, { timeout: TIMEOUT_MS }));
    verdicts.set(digest, degree);
    if (degree !== 1) console.log(`${regex.path}:${regex.line}  degree ${degree}  /${regex.pattern}/${regex.flags}`);
  }
}

function degreeOf(diagnostics: Diagnostics): Degree {
  if (diagnostics.status === 'safe') return 1;
  if (diagnostics.status === 'unknown') return UNDECIDED;
  return diagnostics.complexity.type === 'polynomial' ? diagnostics.complexity.degree : EXPONENTIAL;
}
