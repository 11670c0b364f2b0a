// Import cycles: which circles the go command refuses, and which it does not meet.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

const one = `-- go.mod --
module example.com/shop
-- order/order.go --
package order

import "example.com/shop/stock"

var _ = stock.Left
`;
const stock = (file: string, text: string) => `-- stock/${file} --\npackage stock\n\n${text}\n`;
const plain = stock('stock.go', 'func Left() int { return 0 }');

const two = (more: string, require = '') => `${more}-- order/go.mod --
module example.com/order
${require.replaceAll('OTHER', 'stock')}
-- order/pick/pick.go --
package pick

import "example.com/stock/shelf"

var _ = shelf.Left
-- stock/go.mod --
module example.com/stock
${require.replaceAll('OTHER', 'order')}
`;
const shelf = (text: string) => `-- stock/shelf/shelf.go --\npackage shelf\n\n${text}\n`;
const work = '-- go.work --\ngo 1.24\n\nuse ./order\nuse ./stock\n';
const released = 'require example.com/OTHER v1.0.0';

const run = async (before: string, head: string) => {
  const { findings, couldNotTell } = await analyse(snapshotOf({ before, head }), () => {});
  return [
    findings
      .filter(({ rule }) => rule === 'service/import-cycle')
      .map(({ title, path, startLine }) => `${title} ${path}:${startLine}`),
    couldNotTell['service/import-cycle'] ?? 0,
  ];
};

const back = 'import "example.com/shop/order"\n\nvar _ = order.Total';
const backToPick = 'import "example.com/order/pick"\n\nvar _ = pick.One';
const shelfTitle = 'Import cycle: stock/shelf now imports order/pick, which already depends on stock/shelf';

test('two packages of one module', async () => {
  expect(await run(one + plain, one + stock('stock.go', back))).toEqual([
    ['Import cycle: shop/stock now imports shop/order, which already depends on shop/stock stock/stock.go:3'],
    0,
  ]);
});

test('two modules of one workspace, or that replace each other', async () => {
  const bare = shelf('func Left() {}');
  expect(await run(two(work) + bare, two(work) + shelf(backToPick))).toEqual([
    [`${shelfTitle} stock/shelf/shelf.go:3`],
    0,
  ]);
  const replaced = `${released}\n\nreplace example.com/OTHER => ../OTHER`;
  expect(await run(two('', replaced) + bare, two('', replaced) + shelf(backToPick))).toEqual([
    [`${shelfTitle} stock/shelf/shelf.go:3`],
    0,
  ]);
});

test('two modules that require releases of each other are counted as undecided', async () => {
  const bare = shelf('func Left() {}');
  expect(await run(two('', released) + bare, two('', released) + shelf(backToPick))).toEqual([[], 1]);
});

test('a circle that is closed in tests alone, one that was there, and one that moved with its directory are left alone', async () => {
  const inTests = stock('stock_test.go', back).replace('package stock', 'package stock_test');
  expect(await run(one + plain, one + plain + inTests)).toEqual([[], 0]);
  const old = one + stock('stock.go', back);
  expect(await run(old, old + stock('more.go', back.replace('_ =', 'Total =')))).toEqual([[], 0]);
  const moved = old
    .replaceAll('/stock', '/store')
    .replaceAll('-- stock/', '-- store/')
    .replaceAll(/package stock|stock\./g, (all) => all.replace('stock', 'store'));
  const { findings } = await analyse(
    snapshotOf({ before: old, head: moved, renames: { 'store/store.go': 'stock/stock.go' } }),
    () => {},
  );
  expect(findings).toEqual([]);
});
