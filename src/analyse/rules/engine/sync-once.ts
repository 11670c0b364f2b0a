// Tells whether a `sync.Once` or one of its functions keeps code from running twice.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';

/** Whether a node stands in what a `sync.Once` runs. */
export function isWithinOnce(node: GoNode, file: GoFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.type === 'call_expression' && /(^|\.)(Do|OnceValues?|OnceFunc)$/.test(file.field(at, 'function')))
      return true;
  return false;
}
