// Reads the JSON fields of a struct from its declaration, formatted by gofmt.
/** One field as it crosses the wire. */
export interface JsonField {
  /** Path of Go names: "Address.Street". */
  readonly name: string;
  /** Path of JSON names: "address.street". */
  readonly wire: string;
  /** As written, without the tag. */
  readonly type: string;
  /** Its tag has the option "string": a number or boolean in quotes. */
  readonly isQuoted: boolean;
  /** Lines below the declaration's first line. */
  readonly offset: number;
}

const FIELD = /^([\p{Lu}][\p{L}\p{Nd}_]*)\s+([^`]+?)\s*(?:`([^`]*)`)?\s*(?:\/\/.*)?$/u;

/** Fields with a json tag, and the others where one has a tag. Fields of nested structs follow their parent. */
export function jsonFieldsOf(declaration: string): readonly JsonField[] {
  if (!/json:"/.test(declaration)) return [];
  const fields: JsonField[] = [];
  const open: NestedStruct[] = [];
  for (const [offset, raw] of declaration.split('\n').entries()) {
    const line = raw.trim();
    if (offset === 0 || line.startsWith('//')) continue;
    const begun = readNestedStruct(line, offset);
    if (begun !== null) open.push(begun);
    else {
      const ended = line.startsWith('}') ? open.pop() : undefined;
      const read = ended === undefined ? readField(line, offset) : closeStruct(ended, line);
      (open.at(-1)?.inner ?? fields).push(...read);
    }
  }
  return fields;
}

/** A nested struct that has begun; its own tag follows at its end. */
interface NestedStruct {
  readonly name: string;
  /** "[]struct". */
  readonly type: string;
  readonly offset: number;
  readonly inner: JsonField[];
}

function readNestedStruct(line: string, offset: number): NestedStruct | null {
  const begins = /^([\p{Lu}][\p{L}\p{Nd}_]*)\s+((?:\[\]|\*|map\[\w+\])*)struct\s*\{$/u.exec(line);
  return begins === null ? null : { name: begins[1]!, type: `${begins[2]}struct`, offset, inner: [] };
}

/** The field of a nested struct and those inside it, with the tag that `line` holds after the brace. */
function closeStruct({ name, type, offset, inner }: NestedStruct, line: string): readonly JsonField[] {
  const wire = wireName(name, /^\}\s*(?:`([^`]*)`)?/.exec(line)?.[1]);
  if (wire === null) return [];
  return [
    { name, wire, type, isQuoted: false, offset },
    ...inner.map((one) => ({ ...one, name: `${name}.${one.name}`, wire: `${wire}.${one.wire}` })),
  ];
}

function readField(line: string, offset: number): readonly JsonField[] {
  const found = FIELD.exec(line);
  if (found === null) return [];
  const [, name, type, tag] = found;
  const wire = wireName(name!, tag);
  const isQuoted = /\bjson:"[^"]*,string\b/.test(tag ?? '');
  return wire === null ? [] : [{ name: name!, wire, type: type!.trim(), isQuoted, offset }];
}

/** JSON name of a field; null where the tag leaves it out. */
function wireName(name: string, tag: string | undefined): string | null {
  const json = /\bjson:"([^",]*)[^"]*"/.exec(tag ?? '')?.[1];
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
