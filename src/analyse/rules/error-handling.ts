// Errors that are dropped where data is at stake, or told so that nobody can ask for their cause.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { asPattern, loopAround, type RuleFile, statementsOf, withoutComments } from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

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
  voice: 'finding',
  judges: 'code',
  title: 'An error is thrown away where data is at stake',
  why: 'The code goes on as if the data had been written, sent or read: what is missing shows later, elsewhere, without a trace of its cause.',
  fine: 'For best effort work whose loss harms nobody: then a comment says so.',
  fix: 'Check the error and return it, or log it where the work is best effort.',
  tradeOffs: 'Callers see failures that they did not see before.',
  example: 'if err := tx.Commit(); err != nil {\n\treturn fmt.Errorf("commit order %s: %w", order.ID, err)\n}',
  references: ['https://go.dev/wiki/CodeReviewComments#handle-errors'],
  mentions:
    /\.(?:Commit|Exec(?:Context)?|NamedExec|PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems|SendMessage|SendMessageBatch|PutObject|PutEvents|PutRecords?|StartExecution|Publish|Unmarshal)\(/,
  nodes: ['assignment_statement', 'short_var_declaration', 'expression_statement'],
  check(node, file) {
    if (!CRITICAL.test(file.text(node))) return null;
    const call = droppedCall(node, file);
    const callee = call === null ? null : file.calleeOf(call);
    if (call === null || callee === null || !isCritical(call, callee.owner, callee.name, file)) return null;
    if (isOwnJson(call, callee.name, file)) return null;
    if (BEST_EFFORT.test(file.field(file.declarationAround(node), 'name'))) return null;
    if (isOnTheWayOut(node, file) || isExplained(node, file) || isExplainedAbove(node, file)) return null;
    return { node, said: `${file.where(node)} drops the error of \`${callee.owner}.${callee.name}\`.` };
  },
};

/** What the function has just put into JSON comes back out of it. */
function isOwnJson(call: GoNode, name: string, file: RuleFile): boolean {
  const data = file.text(file.argumentsOf(call)[0]);
  if (name !== 'Unmarshal' || !/^\w+$/.test(data)) return false;
  return new RegExp(`\\b${data}\\s*,\\s*\\w+\\s*:?=\\s*json\\.Marshal\\(`).test(
    file.bodyText(file.functionAround(call)),
  );
}

/** `_ = call`, `x, _ := call`, or the call as a statement. */
function droppedCall(node: GoNode, file: RuleFile): GoNode | null {
  const right = node.type === 'expression_statement' ? node : node.childForFieldName('right');
  const call = right === null ? undefined : childrenOf(right)[0];
  if (call?.type !== 'call_expression') return null;
  if (node.type === 'expression_statement') return call;
  const left = node.childForFieldName('left');
  return left !== null && file.text(childrenOf(left).at(-1)) === '_' ? call : null;
}

function isCritical(call: GoNode, owner: string, name: string, file: RuleFile): boolean {
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
function isBegunHere(owner: string, call: GoNode, file: RuleFile): boolean {
  const body = file.bodyText(file.declarationAround(call));
  return new RegExp(`\\b${asPattern(owner)}\\b[^\\n=]*=[^\\n]*\\.Begin(?:Tx|x|Txx)?\\(`).test(body);
}

/** Deferred, or in a branch that handles another error already. */
function isOnTheWayOut(node: GoNode, file: RuleFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === 'defer_statement') return true;
    if (at.type === 'if_statement' && /\berr\w*\b|Err\b|recover\(\)|StatusCode/.test(file.field(at, 'condition')))
      return true;
    if (/^(function_declaration|method_declaration)$/.test(at.type)) return false;
  }
  return false;
}

