// Finds migrations that add a NOT NULL column without a default to an existing table.
import { type ChangeRule, matchLine } from '../engine/change-rule.ts';
import { ALTER_TABLE, addedMigrations } from './added-migrations.ts';
import { bareName } from './sql-statements.ts';

export const notNullWithoutDefault: ChangeRule = {
  id: 'operations/not-null-without-default',
  section: 'deployment-operations',
  severity: 'high',
  report: 'finding',
  title: 'Migration adds a NOT NULL column without a default',
  messages: {
    noDefault: 'In `{file}`, table `{table}` gets a NOT NULL column without a default: `{column}`.',
  },
  why:
    'PostgreSQL rejects the statement if the table has rows; MySQL fills them with an implicit default. In both, ' +
    'inserts of the version that is still running fail, because it does not know the column.',
  exceptions: 'the table is empty in every environment.',
  fix: 'Add the column nullable or with a DEFAULT, backfill it, and set NOT NULL in a later migration.',
  tradeOffs: 'A default that is right only for old rows should be dropped afterwards.',
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
          const data = { file: file.path, table: bareName(table), column };
          const place = { path: file.path, line: statement.line, text };
          return matchLine(notNullWithoutDefault, { ...place, message: 'noDefault', data });
        });
      }),
    );
  },
};

/** Columns that an ALTER TABLE adds as NOT NULL without a default. */
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
