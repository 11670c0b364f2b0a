// Finds query rows that some path leaves open.
import type { GoNode } from '../../go/parser.ts';
import { callResult, isUsedOtherwise } from '../engine/call-result.ts';
import { SQL } from '../engine/database-packages.ts';
import { insertAfterErrorCheck } from '../engine/edits.ts';
import { descendants, type GoFile, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const rowsNotClosed: CodeRule = {
  id: 'concurrency/rows-not-closed',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: false },
  report: 'finding',
  judges: 'code',
  title: 'Query rows are not closed on every path',
  messages: {
    leftEarly: '`{func}` never closes `{rows}` and can leave the loop before the last row.',
    discarded: '`{func}` discards the rows of `{call}`, so they are never closed.',
  },
  why:
    'Open rows hold a pooled connection: every early return leaks one, and once the pool is empty all queries of the ' +
    'service block.',
  exceptions: 'every path reads to the last row, or a helper closes them.',
  fix:
    'Call `defer rows.Close()` right after the error check and check `rows.Err()` after the loop; use `ExecContext` ' +
    'when you expect no rows.',
  tradeOffs: '',
  example:
    'rows, err := db.QueryContext(ctx, query, args...)\n' +
    'if err != nil {\n' +
    '\treturn nil, err\n' +
    '}\n' +
    'defer rows.Close()',
  references: ['https://go.dev/doc/database/querying#multiple_rows'],
  linters: ['sqlclosecheck', 'rowserrcheck'],
  prefilters: {
    file: /\.Query(?:Context|x|xContext)?\(/,
    // Only rows that are not closed by their name further down.
    declaration:
      /(?<!,\s*)\b(\w+)(?:\s*,\s*\w+)*\s*:=\s*[^\n]*\.Query(?:Context|x|xContext)?\((?![\s\S]*\b\1\.Close\()|\b_\s*,\s*\w+\s*:?=\s*[^\n]*\.Query(?:Context|x|xContext)?\(/,
  },
  nodes: ['short_var_declaration', 'assignment_statement'],
  check(node, file) {
    if (!/\.Query/.test(file.text(node))) return null;
    const result = callResult(node, file);
    if (result === null) return null;
    const isDiscarded = result.name === '_';
    // An earlier declaration may be closed where it was made.
    if (node.type === 'assignment_statement' && !isDiscarded) return null;
    const fn = file.functionAround(node);
    if (file.text(fn).includes(`${result.name}.Close(`) || !file.importsAny(SQL)) return null;
    const callee = file.calleeOf(result.call);
    if (callee === null || !/^Query(Context|x|xContext)?$/.test(callee.name) || callee.package !== null) return null;
    if (isDiscarded)
      return /(^|\.)(db|tx|conn|pool|stmt)$/i.test(callee.owner)
        ? { node, message: 'discarded', data: { call: `${callee.owner}.${callee.name}` } }
        : null;
    if (!canLeaveEarly(result.name, fn, file)) return null;
    const edits = insertAfterErrorCheck(node, file, `defer ${result.name}.Close()`);
    return { node, message: 'leftEarly', data: { rows: result.name }, edits };
  },
};

/** Whether a function keeps rows to itself and can leave the loop over them before the last one. */
function canLeaveEarly(rows: string, fn: GoNode | null, file: GoFile): boolean {
  const body = file.bodyText(fn);
  if (!new RegExp(`\\b${rows}\\.Next\\(`).test(body)) return false;
  if (isUsedOtherwise(rows, 'Next|Scan|StructScan|Err|Columns|ColumnTypes|Values', body)) return false;
  const loop = descendants(fn, 'for_statement').find((one) => file.text(one).includes(`${rows}.Next(`));
  if (loop === undefined) return true;
  return descendants(loop, 'return_statement', 'break_statement').some((one) => !isInNestedFunction(one, loop));
}
