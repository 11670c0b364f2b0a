import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { type Change, snapshotOf } from '../tree.ts';

async function declarationsOf(change: Change): Promise<string[]> {
  const { declarations } = await analyse(snapshotOf(change), () => {});
  return declarations.map(
    ({ change, kind, name, path, startLine, endLine, changedLines }) =>
      `${change} ${kind} ${name} ${path}:${startLine}-${endLine} (${changedLines})`,
  );
}

const before = `
-- go.mod --
module example.com/shop
-- order.go --
package shop

type Order struct {
	ID string
}

func (o *Order) Pay() error {
	return nil
}

func old() {}

func same() {}
`;

test('added, modified and removed declarations are named with their lines', async () => {
  const head = `
-- go.mod --
module example.com/shop
-- order.go --
package shop

// Order is an order.
type Order struct {
	ID string
}

func (o *Order) Pay() error {
	charge(o)
	return nil
}

func same() {}

func charge(o *Order) {
}
`;
  expect(await declarationsOf({ before, head })).toMatchInlineSnapshot(`
[
  "modified method Order.Pay order.go:8-11 (1)",
  "added function charge order.go:15-16 (2)",
  "removed function old order.go:11-11 (1)",
]
`);
});

test('a renamed file whose declarations stay has none', async () => {
  const head = before.replace('-- order.go --', '-- orders/order.go --');
  expect(await declarationsOf({ before, head, renames: { 'orders/order.go': 'order.go' } })).toEqual([]);
});

test('a declaration that moves to another changed file of its package is none', async () => {
  const a = `${before}-- b.go --\npackage shop\n`;
  const b = `${before.replace('func old() {}\n\n', '')}-- b.go --\npackage shop\n\nfunc old() {}\n`;
  expect(await declarationsOf({ before: a, head: b })).toEqual([]);
});

test('declarations of a removed file are removed', async () => {
  const head = '-- go.mod --\nmodule example.com/shop\n';
  expect(await declarationsOf({ before, head })).toMatchInlineSnapshot(`
[
  "removed type Order order.go:3-5 (3)",
  "removed method Order.Pay order.go:7-9 (3)",
  "removed function old order.go:11-11 (1)",
  "removed function same order.go:13-13 (1)",
]
`);
});
