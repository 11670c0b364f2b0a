// Reads composite literals: their type and the values of their fields.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';

/** Type of a composite literal, by import path. */
export function literalType(literal: GoNode, file: GoFile): string {
  return file.typeName(literal.childForFieldName('type'));
}

/** Value of a field in a composite literal; null where it is not set. */
export function literalField(literal: GoNode, name: string, file: GoFile): GoNode | null {
  const body = literal.childForFieldName('body');
  for (const element of body === null ? [] : childrenOf(body)) {
    const [key, value] = childrenOf(element);
    if (element.type === 'keyed_element' && key !== undefined && value !== undefined && file.text(key) === name)
      return value.type === 'literal_element' ? (childrenOf(value)[0] ?? value) : value;
  }
  return null;
}
