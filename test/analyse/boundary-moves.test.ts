import { describe, expect, test } from '@jest/globals';
import { recommendFromFacts } from '../../src/agent/compose/recommend-from-facts.ts';
import { analyseCase } from './clauses/case.ts';

const code = `
-- go.mod --
module example.com/shop
go 1.24
-- internal/order/order.go --
package order
-- internal/stock/stock.go --
package stock
`;
const rules = (text: string) => `-- CLAUDE.md --\n# Rules\n\n${text}\n`;
const mail = '-- internal/mail/mail.go --\npackage mail\n\nimport _ "example.com/shop/internal/stock"\n';
const edge = '-- internal/order/order.go --\npackage order\n\nimport _ "example.com/shop/internal/stock"\n';
const store = `-- go.mod --
module example.com/shop
go 1.24

require github.com/jackc/pgx/v5 v5.6.0
`;

async function moved(base: string, head: string, settings?: unknown) {
  const architecture = await analyseCase({
    base: `${base}${code}`,
    head,
    ...(settings === undefined ? {} : { settings }),
  });
  const moves = (architecture.boundaryMoves ?? []).map(
    ({ kind, from, to, clauses, plan }) => `${kind} ${from} > ${to} ${clauses.length} ${plan?.standing ?? '-'}`,
  );
  return { moves, said: recommendFromFacts(architecture)['service-architecture'] };
}

const other = rules('- Every error must carry its operation.');

describe('a change that moves a boundary', () => {
  test.each([
    ['a new component', mail, 'component internal/mail > internal/stock 0 -'],
    ['a first import between two', edge, 'import internal/order > internal/stock 0 -'],
    ['a library that stores data', store, 'store example.com/shop > github.com/jackc/pgx/v5 0 -'],
  ])('is noticed: %s', async (_, head, move) => {
    const { moves, said } = await moved(other, head);
    expect(moves).toEqual([move]);
    expect(said).toEqual([expect.stringMatching(/^No rule or decision of the team covers /)]);
  });

  test('says so in one line', async () => {
    expect((await moved(other, `${mail}${store}`)).said).toMatchInlineSnapshot(`
[
  "No rule or decision of the team covers the new component \`internal/mail\` and the new library \`github.com/jackc/pgx/v5\`, which stores or sends data: record the decision.",
]
`);
  });

  test.each([
    ['names the component', rules('- Everything about `internal/mail` must be asynchronous.'), mail],
    [
      'has it in its scope',
      rules(
        '- `internal/order` must not import `internal/web`.\n- In `internal/order` every call must carry a context.',
      ),
      edge,
    ],
    ['names the library', rules('- Only `pgx` may talk to the database.'), store],
  ])('is covered where a rule %s', async (_, base, head) => {
    const { moves, said } = await moved(base, head);
    expect(moves).toHaveLength(1);
    expect(said).toEqual([]);
  });

  test('is nobody’s concern where a team has no rules', async () => {
    expect((await moved('', mail)).said).toEqual([]);
  });

  test('a new file and a further import move nothing', async () => {
    const further = '-- internal/order/more.go --\npackage order\n\nimport _ "fmt"\n';
    expect((await moved(other, further)).moves).toEqual([]);
  });
});

describe('a plan', () => {
  const planned = [{ packages: ['internal/mail'], imports: ['internal/stock'], reason: 'ADR 12' }];
  test.each([
    ['realizes', mail, planned, 'This change realizes the plan (ADR 12): the new component `internal/mail`.'],
    [
      'conflicts with',
      mail,
      [{ packages: ['internal/mail'], imports: ['internal/order'], reason: 'ADR 12' }],
      'This change conflicts with the plan (ADR 12): the new component `internal/mail`. Change the plan in the settings first, or the code.',
    ],
    [
      'exceeds',
      edge,
      planned,
      'This change exceeds the plan: the first import of `internal/stock` by `internal/order`. Change the plan in the settings first, or the code.',
    ],
  ])('a change %s it', async (_, head, plan, line) => {
    expect((await moved('', head, { planned: plan })).said).toEqual([line]);
  });
});
