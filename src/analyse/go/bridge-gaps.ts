// Rewrites valid Go that tree-sitter-go 0.25 cannot read into something of the same length, on the same lines, that it
// can read and that means the same. Works on tokens: strings and comments stay as they are.
import { Lexer } from './lexer.ts';
import { token } from './token.ts';

/** One token; `pair` is the index of the bracket that closes or opens it, -1 for none. */
interface Token {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  pair: number;
  /** Index of the innermost bracket that it stands in; -1 for none. */
  readonly within: number;
}

interface Source {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** One entry a UTF-16 unit; changed in place. */
  readonly bridged: string[];
}

/**
 * Bridges: empty statements (`f(); ; g()`), empty init statements (`switch ; {`, `if ; c {`), method expressions of
 * type literals (`interface{ M() }.M`), type parameters of methods (Go 1.27), and `new(expr)` (Go 1.26).
 */
export function bridgeGaps(text: string): string {
  const source: Source = { text, tokens: readTokens(text), bridged: text.split('') };
  const forHeaders = findForHeaders(source.tokens);
  for (const [index, { kind, start }] of source.tokens.entries()) {
    if (kind === token.SEMICOLON) bridgeEmptyStatement(source, index, forHeaders);
    else if (kind === token.FUNC) bridgeMethodTypeParameters(source, index);
    else if (kind === token.INTERFACE || kind === token.STRUCT) bridgeMethodExpression(source, index);
    else if (kind === token.IDENT && text.startsWith('new', start)) bridgeNew(source, index);
  }
  return source.bridged.join('');
}

const CLOSING_OF = new Map([
  [token.LPAREN, token.RPAREN],
  [token.LBRACKET, token.RBRACKET],
  [token.LBRACE, token.RBRACE],
]);

function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const open: number[] = [];
  const lexer = new Lexer(text);
  for (let kind = lexer.next(); kind !== token.EOF; kind = lexer.next()) {
    const last = open.at(-1);
    const isClosing = last !== undefined && CLOSING_OF.get(tokens[last]!.kind) === kind;
    if (isClosing) {
      tokens[last]!.pair = tokens.length;
      open.pop();
    }
    tokens.push({ kind, start: lexer.start, end: lexer.end, pair: isClosing ? last : -1, within: open.at(-1) ?? -1 });
    if (CLOSING_OF.has(kind)) open.push(tokens.length - 1);
  }
  return tokens;
}

/** Indexes of the semicolons that part the header of a `for`. */
function findForHeaders(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  /** The bracket around the header that is read; null for none. */
  const headers: number[] = [];
  for (const [index, { kind, within }] of tokens.entries()) {
    if (kind === token.FOR) headers.push(within);
    else if (headers.length === 0 || within !== headers.at(-1)) continue;
    else if (kind === token.SEMICOLON) found.add(index);
    // A composite literal in a header stands in parentheses; a function literal has `func` before its brace.
    else if (kind === token.LBRACE && !isTypeOrFunctionBody(tokens, index)) headers.pop();
  }
  return found;
}

/** `struct {`, `interface {`, `func(…) {` and `func(…) T {`: no block of a statement. */
function isTypeOrFunctionBody(tokens: readonly Token[], brace: number): boolean {
  const before = tokens[brace - 1];
  if (before === undefined) return false;
  if (before.kind === token.STRUCT || before.kind === token.INTERFACE) return true;
  const last = before.kind === token.RPAREN ? before.pair : -1;
  return last > 0 && tokens[last - 1]!.kind === token.FUNC;
}

/** Blanks a semicolon that ends nothing. */
function bridgeEmptyStatement({ tokens, bridged }: Source, index: number, forHeaders: ReadonlySet<number>): void {
  const { start, end, within } = tokens[index]!;
  const before = tokens[index - 1];
  // Those that the language inserts have no text.
  if (start === end || before === undefined || forHeaders.has(index)) return;
  const isInBlock = within >= 0 && tokens[within]!.kind === token.LBRACE && !isTypeBody(tokens, within);
  const isEmpty =
    before.kind === token.SEMICOLON ||
    before.kind === token.LBRACE ||
    before.kind === token.COLON ||
    before.kind === token.SWITCH ||
    before.kind === token.IF;
  if (isInBlock && isEmpty) bridged[start] = ' ';
}

function isTypeBody(tokens: readonly Token[], brace: number): boolean {
  const kind = tokens[brace - 1]?.kind;
  return kind === token.STRUCT || kind === token.INTERFACE;
}

/** `func (s *Set) Map[T any](…)`: the grammar knows no type parameters there. */
function bridgeMethodTypeParameters({ text, tokens, bridged }: Source, index: number): void {
  if (tokens[index]!.within >= 0 || tokens[index + 1]?.kind !== token.LPAREN) return;
  const name = tokens[index + 1]!.pair + 1;
  const list = tokens[name + 1];
  if (name === 0 || tokens[name]?.kind !== token.IDENT || list?.kind !== token.LBRACKET || list.pair < 0) return;
  if (tokens[list.pair + 1]?.kind !== token.LPAREN) return;
  blank(text, bridged, list.start, tokens[list.pair]!.end);
}

