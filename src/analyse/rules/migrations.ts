// Migrations of a database that take away what running code uses, fail on rows that are there, or lock a table while they work.
import type { ChangedFile } from '../../domain/diff.ts';
import type { SourceTree } from '../../domain/snapshot.ts';
import { type ChangeRule, isAddedLine, remarkOn, type Verdicts, type WholeChange } from './engine/change-rule.ts';
import { asPattern } from './engine/go-file.ts';
import { CANNOT_TELL } from './engine/rule.ts';
import { isAside, purposeOf } from './engine/source-kind.ts';
import { bareName, forwardStatements, isForwardMigration, type Statement } from './sql-statements.ts';

interface Migration {
  readonly file: ChangedFile;
  readonly text: string;
  /** Those that the change adds. */
  readonly statements: readonly Statement[];
}

const NAME = String.raw`((?:["\x60[]?[\w$]+["\x60\]]?\.)?["\x60[]?[\w$]+["\x60\]]?)`;
const CREATE_TABLE = new RegExp(
  String.raw`^\s*CREATE\s+(?:UNLOGGED\s+|TEMP(?:ORARY)?\s+|GLOBAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`,
  'i',
);
const RENAMED_TO = new RegExp(String.raw`^\s*ALTER\s+TABLE\b[\s\S]*\bRENAME\s+TO\s+${NAME}`, 'i');
const ALTER_TABLE = new RegExp(String.raw`^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${NAME}`, 'i');

/** Migrations of a change, and the tables that they make: what is new holds no rows and is used by nobody yet. */
function migrationsOf({ snapshot }: WholeChange): { migrations: readonly Migration[]; made: ReadonlySet<string> } {
  const migrations = snapshot.changedFiles.flatMap((file): Migration[] => {
    const text = snapshot.head.text(file.path);
    if (file.status === 'removed' || text === undefined || !isForwardMigration(file.path)) return [];
    // Migrations are scripts, wherever they stand.
    if (!/^(?:service|script)$/.test(purposeOf(file.path))) return [];
    const statements = forwardStatements(text).filter(({ line }) => isAddedLine(file, line));
    return [{ file, text, statements }];
  });
  const all = migrations.flatMap(({ text }) => forwardStatements(text));
  const made = all.flatMap(({ text }) =>
    [CREATE_TABLE.exec(text)?.[1], RENAMED_TO.exec(text)?.[1]].filter((one) => one !== undefined),
  );
  return { migrations, made: new Set(made.map(bareName)) };
}

/** A script that holds the whole schema is run on an empty database. */
function isSchemaDump({ file, text }: Migration): boolean {
  if (/(^|\/)(schema|structure|init|seed|dump|setup)[^/]*\.sql$/i.test(file.path)) return true;
  return (
    (text.match(/^\s*CREATE\s+TABLE/gim) ?? []).length >= 3 && /^\s*(SET\s+search_path|INSERT\s+INTO)\b/im.test(text)
  );
}

export const destructiveMigration: ChangeRule = {
  id: 'operations/destructive-migration',
  section: 'deployment-operations',
  severity: 'high',
  voice: 'finding',
  title: 'A migration drops what the code before this change still uses',
  why: 'While the new version rolls out the old one still runs, and after a roll-back it runs again: its queries name what is gone and fail. What is dropped comes back from a backup only.',
  fine: 'When no running version uses it any more: then dropping it is the last step of the three (add, move, take away).',
  fix: 'Ship the code that no longer uses it first; drop it in a later release, when no replica of the old one runs.',
  tradeOffs: 'Two releases instead of one, and a column that is written for a while although nobody reads it.',
  example: '',
  references: ['https://martinfowler.com/bliki/ParallelChange.html', 'https://squawkhq.com/docs/ban-drop-column'],
  check(change) {
    const { migrations, made } = migrationsOf(change);
    return migrations
      .filter((migration) => !isSchemaDump(migration))
      .flatMap(({ file, text, statements }) =>
        statements.flatMap((statement) =>
          droppedBy(statement.text)
            .filter(({ table }) => !made.has(table))
            .flatMap(({ what, name, table }) => {
              const use = useOf(name, table, change.snapshot.before);
              if (use === null) return [];
              const said = `\`${file.path}\` drops the ${what}; \`${use.path}\` of the version before this change names it at line ${use.line}.`;
              return [remarkOn(destructiveMigration, { path: file.path, line: statement.line, text, said })];
            }),
        ),
      );
  },
};

