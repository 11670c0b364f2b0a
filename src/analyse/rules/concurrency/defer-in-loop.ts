// Loops that hold on to things, or go round for ever.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile, loopAround, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { leavesLoop } from './loop-body.ts';

/** Methods that give something back. */
const GIVES_BACK = /^(Close|CloseSend|Stop|Release|Rollback|Unlock|RUnlock|Disconnect|Shutdown)$/;

export const deferInLoop: CodeRule = {
  id: 'concurrency/defer-in-loop',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'A defer inside a loop waits for the end of the function',
  why: 'Deferred calls run when the function returns, not at the end of a turn of the loop: connections, files and locks pile up, and a deferred Unlock makes the second turn wait for ever.',
  exceptions:
    'When what is opened in the loop is used after it, or the loop leavesLoop the function in its first turn.',
  fix: 'Move the body of the loop into a function of its own, or release at the end of each turn.',
  tradeOffs: 'One more function; in return each turn can be tested alone.',
  example:
    'for _, key := range keys {\n\tif err := copyOne(ctx, key); err != nil { // opens, defers Close, copies\n\t\treturn err\n\t}\n}',
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
    if (!isCancel && !GIVES_BACK.test(callee.name)) return null;
    // A context and its timer are small: they pile up only where the loop goes on for ever.
    if (isCancel && isOverList(loop)) return null;
    const root = isCancel ? 'cancel' : callee.owner.split('.')[0]!;
    const body = withoutComments(file.text(loop.childForFieldName('body')));
    const isLock = /^R?Unlock$/.test(callee.name);
    const opened = isLock ? isLockedAgain(callee.owner, root, loop, body, file) : isOpenedAndDone(root, body);
    if (!opened || (!isLock && isReleasedInTurn(node, loop, file))) return null;
    const said = `${file.where(node)} defers \`${file.text(call).split('\n', 1)[0]}\` in a loop.`;
    return isLock ? { node, said, severity: 'high' } : { node, said };
  },
};

/** The turn ends with the same call: the deferred one is there for a panic or an early return. */
function isReleasedInTurn(node: GoNode, loop: GoNode, file: GoFile): boolean {
  const call = file.text(childrenOf(node)[0]);
  return descendants(loop, 'expression_statement').some((one) => file.text(one) === call);
}

function isOverList(loop: GoNode): boolean {
  return childrenOf(loop).some(({ type }) => type === 'range_clause' || type === 'for_clause');
}

/** A block around the defer leavesLoop the loop at its end, so that the deferred call waits for nothing. */
function runsOnce(node: GoNode, loop: GoNode, file: GoFile): boolean {
  for (let at: GoNode | null = node; at !== null && at.id !== loop.id; at = at.parent) {
    const list = at.parent;
    if (list !== null && /^(statement_list|block)$/.test(list.type) && leavesLoop(childrenOf(list).at(-1), file))
      return true;
  }
  return false;
}

/** Declared in the loop by a call, and neither collected, nor kept elsewhere, nor given to a closure that may outlive the turn. */
function isOpenedAndDone(name: string, body: string): boolean {
  const word = asPattern(name);
  const opened = new RegExp(
    `(?:^|[\\s,;{])${word}(?:\\s*,\\s*\\w+)*\\s*:=[^\\n]*\\(|,\\s*${word}\\s*:?=[^\\n]*\\(`,
  ).test(body);
  const kept = new RegExp(
    `append\\([^\\n]*\\b${word}\\b|[^:=!<>]=\\s*&?${word}\\b|<-\\s*&?${word}\\b|func\\([\\s\\S]*\\b${word}\\b|:\\s*&?${word}\\b`,
  ).test(body);
  return opened && !kept;
}

/** The same lock in every turn: it does not belong to what the loop goes over. */
function isLockedAgain(owner: string, root: string, loop: GoNode, body: string, file: GoFile): boolean {
  const clause = file.text(loop).split('{', 1)[0]!;
  const ofTheTurn =
    new RegExp(`\\b${asPattern(root)}\\b`).test(clause) || new RegExp(`\\b${asPattern(root)}\\b[^\\n]*:=`).test(body);
  return !ofTheTurn && new RegExp(`${asPattern(owner)}\\.R?Lock\\(\\)`).test(body);
}
