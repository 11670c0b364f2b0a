// What people decide about findings stays readable, however much they write.
import { expect, test } from '@jest/globals';
import { writeMemory } from '../../src/publish/github/finding-memory.ts';
import type { Connection } from '../../src/publish/github/publish-review.ts';
import { type HistoryEntry, marker, readMarker } from '../../src/publish/markers.ts';

const entry = (n: number): HistoryEntry => ({
  id: `f${n}`,
  title: 'A finding',
  severity: 'high',
  path: 'internal/store/store.go',
  source: 'fact',
  firstSeen: 'a'.repeat(40),
  state: 'dismissed',
  at: 'b'.repeat(40),
  label: `A${n}`,
});

test('a hundred long reasons are shortened rather than lost with their decisions', async () => {
  const history = Array.from({ length: 100 }, (_, n) => entry(n + 1));
  const about = { head: 'a', request: 'r', verdict: 'advise', history };
  const body = `The summary.\n\n${marker('summary', about)}`;
  const bodies: string[] = [];
  const call = async (...[, , , { body: sent }]: Parameters<Connection['call']>) => {
    bodies.push(String(sent));
    return {} as never;
  };
  const place = { repository: { owner: 'acme', name: 'shop' }, number: 1, appId: 1, botLogin: 'architect[bot]' };
  const decided = (reason: string) =>
    history.map((one) => ({ ...one, decision: { to: 'dismissed' as const, reason, by: 'ana' } }));
  const summary = { id: 1, body, marker: about };
  for (const reason of ['<'.repeat(300), 'because '.repeat(37), 'short'])
    await writeMemory({ call }, place, { summary }, decided(reason));
  expect(bodies.every((sent) => Buffer.byteLength(sent) <= 65_536)).toBe(true);
  const read = bodies.map((sent) => readMarker('summary', sent)?.history.map(({ decision }) => decision?.to));
  expect(read).toEqual([1, 2, 3].map(() => history.map(() => 'dismissed')));
  expect(readMarker('summary', bodies[2]!)?.history[99]?.decision?.reason).toBe('short');
});
