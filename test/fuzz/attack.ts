// Analyses each hostile file as the App does and prints what it took: `npm run attack`. The main thread must stay free.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createAnalysisPool } from '../../src/analyse/pool/analysis-pool.ts';
import { parseSettings } from '../../src/gather/settings/settings-file.ts';
import { snapshotOf } from '../analyse/tree.ts';
import { HOSTILE_FILES, HOSTILE_SETTINGS } from './attacks.ts';

/** A health check that waits longer has failed. */
const MAX_STALL_MS = 1_000;
const MODULE = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';

const pool = createAnalysisPool();
const { signal } = new AbortController();

async function row(name: string, task: () => Promise<string>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const start = performance.now();
  const result = await task();
  const took = `${Math.round(performance.now() - start)} ms`;
  delay.disable();
  const stall = Math.round(delay.max / 1e6);
  console.log(`${name.padEnd(36)}${took.padStart(10)}${`${stall} ms`.padStart(18)}  ${result}`);
  if (stall > MAX_STALL_MS) process.exitCode = 1;
}

console.log(`${'input'.padEnd(36)}${'time'.padStart(10)}${'main thread held'.padStart(18)}  result`);
for (const [path, text] of Object.entries(HOSTILE_FILES)) {
  const snapshot = snapshotOf({ before: MODULE, head: `${MODULE}-- ${path} --\n${text}\n` });
  await row(path, async () => {
    const { facts, unread, couldNotTell } = await pool.analyse(snapshot, () => {}, signal);
    const names = unread.map((file) => `${file.path} (${file.reason})`);
    const undecided = Object.values(couldNotTell).reduce((sum, count) => sum + count, 0);
    if (names.length === 0) return `judged: ${facts.length} facts, ${undecided} undecided`;
    return `not judged: ${names.join(', ')}`;
  });
}
for (const [name, text] of Object.entries(HOSTILE_SETTINGS))
  await row(name, async () =>
    parseSettings(text, '.github/architect.yml')
      .problems.map(({ message }) => message)
      .join(', '),
  );
await pool.close();
