// Which types implement which interfaces, by their method sets (https://go.dev/ref/spec#Method_sets) and the shapes of signatures, as
// far as written types tell: embedded types count, pointers and values are not told apart, and where a type is not known it fits.

import { Op, type Signature } from './expression-ir.ts';
import { operandA, operandB, opOf } from './packed.ts';
import { interfaceBody, resolveType } from './resolve.ts';
import type { GoSymbol, GoType, IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

interface Method {
  readonly file: IndexedFile;
  readonly signature: Signature;
}

export interface MethodSet {
  readonly methods: ReadonlyMap<number, Method>;
  /** It embeds something of another module, whose methods are not known. */
  readonly open: boolean;
}

const MAX_EMBEDDING = 8;
/** Types that one question looks at. */
const MAX_TYPES = 5_000;

/** The methods that an interface asks for. */
export function requiredMethods(table: SymbolTable, type: GoType, depth = 0): MethodSet {
  const methods = new Map<number, Method>();
  const found = interfaceBody(table, type);
  if (found === null || depth > MAX_EMBEDDING) return { methods, open: true };
  let open = found.body.constraint;
  for (const { name, signature } of found.body.methods) methods.set(name, { file: found.file, signature });
  for (const embedded of found.body.embeds) {
    const embeddedType = resolveType(table, found.file, embedded);
    const inner = embeddedType === null ? null : requiredMethods(table, embeddedType, depth + 1);
    for (const [name, method] of inner?.methods ?? []) methods.set(name, method);
    open ||= inner?.open ?? true;
  }
  return { methods, open };
}

/** The methods that a declared type has, those of embedded types included. */
export function methodSetOf(table: SymbolTable, symbol: GoSymbol, depth = 0): MethodSet {
  const { file, declaration } = symbol;
  const methods = new Map<number, Method>();
  let open = false;
  const { index } = file;
  const op = opOf(index, declaration.term);
  const embedded =
    op === Op.Struct
      ? index.structs[operandA(index, declaration.term)]!.filter((field) => field.embedded).map((field) => field.type)
      : [];
  for (const term of depth > MAX_EMBEDDING ? [] : embedded) {
    const type = resolveType(table, file, term);
    if (type?.is !== 'named') {
      open = true;
      continue;
    }
    const inner =
      interfaceBody(table, type) === null ? methodSetOf(table, type.symbol, depth + 1) : requiredMethods(table, type);
    for (const [name, method] of inner.methods) methods.set(name, method);
    open ||= inner.open;
  }
  for (const [name, { file: from, declaration: own }] of table.package(file.dir).methods.get(declaration.name) ?? [])
    if (own.signature !== null) methods.set(name, { file: from, signature: own.signature });
  return { methods, open };
}

/** Whether a set has all that is asked, with the same shapes. An interface that asks for nothing known is nobody's. */
export function satisfies(table: SymbolTable, set: MethodSet, asked: MethodSet): boolean {
  if (asked.methods.size === 0 || asked.open) return false;
  for (const [name, method] of asked.methods) {
    const own = set.methods.get(name);
    if (own === undefined || !fits(shapeOf(table, own), shapeOf(table, method))) return false;
  }
  return true;
}

/** The types of the repository that implement an interface, by path and line. */
export function findImplementers(table: SymbolTable, symbol: GoSymbol): readonly GoSymbol[] {
  const asked = requiredMethods(table, { is: 'named', symbol });
  const candidates = new Map<string, GoSymbol>();
  // Whoever implements it declares at least one of the methods itself; the rest may come from what it embeds.
  for (const file of table.filesAt([
    ...new Set([...asked.methods.keys()].flatMap((name) => table.cache.declaringMethod(name))),
  ])) {
    for (const declaration of file.index.declarations) {
      if (declaration.kind !== 'method' || !asked.methods.has(declaration.name) || candidates.size >= MAX_TYPES)
        continue;
      const type = table.package(file.dir).names.get(declaration.receiver);
      if (type?.declaration.kind === 'type') candidates.set(`${file.dir}#${declaration.receiver}`, type);
    }
  }
  return [...candidates.values()].filter((type) => satisfies(table, methodSetOf(table, type), asked));
}

/** Interfaces of the repository that a type implements and that declare a method of that name themselves. */
export function findInterfaces(table: SymbolTable, type: GoSymbol, method: number): readonly GoSymbol[] {
  const set = methodSetOf(table, type);
  const found: GoSymbol[] = [];
  for (const file of table.filesAt(table.cache.declaringInterfaceMethod(method))) {
    for (const declaration of file.index.declarations) {
      if (declaration.kind !== 'type' || opOf(file.index, declaration.term) !== Op.Interface) continue;
      const { methods } = file.index.interfaces[operandA(file.index, declaration.term)]!;
      if (!methods.some((one) => one.name === method)) continue;
      const symbol = { file, declaration };
      if (satisfies(table, set, requiredMethods(table, { is: 'named', symbol }))) found.push(symbol);
    }
  }
  return found;
}

/** Types of parameters, then of results; "?" where it is not known. */
function shapeOf(table: SymbolTable, { file, signature }: Method): readonly string[] {
  const { parameters, results, variadic } = signature;
  const of = (term: number) => typeShape(table, file, term, 0);
  return [`${parameters.length}${variadic ? '…' : ''}`, ...parameters.map(of), '→', ...results.map(of)];
}

function typeShape(table: SymbolTable, file: IndexedFile, term: number, depth: number): string {
  if (term === 0 || depth > MAX_EMBEDDING) return '?';
  const { index } = file;
  const op = opOf(index, term);
  const part = (inner: number) => typeShape(table, file, inner, depth + 1);
  if (op === Op.Pointer) return `*${part(operandA(index, term))}`;
  if (op === Op.Slice) return `[]${part(operandA(index, term))}`;
  if (op === Op.Channel) return `chan ${part(operandA(index, term))}`;
  if (op === Op.Map) return `map[${part(operandA(index, term))}]${part(operandB(index, term))}`;
  if (op === Op.Struct || op === Op.Function || op === Op.Interface) return '?';
  const type = resolveType(table, file, term);
  if (type === null || type.is === 'written') return '?';
  if (type.is === 'outside') return `${type.path}.${type.name}`;
  return type.is === 'basic'
    ? type.name
    : `./${type.symbol.file.dir}.${table.names.text(type.symbol.declaration.name)}`;
}

function fits(own: readonly string[], asked: readonly string[]): boolean {
  return (
    own.length === asked.length &&
    own.every((shape, at) => shape === asked[at] || shape.includes('?') || asked[at]!.includes('?'))
  );
}
