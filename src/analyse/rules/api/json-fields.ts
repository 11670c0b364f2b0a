// The JSON form of a struct, read from its declaration as gofmt writes it: one line for each field.

/** One field as it goes over the wire. */

export interface JsonField {
  /** Go names on the way: "Address.Street". */
  readonly name: string;
  /** Names on the wire: "address.street". */
  readonly wire: string;
  /** As it is written, without the tag. */
  readonly type: string;
  /** Its tag asks for a number or boolean in quotes. */
  readonly isQuoted: boolean;
  /** Lines below that of the declaration's first line. */
  readonly offset: number;
}

const FIELD = /^([\p{Lu}][\p{L}\p{Nd}_]*)\s+([^`]+?)\s*(?:`([^`]*)`)?\s*(?:\/\/.*)?$/u;

/** Fields with a json tag; fields without one only where another has one. Fields of structs within stand below their name. */
export function jsonFieldsOf(declaration: string): readonly JsonField[] {
  const fields: JsonField[] = [];
  // Structs within: where they begin, and what their own tag will say.
  const open: { name: string; type: string; offset: number; inner: JsonField[] }[] = [];
  for (const [offset, raw] of declaration.split('\n').entries()) {
    const line = raw.trim();
    if (offset === 0 || line.startsWith('//')) continue;
    const begins = /^([\p{Lu}][\p{L}\p{Nd}_]*)\s+((?:\[\]|\*|map\[\w+\])*)struct\s*\{$/u.exec(line);
    if (begins !== null) {
      open.push({ name: begins[1]!, type: `${begins[2]}struct`, offset, inner: [] });
      continue;
    }
    const ends = /^\}\s*(?:`([^`]*)`)?/.exec(line);
    const into = open.at(-1)?.inner ?? fields;
    if (ends !== null && open.length > 0) {
      const { name, type, offset: at, inner } = open.pop()!;
      const wire = wireName(name, ends[1]);
      const outer = open.at(-1)?.inner ?? fields;
      if (wire !== null)
        outer.push(
          { name, wire, type, isQuoted: false, offset: at },
          ...inner.map((one) => ({ ...one, name: `${name}.${one.name}`, wire: `${wire}.${one.wire}` })),
        );
      continue;
    }
    const found = FIELD.exec(line);
    const wire = found === null ? null : wireName(found[1]!, found[3]);
    if (found === null || wire === null) continue;
    const isQuoted = /\bjson:"[^"]*,string\b/.test(found[3] ?? '');
    into.push({ name: found[1]!, wire, type: found[2]!.trim(), isQuoted, offset });
  }
  return /json:"/.test(declaration) ? fields : [];
}

/** null: it does not go over the wire. */
function wireName(name: string, tag: string | undefined): string | null {
  const json = /\bjson:"([^",]*)[^"]*"/.exec(tag ?? '')?.[1];
  return json === '-' ? null : json === undefined || json === '' ? name : json;
}

const NUMBERS = /^(u?int(8|16|32|64)?|float(32|64)|byte)$/;

/** Whether two types have another form in JSON for certain, or what they hold has. Types with a name may look like anything. */
export function isOtherJson(before: string, after: string): boolean {
  const [old, fresh] = [jsonForm(before), jsonForm(after)];
  if (old === null || fresh === null) return false;
  const [inOld, inFresh] = [before, after].map((type) => HOLDS.exec(type.replace(/^\*+/, ''))?.[1]);
  return old !== fresh || (inOld !== undefined && inFresh !== undefined && isOtherJson(inOld, inFresh));
}

/** A list, or a map whose keys are all strings on the wire. */
const HOLDS = /^(?:\[\d*\]|map\[\w+\])(.+)$/;

/** "number", "string", "boolean", "[…]", "{…}"; null where only the type's declaration tells. */
function jsonForm(type: string): string | null {
  const bare = type.replace(/^\*+/, '').trim();
  if (NUMBERS.test(bare)) return 'number';
  if (bare === 'bool') return 'boolean';
  if (/^(string|\[\]byte|time\.Time|uuid\.UUID)$/.test(bare)) return 'string';
  if (/^\[\d*\]/.test(bare)) return 'list';
  return /^(map\[|struct$)/.test(bare) ? 'object' : null;
}
