// Reads the fields of the messages of a .proto file, and which types share an encoding.
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

const TOKEN = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[\w.]+|[{}=;<>,[\]]/g;

/** Reads a file; skips what it cannot read, and never throws. */
export function readProto(text: string): ProtoFile {
  const source = withoutComments(text);
  const messages: Messages = new Map();
  const blocks: Block[] = [];
  let statement: Word[] = [];
  for (const word of wordsOf(source)) {
    if (word.text === '{') blocks.push(openBlock(statement, blocks, messages));
    else if (word.text === '}') blocks.pop();
    else if (word.text === ';') readStatement(statement, messages.get(blocks.at(-1) ?? ''), blocks.at(-1) ?? '');
    else {
      statement.push(word);
      continue;
    }
    statement = [];
  }
  return { package: /^[ \t]*package[ \t]+([\w.]+)[ \t]*;/m.exec(source)?.[1] ?? '', messages };
}

/** The message that the fields of a block belong to, "Order.Line"; null where it holds none. */
type Block = string | null;

type Messages = Map<string, { readonly fields: ProtoField[]; readonly reserved: Set<number> }>;

interface Word {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** Blanks comments and keeps line feeds. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:[^"\\\n]|\\.)*"?)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
    (found, kept) => kept ?? found.replace(/[^\n]/g, ' '),
  );
}

function* wordsOf(source: string): Generator<Word> {
  let line = 1;
  let counted = 0;
  for (const { 0: text, index } of source.matchAll(TOKEN)) {
    for (let next = source.indexOf('\n', counted); next >= 0 && next < index; next = source.indexOf('\n', counted)) {
      line += 1;
      counted = next + 1;
    }
    yield { text, line };
  }
}

/** The block that a statement opens; a message is added to `messages`. */
function openBlock(statement: readonly Word[], blocks: readonly Block[], messages: Messages): Block {
  const [kind, name] = statement.map(({ text }) => text);
  // The fields of a oneof belong to the message around it.
  if (kind === 'oneof') return blocks.at(-1) ?? null;
  if (kind !== 'message') return null;
  const outer = blocks.filter((one) => one !== null).at(-1);
  const full = outer === undefined ? (name ?? '') : `${outer}.${name ?? ''}`;
  messages.set(full, { fields: [], reserved: new Set() });
  return full;
}

/** Adds the field or the reserved numbers that a statement declares to its message. */
function readStatement(
  statement: readonly Word[],
  message: { readonly fields: ProtoField[]; readonly reserved: Set<number> } | undefined,
  messageName: string,
): void {
  if (message === undefined) return;
  const words = statement.map(({ text }) => text);
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
  message.fields.push({ name: `${messageName}.${name}`, number, type, line: statement[equals - 1]!.line });
}

/** "reserved 2, 5 to 7": only the first 1000 numbers of a range. */
function reserve(words: readonly string[], into: Set<number>): void {
  for (const [index, word] of words.entries()) {
    const first = Number(word);
    if (!Number.isInteger(first)) continue;
    const last = words[index + 1] === 'to' ? Math.min(Number(words[index + 2]) || first + 1000, first + 1000) : first;
    for (let number = first; number <= last; number++) into.add(number);
  }
}

/** Types that can read each other's bytes: https://protobuf.dev/programming-guides/proto3/#updating */
const COMPATIBLE = [
  ['int32', 'uint32', 'int64', 'uint64', 'bool'],
  ['sint32', 'sint64'],
  ['string', 'bytes'],
  ['fixed32', 'sfixed32'],
  ['fixed64', 'sfixed64'],
];

const SCALAR = /^(double|float|u?int(32|64)|sint(32|64)|s?fixed(32|64)|bool|string|bytes)$/;

/** Tells whether two types of one field number certainly cannot read each other's bytes. */
export function isIncompatibleProto(before: string, after: string): boolean {
  const [old, fresh] = [before, after].map((type) => type.replace(/^repeated /, ''));
  if (old === fresh || old === undefined || fresh === undefined) return false;
  // An enum is a number; a message of another name may have the same fields.
  if (!SCALAR.test(old) || !SCALAR.test(fresh)) return false;
  return !COMPATIBLE.some((types) => types.includes(old) && types.includes(fresh));
}
