// Migrations of a database that take away what running code uses, fail on rows that are there, or lock a table while
import { type ChangeRule, matchLine } from '../engine/change-rule.ts';
import { ALTER_TABLE, addedMigrations } from './added-migrations.ts';
import { bareName } from './sql-statements.ts';

export const notNullWithoutDefault: ChangeRule = {
  id: 'operations/not-null-without-default',
  section: 'deployment-operations',
  severity: 'high',
  report: 'finding',
  title: 'A migration adds a NOT NULL column without a default to a table that exists',
  why: 'On a table with rows the statement fails, and the release with it: there is no value for the rows that are there. Where it succeeds (an empty table), the version that still runs cannot insert any more, since it does not know the column.',
  exceptions: 'On a table that holds no rows in any environment.',
  fix: 'Add the column with a DEFAULT, or nullable; fill it, and set NOT NULL in a later migration.',
  tradeOffs: 'A default that is only right for old rows should be dropped again afterwards.',
  example: '',
  references: [
    'https://squawkhq.com/docs/adding-required-field',
    'https://www.postgresql.org/docs/current/sql-altertable.html',
  ],
  check(change) {
    const { migrations, made } = addedMigrations(change);
    return migrations.flatMap(({ file, text, statements }) =>
      statements.flatMap((statement) => {
        const table = ALTER_TABLE.exec(statement.text)?.[1];
        if (table === undefined || made.has(bareName(table))) return [];
        return requiredColumns(statement.text).map((column) => {
          const said = `\`${file.path}\` adds \`${column}\` to \`${bareName(table)}\` as NOT NULL and names no default.`;
          return matchLine(notNullWithoutDefault, { path: file.path, line: statement.line, text, said });
        });
      }),
    );
  },
};

/** Columns that an ALTER TABLE adds and whose rows must already have a value. */
function requiredColumns(statement: string): readonly string[] {
  const clauses = statement.split(/,(?![^(]*\))/);
  return clauses.flatMap((clause) => {
    const found =
      /\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?!CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|INDEX|KEY|CHECK)["`[]?(\w+)["`\]]?\s+([\s\S]*)/i.exec(
        clause,
      );
    const definition = found?.[2] ?? '';
    const needs =
      /\bNOT\s+NULL\b/i.test(definition) &&
      !/\b(DEFAULT|GENERATED|IDENTITY|(?:big|small)?serial|AUTO_INCREMENT|AS\s*\()/i.test(definition);
    return needs ? [found![1]!] : [];
  });
}
