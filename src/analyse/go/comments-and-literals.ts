// Finds where comments, string literals and rune literals begin and end in Go text.

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

/** Tells which offsets are inside comments or literals, for a search from the start of a text to its end. */
export class OpaqueText {
  /** The comment or literal found last. */
  private start = -1;
  private end = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Tells whether the character at `at` is inside a comment or literal. `at` must not decrease between calls. */
  holds(at: number): boolean {
    while (this.end <= at) {
      this.start = opaqueStart(this.text, this.end);
      this.end = this.start < this.text.length ? opaqueEnd(this.text, this.start) : Number.POSITIVE_INFINITY;
    }
    return this.start <= at;
  }
}

/** Offset of the next comment, string or rune literal at or after `from`; the length of the text if there is none. */
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

/** Offset after the comment, string or rune literal that starts at `start`. */
export function opaqueEnd(text: string, start: number): number {
  return text.charCodeAt(start) === SLASH ? commentEnd(text, start) : literalEnd(text, start);
}

/** Tells whether a comment starts at `at`. */
export function isCommentStart(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === SLASH && (second === SLASH || second === STAR);
}

/** Offset after the comment that starts at `start`, the line feed after a `//` comment excluded. */
export function commentEnd(text: string, start: number): number {
  const isLine = text.charCodeAt(start + 1) === SLASH;
  const close = isLine ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
  if (close < 0) return text.length;
  return isLine ? close : close + 2;
}

/** Nesting that a bracket adds. */
const DEPTH = Int8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
});

/** Offset after the block whose opening bracket is at `start`; the length of the text if it is never closed. */
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

/** Offset after the string or rune literal at `start`; a malformed one ends with its line. */
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
