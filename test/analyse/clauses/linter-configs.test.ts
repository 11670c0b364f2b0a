import { describe, expect, test } from '@jest/globals';
import { analyseCase, citedBy, ledgerOf } from './case.ts';

const code = `
-- go.mod --
module example.com/shop
go 1.24
-- internal/handlers/web/web.go --
package web
-- internal/services/orders/orders.go --
package orders
-- internal/services/mail/mail.go --
package mail
-- internal/models/order.go --
package models
`;
const importing = (file: string, name: string, ...paths: string[]) =>
  `-- ${file} --\npackage ${name}\n\nimport (\n${paths.map((path) => `\t_ "${path}"\n`).join('')})\n`;
const ofModule = (path: string) => `example.com/shop/internal/${path}`;

/** Import paths that are newly forbidden, with the file that says so. */
async function forbidden(config: string, head: string): Promise<string[]> {
  const { layerViolations } = await analyseCase({ base: `${config}${code}`, head });
  return layerViolations
    .filter(({ introduced }) => introduced)
    .map((one) => `${one.import} (${one.source}: ${one.from} -> ${one.to})`);
}

describe('.go-arch-lint.yml', () => {
  const config = (changes: (text: string) => string = (text) => text) =>
    `-- .go-arch-lint.yml --\n${changes(`version: 3
workdir: internal
excludeFiles: ["^.*_gen\\\\.go$"]
vendors:
  sql: { in: [github.com/jmoiron/sqlx, github.com/lib/**] }
  log: { in: go.uber.org/* }
components:
  handlers: { in: handlers/* }
  services: { in: services/** }
  models: { in: models }
commonComponents: [models]
commonVendors: [log]
deps:
  handlers:
    mayDependOn: [services]
  services:
    canUse: [sql]
  models:
    anyVendorDeps: true
`)}`;
  const web = (...paths: string[]) => importing('internal/handlers/web/web.go', 'web', ...paths);
  const orders = (...paths: string[]) => importing('internal/services/orders/orders.go', 'orders', ...paths);
  const models = (...paths: string[]) => importing('internal/models/order.go', 'models', ...paths);

  test.each([
    ['a component that it may depend on', web(ofModule('services/orders')), []],
    ['a common component', web(ofModule('models')), []],
    ['the standard library', web('net/http'), []],
    ['a common vendor', web('go.uber.org/zap'), []],
    ['a vendor that it can use', orders('github.com/jmoiron/sqlx', 'github.com/lib/pq/oid'), []],
    ['anything, with anyVendorDeps', models('github.com/x/y'), []],
    [
      'another component',
      models(ofModule('services/mail')),
      ['example.com/shop/internal/services/mail (.go-arch-lint.yml: models -> services)'],
    ],
    [
      'its own component, which has to be listed too',
      orders(ofModule('services/mail')),
      ['example.com/shop/internal/services/mail (.go-arch-lint.yml: services -> services)'],
    ],
    [
      'a vendor that it can not use',
      web('github.com/lib/pq'),
      ['github.com/lib/pq (.go-arch-lint.yml: handlers -> github.com/lib/pq)'],
    ],
    [
      'a vendor one element deeper than the glob',
      web('go.uber.org/zap/zapcore'),
      ['go.uber.org/zap/zapcore (.go-arch-lint.yml: handlers -> go.uber.org/zap/zapcore)'],
    ],
    [
      'anything, from a file that is left out',
      importing('internal/handlers/web/a_gen.go', 'web', 'github.com/lib/pq'),
      [],
    ],
  ])('%s', async (_, head, expected) => {
    expect(await forbidden(config(), head)).toEqual(expected);
  });

  test('test files are held to it as well, and the finding says that it is in tests', async () => {
    const head = importing('internal/handlers/web/web_test.go', 'web_test', 'github.com/lib/pq');
    const { findings } = await analyseCase({ base: `${config()}${code}`, head });
    expect(findings.map(({ path, rationale }) => `${path}: ${rationale}`)).toMatchInlineSnapshot(`
[
  "internal/handlers/web/web_test.go: \`.go-arch-lint.yml\` lets component \`handlers\` import only the vendors \`log\`. This pull request makes the tests of \`internal/handlers/web\` import \`github.com/lib/pq\`.",
]
`);
  });

  test('files of another build are held to it as well, also where they are all that there is of a directory', async () => {
    const tagged = (text: string) => text.replace('--\n', '--\n//go:build e2e\n\n');
    expect(
      await forbidden(
        config(),
        tagged(importing('internal/handlers/web/web_windows.go', 'web', 'github.com/lib/pq')) +
          tagged(importing('internal/handlers/slow/slow.go', 'slow', 'github.com/lib/pq')),
      ),
    ).toEqual([
      'github.com/lib/pq (.go-arch-lint.yml: handlers -> github.com/lib/pq)',
      'github.com/lib/pq (.go-arch-lint.yml: handlers -> github.com/lib/pq)',
    ]);
  });

  test('each component is a clause at its lines, and a finding cites it', async () => {
    const architecture = await analyseCase({ base: `${config()}${code}`, head: web('github.com/lib/pq') });
    expect(ledgerOf(architecture)).toEqual([
      'violated: .go-arch-lint.yml:14 handlers: mayDependOn: [services]',
      'not touched: .go-arch-lint.yml:16 services: canUse: [sql]',
      'not touched: .go-arch-lint.yml:18 models: anyVendorDeps: true',
    ]);
    expect(citedBy(architecture)).toMatchInlineSnapshot(`
{
  "internal/handlers/web imports github.com/lib/pq, which .go-arch-lint.yml forbids": [
    "fact internal/handlers/web/web.go:4 _ "github.com/lib/pq"",
    "document .go-arch-lint.yml:14 handlers: mayDependOn: [services]",
  ],
}
`);
    expect(architecture.findings[0]!.rationale).toMatchInlineSnapshot(
      `"\`.go-arch-lint.yml\` lets component \`handlers\` import only the vendors \`log\`. This pull request makes \`internal/handlers/web\` import \`github.com/lib/pq\`."`,
    );
  });

  test.each([
    [
      'a component without a directory',
      (text: string) => text.replace('services/**', 'gone/**'),
      'the directory of its component "services" no longer exists',
    ],
    [
      'a component that is not declared',
      (text: string) => text.replace('[services]', '[service]'),
      'mayDependOn of "handlers" names an unknown component "service"',
    ],
    [
      'a vendor that is not declared',
      (text: string) => text.replace('canUse: [sql]', 'canUse: [nosql]'),
      'canUse of "services" names an unknown vendor "nosql"',
    ],
    [
      'a version of its own',
      (text: string) => text.replace('version: 3', 'version: 9'),
      'its version is not 1, 2 or 3',
    ],
    [
      'a common component that is not declared',
      (text: string) => text.replace('commonComponents: [models]', 'commonComponents: [model]'),
      'commonComponents names an unknown component "model"',
    ],
    [
      'a common vendor that is not declared',
      (text: string) => text.replace('commonVendors: [log]', 'commonVendors: [logs]'),
      'commonVendors names an unknown vendor "logs"',
    ],
    [
      'an expression that is none',
      (text: string) => text.replace('"^.*_gen\\\\.go$"', '"("'),
      'excludeFiles contains an invalid regular expression "("',
    ],
    [
      'a list beside the word that makes it void',
      (text: string) => text.replace('canUse: [sql]', 'canUse: [sql]\n    anyVendorDeps: true'),
      '"services" has both canUse and anyVendorDeps',
    ],
    [
      'the same for components',
      (text: string) => text.replace('mayDependOn: [services]', 'mayDependOn: [services]\n    anyProjectDeps: true'),
      '"handlers" has both mayDependOn and anyProjectDeps',
    ],
    [
      'a rule that allows nothing',
      (text: string) => text.replace('canUse: [sql]', 'canUse: []'),
      'deps of "services" allow nothing, which go-arch-lint rejects',
    ],
    [
      'broken YAML',
      () => 'version: [3\n',
      'invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] (line 3)',
    ],
    ['nesting that ends parsers', () => `version: ${'['.repeat(1_000)}\n`, 'nested more than 30 levels deep (line 1)'],
    [
      'a value that contains itself',
      () => 'version: &v [*v]\n',
      'the alias "*v" refers to the value that contains it (line 1)',
    ],
  ])('%s gives one note and no finding', async (_, change, problem) => {
    const architecture = await analyseCase({ base: `${config(change)}${code}`, head: web('github.com/lib/pq') });
    expect(architecture.notes).toEqual([`.go-arch-lint.yml was not used: ${problem}.`]);
    expect(architecture.findings).toEqual([]);
  });
});

describe('arch-go.yml', () => {
  const config = `-- arch-go.yml --
version: 1
dependenciesRules:
  - package: "**.models.**"
    shouldOnlyDependsOn:
      internal: ["**.models.**"]
      standard: [errors, "time"]
  - package: "**.services.*"
    shouldNotDependsOn:
      internal: ["**.handlers.**"]
      external: ["github.com/lib/*"]
contentsRules:
  - package: "**.models.**"
    shouldOnlyContainStructs: true
`;
  test.each([
    ['what it should only depend on', importing('internal/models/order.go', 'models', 'time', 'github.com/x/y'), []],
    [
      'a package of the standard library besides',
      importing('internal/models/order.go', 'models', 'net/http'),
      ['net/http (arch-go.yml: **.models.** -> net/http)'],
    ],
    [
      'one of its own module besides',
      importing('internal/models/order.go', 'models', ofModule('services/mail')),
      [
        'example.com/shop/internal/services/mail (arch-go.yml: **.models.** -> example.com/shop/internal/services/mail)',
      ],
    ],
    [
      'one that it should not',
      importing('internal/services/mail/mail.go', 'mail', ofModule('handlers/web')),
      ['example.com/shop/internal/handlers/web (arch-go.yml: **.services.* -> **.handlers.**)'],
    ],
    ['tests, which arch-go does not load', importing('internal/models/order_test.go', 'models', 'net/http'), []],
    [
      'golang.org/x, which counts as the standard library',
      importing('internal/models/order.go', 'models', 'golang.org/x/sync/errgroup'),
      ['golang.org/x/sync/errgroup (arch-go.yml: **.models.** -> golang.org/x/sync/errgroup)'],
    ],
    [
      'a path in which an entry without a star stands anywhere: "time" in "runtime"',
      importing('internal/models/order.go', 'models', 'runtime/metrics'),
      [],
    ],
  ])('%s', async (_, head, expected) => {
    expect(await forbidden(config, head)).toEqual(expected);
  });

  test('its rules are clauses, and one that is wrong gives one note', async () => {
    const right = await analyseCase({
      base: `${config}${code}`,
      head: importing('internal/models/order.go', 'models', 'time'),
    });
    expect(ledgerOf(right).map((line) => line.slice(0, 40))).toEqual([
      'kept: arch-go.yml:3 package: "**.models.',
      'not touched: arch-go.yml:7 package: "**.',
      'by-model: arch-go.yml:12 package: "**.mo',
    ]);
    const wrong = await analyseCase({ base: `${config.replace('shouldNotDependsOn', 'shouldNotDependOn')}${code}` });
    expect(wrong.notes).toEqual(['arch-go.yml was not used: arch-go rejects its dependency rule 2.']);
  });
});

describe('depguard in .golangci.yml', () => {
  const deny = (rule: string, enable = 'enable: [depguard]') =>
    `-- .golangci.yml --\nversion: "2"\nlinters:\n  ${enable}\n  settings:\n    depguard:\n      rules:\n        main:\n${rule}`;
  const denied = `          deny:
            - pkg: github.com/pkg/errors
              desc: Use errors of the standard library.
            - pkg: io/ioutil$
`;
  const web = (...lines: string[]) =>
    `-- internal/handlers/web/web.go --\npackage web\n\nimport (\n${lines.map((line) => `\t${line}\n`).join('')})\n`;

  test.each([
    ['a denied package', denied, web('_ "github.com/pkg/errors"'), ['github.com/pkg/errors']],
    ['whatever begins with it', denied, web('_ "github.com/pkg/errorsx"'), ['github.com/pkg/errorsx']],
    ['only the package itself with "$"', denied, web('_ "io/ioutil"', '_ "io/ioutil/v2"'), ['io/ioutil']],
    ['not where the line says nolint', denied, web('_ "github.com/pkg/errors" //nolint:depguard // until v2'), []],
    [
      'but where it silences another',
      denied,
      web('_ "github.com/pkg/errors" //nolint:gosec'),
      ['github.com/pkg/errors'],
    ],
    [
      'only in the files it names',
      `          files: ["**/services/**"]\n${denied}`,
      web('_ "github.com/pkg/errors"'),
      [],
    ],
    [
      'not in files it leaves out',
      `          files: [$all, "!**/handlers/**/*.go"]\n${denied}`,
      web('_ "github.com/pkg/errors"'),
      [],
    ],
    [
      'what a strict list does not name',
      '          list-mode: strict\n          allow: [$gostd, github.com/a]\n',
      web('_ "net/http"', '_ "github.com/a/b"', '_ "github.com/c"'),
      ['github.com/c'],
    ],
    [
      'nothing that a lax list allows more closely',
      `          list-mode: lax\n          allow: [github.com/pkg/errors/v2]\n${denied}`,
      web('_ "github.com/pkg/errors/v2"', '_ "github.com/pkg/errors"'),
      ['github.com/pkg/errors'],
    ],
    [
      'not a package that the list would have between two of its entries, as the linter looks at the nearest only',
      '          deny:\n            - pkg: github.com/a\n            - pkg: github.com/a/b\n',
      web('_ "github.com/a/c"', '_ "github.com/a/b/d"', '_ "github.com/a/a"'),
      ['github.com/a/b/d', 'github.com/a/a'],
    ],
    [
      'nothing whose path begins like the standard library, where that is allowed',
      '          list-mode: strict\n          allow: [$gostd]\n',
      web('_ "golang.org/x/sync/errgroup"', '_ "google.golang.org/grpc"', '_ "github.com/a"'),
      ['github.com/a'],
    ],
    [
      'the standard library, where that is denied',
      '          deny:\n            - pkg: $gostd\n',
      web('_ "net/http"', '_ "example.org/net"'),
      ['net/http'],
    ],
    [
      'in tests alone, where it names them',
      `          files: [$test]\n${denied}`,
      `${web('_ "github.com/pkg/errors"')}${importing('internal/handlers/web/web_test.go', 'web', 'io/ioutil')}`,
      ['io/ioutil'],
    ],
    [
      'in files that a class of characters names',
      `          files: ["**/handlers/[!a]*/*.go"]\n${denied}`,
      web('_ "github.com/pkg/errors"'),
      ['github.com/pkg/errors'],
    ],
  ])('forbids %s', async (_, rule, head, expected) => {
    const { layerViolations } = await analyseCase({ base: `${deny(rule)}${code}`, head });
    expect(layerViolations.map((one) => one.import)).toEqual(expected);
  });

  test('is inert where the linter is off, and where the file excludes the path', async () => {
    const head = web('_ "github.com/pkg/errors"');
    expect(await forbidden(deny(denied, 'enable: [govet]'), head)).toEqual([]);
    const excluded = 'enable: [depguard]\n  exclusions: { rules: [{ path: internal/handlers, linters: [depguard] }] }';
    expect(await forbidden(deny(denied, excluded), head)).toEqual([]);
  });

  test('of a nested directory rules there, in place of the one above', async () => {
    const nested = `-- internal/handlers/.golangci.yml --\nlinters: { enable: [depguard] }\nlinters-settings: { depguard: { rules: { main: { deny: [{ pkg: net/http }] } } } }\n`;
    const head = web('_ "github.com/pkg/errors"', '_ "net/http"');
    expect(await forbidden(`${deny(denied)}${nested}`, head)).toEqual([
      'net/http (internal/handlers/.golangci.yml: depguard main -> net/http)',
    ]);
  });

  test('of the old kind gives one note', async () => {
    const old =
      '-- .golangci.yml --\nlinters: { enable: [depguard] }\nlinters-settings: { depguard: { list-type: denylist, packages: [net/http] } }\n';
    const architecture = await analyseCase({ base: `${old}${code}`, head: web('_ "net/http"') });
    expect(architecture.notes).toHaveLength(1);
    expect(architecture.findings).toEqual([]);
  });

  test('its finding is milder than one of the layers, and gives the words of the entry', async () => {
    const architecture = await analyseCase({ base: `${deny(denied)}${code}`, head: web('_ "github.com/pkg/errors"') });
    expect(architecture.findings[0]).toMatchObject({ severity: 'medium', rule: 'service/layer' });
    expect(architecture.findings[0]!.rationale).toMatchInlineSnapshot(
      `"\`.golangci.yml\` denies \`github.com/pkg/errors\` ("Use errors of the standard library."). This pull request makes \`internal/handlers/web\` import \`github.com/pkg/errors\`."`,
    );
    expect(architecture.findings[0]!.citations[1]).toMatchObject({ path: '.golangci.yml', startLine: 9 });
  });
});

