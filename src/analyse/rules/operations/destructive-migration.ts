// Migrations of a database that take away what running code uses, fail on rows that are there, or lock a table while
import type { SourceTree } from '../../../domain/snapshot.ts';
import { type ChangeRule, matchLine } from '../engine/change-rule.ts';
import { asPattern } from '../engine/go-file.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { ALTER_TABLE, addedMigrations, type Migration, NAME } from './added-migrations.ts';
import { bareName } from './sql-statements.ts';

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
  report: 'finding',
  title: 'A migration drops what the code before this change still uses',
  why: 'While the new version rolls out the old one still runs, and after a roll-back it runs again: its queries name what is gone and fail. What is dropped comes back from a backup only.',
  exceptions:
    'When no running version uses it any more: then dropping it is the last step of the three (add, move, take away).',
  fix: 'Ship the code that no longer uses it first; drop it in a later release, when no replica of the old one runs.',
  tradeOffs: 'Two releases instead of one, and a column that is written for a while although nobody reads it.',
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
            .flatMap(({ what, name, table }) => {
              const use = useOf(name, table, change.snapshot.before);
              if (use === null) return [];
              const said = `\`${file.path}\` drops the ${what}; \`${use.path}\` of the version before this change names it at line ${use.line}.`;
              return [matchLine(destructiveMigration, { path: file.path, line: statement.line, text, said })];
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
    if (!path.endsWith('.go') || /_test\.go$|\.pb(\.\w+)?\.go$/.test(path) || isOutsideServices(path)) continue;
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
