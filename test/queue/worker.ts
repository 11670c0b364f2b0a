// A process with a queue, for tests that kill it: it does the reviews it finds, one line in its log for each thing done, and
// kills itself where its environment says.
import { appendFileSync } from 'node:fs';
import { createJobs, openQueue, optionsOf, quietLog, reviewJob } from './harness.ts';

const {
  DATA_DIR: dataDir = '',
  DATABASE: databaseUrl = '',
  LOG: log = '',
  KILL: kill = '',
  ASK: ask = '',
} = process.env;
const { SLOW_MS: slowMs = '0', NAME: name = '', AT_A_TIME: atATime = '1' } = process.env;
const { STEPS = 'open,gather,turn-1,turn-2,publish' } = process.env;

function note(line: string): void {
  appendFileSync(log, `${line}\n`);
}

/** Dies as by SIGKILL: nothing more is done, not even a callback. */
function dieAt(place: string): void {
  if (kill !== place) return;
  note(`killed ${place}`);
  process.kill(process.pid, 'SIGKILL');
}

const queue = await openQueue(
  optionsOf({
    dataDir,
    databaseUrl: databaseUrl === '' ? null : databaseUrl,
    debounceMs: 0,
    perInstallation: Number(atATime),
    log: {
      ...quietLog(),
      warn: (fields, message) => note(`warn${name} ${message} ${JSON.stringify(fields).slice(0, 300)}`),
      error: (fields, message) => note(`error${name} ${message} ${JSON.stringify(fields).slice(0, 300)}`),
    },
    jobs: createJobs({
      async review(request, run) {
        let sum = 0;
        for (const [index, step] of STEPS.split(',').entries()) {
          sum += await run.step(step, async () => {
            dieAt(`in ${step} of ${request.pullRequest}`);
            if (Number(slowMs) > 0) await new Promise((resolve) => setTimeout(resolve, Number(slowMs)));
            note(`${request.pullRequest} ${step}${name}`);
            dieAt(`done ${step} of ${request.pullRequest}`);
            return index + 1;
          });
          dieAt(`after ${step} of ${request.pullRequest}`);
        }
        note(`${request.pullRequest} sum ${sum}`);
        return { verdict: 'clear', notReviewed: null };
      },
    }),
  }),
);
note(`open ${name}`);
for (const number of ask === '' ? [] : ask.split(',')) {
  await queue.enqueue(reviewJob(Number(number), { at: '2026-11-01T10:00:00Z', delivery: `delivery-${number}` }));
  note(`kept ${number}`);
  dieAt(`kept ${number}`);
}
process.once('SIGTERM', () => {
  queue.close().then(() => {
    note(`closed ${name}`);
    process.exit(0);
  });
});
