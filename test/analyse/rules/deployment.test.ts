// Rules about what stands beside the code: releases of Go, replaced modules, migrations.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { destructiveMigration } from '../../../src/analyse/rules/operations/destructive-migration.ts';
import { goOlderThanModule } from '../../../src/analyse/rules/operations/go-older-than-module.ts';
import { indexLocksTable } from '../../../src/analyse/rules/operations/index-locks-table.ts';
import { localReplace } from '../../../src/analyse/rules/operations/local-replace.ts';
import { notNullWithoutDefault } from '../../../src/analyse/rules/operations/not-null-without-default.ts';
import { forwardStatements, isForwardMigration } from '../../../src/analyse/rules/operations/sql-statements.ts';
import { snapshotOf } from '../tree.ts';
import { changeRuleTests } from './change-examples.ts';

const mod = (release: string, more = ''): string => `-- go.mod --\nmodule example.com/shop\n\ngo ${release}\n${more}`;
const main = '-- main.go --\npackage main\n\nfunc main() {}\n';
const image = (from: string, run = 'RUN go build -o /shop .'): string =>
  `-- Dockerfile --\nFROM ${from} AS build\nCOPY . .\n${run}\nFROM scratch\nCOPY --from=build /shop /shop\n`;
const workflow = (version: string, action = 'v5'): string => `-- .github/workflows/test.yml --
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@${action}
        with:
          cache: true
          go-version: ${version}
      - run: go test ./...
`;

changeRuleTests(goOlderThanModule, {
  found: {
    'an image that stays behind when go.mod moves on': {
      before: mod('1.23') + main + image('golang:1.23-alpine'),
      head: mod('1.24') + main + image('golang:1.23-alpine'),
      want: ['Dockerfile:1'],
    },
    'a release from an argument': {
      before: mod('1.24') + main,
      head: `${mod('1.24') + main}-- Dockerfile --\nARG GO_VERSION=1.22\nFROM golang:\${GO_VERSION}\nADD . .\nRUN make build\n`,
      want: ['Dockerfile:2'],
    },
    'an older patch release': {
      before: mod('1.24.1') + main + image('golang:1.24.1'),
      head: mod('1.24.5') + main + image('golang:1.24.1'),
      want: ['Dockerfile:1'],
    },
    'a workflow': {
      before: mod('1.24') + main + workflow('"1.24"'),
      head: mod('1.25') + main + workflow('"1.24"'),
      want: ['.github/workflows/test.yml:8'],
    },
  },
  silent: {
    'a backlog': {
      before: mod('1.24') + main + image('golang:1.22'),
      head: `${mod('1.24') + main + image('golang:1.22')}-- a/a.go --\npackage a\n`,
    },
    'the newest patch of the same release': {
      before: mod('1.24') + main + image('golang:1.24'),
      head: mod('1.24.5') + main + image('golang:1.24'),
    },
    'an image that fetches the toolchain': {
      before: mod('1.23') + main + image('golang:1.23', 'ENV GOTOOLCHAIN=auto\nRUN go build .'),
      head: mod('1.24') + main + image('golang:1.23', 'ENV GOTOOLCHAIN=auto\nRUN go build .'),
    },
    'an image that only installs a tool': {
      before: mod('1.23') + main,
      head: `${mod('1.24') + main}-- proto/Dockerfile --\nFROM golang:1.22\nRUN go install example.com/gen@latest\n`,
    },
    'a workflow that reads go.mod': {
      before: mod('1.23') + main,
      head: mod('1.24') + main + workflow('stable'),
    },
    'a release that old toolchains do not refuse': {
      before: mod('1.18') + main,
      head: mod('1.19') + main + image('golang:1.18'),
    },
  },
});

changeRuleTests(localReplace, {
  found: {
    'a directory beside the clone': {
      before: mod('1.24') + main,
      head: mod('1.24', 'require example.com/pricing v1.0.0\n\nreplace example.com/pricing => ../pricing\n') + main,
      want: ['go.mod:6'],
    },
    'an absolute path in a block': {
      before: mod('1.24') + main,
      head:
        mod(
          '1.24',
          'require example.com/c v1.2.0\n\nreplace (\n\texample.com/a => example.com/b v1.0.0\n\texample.com/c v1.2.0 => /home/ana/c\n)\n',
        ) + main,
      want: ['go.mod:8'],
    },
  },
  silent: {
    'one that nothing requires, and so nobody looks for': {
      before: mod('1.24') + main,
      head: mod('1.24', 'replace example.com/pricing => ./FORBIDDEN_DEPENDENCY\n') + main,
    },
    'a module of the same repository': {
      before: mod('1.24') + main,
      head: `${mod('1.24', 'require example.com/pricing v0.0.0\n\nreplace example.com/pricing => ./pricing\n') + main}-- pricing/go.mod --\nmodule example.com/pricing\n`,
    },
    'a module within a submodule': {
      before: mod('1.24') + main,
      head: `${mod('1.24', 'require example.com/sdk/client v0.0.0\n\nreplace example.com/sdk/client => ./sdk/client\n') + main}-- sdk --\n`,
    },
    'one that was there before': {
      before: mod('1.24', 'replace example.com/pricing => ../pricing\n') + main,
      head: mod('1.25', 'replace example.com/pricing => ../pricing\n') + main,
    },
    'a fork with a version': {
      before: mod('1.24') + main,
      head: mod('1.24', 'replace example.com/a => example.com/b v1.0.0\n') + main,
    },
  },
});

