// Things that must be given back: rows, response bodies, transactions.

import { callResult, isUsedOtherwise } from '../engine/call-result.ts';
import { SQL } from '../engine/database-packages.ts';
import { descendants, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const rowsNotClosed: CodeRule = {
  id: 'concurrency/rows-not-closed',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: false },
  report: 'finding',
  judges: 'code',
  title: 'Rows of a query stay open',
  why: 'Rows hold a connection of the pool until they are read to the end or closed; every early return keeps one, and when the pool is empty all queries of the service wait.',
  exceptions: 'When every path reads to the end, or a helper closes them.',
  fix: 'Defer `rows.Close()` right after the error check, and ask `rows.Err()` after the loop. Where no rows are wanted, use `ExecContext`.',
  tradeOffs: 'None.',
  example:
    'rows, err := db.QueryContext(ctx, query, args...)\nif err != nil {\n\treturn nil, err\n}\ndefer rows.Close()',
  references: ['https://go.dev/doc/database/querying#multiple_rows'],
  linters: ['sqlclosecheck', 'rowserrcheck'],
  prefilters: {
    file: /\.Query(?:Context|x|xContext)?\(/,
    // Rows that are closed by their name further down need no second look.
    declaration:
      /(?<!,\s*)\b(\w+)(?:\s*,\s*\w+)*\s*:=\s*[^\n]*\.Query(?:Context|x|xContext)?\((?![\s\S]*\b\1\.Close\()|\b_\s*,\s*\w+\s*:?=\s*[^\n]*\.Query(?:Context|x|xContext)?\(/,
  },
  // Rows that are closed by their name further down need no second look.
  nodes: ['short_var_declaration', 'assignment_statement'],
  check(node, file) {
    if (!/\.Query/.test(file.text(node))) return null;
    const result = callResult(node, file);
    if (result === null) return null;
    // A name that was declared before may be closed by whoever declared it.
    const isDropped = result.name === '_';
    if (node.type === 'assignment_statement' && !isDropped) return null;
    const fn = file.functionAround(node);
    if (file.text(fn).includes(`${result.name}.Close(`)) return null;
    if (!file.importsAny(SQL)) return null;
    const callee = file.calleeOf(result.call);
    if (callee === null || !/^Query(Context|x|xContext)?$/.test(callee.name) || callee.package !== null) return null;
    if (isDropped)
      return /(^|\.)(db|tx|conn|pool|stmt)$/i.test(callee.owner)
        ? {
            node,
            said: `${file.where(node)} drops the rows of \`${callee.owner}.${callee.name}\`, so that nobody closes them.`,
          }
        : null;
    const body = file.bodyText(fn);
    if (!new RegExp(`\\b${result.name}\\.Next\\(`).test(body)) return null;
    if (isUsedOtherwise(result.name, 'Next|Scan|StructScan|Err|Columns|ColumnTypes|Values', body)) return null;
    const loop = descendants(fn, 'for_statement').find((one) => file.text(one).includes(`${result.name}.Next(`));
    const early =
      loop === undefined
        ? undefined
        : descendants(loop, 'return_statement', 'break_statement').find((one) => !isInNestedFunction(one, loop));
    if (loop !== undefined && early === undefined) return null;
    return {
      node,
      said: `${file.where(node)} never closes \`${result.name}\` and can leave its loop before the last row.`,
    };
  },
};
