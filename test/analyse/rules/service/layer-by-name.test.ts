import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { type Change, snapshotOf } from '../../tree.ts';

type Sources = Readonly<Record<string, readonly string[]>>;

/** A module whose files import what is listed; paths below `m/` are its own packages. */
const module = (files: Sources): string =>
  `-- go.mod --\nmodule m\n${Object.entries(files)
    .map(([file, imports]) => {
      const name = file.split('/').at(-2) ?? 'main';
      return `-- ${file} --\npackage ${name}\n\nimport (\n${imports.map((path) => `\t"${path}"\n`).join('')})\n`;
    })
    .join('')}`;

/** Three handlers call services, three services use the domain, the store keeps what the domain names. */
const layered: Sources = {
  'handler/order/order.go': ['net/http', 'm/service/order'],
  'handler/user/user.go': ['net/http', 'm/service/user'],
  'handler/stock/stock.go': ['net/http', 'm/service/stock'],
  'service/order/order.go': ['m/domain/order'],
  'service/user/user.go': ['m/domain/user'],
  'service/stock/stock.go': ['m/domain/order'],
  'domain/order/order.go': ['time'],
  'domain/user/user.go': ['time'],
  'store/order.go': ['database/sql', 'm/domain/order', 'm/service/order'],
  'store/cache/cache.go': ['github.com/redis/go-redis/v9', 'm/domain/user', 'm/service/user'],
  'store/stock/stock.go': ['database/sql', 'm/domain/order', 'm/service/stock'],
};

async function found(
  change: Partial<Change> & { readonly changes: Sources; readonly base?: Sources },
): Promise<Finding[]> {
  const { base = layered, changes, ...rest } = change;
  const snapshot = snapshotOf({ before: module(base), head: module({ ...base, ...changes }), ...rest });
  const { findings } = await analyse(snapshot, () => {});
  return findings.filter(({ rule }) => rule === 'service/layer-by-name');
}
const places = (findings: readonly Finding[]) =>
  findings.flatMap((one) => [one, ...one.otherPlaces]).map(({ path, quote }) => `${path} ${quote}`);

describe('an import against a direction that the code kept to is found', () => {
  test('from a handler to the store, past the services', async () => {
    const [finding] = await found({
      changes: { 'handler/order/order.go': ['net/http', 'm/service/order', 'm/store'] },
    });
    expect({ ...finding, id: '' }).toMatchInlineSnapshot(`
{
  "citations": [
    {
      "factId": "rule:service/layer-by-name:handler/order/order.go:f91a6885",
      "kind": "fact",
      "path": "handler/order/order.go",
      "quote": ""m/store"",
      "startLine": 6,
    },
  ],
  "endLine": 6,
  "example": "// Next to the code that needs it: the other package implements it, and main passes it in.
type Orders interface {
	Order(ctx context.Context, id string) (Order, error)
}

func NewService(orders Orders) *Service { return &Service{orders: orders} }",
  "id": "",
  "otherPlaces": [],
  "path": "handler/order/order.go",
  "quote": ""m/store"",
  "rationale": "\`handler/order\` (transport, by its name) now imports \`store\` (infrastructure, by its name and libraries); at the merge base 3 imports ran from transport to application and none from transport to infrastructure. While the direction holds, the inner layer can be tested and kept without the outer one; the first exception becomes the precedent for the next.",
  "recommendation": "Declare an interface next to the code that needs it, or move the shared type inwards, and pass the implementation in where the program is wired.",
  "rule": "service/layer-by-name",
  "section": "service-architecture",
  "severity": "medium",
  "side": "head",
  "source": "fact",
  "startLine": 6,
  "title": "First import against the existing dependency direction",
  "tradeOffs": "One more interface, or a type to map at the boundary.",
}
`);
  });

  test.each<[string, Sources, string]>([
    [
      'from the domain to a service',
      { 'domain/order/order.go': ['m/service/mail'], 'service/mail/mail.go': [] },
      'domain/order/order.go "m/service/mail"',
    ],
    [
      'from the domain to a library that keeps data',
      { 'domain/user/user.go': ['gorm.io/gorm'] },
      'domain/user/user.go "gorm.io/gorm"',
    ],
    [
      'from the domain to a library that answers requests',
      { 'domain/user/user.go': ['github.com/gin-gonic/gin'] },
      'domain/user/user.go "github.com/gin-gonic/gin"',
    ],
    [
      'from a service to a handler',
      { 'service/order/order.go': ['m/domain/order', 'm/handler/user'] },
      'service/order/order.go "m/handler/user"',
    ],
    [
      'from a service to the store',
      { 'service/user/user.go': ['m/domain/user', 'm/store/stock'] },
      'service/user/user.go "m/store/stock"',
    ],
  ])('%s', async (_, changes, place) => {
    expect(places(await found({ changes }))).toEqual([place]);
  });
});