/** A comment beside it or above says why. */
function isExplained(node: GoNode, file: RuleFile): boolean {
  const lines = file.file.text.split('\n');
  return lines
    .slice(Math.max(0, node.startPosition.row - 1), node.endPosition.row + 1)
    .some((line) => /\/\//.test(line.replace(/"(?:[^"\\]|\\.)*"/g, '')));
}

/** The comment on the loop around it says that errors are ignored. */
function isExplainedAbove(node: GoNode, file: RuleFile): boolean {
  const loop = loopAround(node);
  if (loop === null) return false;
  const above = file.file.text.split('\n').slice(0, loop.startPosition.row);
  const from = above.findLastIndex((line) => !/^\s*\/\//.test(line)) + 1;
  return /ignor|best.effort|already|may fail|harmless/i.test(above.slice(from).join(' '));
}

export const errorNotWrapped: CodeRule = {
  id: 'risk/error-not-wrapped',
  section: 'risk-mitigation',
  severity: 'low',
  voice: 'signal',
  judges: 'code',
  title: 'An error is turned into text',
  why: 'With `%v` the cause is only words: `errors.Is` and `errors.As` no longer find it, so callers compare texts or give up.',
  fine: 'Where the cause is hidden on purpose, at the border of an API.',
  fix: 'Use `%w`.',
  tradeOffs: 'The cause becomes a part of what callers may rely on.',
  example: 'return fmt.Errorf("load order %s: %w", id, err)',
  references: ['https://go.dev/blog/go1.13-errors'],
  // Most formats have a %w: a file in which all do is not looked at.
  mentions: /\bfmt\.Errorf\((?!\s*"(?:[^"\\\n]|\\.)*%(?:\[\d+\])?w)/,
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'fmt', /^Errorf$/)) return null;
    const [format, ...values] = file.argumentsOf(node);
    if (!/_string_literal$/.test(format?.type ?? '') || /%(?:\[\d+\])?w/.test(file.text(format))) return null;
    const verbs = [...file.text(format).matchAll(/%[-+# 0-9.[\]*]*([a-zA-Z%])/g)].filter(([, verb]) => verb !== '%');
    // The type of an error is no cause.
    const cause = values.find(
      (value, at) => value.type === 'identifier' && /^(err|\w+Err)$/.test(file.text(value)) && verbs[at]?.[1] !== 'T',
    );
    if (cause === undefined) return null;
    return { node, said: `${file.where(node)} formats \`${file.text(cause)}\` without %w.` };
  },
};

/** Sentinels that their packages promise to return bare. */
const BARE =
  /^(io\.EOF|io\.ErrUnexpectedEOF|http\.ErrServerClosed|EOF|filepath\.Skip\w+|fs\.Skip\w+|bufio\.Err\w+|http\.ErrNoCookie|redis\.Nil)$/;
const SENTINEL = /^(?:\w+\.)?[eE]rr[A-Z]\w*$|^(?:context\.(?:Canceled|DeadlineExceeded))$/;

export const errorCompared: CodeRule = {
  id: 'risk/error-compared',
  section: 'risk-mitigation',
  severity: 'low',
  voice: 'signal',
  judges: 'code',
  title: 'An error is compared with ==',
  why: 'As soon as somebody between here and there wraps the error with %w, the comparison is false and the case is missed.',
  fine: 'For errors that are promised bare, such as `io.EOF` of a Reader.',
  fix: 'Ask `errors.Is`.',
  tradeOffs: 'None.',
  example: 'if errors.Is(err, ErrNotFound) {\n\treturn nil\n}',
  references: ['https://pkg.go.dev/errors#Is'],
  mentions:
    /[!=]=\s*(?:\w+\.)?(?:[eE]rr[A-Z]|Canceled|DeadlineExceeded)|(?:\b[eE]rr[A-Z]\w*|Canceled|DeadlineExceeded)\s*[!=]=|\bswitch\s+err\s*\{/,
  nodes: ['binary_expression', 'expression_switch_statement'],
  check(node, file) {
    if (node.type === 'expression_switch_statement') {
      if (file.field(node, 'value').trim() !== 'err') return null;
      const sentinel = /\bcase\s+((?:\w+\.)?[eE]rr[A-Z]\w*)/.exec(withoutComments(file.text(node)))?.[1];
      if (sentinel === undefined || BARE.test(sentinel)) return null;
      return {
        node,
        said: `${file.where(node)} switches over an error: \`${sentinel}\` is found only where nobody wraps it.`,
      };
    }
    if (!/^[!=]=$/.test(file.field(node, 'operator'))) return null;
    const sides = [file.field(node, 'left'), file.field(node, 'right')];
    const error = sides.find((side) => /^(err|\w+Err|e)$/.test(side));
    const sentinel = sides.find((side) => SENTINEL.test(side) && side !== error);
    if (error === undefined || sentinel === undefined || BARE.test(sentinel)) return null;
    // What a context answers itself is bare.
    if (
      /^context\./.test(sentinel) &&
      new RegExp(`\\b${error}\\s*:?=\\s*[\\w.]*\\.Err\\(\\)`).test(file.bodyText(file.functionAround(node)))
    )
      return null;
    if (sentinel === 'sql.ErrNoRows' && /\.Scan\(/.test(file.bodyText(file.functionAround(node)))) return null;
    return { node, said: `${file.where(node)} compares \`${error}\` with \`${sentinel}\`.` };
  },
};

/** "Entries" are no tries. */
const TRIES = /[rR]etr(?:y|ies)|[aA]ttempt|\btries|[a-z]Tries/;
const PAUSES =
  /Sleep|\.After\(|Ticker|Timer|[bB]ackoff|Wait|\bselect\b|[lL]imiter|<-|NextPage|HasMorePages|Accept\(|time\.|delay|pause/;

export const retryWithoutPause: CodeRule = {
  id: 'risk/retry-without-pause',
  section: 'risk-mitigation',
  severity: 'medium',
  voice: 'signal',
  judges: 'code',
  title: 'A call is tried again at once',
  why: 'The other side is down or overloaded and is asked again as fast as the loop turns: that keeps it down, and this process busy.',
  fine: 'Where the loop reads a stream or parses, and an error means the next element.',
  fix: 'Wait between tries, longer each time and by a partly random time (jitter), and stop after a few or when the context ends.',
  tradeOffs: 'A call that keeps failing takes longer to be reported.',
  example:
    'for attempt := range maxAttempts {\n\tif err = call(ctx); err == nil {\n\t\treturn nil\n\t}\n\tif err := sleep(ctx, backoff(attempt)); err != nil {\n\t\treturn err\n\t}\n}',
  references: ['https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/'],
  mentions: /\bcontinue\b/,
  nodes: ['for_statement'],
  check(node, file) {
    const text = withoutComments(file.text(node));
    const clause = text.split('{', 1)[0]!;
    const name = file.field(file.declarationAround(node), 'name');
    if (/\brange\b(?!\s+(?:max|\w*[rR]etr|\w*[aA]ttempt|\w*[tT]ries))/.test(clause) || !TRIES.test(clause + name))
      return null;
    if (PAUSES.test(text)) return null;
    const branch = statementsOf(node.childForFieldName('body')).find(
      (one) =>
        one.type === 'if_statement' &&
        /\berr\s*!=\s*nil/.test(file.field(one, 'condition')) &&
        statementsOf(one.childForFieldName('consequence')).at(-1)?.type === 'continue_statement',
    );
    if (branch === undefined) return null;
    return { node: branch, said: `${file.where(node)} tries again without a pause after an error.` };
  },
};