interface Dropped {
  readonly table: string;
  /** The table or column itself. */
  readonly name: string;
  /** "column `note` of `orders`". */
  readonly what: string;
}

function droppedBy(statement: string): readonly Dropped[] {
  const tables = new RegExp(String.raw`^\s*DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?(${NAME}(?:\s*,\s*${NAME})*)`, 'i').exec(
    statement,
  );
  if (tables !== null)
    return tables[1]!.split(',').map((one) => {
      const name = bareName(one.trim());
      return { table: name, name, what: `table \`${name}\`` };
    });
  const table = ALTER_TABLE.exec(statement)?.[1];
  if (table === undefined) return [];
  const columns = statement.matchAll(/\bDROP\s+(?:COLUMN\s+)(?:IF\s+EXISTS\s+)?["`[]?([\w$]+)["`\]]?/gi);
  return [...columns].map((found) => ({
    table: bareName(table),
    name: found[1]!.toLowerCase(),
    what: `column \`${found[1]}\` of \`${bareName(table)}\``,
  }));
}

/** A search for a use reads no more than this. */
const MAX_SEARCHED = 60_000_000;

/**
 * Where Go code names a table or column: in a string, a query, a tag, or as a field that gorm maps to it. A column counts only in a file
 * that names its table, or the type that stands for one row of it, as well. null: nowhere.
 */
function useOf(name: string, table: string, tree: SourceTree): { path: string; line: number } | null {
  const word = asPattern(name);
  // A Go name has no underscore in it: such a word stands in a query or a tag. Any other must stand behind a quote or a word of SQL.
  const written = name.includes('_')
    ? new RegExp(`\\b${word}\\b`, 'i')
    : new RegExp(
        `["\`][^"\`]*(?<![-/])\\b${word}\\b(?![-/])|\\b(?:FROM|INTO|UPDATE|JOIN|SELECT|WHERE|SET|BY|AND)\\s[^"]*\\b${word}\\b`,
        'i',
      );
  // A table of one word shares it with flags and keys: it is meant where the line speaks of a table or of SQL, or a TableName answers it.
  const isMeant = (line: string, text: string) =>
    name !== table ||
    name.includes('_') ||
    /table|\b(?:FROM|INTO|UPDATE|JOIN)\s/i.test(line) ||
    (/\bTableName\(\)/.test(text) && /\breturn\b/.test(line));
  const field = new RegExp(`^\\s*${name.replace(/_/g, '_?')}\\s+[\\w.*[\\]]+`, 'im');
  const row = new RegExp(
    `\\b${asPattern(table)}\\b|\\btype ${table.replace(/_/g, '').replace(/ies$/, 'y').replace(/s$/, '')}\\w{0,5} struct`,
    'i',
  );
  let left = MAX_SEARCHED;
  for (const path of tree.readable()) {
    if (!path.endsWith('.go') || /_test\.go$|\.pb(\.\w+)?\.go$/.test(path) || isAside(path)) continue;
    const text = tree.text(path) ?? '';
    left -= text.length;
    if (left < 0) return null;
    if (!row.test(text)) continue;
    const mapped = /"gorm\.io\/gorm"|gorm:"/.test(text);
    if (!text.toLowerCase().includes(name) && !mapped) continue;
    const index = text
      .split('\n')
      .findIndex(
        (line) =>
          !/^\s*\/\//.test(line) && ((written.test(line) && isMeant(line, text)) || (mapped && field.test(line))),
      );
    if (index >= 0) return { path, line: index + 1 };
  }
  return null;
}

