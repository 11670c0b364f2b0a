// Which types implement which interfaces, by their method sets (https://go.dev/ref/spec#Method_sets) and the shapes of signatures, as
// far as written types tell: embedded types count, pointers and values are not told apart, and where a type is not known it fits.

import { Op, operandA, operandB, opOf, type Signature } from './expression-ir.ts';
import { interfaceOf, typeOf } from './resolve.ts';
import type { CodeFile, Standing, Type } from './symbol.ts';
import type { Code } from './symbol-table.ts';

interface Method {
  readonly file: CodeFile;
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
export function askedBy(code: Code, type: Type, depth = 0): MethodSet {
  const methods = new Map<number, Method>();
  const found = interfaceOf(code, type);
  if (found === null || depth > MAX_EMBEDDING) return { methods, open: true };
  let open = found.body.constraint;
  for (const { name, signature } of found.body.methods) methods.set(name, { file: found.file, signature });
  for (const embedded of found.body.embeds) {
    const embeddedType = typeOf(code, found.file, embedded);
    const inner = embeddedType === null ? null : askedBy(code, embeddedType, depth + 1);
    for (const [name, method] of inner?.methods ?? []) methods.set(name, method);
    open ||= inner?.open ?? true;
  }
  return { methods, open };
}

/** The methods that a declared type has, those of embedded types included. */
export function methodSetOf(code: Code, standing: Standing, depth = 0): MethodSet {
  const { file, declared } = standing;
  const methods = new Map<number, Method>();
  let open = false;
  const { index } = file;
  const op = opOf(index, declared.term);
  const embedded =
    op === Op.Struct
      ? index.structs[operandA(index, declared.term)]!.filter((field) => field.embedded).map((field) => field.type)
      : [];
  for (const term of depth > MAX_EMBEDDING ? [] : embedded) {
    const type = typeOf(code, file, term);
    if (type?.is !== 'named') {
      open = true;
      continue;
    }
    const inner = interfaceOf(code, type) === null ? methodSetOf(code, type.standing, depth + 1) : askedBy(code, type);
    for (const [name, method] of inner.methods) methods.set(name, method);
    open ||= inner.open;
  }
  for (const [name, { file: from, declared: own }] of code.package(file.dir).methods.get(declared.name) ?? [])
    if (own.signature !== null) methods.set(name, { file: from, signature: own.signature });
  return { methods, open };
}

/** Whether a set has all that is asked, with the same shapes. An interface that asks for nothing known is nobody's. */
export function satisfies(code: Code, set: MethodSet, asked: MethodSet): boolean {
  if (asked.methods.size === 0 || asked.open) return false;
  for (const [name, method] of asked.methods) {
    const own = set.methods.get(name);
    if (own === undefined || !fits(shapeOf(code, own), shapeOf(code, method))) return false;
  }
  return true;
}

/** The types of the repository that implement an interface, by path and line. */
export function implementersOf(code: Code, standing: Standing): readonly Standing[] {
  const asked = askedBy(code, { is: 'named', standing });
  const candidates = new Map<string, Standing>();
  // Whoever implements it declares at least one of the methods itself; the rest may come from what it embeds.
  for (const file of code.filesOf([
    ...new Set([...asked.methods.keys()].flatMap((name) => code.shelf.declaringMethod(name))),
  ])) {
    for (const declared of file.index.declared) {
      if (declared.kind !== 'method' || !asked.methods.has(declared.name) || candidates.size >= MAX_TYPES) continue;
      const type = code.package(file.dir).names.get(declared.receiver);
      if (type?.declared.kind === 'type') candidates.set(`${file.dir}#${declared.receiver}`, type);
    }
  }
  return [...candidates.values()].filter((type) => satisfies(code, methodSetOf(code, type), asked));
}

/** Interfaces of the repository that a type implements and that declare a method of that name themselves. */
export function interfacesWith(code: Code, type: Standing, method: number): readonly Standing[] {
  const set = methodSetOf(code, type);
  const found: Standing[] = [];
  for (const file of code.filesOf(code.shelf.withInterfaceMethod(method))) {
    for (const declared of file.index.declared) {
      if (declared.kind !== 'type' || opOf(file.index, declared.term) !== Op.Interface) continue;
      const { methods } = file.index.interfaces[operandA(file.index, declared.term)]!;
      if (!methods.some((one) => one.name === method)) continue;
      const standing = { file, declared };
      if (satisfies(code, set, askedBy(code, { is: 'named', standing }))) found.push(standing);
    }
  }
  return found;
}

/** Types of parameters, then of results; "?" where it is not known. */
function shapeOf(code: Code, { file, signature }: Method): readonly string[] {
  const { parameters, results, variadic } = signature;
  const of = (term: number) => typeShape(code, file, term, 0);
  return [`${parameters.length}${variadic ? '…' : ''}`, ...parameters.map(of), '→', ...results.map(of)];
}

function typeShape(code: Code, file: CodeFile, term: number, depth: number): string {
  if (term === 0 || depth > MAX_EMBEDDING) return '?';
  const { index } = file;
  const op = opOf(index, term);
  const part = (inner: number) => typeShape(code, file, inner, depth + 1);
  if (op === Op.Pointer) return `*${part(operandA(index, term))}`;
  if (op === Op.Slice) return `[]${part(operandA(index, term))}`;
  if (op === Op.Channel) return `chan ${part(operandA(index, term))}`;
  if (op === Op.Map) return `map[${part(operandA(index, term))}]${part(operandB(index, term))}`;
  if (op === Op.Struct || op === Op.Function || op === Op.Interface) return '?';
  const type = typeOf(code, file, term);
  if (type === null || type.is === 'written') return '?';
  if (type.is === 'outside') return `${type.path}.${type.name}`;
  return type.is === 'basic'
    ? type.name
    : `./${type.standing.file.dir}.${code.names.text(type.standing.declared.name)}`;
}

function fits(own: readonly string[], asked: readonly string[]): boolean {
  return (
    own.length === asked.length &&
    own.every((shape, at) => shape === asked[at] || shape.includes('?') || asked[at]!.includes('?'))
  );
}
