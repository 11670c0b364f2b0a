// Follows the first result of a call: the name that it gets, and every use of that name.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';

/** Name of the first result and the call of `name, err := call`; null where the statement is something else. */
export function callResult(node: GoNode, file: GoFile): { name: string; call: GoNode } | null {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const call = right === null ? undefined : childrenOf(right)[0];
  const first = left === null ? undefined : childrenOf(left)[0];
  if (call?.type !== 'call_expression' || first?.type !== 'identifier') return null;
  return { name: file.text(first), call };
}

/** Whether a function body uses a local name other than as `name.member` with one of the members. */
export function isUsedOtherwise(name: string, members: string, body: string): boolean {
  const rest = body
    .replace(new RegExp(`\\b${name}\\.(?:${members})\\b`, 'g'), ' ')
    .replace(new RegExp(`\\b${name}\\s*,\\s*\\w+\\s*:?=`, 'g'), ' ');
  return new RegExp(`\\b${name}\\b(?!\\s*[!=]=\\s*nil)`).test(rest);
}
