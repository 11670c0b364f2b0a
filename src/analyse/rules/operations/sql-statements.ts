// Splits an SQL script into the statements of its forward migration.
import { createLineIndex } from '../../../text/line-index.ts';

/** One statement with comments blanked, and where it begins. */
export interface Statement {
  readonly text: string;
  /** 1-based line of its first word. */
  readonly line: number;
}

/** Comments that begin the down section in goose, sql-migrate, dbmate and tern: https://github.com/pressly/goose */
const DOWN_SECTION =
  /^[ \t]*--[ \t]*(\+goose\s+down|\+migrate\s+down|migrate:down|-+[ \t]*create above[ \t]*\/[ \t]*drop below)/im;

const DOWN_FILE =
  /(\.|_|-|\/)(down|undo|rollback|revert)(\.[\w-]+)?\.sql$|(^|\/)(down|rollback)s?\/|(^|\/)U\d+[\w.]*__[^/]*\.sql$/i;

/** Whether a path is a forward migration, not a down migration. */
export function isForwardMigration(path: string): boolean {
  return /\.sql$/i.test(path) && /migrat|(^|\/)(ddl|schema|sql|db|database)\//i.test(path) && !DOWN_FILE.test(path);
}

/** Statements before the down section, comments blanked. Semicolons within quotes or dollar quotes end no statement. */
export function forwardStatements(script: string): readonly Statement[] {
  const down = DOWN_SECTION.exec(script);
  const text = blanked(down === null ? script : script.slice(0, down.index));
  const statements: Statement[] = [];
  const lineOf = createLineIndex(text);
  let start = 0;
  const push = (end: number) => {
    const first = text.slice(start, end).search(/\S/);
    if (first >= 0)
      statements.push({
        text: text.slice(start, end).trim(),
        line: lineOf(start + first),
      });
    start = end + 1;
  };
  for (const found of text.matchAll(
    /'(?:[^']|'')*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|(\$\w{0,63}\$)[\s\S]*?(?:\1|$)|;/g,
  ))
    if (found[0] === ';') push(found.index);
  push(text.length);
  return statements;
}

/** Replaces comments by blanks of the same length, so that line numbers stay. */
function blanked(script: string): string {
  return script.replace(/('(?:[^']|'')*(?:'|$)|"[^"]*(?:"|$))|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (found, kept) =>
    kept === undefined ? found.replace(/[^\n]/g, ' ') : kept,
  );
}

/** Name without schema and quotes, in lower case: '"public"."Orders"' becomes "orders". */
export function bareName(name: string): string {
  return name
    .split('.')
    .at(-1)!
    .replace(/["`[\]]/g, '')
    .toLowerCase();
}
