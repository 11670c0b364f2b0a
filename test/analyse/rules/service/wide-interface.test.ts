import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

const methods = (count: number): string =>
  `package shop\n\ntype Store interface {\n${Array.from({ length: count }, (_, index) => `\tM${index}()\n`).join('')}}\n`;

test('an interface is reported when a change pushes it over the limit, not when it was over it before', async () => {
  const run = async (before: number, head: number) => {
    const of = (count: number) => `-- go.mod --\nmodule example.com/shop\n-- a.go --\n${methods(count)}`;
    const { facts } = await analyse(snapshotOf({ before: of(before), head: of(head) }), () => {});
    return facts.filter(({ id }) => id.startsWith('rule:service/wide-interface:')).length;
  };
  expect(await run(10, 11)).toBe(1);
  expect(await run(11, 12)).toBe(0);
});
