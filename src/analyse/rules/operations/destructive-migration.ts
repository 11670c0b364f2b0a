// Finds migrations that drop a table or column which the code before the change uses.
import type { SourceTree } from '../../../domain/snapshot.ts';
import { type ChangeRule, type LineMatch, matchLine } from '../engine/change-rule.ts';
import { asPattern } from '../engine/go-file.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { ALTER_TABLE, addedMigrations, type Migration, NAME } from './added-migrations.ts';
import { bareName } from './sql-statements.ts';

/** Whether a script creates the whole schema: it runs on an empty database. */
function isSchemaDump({ file, text }: Migration): boolean {
  if (/(^|\/)(schema|structure|init|seed|dump|setup)[^/]*\.sql$/i.test(file.path)) return true;
  return (
    (text.match(/^[ \t]*CREATE[ \t]+TABLE/gim) ?? []).length >= 3 &&
    /^[ \t]*(SET[ \t]+search_path|INSERT[ \t]+INTO)\b/im.test(text)
  );
}

export const destructiveMigration: ChangeRule = {
  id: 'operations/destructive-migration',
  section: 'deployment-operations',
  severity: 'high',
  report: 'finding',
  title: 'Migration drops a table or column that the old code still uses',
  messages: {
    droppedTable: '`{file}` drops table `{table}`, which `{use}` used before this change.',
    droppedColumn: '`{file}` drops column `{column}` of `{table}`, which `{use}` used before this change.',
  },
  why:
    'During the rollout the old version still runs, and after a rollback it runs again; its queries fail. The ' +
    'dropped data comes back only from a backup.',
  exceptions: 'no running version uses it any more, so the drop is the last step of expand, migrate, contract.',
  fix: 'Ship the code that no longer uses it first, and drop it in a later release.',
  tradeOffs: 'Two releases instead of one.',
  example: '',
  references: ['https://martinfowler.com/bliki/ParallelChange.html', 'https://squawkhq.com/docs/ban-drop-column'],
  check(change) {
    const { migrations, made } = addedMigrations(change);
    return migrations
      .filter((migration) => !isSchemaDump(migration))
      .flatMap(({ file, text, statements }) =>
        statements.flatMap((statement) =>
          droppedBy(statement.text)
            .filter(({ table }) => !made.has(table))
            .flatMap((dropped) => {
              const use = firstUse(dropped, change.snapshot.before);
              if (use === null) return [];
              const place = { path: file.path, line: statement.line, text };
              return [matchLine(destructiveMigration, { ...place, ...messageOf(dropped, file.path, use) })];
            }),
        ),
      );
  },
};

function messageOf({ table, column }: Dropped, file: string, use: string): Pick<LineMatch, 'message' | 'data'> {
  return column === null
    ? { message: 'droppedTable', data: { file, table, use } }
    : { message: 'droppedColumn', data: { file, column, table, use } };
}

/** A table or column that a statement drops. */
interface Dropped {
  readonly table: string;
  /** Name of the column as written; null where the whole table is dropped. */
  readonly column: string | null;
}

function droppedBy(statement: string): readonly Dropped[] {
  const tables = new RegExp(String.raw`^\s*DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?(${NAME}(?:\s*,\s*${NAME})*)`, 'i').exec(
    statement,
  );
  if (tables !== null) return tables[1]!.split(',').map((one) => ({ table: bareName(one.trim()), column: null }));
  const table = ALTER_TABLE.exec(statement)?.[1];
  if (table === undefined) return [];
  const columns = statement.matchAll(/\bDROP\s+(?:COLUMN\s+)(?:IF\s+EXISTS\s+)?["`[]?([\w$]+)["`\]]?/gi);
  return [...columns].map((found) => ({ table: bareName(table), column: found[1]! }));
}

/** Characters of Go code that a search for a use reads at most. */
const MAX_SEARCHED = 60_000_000;

/**
 * The first line of Go code that uses a table or column, "store/orders.go:12"; null where there is none. A column
 * counts only in a file that also names its table, or the type of one row of it.
 */
function firstUse(dropped: Dropped, tree: SourceTree): string | null {
  const { table, column } = dropped;
  const name = (column ?? table).toLowerCase();
  const typeName = table.replace(/_/g, '').replace(/ies$/, 'y').replace(/s$/, '');
  const namesTable = new RegExp(`\\b${asPattern(table)}\\b|\\btype ${typeName}\\w{0,5} struct`, 'i');
  const isUse = createUseTest(name, table);
  let left = MAX_SEARCHED;
  for (const path of tree.readable()) {
    if (!path.endsWith('.go') || /_test\.go$|\.pb(\.\w+)?\.go$/.test(path) || isOutsideServices(path)) continue;
    const text = tree.text(path) ?? '';
    left -= text.length;
    if (left < 0) return null;
    if (!namesTable.test(text) || !(isMappedByGorm(text) || text.toLowerCase().includes(name))) continue;
    const index = text.split('\n').findIndex((line) => isUse(line, text));
    if (index >= 0) return `${path}:${index + 1}`;
  }
  return null;
}

/** Tells whether a line of a file uses a name: in a string, a query, a tag, or as a field that gorm maps to it. */
function createUseTest(name: string, table: string): (line: string, text: string) => boolean {
  const word = asPattern(name);
  // Go names have no underscores: such a word is in a query or tag. Any other must follow a quote or an SQL keyword.
  const written = name.includes('_')
    ? new RegExp(`\\b${word}\\b`, 'i')
    : new RegExp(
        `["\`][^"\`]*(?<![-/])\\b${word}\\b(?![-/])|` +
          `\\b(?:FROM|INTO|UPDATE|JOIN|SELECT|WHERE|SET|BY|AND)\\s[^"]*\\b${word}\\b`,
        'i',
      );
  const field = new RegExp(`^\\s*${name.replace(/_/g, '_?')}\\s+[\\w.*[\\]]+`, 'im');
  // A table of one word shares it with flags and keys: the line must speak of a table or SQL, or a TableName return it.
  const isAmbiguous = name === table && !name.includes('_');
  const isTableUse = (line: string, text: string) =>
    /table|\b(?:FROM|INTO|UPDATE|JOIN)\s/i.test(line) || (/\bTableName\(\)/.test(text) && /\breturn\b/.test(line));
  return (line, text) =>
    !/^\s*\/\//.test(line) &&
    ((written.test(line) && (!isAmbiguous || isTableUse(line, text))) || (field.test(line) && isMappedByGorm(text)));
}

function isMappedByGorm(text: string): boolean {
  return /"gorm\.io\/gorm"|gorm:"/.test(text);
}
