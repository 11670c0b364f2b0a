import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { built } from '../support/built.ts';
import { until } from './harness.ts';
import { servers, stores, type TestStore } from './stores.ts';

const STEPS = ['open', 'gather', 'turn-1', 'turn-2', 'publish'];
const children = new Set<ChildProcess>();
let program: string;

beforeAll(async () => {
  program = await built('test/queue/worker.ts');
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

/** Starts a worker; resolves when it has ended to the signal that ended it, or null. */
function startWorker(store: TestStore, environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program], {
    cwd: store.dataDir,
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: '--no-deprecation',
      DATA_DIR: store.dataDir,
      DATABASE: store.databaseUrl ?? '',
      LOG: path.join(store.dataDir, 'log'),
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('exit', (_code, signal) => {
      children.delete(child);
      resolve(signal);
    });
  });
  return { child, ended };
}

function logOf(store: TestStore): string[] {
  const file = path.join(store.dataDir, 'log');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

async function untilLogged(store: TestStore, line: string): Promise<void> {
  await until(() => logOf(store).includes(line), `"${line}" is logged`, 60_000);
}

async function stop({ child, ended }: ReturnType<typeof startWorker>): Promise<void> {
  child.kill('SIGTERM');
  expect(await ended).toBeNull();
}

describe.each(stores)('killed with %s,', (_name, openStore) => {
  test('the next process resumes at the first unfinished step', async () => {
    const store = await openStore();
    try {
      // Every place where it can die is the place of one review; each start finishes one and dies over the next. What was done
      // and not yet kept is done again, so the steps themselves look before they write.
      const places = ['in open', ...STEPS.map((step) => `after ${step}`), 'done gather'];
      for (const [index, place] of places.entries()) {
        const number = index + 1;
        const worker = startWorker(store, { ASK: String(number), KILL: `${place} of ${number}` });
        expect(await worker.ended).toBe('SIGKILL');
      }
      const last = startWorker(store, {});
      for (const number of places.keys()) await untilLogged(store, `${number + 1} sum 15`);
      await stop(last);

      const log = logOf(store);
      for (const [index, place] of places.entries()) {
        const number = index + 1;
        expect(log).toContain(`killed ${place} of ${number}`);
        const steps = STEPS.flatMap((step) => (place === `done ${step}` ? [step, step] : [step]));
        expect(log.filter((line) => line.startsWith(`${number} `))).toEqual(
          [...steps, 'sum 15'].map((line) => `${number} ${line}`),
        );
      }
    } finally {
      await store.remove();
    }
  }, 180_000);

  test('the next process runs a job that was only stored', async () => {
    const store = await openStore();
    try {
      expect(await startWorker(store, { ASK: '7', KILL: 'kept 7' }).ended).toBe('SIGKILL');
      const next = startWorker(store, { ASK: '7' });
      await untilLogged(store, '7 sum 15');
      await stop(next);
      expect(logOf(store).filter((line) => line === '7 open')).toHaveLength(1);
    } finally {
      await store.remove();
    }
  }, 60_000);

  test('a process of another version starts the review over', async () => {
    const store = await openStore();
    try {
      const killed = startWorker(store, { ASK: '9', KILL: 'after gather of 9' });
      expect(await killed.ended).toBe('SIGKILL');
      const next = startWorker(store, { STEPS: 'open,read,publish' });
      await untilLogged(store, '9 sum 6');
      await stop(next);
      expect(logOf(store).filter((line) => line.startsWith('9 '))).toEqual(
        ['open', 'gather', 'open', 'read', 'publish', 'sum 6'].map((line) => `9 ${line}`),
      );
    } finally {
      await store.remove();
    }
  }, 60_000);

  test('or stopped gently, a process finishes its step, and the next one resumes after it', async () => {
    const store = await openStore();
    try {
      const first = startWorker(store, { ASK: '8', SLOW_MS: '700', NAME: ' by first' });
      await untilLogged(store, '8 open by first');
      await new Promise((resolve) => setTimeout(resolve, 200));
      await stop(first);
      const before = logOf(store).filter((line) => line.startsWith('8 '));
      expect(before).toEqual(['8 open by first', '8 gather by first']);
      const second = startWorker(store, { NAME: ' by second' });
      await untilLogged(store, '8 sum 15');
      await stop(second);
      expect(logOf(store).filter((line) => line.startsWith('8 '))).toEqual([
        ...before,
        '8 turn-1 by second',
        '8 turn-2 by second',
        '8 publish by second',
        '8 sum 15',
      ]);
    } finally {
      await store.remove();
    }
  }, 60_000);
});

if (servers.length > 0) {
  describe.each(servers)('two replicas on %s', (_name, openStore) => {
    test('start at once on an empty database, share the jobs, and take over those of a dead one', async () => {
      const store = await openStore();
      try {
        const slow = { SLOW_MS: '300', AT_A_TIME: '3' };
        const doomed = startWorker(store, { ...slow, NAME: ' by A', ASK: '1,2,3,4', KILL: 'in turn-2 of 1' });
        const other = startWorker(store, { ...slow, NAME: ' by B', ASK: '1,2,3,4,5,6' });
        const third = startWorker(store, { ...slow, NAME: ' by C', KILL: 'in turn-1 of 2' });
        for (let number = 1; number <= 6; number++) await untilLogged(store, `${number} sum 15`);
        for (const worker of [doomed, other, third]) {
          worker.child.kill('SIGTERM');
          await worker.ended;
        }
        const log = logOf(store);
        const killed = new Set<string | undefined>(['A', 'C']);
        for (let number = 1; number <= 6; number++) {
          const lines = log.filter((line) => line.startsWith(`${number} `)).map((line) => line.split(' '));
          // A replica that dies between a step and the record of it leaves that step to the next one. Nobody else repeats.
          const kept = lines.filter(([, step, , replica], index) => {
            const repeated = lines[index + 1]?.[1] === step;
            return !(repeated && killed.has(replica));
          });
          expect(kept.map(([, step]) => step)).toEqual([...STEPS, 'sum']);
        }
      } finally {
        await store.remove();
      }
    }, 120_000);
  });
}
