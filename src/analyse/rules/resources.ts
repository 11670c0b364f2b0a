// Things that must be given back: rows, response bodies, transactions.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { SQL } from './databases.ts';
import { alreadyThere } from './engine/existing-usage.ts';
import {
  asPattern,
  descendants,
  isInNestedFunction,
  isInside,
  loopAround,
  type RuleFile,
  withoutComments,
} from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

/** `name, err := call`: the name of the first value and the call; null where the statement is something else. */
function firstResult(node: GoNode, file: RuleFile): { name: string; call: GoNode } | null {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const call = right === null ? undefined : childrenOf(right)[0];
  const first = left === null ? undefined : childrenOf(left)[0];
  if (call?.type !== 'call_expression' || first?.type !== 'identifier') return null;
  return { name: file.text(first), call };
}

/** Every use of a local name in a function other than `name.member` with one of the members. */
function usedOtherwise(name: string, members: string, body: string): boolean {
  const rest = body
    .replace(new RegExp(`\\b${name}\\.(?:${members})\\b`, 'g'), ' ')
    .replace(new RegExp(`\\b${name}\\s*,\\s*\\w+\\s*:?=`, 'g'), ' ');
  return new RegExp(`\\b${name}\\b(?!\\s*[!=]=\\s*nil)`).test(rest);
}

