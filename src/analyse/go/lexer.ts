// Cuts Go text into tokens, fast: what the reading of references needs of the language's lexical grammar
// (https://go.dev/ref/spec#Lexical_elements), semicolons put in where the language puts them in.
import { countLineFeeds } from '../../text/line-index.ts';
import type { Names } from './interner.ts';

// In this order: a keyword's kind is lex.KEYWORD plus its position, and its name id is its position.
export const KEYWORDS = [
  ...['break', 'case', 'chan', 'const', 'continue', 'default', 'defer', 'else', 'fallthrough', 'for', 'func', 'go'],
  ...['goto', 'if', 'import', 'interface', 'map', 'package', 'range', 'return', 'select', 'struct', 'switch', 'type'],
  'var',
];

/** Kinds of tokens: punctuation that matters is its own character code, keywords are `KEYWORD` and above. */
export const lex = {
  EOF: 0,
  IDENT: 1,
  NUMBER: 2,
  STRING: 3,
  CHAR: 4,
  /** `:=` */
  DEFINE: 5,
  /** `...` */
  DOTS: 6,
  /** `<-` */
  ARROW: 7,
  /** `=` and its compounds. */
  ASSIGN: 8,
  /** Any other operator. */
  OPERATOR: 9,
  /** `++` and `--` */
  STEP: 10,
  AND: 38,
  LPAREN: 40,
  RPAREN: 41,
  STAR: 42,
  COMMA: 44,
  DOT: 46,
  COLON: 58,
  SEMICOLON: 59,
  LBRACKET: 91,
  RBRACKET: 93,
  LBRACE: 123,
  BAR: 124,
  RBRACE: 125,
  TILDE: 126,
  KEYWORD: 150,
  CASE: 151,
  CHAN: 152,
  CONST: 153,
  DEFAULT: 155,
  DEFER: 156,
  ELSE: 157,
  FOR: 159,
  FUNC: 160,
  GO: 161,
  IF: 163,
  IMPORT: 164,
  INTERFACE: 165,
  MAP: 166,
  RANGE: 168,
  RETURN: 169,
  SELECT: 170,
  STRUCT: 171,
  SWITCH: 172,
  TYPE: 173,
  VAR: 174,
};

/** After these a line's end is a statement's end. */
const ENDING_KEYWORDS = new Set<number>(
  ['break', 'continue', 'fallthrough', 'return'].map((word) => lex.KEYWORD + KEYWORDS.indexOf(word)),
);

/** The tokens of one file, in parallel arrays that end with `EOF`. */
export interface Tokens {
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly lines: Int32Array;
  /** Name id of an identifier; 0 for other tokens. */
  readonly ids: Int32Array;
}

// One set of arrays for all files: they are read one at a time, and nothing keeps tokens.
let room = 1 << 16;
let kinds = new Uint8Array(room);
let starts = new Int32Array(room);
let ends = new Int32Array(room);
let lines = new Int32Array(room);
let ids = new Int32Array(room);

function makeRoom(): void {
  room *= 2;
  const larger = (old: Int32Array) => {
    const next = new Int32Array(room);
    next.set(old);
    return next;
  };
  const nextKinds = new Uint8Array(room);
  nextKinds.set(kinds);
  kinds = nextKinds;
  [starts, ends, lines, ids] = [larger(starts), larger(ends), larger(lines), larger(ids)];
}

/** Classes of the first 128 characters: 1 letter or `_`, 2 digit, 0 anything else. */
const CLASS = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  CLASS[code] = /[A-Za-z_]/.test(char) ? 1 : /[0-9]/.test(char) ? 2 : 0;
}

