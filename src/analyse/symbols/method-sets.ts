// Tells which types implement which interfaces, by method sets (https://go.dev/ref/spec#Method_sets) and the shapes of
// signatures. Embedded types count; pointers and values are treated alike; an unknown type matches any.

import { type InterfaceType, Op, type Signature } from './file-index.ts';
import { operandA, operandB, opOf } from './packed.ts';
import { resolveType, underlyingType } from './resolve.ts';
import type { GoSymbol, GoType, IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

interface Method {
  readonly file: IndexedFile;
  readonly signature: Signature;
}

interface MethodSet {
  readonly methods: ReadonlyMap<number, Method>;
  /** It embeds a type of another module, whose methods are unknown. */
  readonly open: boolean;
}

const MAX_EMBEDDING = 8;
/** Types that one question looks at. */
const MAX_TYPES = 5_000;

/** The methods that an interface requires. */
function requiredMethods(table: SymbolTable, type: GoType, depth = 0): MethodSet {
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

/** The methods of a declared type, those of embedded types included. */
function methodSetOf(table: SymbolTable, symbol: GoSymbol, depth = 0): MethodSet {
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

/** Tells whether a set has all required methods with the same shapes. Never for an interface without known methods. */
function satisfies(table: SymbolTable, set: MethodSet, asked: MethodSet): boolean {
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
  // An implementer declares at least one of the methods itself; others may come from embedded types.
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

/** Interfaces of the repository that a type implements and that declare a certain method themselves. */
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

/** Types of parameters, then of results; "?" for an unknown type. */
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

/** The methods and embedded interfaces of an interface type; null for other types. */
export function interfaceBody(table: SymbolTable, type: GoType): { file: IndexedFile; body: InterfaceType } | null {
  const written = underlyingType(table, type);
  if (written === null || opOf(written.file.index, written.term) !== Op.Interface) return null;
  return { file: written.file, body: written.file.index.interfaces[operandA(written.file.index, written.term)]! };
}