const store = (columns: string): string =>
  `-- store/orders.go --\npackage store\n\nconst find = \`\n\tSELECT ${columns}\n\tFROM orders\n\tWHERE id = $1\`\n`;
const migration = (sql: string, name = '0002_change.up.sql'): string => `-- migrations/${name} --\n${sql}\n`;
const base = mod('1.24', 'require github.com/jackc/pgx/v5 v5.7.1\n') + main;

changeRuleTests(destructiveMigration, {
  found: {
    'a column that a query still named': {
      before: base + store('id, unit_note'),
      head: base + store('id') + migration('-- not needed\nALTER TABLE orders\n\tDROP COLUMN IF EXISTS unit_note;'),
      want: ['migrations/0002_change.up.sql:2'],
    },
    'a table that a query still named': {
      before: base + store('id'),
      head:
        base +
        migration("-- +goose Up\nUPDATE a SET b = ';';\nDROP TABLE IF EXISTS public.orders CASCADE;\n-- +goose Down\n"),
      want: ['migrations/0002_change.up.sql:3'],
    },
    'a table that a query still named, in a migration below scripts/': {
      before: base + store('id'),
      head: `${base}-- scripts/migrations/0002_change.up.sql --\nDROP TABLE orders;\n`,
      want: ['scripts/migrations/0002_change.up.sql:1'],
    },
    'a table of one word that a type is mapped to': {
      before: `${base}-- store/config.go --\npackage store\n\nfunc (Config) TableName() string { return "config" }\n`,
      head: base + migration('DROP TABLE config;'),
      want: ['migrations/0002_change.up.sql:1'],
    },
    'a column that gorm maps': {
      before: `${base}-- store/user.go --\npackage store\n\ntype User struct {\n\tID uint \`gorm:"primaryKey"\`\n\tNickName string\n}\n`,
      head: `${base}-- store/user.go --\npackage store\n\ntype User struct {\n\tID uint \`gorm:"primaryKey"\`\n}\n${migration('ALTER TABLE users DROP COLUMN nick_name;')}`,
      want: ['migrations/0002_change.up.sql:1'],
    },
  },
  silent: {
    'a column that nobody named any more': {
      before: base + store('id'),
      head: base + store('id') + migration('ALTER TABLE orders DROP COLUMN unit_note;'),
    },
    'the way back': {
      before: base + store('id, unit_note'),
      head:
        base +
        store('id, unit_note') +
        migration('ALTER TABLE orders DROP COLUMN unit_note;', '0002_change.down.sql') +
        migration('-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE orders;', '0003.sql'),
    },
    'a table that is built anew': {
      before: base + store('id, unit_note'),
      head:
        base +
        store('id, unit_note') +
        migration(
          'CREATE TABLE orders_new (id int);\nINSERT INTO orders_new SELECT id FROM orders;\nDROP TABLE orders;\nALTER TABLE orders_new RENAME TO orders;',
        ),
    },
    'a word of many meanings that is a flag': {
      before: `${base}-- cli/flags.go --\npackage cli\n\nvar path = flag("config", "where it lies")\n`,
      head: `${base}-- cli/flags.go --\npackage cli\n\nvar path = flag("config", "where it lies")\n${migration('DROP TABLE config;')}`,
    },
    'a word of many meanings in the name of something else': {
      before: `${base}-- gen/names.go --\npackage gen\n\nconst rules = "commit-lint-config"\n`,
      head: `${base}-- gen/names.go --\npackage gen\n\nconst rules = "commit-lint-config"\n${migration('DROP TABLE config;')}`,
    },
    'words in a string': {
      before: base + store('id'),
      head: base + store('id') + migration("INSERT INTO notes VALUES ('; DROP TABLE orders;');"),
    },
  },
});

