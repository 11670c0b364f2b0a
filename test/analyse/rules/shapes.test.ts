// Rules about shapes of types and packages, and about settings from the environment.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { undocumentedVariable } from '../../../src/analyse/rules/environment.ts';
import { globalClient, wideInterface, wireAndStorage } from '../../../src/analyse/rules/shapes.ts';
import { shelfPackage } from '../../../src/analyse/rules/shelf-package.ts';
import { snapshotOf } from '../tree.ts';
import { changeRuleTests } from './change-examples.ts';
import { ruleTests } from './examples.ts';

ruleTests(wireAndStorage, {
  found: {
    'json and gorm':
      'package shop\n\ntype Order struct { // want\n\tID string `json:"id" gorm:"primaryKey"`\n\tNote string `json:"note" gorm:"size:200"`\n}\n',
    'json and dynamodbav':
      'package shop\n\ntype (\n\tOrder struct { // want\n\t\tID string `dynamodbav:"id" json:"id"`\n\t\tNote string `dynamodbav:"note" json:"note"`\n\t}\n)\n',
  },
  silent: {
    'one field': 'package shop\n\ntype Order struct {\n\tID string `json:"id" db:"id"`\n\tNote string `db:"note"`\n}\n',
    'fields that clients do not see':
      'package shop\n\ntype Order struct {\n\tID string `json:"-" db:"id"`\n\tNote string `json:"-" db:"note"`\n}\n',
    'an event':
      'package shop\n\ntype OrderEvent struct {\n\tID string `json:"id" db:"id"`\n\tNote string `json:"note" db:"note"`\n}\n',
  },
});

const methods = (count: number): string =>
  `package shop\n\ntype Store interface {\n${Array.from({ length: count }, (_, index) => `\tM${index}()\n`).join('')}}\n`;

ruleTests(wideInterface, {
  found: {
    eleven: methods(11).replace('interface {', 'interface { // want'),
    twenty: methods(20).replace('interface {', 'interface { // want'),
  },
  silent: {
    ten: methods(10),
    'a wide struct': 'package shop\n\ntype S struct {\n\ta, b, c, d, e, f, g, h, i, j, k int\n}\n',
  },
});

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

ruleTests(globalClient, {
  found: {
    'a database': lib('database/sql', 'var db, _ = sql.Open("pgx", dsn) // want'),
    'a client in a block': lib(
      'github.com/redis/go-redis/v9',
      'var (\n\tlimit = 3\n\tcache = redis.NewClient(&redis.Options{Addr: "cache:6379"}) // want\n)',
    ),
  },
  silent: {
    'a local variable': lib('database/sql', 'func open() {\n\tvar db, err = sql.Open("pgx", dsn)\n\tuse(db, err)\n}'),
    'a setting': lib('os', 'var region = os.Getenv("REGION")'),
    main: lib('database/sql', 'var db, _ = sql.Open("pgx", dsn)', 'main'),
    'a Lambda': lib(
      'github.com/aws/aws-lambda-go/lambda github.com/aws/aws-sdk-go-v2/service/s3',
      'var client = s3.NewFromConfig(cfg)\n\nfunc run() { lambda.Start(handle) }',
    ),
    'a function that makes one': lib(
      'database/sql',
      'var open = func() (*sql.DB, error) { return sql.Open("pgx", dsn) }',
    ),
  },
});

const mod = '-- go.mod --\nmodule example.com/shop\n';

changeRuleTests(shelfPackage, {
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

ruleTests(undocumentedVariable, {
  found: {
    Getenv: reads('SHOP_KEY').replace(' }', ' } // want'),
    LookupEnv: lib('os', 'func key() {\n\tkey, ok := os.LookupEnv("SHOP_KEY") // want\n\tuse(key, ok)\n}'),
  },
  silent: {
    'what the platform sets': reads('AWS_REGION'),
    'a name that is put together': lib('os', 'func key(name string) string { return os.Getenv(name) }'),
  },
});

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
