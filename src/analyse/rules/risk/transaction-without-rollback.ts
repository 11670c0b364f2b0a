// Things that must be given back: rows, response bodies, transactions.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { descendants, type GoFile, isInNestedFunction, isInside, withoutComments } from '../engine/go-file.ts';
import { firstResult } from '../engine/resources.ts';
import type { CodeRule } from '../engine/rule.ts';

const BEGIN = /^(Begin|BeginTx|Beginx|BeginTxx)$/;

export const transactionWithoutRollback: CodeRule = {
  id: 'risk/transaction-without-rollback',
  section: 'risk-mitigation',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: false },
  report: 'finding',
  judges: 'code',
  title: 'A transaction has no rollback on its error paths',
  why: 'A return between Begin and Commit leaves the transaction open: it keeps its connection and its locks, other requests wait for rows that nobody will release, and the pool runs dry.',
  exceptions: 'When a helper that takes the transaction ends it either way.',
  fix: 'Defer the rollback right after Begin: after a successful Commit it does nothing.',
  tradeOffs: 'The deferred `Rollback` returns `sql.ErrTxDone` after a `Commit`; ignore that one on purpose.',
  example:
    'tx, err := db.BeginTx(ctx, nil)\nif err != nil {\n\treturn err\n}\ndefer tx.Rollback()\n// …\nreturn tx.Commit()',
  references: ['https://go.dev/doc/database/execute-transactions'],
  clausePattern: /\btransactions?\b.*\broll(ed)?[- ]?back\b/i,
  prefilters: { file: /\.Begin(?:Tx|x|Txx)?\(/ },
  nodes: ['short_var_declaration'],
  existingUsage: findExistingUsage(
    /^func (?:\([^)\n]*\) )?\w*(?:[wW]ithTx|[iI]nTx|[wW]ithTransaction|[iI]nTransaction|[tT]ransact|[aA]tomically)\w*\([^{}\n]*\bfunc\(/m,
    (place, name) => `\`${name}\` (${place}) runs a function in a transaction already.`,
  ),
  check(node, file) {
    const result = firstResult(node, file);
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
    const early = earlyReturn(fn, node, result.name, file);
    if (early !== null)
      return {
        node,
        said: `${file.where(node)} begins \`${result.name}\` and returns at line ${early.startPosition.row + 1} without Commit or Rollback.`,
      };
    if (!writesUnchecked(fn, result.name, file)) return null;
    const said = `${file.where(node)} commits \`${result.name}\` whatever its statements answered: no path rolls it back.`;
    return { node, said, severity: 'medium' };
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