changeRuleTests(notNullWithoutDefault, {
  found: {
    'a required column': {
      before: base,
      head: base + migration('ALTER TABLE orders ADD COLUMN currency char(3) NOT NULL;'),
      want: ['migrations/0002_change.up.sql:1'],
    },
    'one of several': {
      before: base,
      head:
        base +
        migration(
          "ALTER TABLE orders\n  ADD note text NOT NULL DEFAULT '',\n  ADD COLUMN price numeric(10, 2) NOT NULL;",
        ),
      want: ['migrations/0002_change.up.sql:1'],
    },
  },
  silent: {
    'a default': {
      before: base,
      head: base + migration("ALTER TABLE orders ADD currency text NOT NULL DEFAULT 'EUR';"),
    },
    'a nullable column': { before: base, head: base + migration('ALTER TABLE orders ADD currency text;') },
    'a table of the same change': {
      before: base,
      head:
        base +
        migration('CREATE TABLE IF NOT EXISTS orders (id int NOT NULL);') +
        migration('ALTER TABLE "orders" ADD COLUMN n int NOT NULL;', '0003.up.sql'),
    },
    'an identity': { before: base, head: base + migration('ALTER TABLE orders ADD n bigserial NOT NULL;') },
    'a constraint': {
      before: base,
      head: base + migration('ALTER TABLE orders ADD CONSTRAINT priced CHECK (price IS NOT NULL);'),
    },
  },
});

changeRuleTests(indexLocksTable, {
  found: {
    'an index on a table that exists': {
      before: base,
      head: base + migration('CREATE INDEX orders_by_customer ON orders (customer_id);'),
      want: ['migrations/0002_change.up.sql:1'],
    },
    'a unique index, the driver told by the path': {
      before: mod('1.24') + main,
      head: `${mod('1.24') + main}-- db/postgres/migrations/2.sql --\nSELECT 1;\nCREATE UNIQUE INDEX IF NOT EXISTS a ON shop.orders USING btree (a);\n`,
      want: ['db/postgres/migrations/2.sql:2'],
    },
  },
  silent: {
    CONCURRENTLY: {
      before: base,
      head: base + migration('CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON orders (a);'),
    },
    'a table of the same change': {
      before: base,
      head: base + migration('CREATE TABLE orders (a int);\nCREATE INDEX a ON orders (a);'),
    },
    'another database': {
      before: mod('1.24', 'require github.com/go-sql-driver/mysql v1.8.1\n') + main,
      head:
        mod('1.24', 'require github.com/go-sql-driver/mysql v1.8.1\n') +
        main +
        migration('CREATE INDEX a ON orders (a);'),
    },
    'a migration that was there before': {
      before: base + migration('CREATE INDEX a ON orders (a);'),
      head: base + migration('CREATE INDEX a ON orders (a);\n-- checked\nSELECT 1;'),
    },
  },
});

test('where modules use several databases and the path names none, it is counted as not told', async () => {
  const both =
    mod('1.24', 'require (\n\tgithub.com/lib/pq v1.10.9\n\tgithub.com/go-sql-driver/mysql v1.8.1\n)\n') + main;
  const change = { before: both, head: both + migration('CREATE INDEX a ON orders (a);') };
  const { couldNotTell, facts } = await analyse(snapshotOf(change), () => {});
  expect([couldNotTell, facts]).toEqual([{ 'operations/index-locks-table': 1 }, []]);
});

test('a comment in a migration leaves a case out, with its reason', async () => {
  const sql = '-- architect:ignore operations/index-locks-table twelve rows\nCREATE INDEX a ON orders (a);';
  const { findings, suppressions } = await analyse(snapshotOf({ before: base, head: base + migration(sql) }), () => {});
  expect(findings).toEqual([]);
  expect(suppressions).toEqual([
    {
      rule: 'operations/index-locks-table',
      path: 'migrations/0002_change.up.sql',
      line: 2,
      by: 'comment',
      reason: 'twelve rows',
    },
  ]);
});

test('statements end at semicolons outside of quotes, dollars and comments', () => {
  const script = "-- a; b\nSELECT ';' /* ; */;\nDO $$ BEGIN; END $$;\n\nSELECT 2";
  expect(forwardStatements(script).map(({ line }) => line)).toEqual([2, 3, 5]);
});

test.each([
  ['migrations/0001_init.up.sql', true],
  ['db/migrate/V2__add.sql', true],
  ['db/migrate/U2__add.sql', false],
  ['migrations/0001_init.down.sql', false],
  ['migrations/down/1.sql', false],
  ['queries/orders.sql', false],
])('%s goes forward: %s', (path, answer) => expect(isForwardMigration(path)).toBe(answer));
