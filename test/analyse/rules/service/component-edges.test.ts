// First imports between components: which are reported, and which are ordinary.
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import type { Fact } from '../../../../src/domain/architecture.ts';
import { snapshotOf } from '../../tree.ts';

type Sources = Readonly<Record<string, readonly string[]>>;

const module = (files: Sources): string =>
  `-- go.mod --\nmodule m\n${Object.entries(files)
    .map(([file, imports]) => {
      const name = file.split('/').at(-2) ?? 'main';
      return `-- ${file} --\npackage ${name}\n${imports.map((path) => `import _ "m/${path}"\n`).join('')}`;
    })
    .join('')}`;

const base: Sources = {
  'internal/orders/orders.go': ['internal/orders/store'],
  'internal/orders/store/store.go': [],
  'internal/mail/mail.go': ['internal/users'],
  'internal/users/users.go': ['internal/audit'],
  'internal/audit/audit.go': [],
  'cmd/api/main.go': ['internal/orders'],
};

/** Signals of a change; asserts that none of them is a finding. */
async function signals(changes: Sources, renames: Record<string, string> = {}): Promise<readonly Fact[]> {
  const before = Object.fromEntries(Object.entries(base));
  const head = Object.fromEntries(
    Object.entries({ ...base, ...changes }).filter(([path]) => !Object.values(renames).includes(path)),
  );
  const { facts, findings } = await analyse(
    snapshotOf({ before: module(before), head: module(head), renames }),
    () => {},
  );
  expect(findings).toEqual([]);
  return facts.filter(({ kind, id }) => kind === 'signal' && id.includes('component'));
}

describe('a first import between two components', () => {
  test('is a signal with its place', async () => {
    const [fact] = await signals({ 'internal/orders/orders.go': ['internal/orders/store', 'internal/mail'] });
    expect(fact).toMatchObject({
      statement: '`internal/orders` imports `internal/mail` for the first time.',
      places: [{ path: 'internal/orders/orders.go', startLine: 3 }],
    });
  });

  test('that closes a cycle names its components', async () => {
    const [fact] = await signals({ 'internal/audit/log/log.go': ['internal/mail'] });
    expect(fact).toMatchObject({ places: [{ path: 'internal/audit/log/log.go', startLine: 2 }] });
    expect(fact?.statement).toMatchInlineSnapshot(
      `"\`internal/audit\` imports \`internal/mail\` for the first time, which closes a cycle of components: \`internal/audit\`, \`internal/mail\` and \`internal/users\`."`,
    );
  });

  test.each<[string, Sources]>([
    [
      'inside one component',
      { 'internal/orders/store/store.go': [], 'internal/orders/cart/cart.go': ['internal/orders/store'] },
    ],
    ['between components that were tied already', { 'internal/mail/smtp/smtp.go': ['internal/users'] }],
    ['of a component that is new', { 'internal/billing/billing.go': ['internal/orders'] }],
    [
      'to a component that is new',
      { 'internal/orders/orders.go': ['internal/orders/store', 'internal/clock'], 'internal/clock/clock.go': [] },
    ],
    ['of a command', { 'cmd/api/main.go': ['internal/orders', 'internal/mail'] }],
    [
      'to test support',
      { 'internal/orders/orders.go': ['internal/orders/store', 'internal/testutil'], 'internal/testutil/t.go': [] },
    ],
  ])('%s is none', async (_, changes) => {
    expect(await signals(changes)).toEqual([]);
  });

  test('of a component that was moved is none', async () => {
    const changes = { 'internal/post/mail.go': ['internal/users'] };
    expect(await signals(changes, { 'internal/post/mail.go': 'internal/mail/mail.go' })).toEqual([]);
  });
});