/** Cuts `text` into tokens; the first names of `names` are `KEYWORDS`. The arrays are lent until the next call. Never throws. */
export function tokenize(text: string, names: Names): Tokens {
  const length = text.length;
  let count = 0;
  let line = 1;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let last = lex.EOF;
  const push = (kind: number, start: number, end: number, id: number): void => {
    if (count + 2 >= room) makeRoom();
    kinds[count] = kind;
    starts[count] = start;
    ends[count] = end;
    lines[count] = line;
    ids[count] = id;
    count += 1;
    last = kind;
  };
  const endLine = (): void => {
    if (endsStatement(last)) push(lex.SEMICOLON, at, at, 0);
  };
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? CLASS[code]! : 1;
    const start = at;
    if (code === 0x0a) {
      endLine();
      line += 1;
      at += 1;
    } else if (code === 0x20 || code === 0x09 || code === 0x0d) {
      at += 1;
    } else if (kind === 1) {
      at = wordEnd(text, at + 1);
      const id = names.id(text.slice(start, at));
      push(id < KEYWORDS.length ? lex.KEYWORD + id : lex.IDENT, start, at, id);
    } else if (kind === 2 || (code === lex.DOT && CLASS[text.charCodeAt(at + 1)] === 2)) {
      at = numberEnd(text, at + 1);
      push(lex.NUMBER, start, at, 0);
    } else if (code === 0x22 || code === 0x27) {
      at = quotedEnd(text, at + 1, code);
      push(code === 0x22 ? lex.STRING : lex.CHAR, start, at, 0);
    } else if (code === 0x60) {
      const close = text.indexOf('`', at + 1);
      at = close < 0 ? length : close + 1;
      push(lex.STRING, start, at, 0);
      line += countLineFeeds(text, start, at);
    } else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2f) {
      const close = text.indexOf('\n', at);
      at = close < 0 ? length : close;
    } else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2a) {
      const close = text.indexOf('*/', at + 2);
      at = close < 0 ? length : close + 2;
      const passed = countLineFeeds(text, start, at);
      if (passed > 0) endLine();
      line += passed;
    } else {
      const [operator, width] = operatorAt(text, at, code);
      at += width;
      push(operator, start, at, 0);
    }
  }
  endLine();
  push(lex.EOF, length, length, 0);
  return { count, kinds, starts, ends, lines, ids };
}

function endsStatement(kind: number): boolean {
  return (
    (kind >= lex.IDENT && kind <= lex.CHAR) ||
    kind === lex.STEP ||
    kind === lex.RPAREN ||
    kind === lex.RBRACKET ||
    kind === lex.RBRACE ||
    (kind >= lex.KEYWORD && ENDING_KEYWORDS.has(kind))
  );
}

function wordEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    // NaN at the end of the text is no letter; whatever is not ASCII is taken for one.
    if (!(code >= 128 || CLASS[code]! > 0)) return at;
  }
}

function numberEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    const isSign =
      (code === 0x2b || code === 0x2d) &&
      /[eEpP]/.test(text[at - 1]!) &&
      !/^0[xX]/.test(text.slice(from - 1, from + 1));
    if (!(CLASS[code]! > 0 || code === lex.DOT || isSign)) return at;
  }
}

/** A string or character ends at its quote, or, malformed, at the end of its line. */
function quotedEnd(text: string, from: number, quote: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === quote) return at + 1;
    else if (code === 0x0a) return at;
  }
  return text.length;
}

const SINGLE = new Set<number>([
  lex.LPAREN,
  lex.RPAREN,
  lex.COMMA,
  lex.SEMICOLON,
  lex.LBRACKET,
  lex.RBRACKET,
  lex.LBRACE,
  lex.RBRACE,
  lex.TILDE,
]);

function operatorAt(text: string, at: number, code: number): [kind: number, width: number] {
  if (SINGLE.has(code)) return [code, 1];
  const next = text.charCodeAt(at + 1);
  if (code === lex.DOT) return next === lex.DOT && text.charCodeAt(at + 2) === lex.DOT ? [lex.DOTS, 3] : [lex.DOT, 1];
  if (code === lex.COLON) return next === 0x3d ? [lex.DEFINE, 2] : [lex.COLON, 1];
  if (code === 0x3c && next === 0x2d) return [lex.ARROW, 2];
  if ((code === 0x2b || code === 0x2d) && next === code) return [lex.STEP, 2];
  if (code === 0x3d) return next === 0x3d ? [lex.OPERATOR, 2] : [lex.ASSIGN, 1];
  const third = text.charCodeAt(at + 2);
  // `<<=`, `>>=`, `&^=`, then `<<`, `>>`, `&&`, `||`, `&^`, then `<=`, `!=`, `+=`.
  const isDouble = next === code && (code === 0x3c || code === 0x3e || code === lex.AND || code === lex.BAR);
  if (isDouble || (code === lex.AND && next === 0x5e))
    return third === 0x3d && code !== lex.BAR ? [lex.ASSIGN, 3] : [lex.OPERATOR, 2];
  if (next === 0x3d) return code === 0x21 || code === 0x3c || code === 0x3e ? [lex.OPERATOR, 2] : [lex.ASSIGN, 2];
  return code === lex.STAR || code === lex.AND || code === lex.BAR ? [code, 1] : [lex.OPERATOR, 1];
}
