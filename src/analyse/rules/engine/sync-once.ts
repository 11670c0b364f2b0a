// Work that is done again and again: patterns compiled each time, timers made in a loop, bodies read to whatever end they have.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';

/** In what a sync.Once runs. */
export function isWithinOnce(node: GoNode, file: GoFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.type === 'call_expression' && /(^|\.)(Do|OnceValues?|OnceFunc)$/.test(file.field(at, 'function')))
      return true;
  return false;
}

/** In the body of a loop of the function, not in the list that it goes over. */
export function isInLoop(node: GoNode, fn: GoNode, file: GoFile): boolean {
  for (let at = node; at.parent !== null && at.id !== fn.id; at = at.parent)
    if (at.type === 'block' && at.parent.type === 'for_statement') return !/^return\b/.test(file.text(node.parent));
  return false;
}
