// Rules about shapes of types and packages, and about settings from the environment.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { vaguePackageName } from '../../../src/analyse/rules/service/vague-package-name.ts';
import { snapshotOf } from '../tree.ts';
import { changeRuleTests } from './change-examples.ts';

const methods = (count: number): string =>
  `package shop\n\ntype Store interface {\n${Array.from({ length: count }, (_, index) => `\tM${index}()\n`).join('')}}\n`;

test('an interface that was as wide before is no news; one that a change pushes over the limit is', async () => {
  const run = async (before: number, head: number) => {
    const of = (count: number) => `-- go.mod --\nmodule example.com/shop\n-- a.go --\n${methods(count)}`;
    const { facts } = await analyse(snapshotOf({ before: of(before), head: of(head) }), () => {});
    return facts.filter(({ kind }) => kind === 'signal').map(({ statement }) => statement);
  };
  expect(await run(10, 11)).toEqual(['`Store` has 11 methods.']);
  expect(await run(11, 12)).toEqual([]);
});

const lib = (imports: string, body: string, name = 'store'): string =>
  `package ${name}\n\nimport (\n${imports
    .split(' ')
    .map((path) => `\t"${path}"\n`)
    .join('')})\n\n${body}\n`;

const mod = '-- go.mod --\nmodule example.com/shop\n';

changeRuleTests(vaguePackageName, {
  found: {
    utils: {
      before: mod,
      head: `${mod}-- internal/utils/strings.go --\n// Package utils helps.\npackage utils\n`,
      want: ['internal/utils/strings.go:2'],
    },
    common: { before: mod, head: `${mod}-- common/a.go --\npackage common\n`, want: ['common/a.go:1'] },
  },
  silent: {
    'one that was there': {
      before: `${mod}-- common/a.go --\npackage common\n`,
      head: `${mod}-- common/a.go --\npackage common\n-- common/b.go --\npackage common\n`,
    },
    'one that moved': {
      before: `${mod}-- common/a.go --\npackage common\n`,
      head: `${mod}-- internal/common/a.go --\npackage common\n`,
      renames: { 'internal/common/a.go': 'common/a.go' },
    },
    'a package with a purpose': { before: mod, head: `${mod}-- money/a.go --\npackage money\n` },
  },
});

const reads = (key: string): string => lib('os', `func key() string { return os.Getenv("${key}") }`);

test('a variable is undocumented where nothing beside the code names it and the code did not read it before', async () => {
  const code = (path: string) => `-- ${path} --\n${reads('SHOP_KEY')}`;
  const run = async (before: string, head: string) => {
    const { facts, couldNotTell } = await analyse(snapshotOf({ before: mod + before, head: mod + head }), () => {});
    return [facts.filter(({ kind }) => kind === 'signal').length, couldNotTell];
  };
  const readme = (text: string) => `-- README.md --\n${text}\n`;
  expect(await run(readme('Set PORT.'), readme('Set PORT.') + code('a/a.go'))).toEqual([1, {}]);
  expect(await run('', readme('Set `SHOP_KEY`.') + code('a/a.go'))).toEqual([0, {}]);
  expect(await run(code('b/b.go'), code('b/b.go') + code('a/a.go'))).toEqual([0, {}]);
});

test('Lambda functions share what their packages make when they are loaded', async () => {
  const mod = '-- go.mod --\nmodule example.com/shop\n';
  const store = `-- store/store.go --\n${lib('database/sql', 'var db, _ = sql.Open("pgx", dsn)')}`;
  const lambda = `-- cmd/pay/main.go --\n${lib('example.com/shop/store github.com/aws/aws-lambda-go/lambda', 'func main() { lambda.Start(store.Pay) }', 'main')}`;
  const rulesOf = async (head: string) =>
    (await analyse(snapshotOf({ before: mod, head: mod + head }), () => {})).findings.map(({ rule }) => rule);
  expect(await rulesOf(store)).toEqual(['service/global-client']);
  expect(await rulesOf(store + lambda)).toEqual([]);
});
