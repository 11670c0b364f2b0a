// Tells whether code stands in the body of a loop, and whether a statement ends the loop.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';

/** Whether a node stands in the body of a loop of the function, not in the list that the loop ranges over. */
export function isInLoopBody(node: GoNode, fn: GoNode, file: GoFile): boolean {
  for (let at = node; at.parent !== null && at.id !== fn.id; at = at.parent)
    if (at.type === 'block' && at.parent.type === 'for_statement') return !/^return\b/.test(file.text(node.parent));
  return false;
}

/** Whether a statement, or the last one of a block, leaves the loop around it. */
export function leavesLoop(statement: GoNode | undefined, file: GoFile): boolean {
  if (statement === undefined) return false;
  if (statement.type === 'statement_list' || statement.type === 'block')
    return leavesLoop(childrenOf(statement).at(-1), file);
  return /^(return|break|goto|panic\(|os\.Exit\(|log\.Fatal)/.test(file.text(statement));
}