test('a file that the pull request changes counts as it stands on the base', async () => {
  const deny = (path: string) =>
    `-- .golangci.yml --\nlinters: { enable: [depguard] }\nlinters-settings: { depguard: { rules: { main: { deny: [{ pkg: ${path} }] } } } }\n`;
  const head = `${deny('nothing')}${importing('internal/models/order.go', 'models', 'net/http')}`;
  expect(await forbidden(deny('net/http'), head)).toHaveLength(1);
});

test('front matter that cannot be read is named in the notes', async () => {
  const text = `---\npaths: ${'['.repeat(1_000)}\n---\n# Rules\n\nHandlers must not import models.\n`;
  const { notes } = await analyseCase({ base: `-- AGENTS.md --\n${text}${code}` });
  expect(notes).toEqual([
    'The front matter of AGENTS.md was not used, so the document counts for all paths: nested more than 30 levels deep.',
  ]);
});

test('a configuration that the change loosens: each import that it allows now, by the names of its rules', async () => {
  const lint = (deps: string) => `-- .go-arch-lint.yml --
version: 3
workdir: internal
components:
  handlers: { in: handlers/* }
  services: { in: services/** }
  models: { in: models }
deps:
${deps}`;
  const strict = lint('  handlers:\n    mayDependOn: [services]\n  services:\n    mayDependOn: [models]\n');
  const loose = lint('  handlers:\n    mayDependOn: [services, models]\n  services:\n    mayDependOn: [models]\n');
  const weakened = async (base: string, head: string) =>
    (await analyseCase({ base: `${base}${code}`, head })).weakened?.map(({ path, text }) => `${path}: ${text}`);
  expect(await weakened(strict, loose)).toEqual(['.go-arch-lint.yml: `handlers` may import `models`']);
  expect(await weakened(loose, strict)).toEqual([]);
  expect(await weakened(strict, '-- README.md --\nNothing.\n')).toEqual([]);
});
