// Migrations of a database that take away what running code uses, fail on rows that are there, or lock a table while
import { type ChangeMatches, type ChangeRule, matchLine, type RuleContext } from '../engine/change-rule.ts';
import { UNDECIDED } from '../engine/rule.ts';
import { addedMigrations, NAME } from './added-migrations.ts';
import { bareName } from './sql-statements.ts';

export const indexLocksTable: ChangeRule = {
  id: 'operations/index-locks-table',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'signal',
  title: 'A migration locks a table against writes while it builds an index',
  why: 'CREATE INDEX in PostgreSQL holds a lock that every insert, update and delete of the table waits for until the index is built: on a large table that is an outage of minutes.',
  exceptions: 'On a table that is small in every environment.',
  fix: 'CREATE INDEX CONCURRENTLY, in a migration of its own that runs outside a transaction.',
  tradeOffs: 'It takes longer, and a failed build leaves an invalid index that must be dropped by hand.',
  example: '',
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  check(change) {
    const { migrations, made } = addedMigrations(change);
    return migrations.flatMap(({ file, text, statements }) =>
      statements.flatMap((statement): ChangeMatches => {
        const found = new RegExp(
          String.raw`^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)(?:IF\s+NOT\s+EXISTS\s+)?(?:["\w.]+\s+)?ON\s+(?:ONLY\s+)?${NAME}`,
          'i',
        ).exec(statement.text);
        if (found === null || made.has(bareName(found[1]!))) return [];
        const isPostgres = runsOnPostgres(file.path, change);
        if (isPostgres !== true) return isPostgres === UNDECIDED ? [UNDECIDED] : [];
        const said = `\`${file.path}\` builds an index on \`${bareName(found[1]!)}\`, which exists already, without CONCURRENTLY.`;
        return [matchLine(indexLocksTable, { path: file.path, line: statement.line, text, said })];
      }),
    );
  },
  existingUsage(_, around) {
    const line = around.find(/CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY/i, /\.sql$/i);
    return line === null ? null : `\`${line.path}\` does so already.`;
  },
};

const POSTGRES =
  /^github\.com\/(jackc\/pgx|lib\/pq|uptrace\/bun\/dialect\/pgdialect|go-pg\/pg)|^gorm\.io\/driver\/postgres$/;

const OTHERS =
  /^github\.com\/(go-sql-driver\/mysql|mattn\/go-sqlite3|glebarez)|^modernc\.org\/sqlite|^gorm\.io\/driver\/(mysql|sqlite)/;

/** The path says it, or the drivers that the modules require. */
function runsOnPostgres(path: string, { around }: RuleContext): boolean | typeof UNDECIDED {
  if (/postgres|pgsql|(^|[/_-])pg([/_-]|$)/i.test(path)) return true;
  if (/mysql|maria|sqlite|mssql|clickhouse|cockroach|spanner|oracle/i.test(path)) return false;
  const required = around.graph.modules.modules.flatMap(({ requires }) =>
    requires.filter((one) => !one.indirect).map((one) => one.path),
  );
  const [postgres, others] = [POSTGRES, OTHERS].map((driver) => required.some((one) => driver.test(one)));
  return postgres && others ? UNDECIDED : postgres === true;
}