describe('it stays silent', () => {
  test.each<[string, Sources]>([
    ['about an import the right way', { 'handler/order/order.go': ['net/http', 'm/domain/order', 'm/service/order'] }],
    [
      'where the program is wired',
      { 'cmd/api/main.go': ['m/store', 'm/handler/order'], 'bootstrap/all.go': ['m/store'] },
    ],
    [
      'about a package named like the store that keeps nothing',
      { 'store/keys/keys.go': ['strings'], 'handler/user/user.go': ['net/http', 'm/service/user', 'm/store/keys'] },
    ],
    [
      'about packages that only describe values',
      { 'domain/user/user.go': ['database/sql/driver', 'google.golang.org/grpc/codes'] },
    ],
    ['where a path names two layers', { 'app/domain/userapp/user.go': ['net/http', 'm/store'] }],
    ['in test support', { 'handler/testutil/db.go': ['m/store'] }],
  ])('%s', async (_, changes) => {
    expect(await found({ changes })).toEqual([]);
  });

  test('where only a value or a well-known error is taken from a library', async () => {
    const taking = (uses: string) =>
      module(layered).replace(
        '-- domain/user/user.go --\n',
        `-- domain/user/more.go --\npackage user\n\nimport "database/sql"\n\n${uses}\n-- domain/user/user.go --\n`,
      );
    const of = async (uses: string) =>
      (await analyse(snapshotOf({ before: module(layered), head: taking(uses) }), () => {})).findings.map(
        ({ path }) => path,
      );
    expect(await of('var ErrNone = sql.ErrNoRows\n\ntype Name = sql.NullString')).toEqual([]);
    expect(await of('var ErrNone = sql.ErrNoRows\n\nfunc Open(db *sql.DB) {}')).toEqual(['domain/user/more.go']);
  });

  test('where one such import was there before', async () => {
    const base = { ...layered, 'handler/user/user.go': ['net/http', 'm/service/user', 'm/store/cache'] };
    const changes = { 'handler/order/order.go': ['net/http', 'm/service/order', 'm/store'] };
    expect(await found({ base, changes })).toEqual([]);
  });

  test('where too few imports show the direction', async () => {
    const base = { 'handler/a/a.go': ['net/http', 'm/service'], 'service/s.go': [], 'store/s.go': ['database/sql'] };
    expect(await found({ base, changes: { 'handler/b/b.go': ['net/http', 'm/store'] } })).toEqual([]);
  });

  test('where the team declared its layers, in settings, in a linter or in a document', async () => {
    const changes = { 'handler/order/order.go': ['net/http', 'm/service/order', 'm/store'] };
    const settings = { layers: [{ name: 'domain', packages: ['domain/**'] }] };
    expect(await found({ changes, settings })).toEqual([]);
    const snapshot = snapshotOf({ before: module(layered), head: module({ ...layered, ...changes }) });
    const text =
      'version: 3\ncomponents:\n  all: { in: "**" }\ndeps:\n  all: { anyProjectDeps: true, anyVendorDeps: true }\n';
    const configurations = [{ path: '.go-arch-lint.yml', commit: snapshot.target.base, text, cut: 0 }];
    const { findings } = await analyse({ ...snapshot, configurations }, () => {});
    expect(findings).toEqual([]);
  });

  test('in an operator, whose controllers and api mean something else', async () => {
    const base = {
      'controllers/a/a.go': ['net/http', 'm/service/a'],
      'controllers/b/b.go': ['net/http', 'm/service/a'],
      'controllers/c/c.go': ['net/http', 'm/service/a'],
      'service/a/a.go': [],
      'store/s.go': ['database/sql'],
    };
    const changes = { 'controllers/a/a.go': ['net/http', 'm/service/a', 'm/store'] };
    expect(places(await found({ base, changes }))).toHaveLength(1);
    const requires = '-- go.mod --\nmodule m\nrequire sigs.k8s.io/controller-runtime v0.19.0\n';
    const operator = (files: Sources) => module(files).replace('-- go.mod --\nmodule m\n', requires);
    const snapshot = snapshotOf({ before: operator(base), head: operator({ ...base, ...changes }) });
    expect((await analyse(snapshot, () => {})).findings).toEqual([]);
  });
});
