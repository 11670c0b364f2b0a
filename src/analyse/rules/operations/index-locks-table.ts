// Finds migrations that create an index on an existing PostgreSQL table and block its writes.
import { type ChangeMatches, type ChangeRule, matchLine, type RuleContext } from '../engine/change-rule.ts';
import { UNDECIDED } from '../engine/rule.ts';
import { addedMigrations, NAME } from './added-migrations.ts';
import { bareName } from './sql-statements.ts';

export const indexLocksTable: ChangeRule = {
  id: 'operations/index-locks-table',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'signal',
  title: 'CREATE INDEX blocks writes to an existing table',
  messages: {
    blocking: '`{file}` creates an index on the existing table `{table}` without CONCURRENTLY.',
  },
  why:
    'PostgreSQL holds a SHARE lock until the index is built: inserts, updates and deletes wait, on a large table for ' +
    'minutes.',
  exceptions: 'the table is small in every environment.',
  fix: 'Use `CREATE INDEX CONCURRENTLY` in a migration of its own that runs outside a transaction.',
  tradeOffs:
    'It takes longer, a failed build leaves an invalid index to drop by hand, and partitioned tables do not support ' +
    'it.',
  example: '',
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  check(change) {
    const { migrations, made } = addedMigrations(change);
    return migrations.flatMap(({ file, text, statements }) =>
      statements.flatMap((statement): ChangeMatches => {
        const table = CREATE_INDEX.exec(statement.text)?.[1];
        if (table === undefined || made.has(bareName(table))) return [];
        const isPostgres = runsOnPostgres(file.path, change);
        if (isPostgres !== true) return isPostgres === UNDECIDED ? [UNDECIDED] : [];
        const data = { file: file.path, table: bareName(table) };
        return [matchLine(indexLocksTable, { path: file.path, line: statement.line, text, message: 'blocking', data })];
      }),
    );
  },
  existingUsage(_, around) {
    const line = around.find(/CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY/i, /\.sql$/i);
    return line === null ? null : `\`${line.path}:${line.line}\` already does this.`;
  },
};

/** The start of a CREATE INDEX statement without CONCURRENTLY; captures the table. */
const CREATE_INDEX = new RegExp(
  String.raw`^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)(?:IF\s+NOT\s+EXISTS\s+)?` +
    String.raw`(?:["\w.]+\s+)?ON\s+(?:ONLY\s+)?${NAME}`,
  'i',
);

/** Modules of PostgreSQL drivers. */
const POSTGRES =
  /^github\.com\/(jackc\/pgx|lib\/pq|uptrace\/bun\/dialect\/pgdialect|go-pg\/pg)|^gorm\.io\/driver\/postgres$/;

/** Modules of drivers for other databases. */
const OTHERS =
  /^github\.com\/(go-sql-driver\/mysql|mattn\/go-sqlite3|glebarez)|^modernc\.org\/sqlite|^gorm\.io\/driver\/(mysql|sqlite)/;

/** Whether a migration is for PostgreSQL, by its path or else by the drivers that the modules require. */
function runsOnPostgres(path: string, { around }: RuleContext): boolean | typeof UNDECIDED {
  if (/postgres|pgsql|(^|[/_-])pg([/_-]|$)/i.test(path)) return true;
  if (/mysql|maria|sqlite|mssql|clickhouse|cockroach|spanner|oracle/i.test(path)) return false;
  const required = around.graph.modules.modules.flatMap(({ requires }) =>
    requires.filter((one) => !one.indirect).map((one) => one.path),
  );
  const [postgres, others] = [POSTGRES, OTHERS].map((driver) => required.some((one) => driver.test(one)));
  return postgres && others ? UNDECIDED : postgres === true;
}
