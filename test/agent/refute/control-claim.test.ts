import { expect, test } from '@jest/globals';
import { addControl } from '../../../src/agent/refute/control-claim.ts';
import type { ChangedDeclaration } from '../../../src/domain/architecture.ts';
import { makeArchitecture, makeSnapshot } from '../../support/snapshot.ts';

const text = `package shop

// Pay does no request. It starts no goroutine: go away.
func Pay(cents int) int {
\treturn cents * 2
}

func All(c chan int) {
\tmu.Lock()
\tfor range c {
\t\tgo http.Get("x")
\t}
}
`;
const declared = (name: string, startLine: number, endLine: number): ChangedDeclaration => ({
  package: 'example.com/shop',
  path: 'shop/pay.go',
  kind: 'function',
  name,
  exported: true,
  change: 'added',
  signature: '',
  startLine,
  endLine,
  changedLines: 1,
});
const snapshot = makeSnapshot({}, { 'shop/pay.go': text });
const SEEDS = Array.from({ length: 60 }, (_, n) => `canary-${n}`);

test('the control says what the function does not do, at a real place, among the others', () => {
  const architecture = makeArchitecture({ declarations: [declared('Pay', 3, 6)] });
  const made = SEEDS.map((seed) => addControl([], snapshot, architecture, seed).findings[0]!);
  expect(new Set(made.map(({ title }) => title))).toEqual(
    new Set([
      'Pay starts a goroutine that it never waits for',
      'Pay returns while it holds the mutex',
      'Pay leaves the response body of its request open',
      'Pay loops without end when its list is empty',
    ]),
  );
  expect(made[0]).toMatchObject({ path: 'shop/pay.go', startLine: 4, quote: 'func Pay(cents int) int {' });
  expect(addControl([], snapshot, architecture, 'a')).toEqual(addControl([], snapshot, architecture, 'a'));
});

test('a function that does all of it gives no control, and without one nothing is added', () => {
  for (const seed of SEEDS) {
    const architecture = makeArchitecture({ declarations: [declared('All', 8, 13)] });
    expect(addControl([], snapshot, architecture, seed)).toEqual({ findings: [], control: null });
  }
});
