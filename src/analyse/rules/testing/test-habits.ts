// Habits of tests that make them flaky, slow or blind: sleeping, the real network, the process's environment, asserting nothing.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';

export const T = /^(\*testing\.[TBF]|testing\.TB)$/;

/** Name of the parameter that stands for the test; null where a function is no test. */
export function testOf(node: GoNode, file: GoFile): string | null {
  const declaration = file.declarationAround(node);
  if (declaration?.type !== 'function_declaration' || !/^(Test|Fuzz)(?!Main$)/.test(file.field(declaration, 'name')))
    return null;
  return file.parametersOf(declaration).find(({ type }) => T.test(type))?.name ?? null;
}
