import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { snapshotOf } from '../tree.ts';

const parallel = (name: string, body: string): string => `func ${name}(t *testing.T) {\n\tt.Parallel()\n${body}\n}\n`;
const tests = (...functions: string[]): string => `package shop\n\nimport "testing"\n\n${functions.join('\n')}`;

test('what parallel tests write is shared where the package declares it, in whichever file', async () => {
  const rulesOf = async (declared: string) => {
    const head = `-- go.mod --\nmodule example.com/shop\n-- shop.go --\npackage shop\n\n${declared}\n-- shop_test.go --\n${tests(
      parallel('TestOne', '\tDefault["tea"] = 100\n\tcheck(t, Default)'),
      parallel('TestTwo', '\tcheck(t, Default)'),
    )}`;
    const before = '-- go.mod --\nmodule example.com/shop\n';
    return (await analyse(snapshotOf({ before, head }), () => {})).findings.map(({ rule }) => rule);
  };
  expect(await rulesOf('var Default = Prices{}')).toEqual(['testing/parallel-shares-state']);
  expect(await rulesOf('var (\n\tlimit = 3\n\tDefault Prices\n)')).toEqual(['testing/parallel-shares-state']);
  expect(await rulesOf('func Default() {}')).toEqual([]);
});
