// Finds the functions that an entry point reaches: follows calls whose target the text tells, through interfaces to
// every type that implements them.
import { findSymbol, resolvedId, type SymbolId, symbolKey } from './callers.ts';
import type { Registration } from './entry-points.ts';
import { type IndexedDeclaration, UseKind } from './file-index.ts';
import { findImplementers } from './method-sets.ts';
import { usedTerm, useKindOf } from './packed.ts';
import { resolveTerm } from './resolve.ts';
import type { GoSymbol, IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Functions that are followed for one entry point. */
const MAX_REACHED = 300;

/** Functions and methods of the repository that an entry point reaches, nearest first. */
export function findReachable(
  table: SymbolTable,
  {
    file,
    handlers,
    implementation,
  }: Pick<Registration, 'file' | 'implementation'> & {
    readonly handlers: readonly { readonly from: number; readonly to: number }[];
  },
): { readonly targets: readonly SymbolId[]; readonly cut: boolean } {
  const found = new Map<string, SymbolId>();
  const add = (targets: readonly SymbolId[]) => {
    for (const target of targets) if (found.size <= MAX_REACHED) found.set(symbolKey(target), target);
  };
  for (const { from, to } of handlers) add(calledIn(table, file, from, to));
  if (implementation !== null) add(methodsOf(table, implementation));
  for (const target of found.values()) {
    const symbol = findSymbol(table, target);
    if (symbol === null || symbol.declaration.kind === 'type') continue;
    add(calledIn(table, symbol.file, symbol.declaration.from, symbol.declaration.to));
  }
  const cut = found.size > MAX_REACHED;
  return { targets: [...found.values()].slice(0, MAX_REACHED), cut };
}

function calledIn(table: SymbolTable, file: IndexedFile, from: number, to: number): SymbolId[] {
  const targets: SymbolId[] = [];
  for (let at = from; at < to; at++) {
    if (useKindOf(file.index, at) === UseKind.Type) continue;
    const resolution = resolveTerm(table, file, usedTerm(file.index, at));
    if (resolution?.is === 'interface-method') {
      const method = table.names.text(resolution.method.name);
      for (const { file: typeFile, declaration } of implementersKnown(table, resolution.method.owner))
        targets.push({ dir: typeFile.dir, name: `${table.names.text(declaration.name)}.${method}` });
    } else if (resolution?.is === 'function') {
      targets.push(resolvedId(table, resolution)!);
    }
  }
  return targets;
}

const known = new WeakMap<SymbolTable, Map<IndexedDeclaration, readonly GoSymbol[]>>();

/** Caches the implementers: many calls go through the same interface. */
function implementersKnown(table: SymbolTable, symbol: GoSymbol): readonly GoSymbol[] {
  const answers = known.get(table) ?? new Map<IndexedDeclaration, readonly GoSymbol[]>();
  known.set(table, answers);
  const answer = answers.get(symbol.declaration) ?? findImplementers(table, symbol);
  answers.set(symbol.declaration, answer);
  return answer;
}

/** Exported methods of a type that implements a service. */
function methodsOf(table: SymbolTable, { file, declaration }: NonNullable<Registration['implementation']>): SymbolId[] {
  const owner = table.names.text(declaration.name);
  return [...(table.package(file.dir).methods.get(declaration.name)?.keys() ?? [])]
    .map((name) => table.names.text(name))
    .filter((name) => /^\p{Lu}/u.test(name))
    .map((name) => ({ dir: file.dir, name: `${owner}.${name}` }));
}
