// Tests the rules about migrations on small changes.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { destructiveMigration } from '../../../../src/analyse/rules/operations/destructive-migration.ts';
import { indexLocksTable } from '../../../../src/analyse/rules/operations/index-locks-table.ts';
import { notNullWithoutDefault } from '../../../../src/analyse/rules/operations/not-null-without-default.ts';
import { snapshotOf } from '../../tree.ts';
import { changeRuleTests } from '../change-examples.ts';

const mod = (release: string, more = ''): string => `-- go.mod --\nmodule example.com/shop\n\ngo ${release}\n${more}`;
const main = '-- main.go --\npackage main\n\nfunc main() {}\n';
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

test('where modules use several databases and the path names none, it is counted as undecided', async () => {
  const both =
    mod('1.24', 'require (\n\tgithub.com/lib/pq v1.10.9\n\tgithub.com/go-sql-driver/mysql v1.8.1\n)\n') + main;
  const change = { before: both, head: both + migration('CREATE INDEX a ON orders (a);') };
  const { couldNotTell, facts } = await analyse(snapshotOf(change), () => {});
  expect([couldNotTell, facts]).toEqual([{ 'operations/index-locks-table': 1 }, []]);
});

test('a comment in a migration suppresses a case, with its reason', async () => {
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
