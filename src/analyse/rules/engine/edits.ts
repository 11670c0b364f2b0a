// Builds the edits with which a rule repairs a case. A rule gives none where its repair would not be whole: an import
// is missing, a name is taken, or the code around is not what the repair expects.
import type { Edit } from '../../../domain/fix.ts';
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { type GoFile, loopAround } from './go-file.ts';

export function replaceNode(node: GoNode, text: string): readonly Edit[] {
  return [{ start: node.startIndex, end: node.endIndex, text }];
}

/** `statement` after the error check of `name, err := call`; none in a loop, where `defer` waits for too long. */
export function insertAfterErrorCheck(node: GoNode, file: GoFile, statement: string): readonly Edit[] {
  const siblings = node.parent === null || loopAround(node) !== null ? [] : childrenOf(node.parent);
  const check = siblings[siblings.findIndex((one) => one.id === node.id) + 1];
  const error = childrenOf(node.childForFieldName('left') ?? node)[1];
  if (check?.type !== 'if_statement' || error === undefined) return [];
  const isCheck = file.field(check, 'condition') === `${file.text(error)} != nil`;
  // Without a return the code after the check would go on with nothing to close.
  if (!isCheck || !/\breturn\b|\bpanic\(/.test(file.field(check, 'consequence'))) return [];
  return [{ start: check.endIndex, end: check.endIndex, text: `\n${statement}` }];
}

/** A field at the start of a composite literal. */
export function addField(literal: GoNode, file: GoFile, field: string): readonly Edit[] {
  const body = literal.childForFieldName('body');
  if (body === null) return [];
  const text = file.text(body);
  const at = body.startIndex + 1;
  const isEmpty = /^\{\s*\}$/.test(text);
  const isOnLines = /^\{[ \t]*\n/.test(text);
  return [{ start: at, end: at, text: isEmpty ? field : isOnLines ? `\n${field},` : `${field}, ` }];
}

/** Whether the file imports a package under its own name. */
export function importsPlainly(file: GoFile, path: string): boolean {
  return file.file.text
    .slice(0, MAX_IMPORTS)
    .split('\n')
    .some((line) => {
      const trimmed = line.trim();
      return trimmed === `"${path}"` || trimmed === `import "${path}"`;
    });
}

/** Characters that imports take up at most. */
const MAX_IMPORTS = 20_000;