export const columnNeedsDefault: ChangeRule = {
  id: 'operations/not-null-without-default',
  section: 'deployment-operations',
  severity: 'high',
  voice: 'finding',
  title: 'A migration adds a NOT NULL column without a default to a table that exists',
  why: 'On a table with rows the statement fails, and the release with it: there is no value for the rows that are there. Where it succeeds (an empty table), the version that still runs cannot insert any more, since it does not know the column.',
  fine: 'On a table that holds no rows in any environment.',
  fix: 'Add the column with a DEFAULT, or nullable; fill it, and set NOT NULL in a later migration.',
  tradeOffs: 'A default that is only right for old rows should be dropped again afterwards.',
  example: '',
  references: [
    'https://squawkhq.com/docs/adding-required-field',
    'https://www.postgresql.org/docs/current/sql-altertable.html',
  ],
  check(change) {
    const { migrations, made } = migrationsOf(change);
    return migrations.flatMap(({ file, text, statements }) =>
      statements.flatMap((statement) => {
        const table = ALTER_TABLE.exec(statement.text)?.[1];
        if (table === undefined || made.has(bareName(table))) return [];
        return requiredColumns(statement.text).map((column) => {
          const said = `\`${file.path}\` adds \`${column}\` to \`${bareName(table)}\` as NOT NULL and names no default.`;
          return remarkOn(columnNeedsDefault, { path: file.path, line: statement.line, text, said });
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

export const indexLocksTable: ChangeRule = {
  id: 'operations/index-locks-table',
  section: 'deployment-operations',
  severity: 'medium',
  voice: 'signal',
  title: 'A migration locks a table against writes while it builds an index',
  why: 'CREATE INDEX in PostgreSQL holds a lock that every insert, update and delete of the table waits for until the index is built: on a large table that is an outage of minutes.',
  fine: 'On a table that is small in every environment.',
  fix: 'CREATE INDEX CONCURRENTLY, in a migration of its own that runs outside a transaction.',
  tradeOffs: 'It takes longer, and a failed build leaves an invalid index that must be dropped by hand.',
  example: '',
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  check(change) {
    const { migrations, made } = migrationsOf(change);
    return migrations.flatMap(({ file, text, statements }) =>
      statements.flatMap((statement): Verdicts => {
        const found = new RegExp(
          String.raw`^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)(?:IF\s+NOT\s+EXISTS\s+)?(?:["\w.]+\s+)?ON\s+(?:ONLY\s+)?${NAME}`,
          'i',
        ).exec(statement.text);
        if (found === null || made.has(bareName(found[1]!))) return [];
        const isPostgres = runsOnPostgres(file.path, change);
        if (isPostgres !== true) return isPostgres === CANNOT_TELL ? [CANNOT_TELL] : [];
        const said = `\`${file.path}\` builds an index on \`${bareName(found[1]!)}\`, which exists already, without CONCURRENTLY.`;
        return [remarkOn(indexLocksTable, { path: file.path, line: statement.line, text, said })];
      }),
    );
  },
  precedent(_, around) {
    const line = around.find(/CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY/i, /\.sql$/i);
    return line === null ? null : `\`${line.path}\` does so already.`;
  },
};

const POSTGRES =
  /^github\.com\/(jackc\/pgx|lib\/pq|uptrace\/bun\/dialect\/pgdialect|go-pg\/pg)|^gorm\.io\/driver\/postgres$/;
const OTHERS =
  /^github\.com\/(go-sql-driver\/mysql|mattn\/go-sqlite3|glebarez)|^modernc\.org\/sqlite|^gorm\.io\/driver\/(mysql|sqlite)/;

/** The path says it, or the drivers that the modules require. */
function runsOnPostgres(path: string, { around }: WholeChange): boolean | typeof CANNOT_TELL {
  if (/postgres|pgsql|(^|[/_-])pg([/_-]|$)/i.test(path)) return true;
  if (/mysql|maria|sqlite|mssql|clickhouse|cockroach|spanner|oracle/i.test(path)) return false;
  const required = around.graph.modules.modules.flatMap(({ requires }) =>
    requires.filter((one) => !one.indirect).map((one) => one.path),
  );
  const [postgres, others] = [POSTGRES, OTHERS].map((driver) => required.some((one) => driver.test(one)));
  return postgres && others ? CANNOT_TELL : postgres === true;
}
