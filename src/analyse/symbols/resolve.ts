// What a term means: which declaration of the repository, or which name of another module, as far as written types tell
// (https://go.dev/ref/spec#Selectors). Whatever would take a type checker is null, and counted by who asks.

import { type InterfaceType, MAX_RESULTS, Op, operandA, operandB, opOf, type Signature } from './expression-ir.ts';
import type { CodeFile, Meaning, Standing, Type } from './symbol.ts';
import type { Code } from './symbol-table.ts';

const BASIC = new Set(
  'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr'.split(
    ' ',
  ),
);

/** Types that embed types that embed …: deeper than this nobody looks. */
const MAX_EMBEDDING = 8;

/** Meaning of a term of a file; null where the text does not tell. */
export function meaningOf(code: Code, file: CodeFile, term: number): Meaning {
  if (term === 0) return null;
  const known = file.meanings[term];
  if (known !== undefined) return known;
  // A term that hangs on itself (`var a = b; var b = a`) means nothing.
  file.meanings[term] = null;
  const meaning = lookUp(code, file, term);
  file.meanings[term] = meaning;
  return meaning;
}

function lookUp(code: Code, file: CodeFile, term: number): Meaning {
  const { index } = file;
  const [a, b] = [operandA(index, term), operandB(index, term)];
  switch (opOf(index, term)) {
    case Op.Name:
      return meaningOfName(code, file, a);
    case Op.Member:
      return memberOf(code, meaningOf(code, file, a), b);
    case Op.Call:
      return resultOf(code, meaningOf(code, file, a), b % MAX_RESULTS);
    case Op.Value:
    case Op.Parameter:
      return valueWith(typeOf(code, file, a));
    case Op.Element:
    case Op.Key:
      return elementOf(code, meaningOf(code, file, a), opOf(index, term) === Op.Key);
    default: {
      const type = typeOf(code, file, term);
      return type === null ? null : { is: 'type', type };
    }
  }
}

function valueWith(type: Type | null): Meaning {
  if (type === null) return null;
  return { is: 'value', type, variable: null };
}

function meaningOfName(code: Code, file: CodeFile, name: number): Meaning {
  const text = code.names.text(name);
  const path = file.imports.get(text);
  if (path !== undefined) return { is: 'package', path, dir: code.dirOf(path, file.dir) };
  const own = declaredIn(code, file.dir, name);
  if (own !== null) return own;
  for (const dotted of file.dotted) {
    const dir = code.dirOf(dotted, file.dir);
    const found = dir === null ? null : declaredIn(code, dir, name);
    if (found !== null) return found;
  }
  if (BASIC.has(text)) return { is: 'type', type: { is: 'basic', name: text } };
  const outside = file.dotted.find((dotted) => code.dirOf(dotted, file.dir) === null);
  return outside === undefined || !/^\p{Lu}/u.test(text) ? null : { is: 'outside', path: outside, name: text };
}

function declaredIn(code: Code, dir: string, name: number): Meaning {
  const standing = code.package(dir).names.get(name);
  if (standing === undefined) return null;
  const { file, declared } = standing;
  if (declared.kind === 'function') return { is: 'function', standing };
  if (declared.kind === 'type') {
    const type = namedType(code, standing);
    return type === null ? null : { is: 'type', type };
  }
  const value = meaningOf(code, file, declared.term);
  return { is: 'value', type: value?.is === 'value' ? value.type : typeOfOutside(value), variable: standing };
}

/** A variable that holds what another module made keeps that module's name. */
function typeOfOutside(value: Meaning): Type | null {
  return value?.is === 'outside' ? { is: 'outside', path: value.path, name: value.name } : null;
}

/** The type that a declaration names; an alias is what it stands for. */
function namedType(code: Code, standing: Standing): Type | null {
  const { file, declared } = standing;
  return declared.flag ? typeOf(code, file, declared.term) : { is: 'named', standing };
}

/** The type that a term writes down; null where it is a type parameter or unknown. */
export function typeOf(code: Code, file: CodeFile, term: number, depth = 0): Type | null {
  if (term === 0 || depth > MAX_EMBEDDING) return null;
  const { index } = file;
  const op = opOf(index, term);
  if (op === Op.Pointer) return typeOf(code, file, operandA(index, term), depth + 1);
  if (op === Op.Element) return typeOf(code, file, operandA(index, term), depth + 1);
  if (op >= Op.Slice) return { is: 'written', file, term };
  if (op !== Op.Name && op !== Op.Member) return null;
  const meaning = meaningOf(code, file, term);
  if (meaning?.is === 'type') return meaning.type;
  return meaning?.is === 'outside' ? { is: 'outside', path: meaning.path, name: meaning.name } : null;
}

function memberOf(code: Code, owner: Meaning, name: number): Meaning {
  switch (owner?.is) {
    case 'package':
      if (owner.dir !== null) return declaredIn(code, owner.dir, name);
      return { is: 'outside', path: owner.path, name: code.names.text(name) };
    case 'outside':
      return { is: 'outside', path: owner.path, name: `${owner.name}.${code.names.text(name)}` };
    case 'type':
    case 'value':
      return owner.type === null ? null : select(code, owner.type, name);
    default:
      return null;
  }
}

