// Finds transactions that an error leaves open.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { callResult } from '../engine/call-result.ts';
import { insertAfterErrorCheck } from '../engine/edits.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { descendants, type GoFile, isInNestedFunction, isInside, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

const BEGIN = /^(Begin|BeginTx|Beginx|BeginTxx)$/;

export const transactionWithoutRollback: CodeRule = {
  id: 'risk/transaction-without-rollback',
  section: 'risk-mitigation',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: false },
  report: 'finding',
  judges: 'code',
  title: 'Transaction is not rolled back on error',
  messages: {
    earlyReturn: '`{func}` begins `{tx}` and returns at line {line} without Commit or Rollback.',
    unchecked:
      '`{func}` commits `{tx}` without checking the errors of its statements, so part of the work can ' +
      'be committed unnoticed.',
  },
  why:
    'The transaction keeps its connection and locks until its context is cancelled, or forever with ' +
    '`Begin`; other requests wait for the rows and the pool runs empty.',
  exceptions: 'a helper that receives the transaction ends it.',
  fix: 'Call `defer tx.Rollback()` right after Begin; after Commit it does nothing.',
  tradeOffs: 'After Commit the deferred Rollback returns `sql.ErrTxDone`; ignore it.',
  example:
    'tx, err := db.BeginTx(ctx, nil)\n' +
    'if err != nil {\n' +
    '\treturn err\n' +
    '}\n' +
    'defer tx.Rollback()\n' +
    '// …\n' +
    'return tx.Commit()',
  references: ['https://go.dev/doc/database/execute-transactions'],
  clausePattern: /\btransactions?\b.*\broll(ed)?[- ]?back\b/i,
  prefilters: { file: /\.Begin(?:Tx|x|Txx)?\(/ },
  nodes: ['short_var_declaration'],
  existingUsage: findExistingUsage(
    /^func (?:\([^)\n]*\) )?\w*(?:[wW]ithTx|[iI]nTx|[wW]ithTransaction|[iI]nTransaction|[tT]ransact|[aA]tomically)\w*\([^{}\n]*\bfunc\(/m,
    (place, name) => `\`${name}\` (${place}) already runs a function in a transaction.`,
  ),
  check(node, file) {
    const result = callResult(node, file);
    const callee = result === null ? null : file.calleeOf(result.call);
    if (result === null || callee === null || !BEGIN.test(callee.name) || callee.package !== null) return null;
    const fn = file.functionAround(node);
    const body = file.bodyText(fn);
    if (!new RegExp(`\\b${result.name}\\.Commit\\(`).test(body) || /rollback/i.test(body)) return null;
    // Handed to a function whose name says that it ends something, or kept in a struct: not ours to judge.
    if (
      new RegExp(
        `(?:close|finish|end|done|abort|complete|defer)\\w*\\([^)]*\\b${result.name}\\b|:\\s*${result.name}\\b|\\.\\w+\\s*=\\s*${result.name}\\b`,
        'i',
      ).test(body)
    )
      return null;
    // Other packages want a context for it.
    const isPlain = file.importsAny(/^database\/sql$/) && !file.importsAny(/pgx|sqlx|gorm|ent$/);
    const edits = isPlain ? insertAfterErrorCheck(node, file, `defer ${result.name}.Rollback()`) : [];
    const early = earlyReturn(fn, node, result.name, file);
    if (early !== null)
      return {
        node,
        message: 'earlyReturn',
        data: { tx: result.name, line: early.startPosition.row + 1 },
        edits,
      };
    if (!writesUnchecked(fn, result.name, file)) return null;
    return { node, message: 'unchecked', data: { tx: result.name }, severity: 'medium', edits };
  },
};

/** A return between Begin (its own error check aside) and Commit. */
function earlyReturn(fn: GoNode | null, begin: GoNode, tx: string, file: GoFile): GoNode | null {
  if (fn === null) return null;
  const siblings = begin.parent === null ? [] : childrenOf(begin.parent);
  const next = siblings[siblings.findIndex((one) => one.id === begin.id) + 1];
  const ownCheck = next?.type === 'if_statement' && /\b(err|Error)\b/.test(file.field(next, 'condition')) ? next : null;
  const commit = descendants(fn, 'call_expression').find((call) => file.field(call, 'function') === `${tx}.Commit`);
  for (const found of descendants(fn, 'return_statement')) {
    if (found.startIndex < begin.endIndex || (commit !== undefined && found.endIndex > commit.startIndex)) continue;
    if ((ownCheck !== null && isInside(found, ownCheck)) || isInNestedFunction(found, fn)) continue;
    if (!withoutComments(file.text(found)).includes(`${tx}.`)) return found;
  }
  return null;
}

/** Writes through the transaction as a statement of its own, so that its error is seen by nobody. */
function writesUnchecked(fn: GoNode | null, tx: string, file: GoFile): boolean {
  return descendants(fn, 'expression_statement').some((statement) =>
    new RegExp(`^${tx}\\.[\\s\\S]*\\b(Exec|ExecContext|Create|Save|Update|Updates|Delete|FirstOrCreate)\\(`).test(
      file.text(statement),
    ),
  );
}
