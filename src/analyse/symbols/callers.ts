// Finds who uses a declaration, and counts calls of the same name whose target the text does not tell.

import { type FileIndex, type IndexedDeclaration, Op, UseKind } from './file-index.ts';
import { lastName, operandA, opOf, useCount, usedOnLine, usedTerm, useKindOf } from './packed.ts';
import { resolveTerm } from './resolve.ts';
import type { GoSymbol, IndexedFile, Resolution } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Identifies a declaration, or a method of an interface. */
export interface SymbolId {
  readonly dir: string;
  /** "Store.Get". */
  readonly name: string;
}

/** One use of a symbol. */
export interface UseSite {
  readonly file: IndexedFile;
  readonly line: number;
  readonly use: 'value' | 'call' | 'literal' | 'type';
  /** Index among the uses of the file. */
  readonly at: number;
  /** The declaration around it; null at the top level. */
  readonly within: IndexedDeclaration | null;
}

export interface UseSites {
  readonly sites: readonly UseSite[];
  /** Calls of a method of that name on a value whose type the text does not tell. */
  readonly unresolved: number;
  /** There are more uses of the name than are looked up. */
  readonly cut: boolean;
}

/** Uses of one name that are looked up for one question. */
const MAX_LOOKED_UP = 20_000;

const USES = ['value', 'call', 'literal', 'type'] as const;

/** All uses of a symbol in the files that were read, by path and line, without its own declaration. */
export function findUses(table: SymbolTable, id: SymbolId): UseSites {
  const name = table.names.known(id.name.split('.').at(-1)!);
  const sites: UseSite[] = [];
  let unresolved = 0;
  let left = MAX_LOOKED_UP;
  for (const file of table.filesAt(table.cache.using(name))) {
    for (const use of usesOfName(file.index, name)) {
      if (!mayMean(table, file, use, id, left)) continue;
      left -= 1;
      const found = resolveUse(table, file, use, id);
      if (found === 'meant') sites.push(useSiteAt(file, use));
      else if (found === 'unresolved') unresolved += 1;
    }
  }
  return { sites, unresolved, cut: left <= 0 };
}

/** Tells whether a use means a symbol, or calls a method of that name on something unknown. */
function resolveUse(table: SymbolTable, file: IndexedFile, use: number, id: SymbolId): 'meant' | 'unresolved' | null {
  const { index } = file;
  const term = usedTerm(index, use);
  const resolution = resolveTerm(table, file, term);
  if (resolution !== null) return isMeant(table, resolution, id) ? 'meant' : null;
  const isMethodCall = id.name.includes('.') && useKindOf(index, use) === UseKind.Call;
  return isMethodCall && resolveTerm(table, file, operandA(index, term)) === null ? 'unresolved' : null;
}

const byName = new WeakMap<FileIndex, ReadonlyMap<number, readonly number[]>>();

/** Uses that end in a name, sorted once for each file, for all trees that contain it. */
function usesOfName(index: FileIndex, name: number): readonly number[] {
  const known = byName.get(index);
  if (known !== undefined) return known.get(name) ?? [];
  const sorted = new Map<number, number[]>();
  for (let at = 0; at < useCount(index); at++) {
    const last = lastName(index, usedTerm(index, at));
    const same = sorted.get(last);
    if (same === undefined) sorted.set(last, [at]);
    else same.push(at);
  }
  byName.set(index, sorted);
  return sorted.get(name) ?? [];
}

/**
 * A use may mean a symbol: a qualified name while the limit is not reached, a bare one where the symbol is in scope.
 */
function mayMean(table: SymbolTable, file: IndexedFile, use: number, { dir, name }: SymbolId, left: number): boolean {
  if (opOf(file.index, usedTerm(file.index, use)) !== Op.Name) return left > 0;
  const isMethod = name.includes('.');
  return !isMethod && (file.dir === dir || file.dotImports.some((path) => table.dirOf(path, file.dir) === dir));
}

function useSiteAt(file: IndexedFile, at: number): UseSite {
  const within = file.index.declarations.find((one) => one.from <= at && at < one.to) ?? null;
  return { file, line: usedOnLine(file.index, at), use: USES[useKindOf(file.index, at)]!, at, within };
}

function isMeant(table: SymbolTable, resolution: Resolution, target: SymbolId): boolean {
  const meant = resolvedId(table, resolution);
  return meant !== null && meant.dir === target.dir && meant.name === target.name;
}

/** The symbol of the repository that a name resolves to; null if it is none. */
export function resolvedId(table: SymbolTable, resolution: Resolution): SymbolId | null {
  switch (resolution?.is) {
    case 'function':
      return symbolIdOf(table, resolution.symbol);
    case 'interface-method': {
      const { owner: symbol, name } = resolution.method;
      const { dir, name: owner } = symbolIdOf(table, symbol);
      return { dir, name: `${owner}.${table.names.text(name)}` };
    }
    case 'type':
      return resolution.type.is === 'named' ? symbolIdOf(table, resolution.type.symbol) : null;
    case 'value':
      return resolution.variable === null ? null : symbolIdOf(table, resolution.variable);
    default:
      return null;
  }
}

export function symbolIdOf(table: SymbolTable, { file, declaration }: GoSymbol): SymbolId {
  return { dir: file.dir, name: declaredName(table, declaration) };
}

/** "NewStore", "Store.Get". */
export function declaredName(table: SymbolTable, declaration: IndexedDeclaration): string {
  const name = table.names.text(declaration.name);
  return declaration.receiver < 0 ? name : `${table.names.text(declaration.receiver)}.${name}`;
}

/** The declaration of a symbol; for a method of an interface that of the interface; null if it was not read. */
export function findSymbol(table: SymbolTable, { dir, name }: SymbolId): GoSymbol | null {
  const [owner, method] = name.split('.') as [string, string | undefined];
  const found = table.package(dir);
  const ownerId = table.names.known(owner);
  if (method === undefined) return found.names.get(ownerId) ?? null;
  return found.methods.get(ownerId)?.get(table.names.known(method)) ?? found.names.get(ownerId) ?? null;
}

export function symbolKey({ dir, name }: SymbolId): string {
  return `${dir}#${name}`;
}