/** Field or method of a type, the shallowest first: its own, then those of what it embeds. */
export function select(code: Code, type: Type, name: number): Meaning {
  let level: readonly Type[] = [type];
  for (let depth = 0; depth < MAX_EMBEDDING && level.length > 0; depth++) {
    const next: Type[] = [];
    const outside: Type[] = [];
    for (const one of level) {
      if (one.is === 'outside') outside.push(one);
      const found = selectOwn(code, one, name, next);
      if (found !== undefined) return found;
    }
    const [only] = outside;
    if (outside.length === 1 && only?.is === 'outside' && next.length === 0)
      return { is: 'outside', path: only.path, name: `${only.name}.${code.names.text(name)}` };
    level = [...next, ...(next.length > 0 ? outside : [])];
  }
  return null;
}

/** undefined: not here; what is embedded is added to `next`. */
function selectOwn(code: Code, type: Type, name: number, next: Type[]): Meaning | undefined {
  if (type.is === 'outside' || type.is === 'basic') return undefined;
  const file = type.is === 'named' ? type.standing.file : type.file;
  const term = type.is === 'named' ? type.standing.declared.term : type.term;
  if (type.is === 'named') {
    const method = code.package(file.dir).methods.get(type.standing.declared.name)?.get(name);
    if (method !== undefined) return { is: 'function', standing: method };
  }
  const { index } = file;
  const op = opOf(index, term);
  if (op === Op.Struct) {
    for (const field of index.structs[operandA(index, term)]!) {
      const fieldType = field.embedded || field.name === name ? typeOf(code, file, field.type) : null;
      if (field.name === name) return valueWith(fieldType);
      if (field.embedded && fieldType !== null) next.push(fieldType);
    }
  } else if (op === Op.Interface) {
    const { methods, embeds } = index.interfaces[operandA(index, term)]!;
    const found = methods.find((method) => method.name === name);
    if (found !== undefined && type.is === 'named')
      return { is: 'interface-method', method: { standing: type.standing, ...found } };
    if (found !== undefined) return null;
    for (const embedded of embeds) {
      const embeddedType = typeOf(code, file, embedded);
      if (embeddedType !== null) next.push(embeddedType);
    }
  } else if (type.is === 'named' && (op === Op.Name || op === Op.Member)) {
    const underlying = typeOf(code, file, term);
    if (underlying !== null) next.push(underlying);
  }
  return undefined;
}

/** What stands under a type: the written form of a named one. */
export function underlyingOf(code: Code, type: Type | null, depth = 0): Extract<Type, { is: 'written' }> | null {
  if (type === null || depth > MAX_EMBEDDING) return null;
  if (type.is === 'written') return type;
  if (type.is !== 'named') return null;
  const { file, declared } = type.standing;
  return underlyingOf(code, typeOf(code, file, declared.term), depth + 1);
}

function resultOf(code: Code, callee: Meaning, position: number): Meaning {
  switch (callee?.is) {
    case 'function':
      return resultType(code, callee.standing.file, callee.standing.declared.signature, position);
    case 'interface-method':
      return resultType(code, callee.method.standing.file, callee.method.signature, position);
    case 'type':
      return valueWith(callee.type);
    case 'value': {
      const written = underlyingOf(code, callee.type);
      if (written === null || opOf(written.file.index, written.term) !== Op.Function) return null;
      const signature = written.file.index.signatures[operandA(written.file.index, written.term)]!;
      return resultType(code, written.file, signature, position);
    }
    case 'outside':
      return { is: 'outside', path: callee.path, name: `${callee.name}()` };
    default:
      return null;
  }
}

function resultType(code: Code, file: CodeFile, signature: Signature | null, position: number): Meaning {
  return valueWith(typeOf(code, file, signature?.results[position] ?? 0));
}

function elementOf(code: Code, of: Meaning, key: boolean): Meaning {
  // `f[int]` and `Repository[Order]` are what they are without the brackets.
  if (of?.is === 'type' || of?.is === 'function') return key ? null : of;
  if (of?.is !== 'value') return null;
  const written = underlyingOf(code, of.type);
  if (written === null) return null;
  const { index } = written.file;
  const op = opOf(index, written.term);
  const element = op === Op.Map ? operandB(index, written.term) : operandA(index, written.term);
  if (op === Op.Map) return valueWith(typeOf(code, written.file, key ? operandA(index, written.term) : element));
  if (op === Op.Channel) return valueWith(typeOf(code, written.file, element));
  return op === Op.Slice && !key ? valueWith(typeOf(code, written.file, element)) : null;
}

/** The methods and embedded interfaces of an interface type; null for any other type. */
export function interfaceOf(code: Code, type: Type): { file: CodeFile; body: InterfaceType } | null {
  const written = underlyingOf(code, type);
  if (written === null || opOf(written.file.index, written.term) !== Op.Interface) return null;
  return { file: written.file, body: written.file.index.interfaces[operandA(written.file.index, written.term)]! };
}
