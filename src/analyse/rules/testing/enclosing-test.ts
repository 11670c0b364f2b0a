// Finds the test that a node belongs to.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';

export const TEST_PARAMETER = /^(\*testing\.[TBF]|testing\.TB)$/;

/** Name of the test's parameter of type *testing.T or *testing.F; null outside of tests. */
export function testOf(node: GoNode, file: GoFile): string | null {
  const declaration = file.declarationAround(node);
  if (declaration?.type !== 'function_declaration' || !/^(Test|Fuzz)(?!Main$)/.test(file.field(declaration, 'name')))
    return null;
  return file.parametersOf(declaration).find(({ type }) => TEST_PARAMETER.test(type))?.name ?? null;
}