function blank(text: string, bridged: string[], start: number, end: number): void {
  for (let at = start; at < end; at++) if (text[at] !== '\n') bridged[at] = ' ';
}

/** After these a parenthesis belongs to a call, a conversion or a type assertion. */
const CALLED: ReadonlySet<number> = new Set([token.IDENT, token.RPAREN, token.RBRACKET, token.RBRACE, token.DOT]);

/** `interface{ M(int) }.M`, also in parentheses, becomes a selector of a name: `T.M`. */
function bridgeMethodExpression({ text, tokens, bridged }: Source, index: number): void {
  const close = tokens[index + 1]?.kind === token.LBRACE ? tokens[index + 1]!.pair : -1;
  if (close < 0) return;
  let [first, last] = [index - 1, close + 1];
  while (tokens[last]?.kind === token.RPAREN && tokens[last]!.pair === first) {
    if (CALLED.has(tokens[first - 1]?.kind ?? token.EOF)) return;
    [first, last] = [first - 1, last + 1];
  }
  if (tokens[last]?.kind !== token.DOT || tokens[last + 1]?.kind !== token.IDENT) return;
  const [from, to] = [tokens[index]!.start, tokens[close]!.start];
  blank(text, bridged, from, to);
  bridged[to] = 'T';
  // A line may end after a dot, but not after `return`.
  if (text.slice(from, to).includes('\n')) [bridged[from], bridged[from + 1]] = ['t', '.'];
}

/** `new(expr)` becomes a call of `neW` where the grammar would want a type. */
function bridgeNew({ tokens, bridged }: Source, index: number): void {
  const { start, end } = tokens[index]!;
  const open = tokens[index + 1];
  if (end - start !== 3 || open?.kind !== token.LPAREN || open.pair < 0) return;
  if (tokens[index - 1]?.kind !== token.DOT && !isType(tokens, index + 2, open.pair)) bridged[end - 1] = 'W';
}

/**
 * Tells whether the grammar accepts the tokens within `new(…)` only as a type. A name may be either and can be bridged;
 * a literal or a conversion has a brace or a parenthesis that no type has.
 */
function isType(tokens: readonly Token[], from: number, to: number): boolean {
  const kind = tokens[from]?.kind;
  if (kind === token.CHAN) return true;
  if (kind === token.ARROW) return tokens[from + 1]?.kind === token.CHAN;
  return kind !== undefined && typeEnd(tokens, from) === to;
}

const TYPE_WORDS: ReadonlySet<number> = new Set([token.LBRACKET, token.MAP, token.STRUCT, token.FUNC, token.INTERFACE]);

/** Index after the type that begins at `from`; -1 where a name alone, or no type, begins there. */
function typeEnd(tokens: readonly Token[], from: number): number {
  if (!TYPE_WORDS.has(tokens[from]?.kind ?? token.EOF)) return -1;
  const at = prefixEnd(tokens, from);
  const kind = tokens[at]?.kind;
  if (kind === token.STRUCT || kind === token.INTERFACE) return (tokens[at + 1]?.pair ?? -2) + 1;
  if (kind === token.FUNC) return resultEnd(tokens, (tokens[at + 1]?.pair ?? -2) + 1);
  return nameEnd(tokens, at);
}

/** Index after prefixes of a type: `[]`, `[3]`, `map[K]`, `*`, `chan`. */
function prefixEnd(tokens: readonly Token[], from: number): number {
  for (let at = from; ; ) {
    const kind = tokens[at]?.kind;
    const bracket = kind === token.MAP ? at + 1 : at;
    if (kind === token.STAR || kind === token.CHAN || kind === token.ARROW) at += 1;
    else if (tokens[bracket]?.kind === token.LBRACKET && tokens[bracket]!.pair > bracket)
      at = tokens[bracket]!.pair + 1;
    else return at;
  }
}

/** Index after the results of a function type. */
function resultEnd(tokens: readonly Token[], at: number): number {
  const kind = tokens[at]?.kind;
  if (kind === token.LPAREN) return tokens[at]!.pair + 1;
  if (kind === token.STAR) return resultEnd(tokens, at + 1);
  if (kind === token.IDENT) return nameEnd(tokens, at);
  const end = typeEnd(tokens, at);
  return end < 0 ? at : end;
}

/** Index after `name`, `pkg.Name` or `pkg.Name[…]`. */
function nameEnd(tokens: readonly Token[], from: number): number {
  let at = from + 1;
  if (tokens[at]?.kind === token.DOT) at += 2;
  return tokens[at]?.kind === token.LBRACKET ? tokens[at]!.pair + 1 : at;
}
