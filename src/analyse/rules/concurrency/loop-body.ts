// Loops that hold on to things, or go round for ever.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';

export function leaves(statement: GoNode | undefined, file: GoFile): boolean {
  if (statement === undefined) return false;
  if (statement.type === 'statement_list' || statement.type === 'block')
    return leaves(childrenOf(statement).at(-1), file);
  return /^(return|break|goto|panic\(|os\.Exit\(|log\.Fatal)/.test(file.text(statement));
}
