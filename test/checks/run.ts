// Runs the checks of the source that no linter has: `tsx test/checks/run.ts [names|folders|titles|lengths|regexes]…`, all without a
// name. Prints each offence with its place; exits with 1 if there is one. Long functions are listed and do not count.
import { fileURLToPath } from 'node:url';
import { findBadTitles } from './commit-titles.ts';
import { findSharedNames } from './exported-names.ts';
import { findFolderCircles } from './folder-circles.ts';
import { findLongFunctions, findLongLines } from './lengths.ts';
import { findSlowRegexes, readVerdicts } from './regexes.ts';
import { type Offence, readSource } from './source.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = readSource(root);

const CHECKS: Readonly<Record<string, () => Offence[]>> = {
  names: () => findSharedNames(files),
  folders: () => findFolderCircles(files),
  titles: () => findBadTitles(root),
  lengths: () => files.flatMap(findLongLines),
  regexes: () => findSlowRegexes(files, readVerdicts()),
};

const asked = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CHECKS);
for (const name of asked) {
  const check = CHECKS[name];
  if (check === undefined) throw new Error(`No check "${name}"; there are ${Object.keys(CHECKS).join(', ')}`);
  const offences = check();
  print(offences);
  if (name === 'lengths') print(files.flatMap(findLongFunctions));
  if (offences.length > 0) process.exitCode = 1;
  console.log(`${name}: ${offences.length === 0 ? 'nothing to report' : `${offences.length} to change`}`);
}

function print(offences: readonly Offence[]): void {
  for (const { path, line, message } of offences) console.log(`${path}${line === null ? '' : `:${line}`}  ${message}`);
}
