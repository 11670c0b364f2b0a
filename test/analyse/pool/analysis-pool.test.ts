// Analyses in threads: the same answers as in this one, and what cannot be finished is left out by name.
import { MessageChannel } from 'node:worker_threads';
import { afterAll, expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { type AnalysisPool, createAnalysisPool, textsOf } from '../../../src/analyse/pool/analysis-pool.ts';
import runTask, { type ThreadReport } from '../../../src/analyse/pool/analysis-thread.ts';
import { type TreeMessage, toTreeMessage } from '../../../src/analyse/pool/snapshot-message.ts';
import type { WorkUnit } from '../../../src/analyse/work-units.ts';
import { CannotReview } from '../../../src/domain/errors.ts';
import { snapshotOf } from '../tree.ts';

const MODULE = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
const GET = `-- client/get.go --
package client

import "net/http"

func Get(url string) error {
	_, err := http.Get(url)
	return err
}
`;
const MAIN = `-- main.go --
package main

import "example.com/shop/client"

func main() {
	_ = client.Get("https://example.com")
}
`;
/** More functions than can be judged in a fraction of a second. */
const HUGE = `-- client/huge.go --\npackage client\n\n${Array.from({ length: 30_000 }, (_, n) => `func f${n}() error { _, err := http.Get("x"); return err }`).join('\n')}\n`;

const pools: AnalysisPool[] = [];
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

function openPool(options: Parameters<typeof createAnalysisPool>[0] = {}): AnalysisPool {
  const pool = createAnalysisPool({ threads: 1, ...options });
  pools.push(pool);
  return pool;
}

const never = new AbortController().signal;
const change = (text: string) => snapshotOf({ before: MODULE, head: `${MODULE}${MAIN}${text}` });

test('a thread answers what this thread would, symbols included', async () => {
  const snapshot = change(GET);
  const { references, ...there } = await openPool().analyse(snapshot, () => {}, never);
  const { references: own, ...here } = await analyse(snapshot, () => {});
  expect(there).toEqual(here);
  expect(there.findings).not.toEqual([]);
  const asked = ['example.com/shop/client', 'Get'] as const;
  expect(await references!.callersOf(...asked)).toEqual(await own!.callersOf(...asked));
  expect((await references!.callersOf(...asked)).sites).toHaveLength(1);
});

test('each question to kept symbols starts the clock, and other files are other symbols', async () => {
  const whole = toTreeMessage(change(GET).head);
  const query = { method: 'callersOf', args: ['example.com/shop/client', 'Get'] } as const;
  const askIn = async (tree: TreeMessage) => {
    const { port1, port2 } = new MessageChannel();
    const units: string[] = [];
    port1.on('message', (report: ThreadReport) => {
      if (report.kind === 'begin') units.push(report.unit.name);
      else if (report.kind === 'need') port1.postMessage(textsOf([change(GET).head], report.shas));
    });
    const answer = await runTask({ kind: 'query', tree, query, excluded: [], port: port2 });
    await new Promise((resolve) => setImmediate(resolve));
    port1.close();
    return { first: units[0], sites: (answer as { sites: unknown[] }).sites.length };
  };
  expect(await askIn(whole)).toEqual({ first: 'start', sites: 1 });
  expect(await askIn(whole)).toEqual({ first: 'start', sites: 1 });
  const readable = whole.readable.map((path) => (path === 'main.go' ? 'none.go' : path));
  const entries = whole.entries.filter(({ path }) => path !== 'main.go');
  expect(await askIn({ ...whole, entries, readable })).toEqual({ first: 'start', sites: 0 });
});

test('a file that takes too long is left out by name, and the rest is judged', async () => {
  const excluded: WorkUnit[] = [];
  const pool = openPool({ pieceMs: 400, onExcluded: (unit) => excluded.push(unit) });
  // Warm: the time of a piece is not that of loading the code.
  await pool.analyse(change(GET), () => {}, never);
  const { findings, unread } = await pool.analyse(change(GET + HUGE), () => {}, never);
  expect(excluded).toEqual([{ kind: 'file', name: 'client/huge.go' }]);
  expect(unread).toContainEqual({ path: 'client/huge.go', reason: 'too-complex' });
  expect(findings.map(({ path }) => path)).toContain('client/get.go');
}, 60_000);

test('a file that takes too much memory is left out as well', async () => {
  const excluded: WorkUnit[] = [];
  const pool = openPool({ memoryMb: 64, onExcluded: (unit) => excluded.push(unit) });
  const { unread } = await pool.analyse(change(GET + HUGE), () => {}, never);
  expect(excluded.map(({ name }) => name)).toContain('client/huge.go');
  expect(unread.map(({ path }) => path)).toContain('client/huge.go');
}, 60_000);

test('what cannot be left out ends in a sentence, not in a wait', async () => {
  const pool = openPool({ attemptMs: 1, pieceMs: 1 });
  await expect(pool.analyse(change(GET), () => {}, never)).rejects.toThrow(CannotReview);
});

test('a review that is given up ends its analysis at once', async () => {
  const stop = new AbortController();
  const pool = openPool();
  const asked = pool.analyse(change(GET + HUGE), () => stop.abort(new Error('superseded')), stop.signal);
  await expect(asked).rejects.toThrow('superseded');
});
