// Finds deferred releases inside a loop, which all wait for the end of the function.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile, loopAround, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { leavesLoop } from './loop-body.ts';

/** Methods that release something. */
const RELEASES = /^(Close|CloseSend|Stop|Release|Rollback|Unlock|RUnlock|Disconnect|Shutdown)$/;

export const deferInLoop: CodeRule = {
  id: 'concurrency/defer-in-loop',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Defer inside a loop runs only when the function returns',
  messages: {
    deferred: '`{func}` defers `{call}` in a loop.',
  },
  why:
    'Files, connections and locks accumulate until the function returns; a deferred `Unlock` deadlocks the second ' +
    'iteration.',
  exceptions: 'everything that the loop opens is needed until the end, or the loop ends in its first iteration.',
  fix: 'Move the loop body into a function, or release at the end of each iteration.',
  tradeOffs: 'One more function, which can be tested on its own.',
  example:
    'for _, key := range keys {\n' +
    '\tif err := copyOne(ctx, key); err != nil { // opens, defers Close, copies\n' +
    '\t\treturn err\n' +
    '\t}\n' +
    '}',
  references: ['https://go.dev/ref/spec#Defer_statements'],
  linters: ['revive', 'gocritic'],
  prefilters: { file: /\bdefer\b/, declaration: /\bfor\b[\s\S]*\bdefer\b/ },
  nodes: ['defer_statement'],
  check(node, file) {
    const loop = loopAround(node);
    const call = childrenOf(node)[0];
    if (loop === null || call?.type !== 'call_expression' || runsOnce(node, loop, file)) return null;
    const callee = file.calleeOf(call);
    if (callee === null) return null;
    const isCancel = callee.owner === '' && callee.name === 'cancel';
    if (!isCancel && !RELEASES.test(callee.name)) return null;
    // A context and its timer are small: they accumulate only in a loop without an end.
    if (isCancel && isOverList(loop)) return null;
    const root = isCancel ? 'cancel' : callee.owner.split('.')[0]!;
    const body = withoutComments(file.text(loop.childForFieldName('body')));
    const isLock = /^R?Unlock$/.test(callee.name);
    const opened = isLock ? isSameLock(callee.owner, root, loop, body, file) : isOpenedForIteration(root, body);
    if (!opened || (!isLock && isReleasedInIteration(node, loop, file))) return null;
    const hit = { node, message: 'deferred', data: { call: file.text(call).split('\n', 1)[0] ?? '' } };
    // A second RLock does not block while no writer waits; a second Lock always does.
    return callee.name === 'Unlock' ? { ...hit, severity: 'high' } : hit;
  },
};

/** Whether the iteration makes the same call itself: the deferred one is there for a panic or an early return. */
function isReleasedInIteration(node: GoNode, loop: GoNode, file: GoFile): boolean {
  const call = file.text(childrenOf(node)[0]);
  return descendants(loop, 'expression_statement').some((one) => file.text(one) === call);
}

/** Whether a loop ranges over a list or counts, so that it ends. */
function isOverList(loop: GoNode): boolean {
  return childrenOf(loop).some(({ type }) => type === 'range_clause' || type === 'for_clause');
}

/** Whether a block around the defer leaves the loop at its end, so that there is no second iteration. */
function runsOnce(node: GoNode, loop: GoNode, file: GoFile): boolean {
  for (let at: GoNode | null = node; at !== null && at.id !== loop.id; at = at.parent) {
    const list = at.parent;
    if (list !== null && /^(statement_list|block)$/.test(list.type) && leavesLoop(childrenOf(list).at(-1), file))
      return true;
  }
  return false;
}

/** Whether the loop opens a value and neither collects it, stores it nor passes it to a closure. */
function isOpenedForIteration(name: string, body: string): boolean {
  const word = asPattern(name);
  const opened = new RegExp(
    `(?:^|[\\s,;{])${word}(?:\\s*,\\s*\\w+)*\\s*:=[^\\n]*\\(|,\\s*${word}\\s*:?=[^\\n]*\\(`,
  ).test(body);
  const kept = new RegExp(
    `append\\([^\\n]*\\b${word}\\b|[^:=!<>]=\\s*&?${word}\\b|<-\\s*&?${word}\\b|func\\([\\s\\S]*\\b${word}\\b|:\\s*&?${word}\\b`,
  ).test(body);
  return opened && !kept;
}

/** Whether every iteration takes the same lock, not one of an element. */
function isSameLock(owner: string, root: string, loop: GoNode, body: string, file: GoFile): boolean {
  const clause = file.text(loop).split('{', 1)[0]!;
  const isOfElement =
    new RegExp(`\\b${asPattern(root)}\\b`).test(clause) || new RegExp(`\\b${asPattern(root)}\\b[^\\n]*:=`).test(body);
  return !isOfElement && new RegExp(`${asPattern(owner)}\\.R?Lock\\(\\)`).test(body);
}
