import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

const lib = (imports: string, body: string, name = 'store'): string =>
  `package ${name}\n\nimport (\n${imports
    .split(' ')
    .map((path) => `\t"${path}"\n`)
    .join('')})\n\n${body}\n`;

test('a module with a Lambda function may create clients in package variables', async () => {
  const mod = '-- go.mod --\nmodule example.com/shop\n';
  const store = `-- store/store.go --\n${lib('database/sql', 'var db, _ = sql.Open("pgx", dsn)')}`;
  const lambda = `-- cmd/pay/main.go --\n${lib('example.com/shop/store github.com/aws/aws-lambda-go/lambda', 'func main() { lambda.Start(store.Pay) }', 'main')}`;
  const rulesOf = async (head: string) =>
    (await analyse(snapshotOf({ before: mod, head: mod + head }), () => {})).findings.map(({ rule }) => rule);
  expect(await rulesOf(store)).toEqual(['service/global-client']);
  expect(await rulesOf(store + lambda)).toEqual([]);
});
