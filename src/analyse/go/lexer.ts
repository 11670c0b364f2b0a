// Cuts Go text into tokens, one at a time, and inserts semicolons as Go does
// (https://go.dev/ref/spec#Lexical_elements). The only lexer for Go: everything that reads Go text without a syntax
// tree uses it.
import { countLineFeeds } from '../../text/line-index.ts';
import { blockEnd, commentEnd, isCommentStart, literalEnd } from './comments-and-literals.ts';
import { KEYWORDS, token } from './token.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BLANK = 0x20;
const EXCLAMATION = 0x21;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const CARET = 0x5e;
const BACKTICK = 0x60;

/** Classes of ASCII characters; 0 for all others. */
const LETTER = 1;
const DIGIT = 2;
/** Is a token by itself. */
const PUNCTUATION = 3;
const CLASS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(char)) return LETTER;
  if (/[0-9]/.test(char)) return DIGIT;
  return /[(),;[\]{}~]/.test(char) ? PUNCTUATION : 0;
});

/** Reads token after token and skips comments and white space. Never throws: malformed text gives arbitrary tokens. */
export class Lexer {
  /** Kind of the token read last; `EOF` before the first `next`. */
  kind: number = token.EOF;
  /** Offsets of that token; equal for an inserted semicolon. */
  start: number;
  end: number;
  /** 1-based line of that token, counted from where reading began. */
  line = 1;
  private readonly text: string;

  constructor(text: string, from = 0) {
    this.text = text;
    this.start = from;
    this.end = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;
  }

  /** Moves to the next token and returns its kind; at the end of the text always `EOF`. */
  next(): number {
    const { text } = this;
    if (this.kind === token.STRING && text.charCodeAt(this.start) === BACKTICK)
      this.line += countLineFeeds(text, this.start, this.end);
    const at = this.skipSpace();
    if (at >= text.length) return this.take(endsStatement(this.kind) ? token.SEMICOLON : token.EOF, at, at);
    const code = text.charCodeAt(at);
    const isLineEnd = code === NEWLINE || (code === SLASH && isCommentStart(text, at));
    return isLineEnd ? this.take(token.SEMICOLON, at, at) : this.read(at, code);
  }

