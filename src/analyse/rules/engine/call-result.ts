// Things that must be given back: rows, response bodies, transactions.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';

/** `name, err := call`: the name of the first value and the call; null where the statement is something else. */
export function firstResult(node: GoNode, file: GoFile): { name: string; call: GoNode } | null {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const call = right === null ? undefined : childrenOf(right)[0];
  const first = left === null ? undefined : childrenOf(left)[0];
  if (call?.type !== 'call_expression' || first?.type !== 'identifier') return null;
  return { name: file.text(first), call };
}

/** Every use of a local name in a function other than `name.member` with one of the members. */
export function usedOtherwise(name: string, members: string, body: string): boolean {
  const rest = body
    .replace(new RegExp(`\\b${name}\\.(?:${members})\\b`, 'g'), ' ')
    .replace(new RegExp(`\\b${name}\\s*,\\s*\\w+\\s*:?=`, 'g'), ' ');
  return new RegExp(`\\b${name}\\b(?!\\s*[!=]=\\s*nil)`).test(rest);
}
