// Resolves a term to a declaration of the repository or a name of another module, as far as written types tell
// (https://go.dev/ref/spec#Selectors). What would need a type checker is null; callers count it.

import { Op, type Signature } from './file-index.ts';
import { operandA, operandB, opOf, resultPosition } from './packed.ts';
import type { GoSymbol, GoType, IndexedFile, Resolution } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

const BASIC = new Set([
  ...['any', 'bool', 'byte', 'comparable', 'complex64', 'complex128', 'error', 'float32', 'float64', 'rune', 'string'],
  ...['int', 'int8', 'int16', 'int32', 'int64', 'uint', 'uint8', 'uint16', 'uint32', 'uint64', 'uintptr'],
]);

/** Levels of embedding that are followed. */
const MAX_EMBEDDING = 8;

/** What a term of a file means; null if the text does not tell. */
export function resolveTerm(table: SymbolTable, file: IndexedFile, term: number): Resolution {
  if (term === 0) return null;
  const known = file.resolutions[term];
  if (known !== undefined) return known;
  // A term that depends on itself (`var a = b; var b = a`) means nothing.
  file.resolutions[term] = null;
  const resolution = lookUp(table, file, term);
  file.resolutions[term] = resolution;
  return resolution;
}

function lookUp(table: SymbolTable, file: IndexedFile, term: number): Resolution {
  const { index } = file;
  const [a, b] = [operandA(index, term), operandB(index, term)];
  switch (opOf(index, term)) {
    case Op.Name:
      return meaningOfName(table, file, a);
    case Op.Member:
      return memberOf(table, resolveTerm(table, file, a), b);
    case Op.Call:
      return resolveResult(table, resolveTerm(table, file, a), resultPosition(b));
    case Op.Value:
    case Op.Parameter:
      return valueOfType(resolveType(table, file, a));
    case Op.Element:
    case Op.Key:
      return elementOf(table, resolveTerm(table, file, a), opOf(index, term) === Op.Key);
    default: {
      const type = resolveType(table, file, term);
      return type === null ? null : { is: 'type', type };
    }
  }
}

function valueOfType(type: GoType | null): Resolution {
  if (type === null) return null;
  return { is: 'value', type, variable: null };
}

function meaningOfName(table: SymbolTable, file: IndexedFile, name: number): Resolution {
  const text = table.names.text(name);
  const path = file.imports.get(text);
  if (path !== undefined) return { is: 'package', path, dir: table.dirOf(path, file.dir) };
  const own = declaredIn(table, file.dir, name);
  if (own !== null) return own;
  for (const dotImport of file.dotImports) {
    const dir = table.dirOf(dotImport, file.dir);
    const found = dir === null ? null : declaredIn(table, dir, name);
    if (found !== null) return found;
  }
  if (BASIC.has(text)) return { is: 'type', type: { is: 'basic', name: text } };
  const outside = file.dotImports.find((dotImport) => table.dirOf(dotImport, file.dir) === null);
  return outside === undefined || !/^\p{Lu}/u.test(text) ? null : { is: 'outside', path: outside, name: text };
}

function declaredIn(table: SymbolTable, dir: string, name: number): Resolution {
  const symbol = table.package(dir).names.get(name);
  if (symbol === undefined) return null;
  const { file, declaration } = symbol;
  if (declaration.kind === 'function') return { is: 'function', symbol };
  if (declaration.kind === 'type') {
    const type = namedType(table, symbol);
    return type === null ? null : { is: 'type', type };
  }
  const value = resolveTerm(table, file, declaration.term);
  return { is: 'value', type: value?.is === 'value' ? value.type : typeOfOutside(value), variable: symbol };
}

/** A variable that holds a result of another module keeps that module's name as its type. */
function typeOfOutside(value: Resolution): GoType | null {
  return value?.is === 'outside' ? { is: 'outside', path: value.path, name: value.name } : null;
}

/** The type that a declaration names; for an alias, the type it stands for. */
function namedType(table: SymbolTable, symbol: GoSymbol): GoType | null {
  const { file, declaration } = symbol;
  return declaration.isAlias ? resolveType(table, file, declaration.term) : { is: 'named', symbol };
}

/** The type that a term writes down; null for a type parameter or an unknown type. */
export function resolveType(table: SymbolTable, file: IndexedFile, term: number, depth = 0): GoType | null {
  if (term === 0 || depth > MAX_EMBEDDING) return null;
  const { index } = file;
  const op = opOf(index, term);
  if (op === Op.Pointer) return resolveType(table, file, operandA(index, term), depth + 1);
  if (op === Op.Element) return resolveType(table, file, operandA(index, term), depth + 1);
  if (op >= Op.Slice) return { is: 'written', file, term };
  if (op !== Op.Name && op !== Op.Member) return null;
  const resolution = resolveTerm(table, file, term);
  if (resolution?.is === 'type') return resolution.type;
  return resolution?.is === 'outside' ? { is: 'outside', path: resolution.path, name: resolution.name } : null;
}

function memberOf(table: SymbolTable, owner: Resolution, name: number): Resolution {
  switch (owner?.is) {
    case 'package':
      if (owner.dir !== null) return declaredIn(table, owner.dir, name);
      return { is: 'outside', path: owner.path, name: table.names.text(name) };
    case 'outside':
      return { is: 'outside', path: owner.path, name: `${owner.name}.${table.names.text(name)}` };
    case 'type':
    case 'value':
      return owner.type === null ? null : selectMember(table, owner.type, name);
    default:
      return null;
  }
}