  /** Offset of the next code, or of the line end or comment at which the statement ends. */
  private skipSpace(): number {
    const { text } = this;
    const mayEnd = endsStatement(this.kind);
    let at = this.end;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === BLANK || code === TAB || code === CARRIAGE_RETURN) {
        at += 1;
        continue;
      }
      if (code !== NEWLINE && (code !== SLASH || !isCommentStart(text, at))) break;
      const end = code === NEWLINE ? at + 1 : commentEnd(text, at);
      const lines = code === NEWLINE ? 1 : countLineFeeds(text, at, end);
      if (mayEnd && lines > 0) break;
      this.line += lines;
      at = end;
    }
    return at;
  }

  /** Moves from an opening bracket to the bracket that closes it. */
  skipBlock(): void {
    const { text, start } = this;
    const isOpening = this.kind === token.LPAREN || this.kind === token.LBRACKET || this.kind === token.LBRACE;
    if (!isOpening) return;
    const end = blockEnd(text, start);
    this.line += countLineFeeds(text, start, end);
    this.take(text.charCodeAt(end - 1), end - 1, end);
  }

  private read(at: number, code: number): number {
    const { text } = this;
    const group = code < 128 ? CLASS[code]! : LETTER;
    if (group === LETTER) {
      const end = wordEnd(text, at + 1);
      return this.take(wordKind(text, at, end), at, end);
    }
    if (group === PUNCTUATION) return this.take(code, at, at + 1);
    if (group === DIGIT || (code === token.DOT && CLASS[text.charCodeAt(at + 1)] === DIGIT))
      return this.take(token.NUMBER, at, numberEnd(text, at + 1));
    if (code === QUOTE || code === BACKTICK) return this.take(token.STRING, at, literalEnd(text, at));
    return code === APOSTROPHE ? this.take(token.CHAR, at, literalEnd(text, at)) : this.readOperator(at, code);
  }

  private readOperator(at: number, code: number): number {
    const next = this.text.charCodeAt(at + 1);
    switch (code) {
      case token.DOT:
        return next === code && this.text.charCodeAt(at + 2) === code
          ? this.take(token.ELLIPSIS, at, at + 3)
          : this.take(code, at, at + 1);
      case token.COLON:
        return next === EQUALS ? this.take(token.DEFINE, at, at + 2) : this.take(code, at, at + 1);
      case EQUALS:
        return next === EQUALS ? this.take(token.OPERATOR, at, at + 2) : this.take(token.ASSIGN, at, at + 1);
      case PLUS:
      case MINUS:
        return next === code ? this.take(token.STEP, at, at + 2) : this.readBinary(at, code, next);
      case LESS:
        return next === MINUS ? this.take(token.ARROW, at, at + 2) : this.readBinary(at, code, next);
      default:
        return this.readBinary(at, code, next);
    }
  }

  /** Reads `&`, `&&`, `&^`, `<<`, `<=` and the like, or the assignment that such an operator makes with `=`. */
  private readBinary(at: number, code: number, next: number): number {
    const isTwice = next === code && (code === LESS || code === GREATER || code === token.AND || code === token.BAR);
    if (isTwice || (code === token.AND && next === CARET)) {
      const isAssignment = this.text.charCodeAt(at + 2) === EQUALS && code !== token.BAR;
      return isAssignment ? this.take(token.ASSIGN, at, at + 3) : this.take(token.OPERATOR, at, at + 2);
    }
    if (next === EQUALS) {
      const isComparison = code === EXCLAMATION || code === LESS || code === GREATER;
      return this.take(isComparison ? token.OPERATOR : token.ASSIGN, at, at + 2);
    }
    const isOwnKind = code === token.STAR || code === token.AND || code === token.BAR;
    return this.take(isOwnKind ? code : token.OPERATOR, at, at + 1);
  }

  private take(kind: number, start: number, end: number): number {
    this.kind = kind;
    this.start = start;
    this.end = end;
    return kind;
  }
}

/** Tells whether a line that ends with this token ends a statement. */
function endsStatement(kind: number): boolean {
  return (
    (kind >= token.IDENT && kind <= token.CHAR) ||
    kind === token.STEP ||
    kind === token.RPAREN ||
    kind === token.RBRACKET ||
    kind === token.RBRACE ||
    kind === token.RETURN ||
    kind === token.BREAK ||
    kind === token.CONTINUE ||
    kind === token.FALLTHROUGH
  );
}

/** A letter, a digit, an underscore, or any character outside of ASCII. */
export function isWordCode(code: number): boolean {
  return code >= 128 || CLASS[code] === LETTER || CLASS[code] === DIGIT;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (isWordCode(text.charCodeAt(at))) at += 1;
  return at;
}

interface Keyword {
  readonly word: string;
  readonly kind: number;
}

/** Keywords by length, then by the code of their second letter: at most two each. */
const BY_LENGTH: readonly (readonly (readonly Keyword[])[])[] = Array.from({ length: 12 }, (_, length) => {
  const bySecond = Array.from({ length: 128 }, (): Keyword[] => []);
  for (const [position, word] of KEYWORDS.entries())
    if (word.length === length) bySecond[word.charCodeAt(1)]!.push({ word, kind: token.KEYWORD + position });
  return bySecond;
});

function wordKind(text: string, start: number, end: number): number {
  for (const { word, kind } of BY_LENGTH[end - start]?.[text.charCodeAt(start + 1)] ?? [])
    if (text.startsWith(word, start)) return kind;
  return token.IDENT;
}

function numberEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    const isSign =
      (code === PLUS || code === MINUS) &&
      /[eEpP]/.test(text[at - 1]!) &&
      !/^0[xX]/.test(text.slice(from - 1, from + 1));
    const isDigit = CLASS[code] === LETTER || CLASS[code] === DIGIT || code === token.DOT;
    if (!isDigit && !isSign) return at;
  }
}
