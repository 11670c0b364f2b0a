import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

const bind = (body: string): string =>
  `package api\n\nimport "github.com/gin-gonic/gin"\n\nfunc create(c *gin.Context) {\n${body}\n}\n`;
const binding =
  '\tvar order NewOrder\n\tif err := c.ShouldBindJSON(&order); err != nil {\n\t\treturn\n\t}\n\tplace(order)';

test('a struct with binding tags or a Validate method may be bound as it is', async () => {
  const mod = '-- go.mod --\nmodule m\n';
  const run = async (type: string) => {
    const head = `${mod}-- api/a.go --\n${bind(binding)}-- api/order.go --\npackage api\n\n${type}\n`;
    const { facts } = await analyse(snapshotOf({ before: mod, head }), () => {});
    return facts.filter(({ id }) => id.startsWith('rule:api/bound-without-check')).length;
  };
  expect(await run('type NewOrder struct {\n\tCents int `json:"cents"`\n}')).toBe(1);
  expect(await run('type NewOrder struct {\n\tCents int `json:"cents" binding:"gt=0"`\n}')).toBe(0);
  expect(await run('type NewOrder struct{}\n\nfunc (o NewOrder) Validate() error { return nil }')).toBe(0);
  expect(await run('type Other struct{}')).toBe(0);
});
