// Reads the messages of a .proto file: enough to say which fields changed on the wire.

export interface ProtoField {
  /** "Order.Line.count". */
  readonly name: string;
  readonly number: number;
  /** "repeated string", "map<string,int32>". */
  readonly type: string;
  /** 1-based. */
  readonly line: number;
}

export interface ProtoMessage {
  readonly fields: readonly ProtoField[];
  readonly reserved: ReadonlySet<number>;
}

export interface ProtoFile {
  /** "shop.v1"; "" where the file names none. */
  readonly package: string;
  /** By message, "Order.Line". */
  readonly messages: ReadonlyMap<string, ProtoMessage>;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w.]+|[{}=;<>,[\]]/g;

/** Never throws: what cannot be understood is passed over. */
export function readProto(text: string): ProtoFile {
  const source = text.replace(
    /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (found, kept) => kept ?? found.replace(/[^\n]/g, ' '),
  );
  const messages = new Map<string, { fields: ProtoField[]; reserved: Set<number> }>();
  // Blocks around: the name of a message, null for an oneof (its fields belong to the message), undefined for anything else.
  const around: (string | null | undefined)[] = [];
  let statement: { word: string; line: number }[] = [];
  let line = 1;
  let counted = 0;
  for (const found of source.matchAll(TOKEN)) {
    for (
      let next = source.indexOf('\n', counted);
      next >= 0 && next < found.index;
      next = source.indexOf('\n', counted)
    ) {
      line += 1;
      counted = next + 1;
    }
    const word = found[0];
    if (word === '{') {
      const [kind, name] = statement.map((one) => one.word);
      const outer = around.filter((one) => typeof one === 'string');
      const whole = kind === 'message' ? [...outer, name ?? ''].at(-1)! : undefined;
      const full = whole === undefined ? undefined : outer.length === 0 ? whole : `${outer.at(-1)}.${whole}`;
      around.push(kind === 'oneof' ? null : full);
      if (full !== undefined) messages.set(full, { fields: [], reserved: new Set() });
      statement = [];
    } else if (word === '}') {
      around.pop();
      statement = [];
    } else if (word === ';') {
      take(statement, around, messages);
      statement = [];
    } else statement.push({ word, line });
  }
  return { package: /^\s*package\s+([\w.]+)\s*;/m.exec(source)?.[1] ?? '', messages };
}

function take(
  statement: readonly { word: string; line: number }[],
  around: readonly (string | null | undefined)[],
  messages: ReadonlyMap<string, { fields: ProtoField[]; reserved: Set<number> }>,
): void {
  const within = around.at(-1) === null ? around.at(-2) : around.at(-1);
  const message = typeof within === 'string' ? messages.get(within) : undefined;
  if (message === undefined) return;
  const words = statement.map((one) => one.word);
  if (words[0] === 'reserved') reserve(words.slice(1), message.reserved);
  const equals = words.indexOf('=');
  const number = Number(words[equals + 1]);
  const name = words[equals - 1];
  if (equals < 2 || !Number.isInteger(number) || name === undefined || words[0] === 'option') return;
  const type = words
    .slice(0, equals - 1)
    .filter((word) => word !== 'optional' && word !== 'required')
    .join(' ')
    .replace(/ ?([<>,]) ?/g, '$1');
  message.fields.push({ name: `${within}.${name}`, number, type, line: statement[equals - 1]!.line });
}

/** "reserved 2, 5 to 7": of a longer range only the first 1000. */
function reserve(words: readonly string[], into: Set<number>): void {
  for (const [index, word] of words.entries()) {
    const first = Number(word);
    if (!Number.isInteger(first)) continue;
    const last = words[index + 1] === 'to' ? Math.min(Number(words[index + 2]) || first + 1000, first + 1000) : first;
    for (let number = first; number <= last; number++) into.add(number);
  }
}

/** Types that read each other's bytes: https://protobuf.dev/programming-guides/proto3/#updating */
const KIN = [
  ['int32', 'uint32', 'int64', 'uint64', 'bool'],
  ['sint32', 'sint64'],
  ['string', 'bytes'],
  ['fixed32', 'sfixed32'],
  ['fixed64', 'sfixed64'],
];

const SCALAR = /^(double|float|u?int(32|64)|sint(32|64)|s?fixed(32|64)|bool|string|bytes)$/;

/** Whether two types of one field number cannot read each other's bytes for certain. */
export function isOtherProto(before: string, after: string): boolean {
  const [old, fresh] = [before, after].map((type) => type.replace(/^repeated /, ''));
  if (old === fresh || old === undefined || fresh === undefined) return false;
  // An enum is a number; a message of another name may have the same fields.
  if (!SCALAR.test(old) || !SCALAR.test(fresh)) return false;
  return !KIN.some((kin) => kin.includes(old) && kin.includes(fresh));
}
