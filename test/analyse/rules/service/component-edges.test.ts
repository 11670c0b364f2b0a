import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
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

/** Signals of the change; that none of them is a finding is asserted on the way. */
async function signals(changes: Sources, renames: Record<string, string> = {}): Promise<string[]> {
  const before = Object.fromEntries(Object.entries(base));
  const head = Object.fromEntries(
    Object.entries({ ...base, ...changes }).filter(([path]) => !Object.values(renames).includes(path)),
  );
  const { facts, findings } = await analyse(
    snapshotOf({ before: module(before), head: module(head), renames }),
    () => {},
  );
  expect(findings).toEqual([]);
  return facts
    .filter(({ kind, id }) => kind === 'signal' && id.includes('component'))
    .map(({ statement, places }) => `${statement} [${places.map(({ path, startLine }) => `${path}:${startLine}`)}]`);
}

describe('a first import between two components', () => {
  test('is a signal with its place', async () => {
    expect(await signals({ 'internal/orders/orders.go': ['internal/orders/store', 'internal/mail'] })).toEqual([
      '`internal/orders` imports `internal/mail` for the first time. [internal/orders/orders.go:3]',
    ]);
  });

  test('that makes a circle says which components are in it', async () => {
    expect(await signals({ 'internal/audit/log/log.go': ['internal/mail'] })).toEqual([
      '`internal/audit` imports `internal/mail` for the first time, which makes a circle of components that was not there: `internal/audit`, `internal/mail`, `internal/users`. [internal/audit/log/log.go:2]',
    ]);
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
