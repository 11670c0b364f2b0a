// Finds writes, commits and decodes whose error is discarded.
import { splitLines } from '../../../text/lines.ts';
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, type GoFile, loopAround } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Methods whose failure means that something was not written, sent or committed. */
const AWS_WRITE =
  /^(PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems|SendMessage|SendMessageBatch|PutObject|PutEvents|PutRecords?|StartExecution|Publish|PublishBatch)$/;

const SQL_WRITE = /^(Exec|ExecContext|NamedExec|NamedExecContext)$/;

/** A part of every name whose error is critical: what has none needs no closer look. */
const CRITICAL = /Commit|Unmarshal|Exec|Item|Message|PutObject|PutEvents|PutRecord|StartExecution|Publish/;

/** Best effort by name: the way out, or a record on the side. */
const BEST_EFFORT =
  /close|clean|rollback|best|try|maybe|shutdown|stop|cancel|abort|log|audit|metric|track|telemetry|notify|report|teardown|reset|drop|must|ignore|fuzz|release|unlock/i;

export const errorDropped: CodeRule = {
  id: 'risk/error-dropped',
  section: 'risk-mitigation',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Error of a write, commit or decode is discarded',
  messages: {
    discarded: '`{func}` discards the error of `{call}`.',
  },
  why:
    'The code continues as if the data had been written, sent or decoded; the loss surfaces later, ' +
    'elsewhere, with no trace of its cause.',
  exceptions: 'the work is best effort and a comment says so.',
  fix: 'Check the error and return it, or log it if the work is best effort.',
  tradeOffs: 'Callers see failures that were hidden before.',
  example:
    'if err := tx.Commit(); err != nil {\n' + '\treturn fmt.Errorf("commit order %s: %w", order.ID, err)\n' + '}',
  references: ['https://go.dev/wiki/CodeReviewComments#handle-errors'],
  linters: ['errcheck', 'gosec', 'dogsled', 'errchkjson'],
  prefilters: {
    file: /\.(?:Commit|Exec(?:Context)?|NamedExec|PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems|SendMessage|SendMessageBatch|PutObject|PutEvents|PutRecords?|StartExecution|Publish|Unmarshal)\(/,
  },
  nodes: ['assignment_statement', 'short_var_declaration', 'expression_statement'],
  check(node, file) {
    if (!CRITICAL.test(file.text(node))) return null;
    const call = droppedCall(node, file);
    const callee = call === null ? null : file.calleeOf(call);
    if (call === null || callee === null || !isCritical(call, callee.owner, callee.name, file)) return null;
    if (isOwnJson(call, callee.name, file)) return null;
    if (BEST_EFFORT.test(file.field(file.declarationAround(node), 'name'))) return null;
    if (isOnTheWayOut(node, file) || isExplained(node, file) || isExplainedAbove(node, file)) return null;
    return { node, message: 'discarded', data: { call: `${callee.owner}.${callee.name}` } };
  },
};

/** What the function has just put into JSON comes back out of it. */
function isOwnJson(call: GoNode, name: string, file: GoFile): boolean {
  const data = file.text(file.argumentsOf(call)[0]);
  if (name !== 'Unmarshal' || !/^\w+$/.test(data)) return false;
  return new RegExp(`\\b${data}\\s*,\\s*\\w+\\s*:?=\\s*json\\.Marshal\\(`).test(
    file.bodyText(file.functionAround(call)),
  );
}

/** `_ = call`, `x, _ := call`, or the call as a statement. */
function droppedCall(node: GoNode, file: GoFile): GoNode | null {
  const right = node.type === 'expression_statement' ? node : node.childForFieldName('right');
  const call = right === null ? undefined : childrenOf(right)[0];
  if (call?.type !== 'call_expression') return null;
  if (node.type === 'expression_statement') return call;
  const left = node.childForFieldName('left');
  return left !== null && file.text(childrenOf(left).at(-1)) === '_' ? call : null;
}

function isCritical(call: GoNode, owner: string, name: string, file: GoFile): boolean {
  if (file.isCallOf(call, 'encoding/json', /^Unmarshal$/)) return call.parent?.type !== 'expression_statement';
  if (owner === '' || file.packageOf(call.childForFieldName('function')?.childForFieldName('operand')) !== null)
    return false;
  if (name === 'Commit') return isBegunHere(owner, call, file);
  if (SQL_WRITE.test(name))
    return /(^|\.)(db|tx|conn|pool|stmt)$/i.test(owner) && !/\b(?:PRAGMA|SET|DROP|VACUUM)\b/i.test(file.text(call));
  return (
    AWS_WRITE.test(name) &&
    file.importsAny(/^github\.com\/aws\/aws-sdk-go(-v2)?\//) &&
    file.argumentsOf(call).length > 0
  );
}

/** The function has begun it: other types have a Commit that answers nothing. */
function isBegunHere(owner: string, call: GoNode, file: GoFile): boolean {
  const body = file.bodyText(file.declarationAround(call));
  return new RegExp(`\\b${asPattern(owner)}\\b[^\\n=]*=[^\\n]*\\.Begin(?:Tx|x|Txx)?\\(`).test(body);
}

/** Deferred, or in a branch that handles another error already. */
function isOnTheWayOut(node: GoNode, file: GoFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === 'defer_statement') return true;
    if (at.type === 'if_statement' && /\berr\w*\b|Err\b|recover\(\)|StatusCode/.test(file.field(at, 'condition')))
      return true;
    if (/^(function_declaration|method_declaration)$/.test(at.type)) return false;
  }
  return false;
}

/** A comment beside it or above says why. */
function isExplained(node: GoNode, file: GoFile): boolean {
  const lines = splitLines(file.file.text);
  return lines
    .slice(Math.max(0, node.startPosition.row - 1), node.endPosition.row + 1)
    .some((line) => /\/\//.test(line.replace(/"(?:[^"\\]|\\.)*"?/g, '')));
}

/** The comment on the loop around it says that errors are ignored. */
function isExplainedAbove(node: GoNode, file: GoFile): boolean {
  const loop = loopAround(node);
  if (loop === null) return false;
  const above = splitLines(file.file.text).slice(0, loop.startPosition.row);
  const from = above.findLastIndex((line) => !/^\s*\/\//.test(line)) + 1;
  return /ignor|best.effort|already|may fail|harmless/i.test(above.slice(from).join(' '));
}
