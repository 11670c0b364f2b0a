// Reads the JSON fields of a struct from its declaration.
import { Lexer } from '../../go/lexer.ts';
import { token } from '../../go/token.ts';

/** One field as it crosses the wire. */
export interface JsonField {
  /** Path of Go names: "Address.Street". */
  readonly name: string;
  /** Path of JSON names: "address.street". */
  readonly wire: string;
  /** As written, without the tag; "[]struct" for a nested struct, whose fields follow. */
  readonly type: string;
  /** Its tag has the option "string": a number or boolean in quotes. */
  readonly isQuoted: boolean;
  /** Lines below the declaration's first line. */
  readonly offset: number;
}

/** The exported fields of a struct, nested ones after their parent; none if no field has a json tag. */
export function jsonFieldsOf(declaration: string): readonly JsonField[] {
  if (!declaration.includes('json:')) return [];
  const lexer = new Lexer(declaration);
  while (lexer.next() !== token.EOF)
    if (lexer.kind === token.STRUCT && lexer.next() === token.LBRACE) return readFields(declaration, lexer);
  return [];
}

/** Reads the fields after the current `{` and moves to its `}`. */
function readFields(text: string, lexer: Lexer): JsonField[] {
  const fields: JsonField[] = [];
  lexer.next();
  while (lexer.kind !== token.RBRACE && lexer.kind !== token.EOF) {
    if (lexer.kind === token.SEMICOLON) lexer.next();
    else fields.push(...readField(text, lexer));
  }
  return fields;
}

/** Reads one field declaration and moves to its end. */
function readField(text: string, lexer: Lexer): JsonField[] {
  const { start, line } = lexer;
  const names = readNames(text, lexer);
  const isNamed = names.length > 0 && !isTypeEnd(lexer.kind) && /\s/.test(text[lexer.start - 1]!);
  const { type, inner } = readType(text, lexer);
  const isTagged = lexer.kind === token.STRING;
  const tag = isTagged ? text.slice(lexer.start + 1, lexer.end - 1).replaceAll('\\"', '"') : '';
  const embedded = isNamed ? '' : lastWord(text.slice(start, lexer.start).replace(/\[.*/s, ''));
  if (isTagged) lexer.next();
  const isQuoted = inner.length === 0 && /\bjson:"[^"]*,string\b/.test(tag);
  return (isNamed ? names : [embedded]).flatMap((name) => {
    const wire = wireName(name, tag);
    // An embedded type without a JSON name adds its fields to the struct's: they are unknown here.
    if (wire === null || (!isNamed && wire === name)) return [];
    const within = inner.map((one) => ({ ...one, name: `${name}.${one.name}`, wire: `${wire}.${one.wire}` }));
    return [{ name, wire, type, isQuoted, offset: line - 1 }, ...within];
  });
}

/** "*pkg.Base" gives "Base". */
function lastWord(type: string): string {
  return /\w+(?=\W*$)/.exec(type)?.[0] ?? '';
}

/** Reads `A, B` and moves to what follows. */
function readNames(text: string, lexer: Lexer): readonly string[] {
  const names: string[] = [];
  while (lexer.kind === token.IDENT) {
    names.push(text.slice(lexer.start, lexer.end));
    if (lexer.next() !== token.COMMA) break;
    lexer.next();
  }
  return names;
}

/** Reads a type and moves to what follows; `inner`: the fields of the struct that it ends with. */
function readType(text: string, lexer: Lexer): { type: string; inner: readonly JsonField[] } {
  const { start } = lexer;
  let end = start;
  let inner: readonly JsonField[] = [];
  while (!isTypeEnd(lexer.kind)) {
    const isStruct = lexer.kind === token.STRUCT;
    lexer.skipBlock();
    end = lexer.end;
    if (lexer.next() === token.LBRACE && isStruct) {
      inner = readFields(text, lexer);
      if (inner.length === 0) end = lexer.end;
      lexer.next();
      break;
    }
  }
  return { type: text.slice(start, end).replace(/\s+/g, ' '), inner };
}

function isTypeEnd(kind: number): boolean {
  return kind === token.SEMICOLON || kind === token.STRING || kind === token.RBRACE || kind === token.EOF;
}

/** JSON name of a field; null if it is not exported or its tag leaves it out. */
function wireName(name: string, tag: string): string | null {
  if (!/^\p{Lu}/u.test(name)) return null;
  const json = /\bjson:"([^",]*)[^"]*"/.exec(tag)?.[1];
  return json === '-' ? null : json === undefined || json === '' ? name : json;
}

const NUMBERS = /^(u?int(8|16|32|64)?|float(32|64)|byte)$/;

/** Tells whether two types, or their elements, certainly differ in JSON; a named type may look like anything. */
export function isIncompatibleJson(before: string, after: string): boolean {
  const [old, fresh] = [jsonForm(before), jsonForm(after)];
  if (old === null || fresh === null) return false;
  const [inOld, inFresh] = [before, after].map((type) => ELEMENT.exec(type.replace(/^\*+/, ''))?.[1]);
  return old !== fresh || (inOld !== undefined && inFresh !== undefined && isIncompatibleJson(inOld, inFresh));
}

/** A list, or a map whose keys are strings in JSON. */
const ELEMENT = /^(?:\[\d*\]|map\[\w+\])(.+)$/;

/** Form of a type in JSON; null where only the type's declaration tells. */
function jsonForm(type: string): 'number' | 'boolean' | 'string' | 'list' | 'object' | null {
  const bare = type.replace(/^\*+/, '').trim();
  if (NUMBERS.test(bare)) return 'number';
  if (bare === 'bool') return 'boolean';
  if (/^(string|\[\]byte|time\.Time|uuid\.UUID)$/.test(bare)) return 'string';
  if (/^\[\d*\]/.test(bare)) return 'list';
  return /^(map\[|struct$)/.test(bare) ? 'object' : null;
}