/** Field or method of a type at the shallowest depth: its own first, then those of embedded types. */
function selectMember(table: SymbolTable, type: GoType, name: number): Resolution {
  let level: readonly GoType[] = [type];
  for (let depth = 0; depth < MAX_EMBEDDING && level.length > 0; depth++) {
    const next: GoType[] = [];
    const outside: GoType[] = [];
    for (const one of level) {
      if (one.is === 'outside') outside.push(one);
      const found = selectOwn(table, one, name, next);
      if (found !== undefined) return found;
    }
    const [only] = outside;
    if (outside.length === 1 && only?.is === 'outside' && next.length === 0)
      return { is: 'outside', path: only.path, name: `${only.name}.${table.names.text(name)}` };
    level = [...next, ...(next.length > 0 ? outside : [])];
  }
  return null;
}

/** Field or method of the type itself; undefined if there is none: then its embedded types are added to `next`. */
function selectOwn(table: SymbolTable, type: GoType, name: number, next: GoType[]): Resolution | undefined {
  if (type.is === 'outside' || type.is === 'basic') return undefined;
  const file = type.is === 'named' ? type.symbol.file : type.file;
  const term = type.is === 'named' ? type.symbol.declaration.term : type.term;
  if (type.is === 'named') {
    const method = table.package(file.dir).methods.get(type.symbol.declaration.name)?.get(name);
    if (method !== undefined) return { is: 'function', symbol: method };
  }
  const op = opOf(file.index, term);
  if (op === Op.Struct) return selectField(table, file, term, name, next);
  if (op === Op.Interface) return selectMethod(table, file, term, type, name, next);
  const isDefined = type.is === 'named' && (op === Op.Name || op === Op.Member);
  const underlying = isDefined ? resolveType(table, file, term) : null;
  if (underlying !== null) next.push(underlying);
  return undefined;
}

function selectField(
  table: SymbolTable,
  file: IndexedFile,
  struct: number,
  name: number,
  next: GoType[],
): Resolution | undefined {
  for (const field of file.index.structs[operandA(file.index, struct)]!) {
    const type = field.embedded || field.name === name ? resolveType(table, file, field.type) : null;
    if (field.name === name) return valueOfType(type);
    if (field.embedded && type !== null) next.push(type);
  }
  return undefined;
}

function selectMethod(
  table: SymbolTable,
  file: IndexedFile,
  body: number,
  type: GoType,
  name: number,
  next: GoType[],
): Resolution | undefined {
  const { methods, embeds } = file.index.interfaces[operandA(file.index, body)]!;
  const found = methods.find((method) => method.name === name);
  if (found !== undefined)
    return type.is === 'named' ? { is: 'interface-method', method: { owner: type.symbol, ...found } } : null;
  for (const embedded of embeds) {
    const embeddedType = resolveType(table, file, embedded);
    if (embeddedType !== null) next.push(embeddedType);
  }
  return undefined;
}

/** The underlying type of a named type, as written. */
export function underlyingType(
  table: SymbolTable,
  type: GoType | null,
  depth = 0,
): Extract<GoType, { is: 'written' }> | null {
  if (type === null || depth > MAX_EMBEDDING) return null;
  if (type.is === 'written') return type;
  if (type.is !== 'named') return null;
  const { file, declaration } = type.symbol;
  return underlyingType(table, resolveType(table, file, declaration.term), depth + 1);
}

function resolveResult(table: SymbolTable, callee: Resolution, position: number): Resolution {
  switch (callee?.is) {
    case 'function':
      return resultType(table, callee.symbol.file, callee.symbol.declaration.signature, position);
    case 'interface-method':
      return resultType(table, callee.method.owner.file, callee.method.signature, position);
    case 'type':
      return valueOfType(callee.type);
    case 'value': {
      const written = underlyingType(table, callee.type);
      if (written === null || opOf(written.file.index, written.term) !== Op.Function) return null;
      const signature = written.file.index.signatures[operandA(written.file.index, written.term)]!;
      return resultType(table, written.file, signature, position);
    }
    case 'outside':
      return { is: 'outside', path: callee.path, name: `${callee.name}()` };
    default:
      return null;
  }
}

function resultType(table: SymbolTable, file: IndexedFile, signature: Signature | null, position: number): Resolution {
  return valueOfType(resolveType(table, file, signature?.results[position] ?? 0));
}

function elementOf(table: SymbolTable, of: Resolution, key: boolean): Resolution {
  // `f[int]` and `Repository[Order]` mean the same without the brackets.
  if (of?.is === 'type' || of?.is === 'function') return key ? null : of;
  if (of?.is !== 'value') return null;
  const written = underlyingType(table, of.type);
  if (written === null) return null;
  const { index } = written.file;
  const op = opOf(index, written.term);
  const element = op === Op.Map ? operandB(index, written.term) : operandA(index, written.term);
  if (op === Op.Map)
    return valueOfType(resolveType(table, written.file, key ? operandA(index, written.term) : element));
  if (op === Op.Channel) return valueOfType(resolveType(table, written.file, element));
  return op === Op.Slice && !key ? valueOfType(resolveType(table, written.file, element)) : null;
}
