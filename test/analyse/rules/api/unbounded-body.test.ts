import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { unboundedBody } from '../../../../src/analyse/rules/api/unbounded-body.ts';
import { snapshotOf } from '../../tree.ts';

const handler = (body: string): string =>
  `package api\n\nimport (\n\t"encoding/json"\n\t"io"\n\t"net/http"\n)\n\nfunc (h *Handler) Create(w http.ResponseWriter, r *http.Request) {\n${body}\n}\n`;

test('a middleware of the module that limits all bodies is enough, and an existing limit is named', async () => {
  const mod = '-- go.mod --\nmodule example.com/shop\n';
  const head = (limit: string) =>
    `${mod}-- api/orders.go --\n${handler('\t_ = json.NewDecoder(r.Body).Decode(&order)')}-- api/limit.go --\npackage api\n\n${limit}\n`;
  const run = async (limit: string) =>
    (await analyse(snapshotOf({ before: mod, head: head(limit) }), () => {})).findings.map((one) => one.recommendation);
  expect(await run('')).toEqual([unboundedBody.fix]);
  expect(
    await run('func one(w http.ResponseWriter, r *http.Request) {\n\tread(http.MaxBytesReader(w, r.Body, 1))\n}'),
  ).toEqual([`${unboundedBody.fix} \`api/limit.go:4\` already does this.`]);
  const middleware = 'func limit(next http.Handler) http.Handler {\n\treturn http.MaxBytesHandler(next, 1<<20)\n}';
  expect(await run(middleware)).toEqual([]);
  expect(await run('import _ "github.com/aws/aws-lambda-go/lambda"')).toEqual([]);
});
