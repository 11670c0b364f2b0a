// Who uses a declaration: every place whose name means it, and how many more places write the same name on something that the text
// does not tell.

import { type FileIndex, type IndexedDeclaration, Op, UseKind } from './expression-ir.ts';
import { lastName, operandA, opOf, useCount, usedOnLine, usedTerm, useKindOf } from './packed.ts';
import { resolveTerm } from './resolve.ts';
import type { GoSymbol, IndexedFile, Resolution } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Something that can be used: "dir#Store.Get". A method of an interface is named as one of a type is. */
export interface SymbolId {
  readonly dir: string;
  /** "Store.Get". */
  readonly name: string;
}

/** One use. */
export interface UseSite {
  readonly file: IndexedFile;
  readonly line: number;
  readonly use: 'value' | 'call' | 'literal' | 'type';
  /** Position among the uses of the file. */
  readonly at: number;
  /** The declaration around it. */
  readonly within: IndexedDeclaration | null;
}

export interface UseSites {
  readonly sites: readonly UseSite[];
  /** Calls of a method of that name on something whose type the text does not tell. */
  readonly unresolved: number;
  /** There were more uses of the name than are looked at. */
  readonly cut: boolean;
}

/** Uses of one name that are looked up for one question. */
const MAX_LOOKED_UP = 20_000;

const USES = ['value', 'call', 'literal', 'type'] as const;

/** All uses of a target in the files that were read, by path and line; its own declaration is none. */
export function findUses(table: SymbolTable, target: SymbolId): UseSites {
  const own = target.name.split('.').at(-1)!;
  const name = table.names.known(own);
  const isMethod = target.name.includes('.');
  const sites: UseSite[] = [];
  let unresolved = 0;
  let left = MAX_LOOKED_UP;
  for (const file of table.filesAt(table.cache.using(name))) {
    for (const at of usesOfName(file.index, name)) {
      const term = usedTerm(file.index, at);
      const isBare = opOf(file.index, term) === Op.Name;
      if (isBare ? isMethod || !mayMeanBare(table, file, target) : left <= 0) continue;
      left -= 1;
      const resolution = resolveTerm(table, file, term);
      if (isMeant(table, resolution, target)) sites.push(useSiteAt(file, at));
      else if (
        resolution === null &&
        isMethod &&
        useKindOf(file.index, at) === UseKind.Call &&
        isOnUnknown(table, file, term)
      )
        unresolved += 1;
    }
  }
  return { sites, unresolved, cut: left <= 0 };
}

const byName = new WeakMap<FileIndex, ReadonlyMap<number, readonly number[]>>();

/** Positions of the uses that end in a name; sorted out once for each file, for all trees that hold it. */
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

/** A name without a package in front is one of its own package, or of a dot import. */
function mayMeanBare(table: SymbolTable, file: IndexedFile, { dir }: SymbolId): boolean {
  return file.dir === dir || file.dotImports.some((path) => table.dirOf(path, file.dir) === dir);
}

function isOnUnknown(table: SymbolTable, file: IndexedFile, term: number): boolean {
  return resolveTerm(table, file, operandA(file.index, term)) === null;
}

export function useSiteAt(file: IndexedFile, at: number): UseSite {
  const within = file.index.declarations.find((one) => one.from <= at && at < one.to) ?? null;
  return { file, line: usedOnLine(file.index, at), use: USES[useKindOf(file.index, at)]!, at, within };
}

function isMeant(table: SymbolTable, resolution: Resolution, target: SymbolId): boolean {
  const meant = resolvedId(table, resolution);
  return meant !== null && meant.dir === target.dir && meant.name === target.name;
}

/** What a meaning names in the repository; null where it names nothing there. */
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

/** The declaration of a target; null where it was not read (a method of an interface has its interface's). */
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