export const rowsNotClosed: CodeRule = {
  id: 'concurrency/rows-not-closed',
  section: 'concurrency-performance',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: false },
  voice: 'finding',
  judges: 'code',
  title: 'Rows of a query stay open',
  why: 'Rows hold a connection of the pool until they are read to the end or closed; every early return keeps one, and when the pool is empty all queries of the service wait.',
  fine: 'When every path reads to the end, or a helper closes them.',
  fix: 'Defer `rows.Close()` right after the error check, and ask `rows.Err()` after the loop. Where no rows are wanted, use `ExecContext`.',
  tradeOffs: 'None.',
  example:
    'rows, err := db.QueryContext(ctx, query, args...)\nif err != nil {\n\treturn nil, err\n}\ndefer rows.Close()',
  references: ['https://go.dev/doc/database/querying#multiple_rows'],
  mentions: /\.Query(?:Context|x|xContext)?\(/,
  // Rows that are closed by their name further down need no second look.
  near: /(?<!,\s*)\b(\w+)(?:\s*,\s*\w+)*\s*:=\s*[^\n]*\.Query(?:Context|x|xContext)?\((?![\s\S]*\b\1\.Close\()|\b_\s*,\s*\w+\s*:?=\s*[^\n]*\.Query(?:Context|x|xContext)?\(/,
  nodes: ['short_var_declaration', 'assignment_statement'],
  check(node, file) {
    if (!/\.Query/.test(file.text(node))) return null;
    const result = firstResult(node, file);
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
    if (usedOtherwise(result.name, 'Next|Scan|StructScan|Err|Columns|ColumnTypes|Values', body)) return null;
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

export const bodyNotClosed: CodeRule = {
  id: 'concurrency/response-body-not-closed',
  section: 'concurrency-performance',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: false },
  voice: 'finding',
  judges: 'code',
  title: 'The body of an HTTP response is never closed',
  why: 'An open body keeps its connection out of the pool: every call opens a new one, until file descriptors or the other side run out.',
  fine: 'When the response is handed on to somebody who closes it.',
  fix: 'Defer `resp.Body.Close()` right after the error check.',
  tradeOffs: 'None.',
  example: 'resp, err := client.Do(req)\nif err != nil {\n\treturn err\n}\ndefer resp.Body.Close()',
  references: ['https://pkg.go.dev/net/http#Client.Do'],
  mentions: /net\/http"[\s\S]*\.(?:Do|Get|Post|PostForm)\(/,
  near: /\.(?:Do|Get|Post|PostForm)\(/,
  nodes: ['short_var_declaration', 'assignment_statement', 'expression_statement'],
  check(node, file) {
    const statement = node.type === 'expression_statement' ? childrenOf(node)[0] : undefined;
    const result = statement?.type === 'call_expression' ? { name: '_', call: statement } : firstResult(node, file);
    if (result === null || !isHttpCall(result.call, node, file) || isOneCallOfCommand(node, file)) return null;
    // What main drops is given back a moment later, when the process ends.
    if (result.name === '_')
      return file.where(node) === '`main`'
        ? null
        : { node, said: `${file.where(node)} drops an HTTP response, so that nobody closes its body.` };
    // A name that was declared before may be closed by whoever declared it.
    if (node.type === 'assignment_statement') return null;
    const body = file.bodyText(file.functionAround(node));
    if (new RegExp(`\\b${result.name}\\.Body\\.Close\\(`).test(body)) return null;
    if (usedOtherwise(result.name, 'Body|StatusCode|Status|Header|ContentLength|Proto', body)) return null;
    // The body given away (io.ReadCloser returned, passed to a wrapper) is somebody else's to close.
    const rest = body.replace(
      new RegExp(
        `\\b(?:io|ioutil)\\.(?:ReadAll|Copy|CopyN|LimitReader)\\([^)]*\\b${result.name}\\.Body|NewDecoder\\(${result.name}\\.Body\\)`,
        'g',
      ),
      ' ',
    );
    if (new RegExp(`\\b${result.name}\\.Body\\b`).test(rest)) return null;
    return { node, said: `${file.where(node)} never closes \`${result.name}.Body\`.` };
  },
};

/** A command that asks once ends a moment later, and the process gives everything back. */
function isOneCallOfCommand(node: GoNode, file: RuleFile): boolean {
  const fn = file.functionAround(node);
  const isCommand = file
    .parametersOf(fn)
    .some(({ type }) => /^\*github\.com\/(urfave\/cli(\/v\d+)?\.(Context|Command)|spf13\/cobra\.Command)$/.test(type));
  return isCommand && loopAround(node) === null;
}

function isHttpCall(call: GoNode, node: GoNode, file: RuleFile): boolean {
  if (file.isCallOf(call, 'net/http', /^(Get|Post|PostForm)$/)) return true;
  const callee = file.calleeOf(call);
  if (callee?.name !== 'Do') return false;
  if (callee.owner === 'http.DefaultClient' && file.importsAny(/^net\/http$/)) return true;
  const [request, ...more] = file.argumentsOf(call);
  if (request === undefined || more.length > 0) return false;
  if (isHttpClient(callee.owner, node, file)) return true;
  const body = file.bodyText(file.functionAround(node));
  return new RegExp(
    `\\b${asPattern(file.text(request))}\\s*,\\s*\\w+\\s*:?=\\s*http\\.NewRequest(WithContext)?\\(`,
  ).test(body);
}

/** A parameter, a variable, or a field that this file declares as a client of net/http. */
function isHttpClient(owner: string, node: GoNode, file: RuleFile): boolean {
  if (!file.importsAny(/^net\/http$/)) return false;
  const parameter = file.parameterAround(owner, node);
  if (parameter !== null) return parameter.type === '*net/http.Client';
  const name = owner.slice(owner.lastIndexOf('.') + 1);
  return new RegExp(`^\\s*(?:var\\s+)?${asPattern(name)}\\s+\\*?http\\.Client\\b`, 'm').test(file.file.text);
}

const BEGIN = /^(Begin|BeginTx|Beginx|BeginTxx)$/;

export const transactionWithoutRollback: CodeRule = {
  id: 'risk/transaction-without-rollback',
  section: 'risk-mitigation',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: false },
  voice: 'finding',
  judges: 'code',
  title: 'A transaction has no rollback on its error paths',
  why: 'A return between Begin and Commit leaves the transaction open: it keeps its connection and its locks, other requests wait for rows that nobody will release, and the pool runs dry.',
  fine: 'When a helper that takes the transaction ends it either way.',
  fix: 'Defer the rollback right after Begin: after a successful Commit it does nothing.',
  tradeOffs: 'The deferred `Rollback` returns `sql.ErrTxDone` after a `Commit`; ignore that one on purpose.',
  example:
    'tx, err := db.BeginTx(ctx, nil)\nif err != nil {\n\treturn err\n}\ndefer tx.Rollback()\n// …\nreturn tx.Commit()',
  references: ['https://go.dev/doc/database/execute-transactions'],
  mentions: /\.Begin(?:Tx|x|Txx)?\(/,
  nodes: ['short_var_declaration'],
  precedent: alreadyThere(
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
function earlyReturn(fn: GoNode | null, begin: GoNode, tx: string, file: RuleFile): GoNode | null {
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
function writesUnchecked(fn: GoNode | null, tx: string, file: RuleFile): boolean {
  return descendants(fn, 'expression_statement').some((statement) =>
    new RegExp(`^${tx}\\.[\\s\\S]*\\b(Exec|ExecContext|Create|Save|Update|Updates|Delete|FirstOrCreate)\\(`).test(
      file.text(statement),
    ),
  );
}
