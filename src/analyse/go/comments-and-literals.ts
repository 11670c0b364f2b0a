// Finds where comments, string literals and rune literals begin and end in Go text: what they hold is not code.

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const STAR = 0x2a;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const BACKTICK = 0x60;

/** 1 for a character that may start a comment or literal. */
const MAY_START = Uint8Array.from({ length: 128 }, (_, code) =>
  [QUOTE, APOSTROPHE, BACKTICK, SLASH].includes(code) ? 1 : 0,
);

/** Tells which offsets lie within comments and literals, for whoever searches a text from its start to its end. */
export class OpaqueText {
  /** The comment or literal that the last question led to. */
  private start = -1;
  private end = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** A comment or literal holds the character at `at`, which is never smaller than in the question before. */
  holds(at: number): boolean {
    while (this.end <= at) {
      this.start = opaqueStart(this.text, this.end);
      this.end = this.start < this.text.length ? opaqueEnd(this.text, this.start) : Number.POSITIVE_INFINITY;
    }
    return this.start <= at;
  }
}

/** Offset of the next comment, string or rune literal from `from` on; the length of the text where none follows. */
export function opaqueStart(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isOpaqueStart(text, at, code)) return at;
  }
  return text.length;
}

function isOpaqueStart(text: string, at: number, code: number): boolean {
  return code < 128 && MAY_START[code] === 1 && (code !== SLASH || isCommentStart(text, at));
}

/** Where the comment, string or rune literal that starts at `start` ends. */
export function opaqueEnd(text: string, start: number): number {
  return text.charCodeAt(start) === SLASH ? commentEnd(text, start) : literalEnd(text, start);
}

/** A `//` or a `/*` stands at `at`. */
export function isCommentStart(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === SLASH && (second === SLASH || second === STAR);
}

/** Where the comment that starts at `start` ends, the line feed after a `//` comment excluded. */
export function commentEnd(text: string, start: number): number {
  const isLine = text.charCodeAt(start + 1) === SLASH;
  const close = isLine ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
  if (close < 0) return text.length;
  return isLine ? close : close + 2;
}

/** How much deeper a bracket leads. */
const DEPTH = Int8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
});

/** Where the block ends whose bracket stands at `start`; the end of the text where nothing closes it. */
export function blockEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isOpaqueStart(text, at, code)) at = opaqueEnd(text, at);
    else {
      depth += code < 128 ? DEPTH[code]! : 0;
      at += 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

/** A string or rune ends at its quote; a malformed one at the end of its line. */
export function literalEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  if (quote === BACKTICK) {
    const close = text.indexOf('`', start + 1);
    return close < 0 ? text.length : close + 1;
  }
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === NEWLINE) return at;
    if (code === BACKSLASH && text.charCodeAt(at + 1) !== NEWLINE) at += 1;
  }
  return text.length;
}
