// Counts the exported types of a Go file, the interfaces among them, and its lines, without a full parse.
import { countLineFeeds } from '../../text/line-index.ts';
import { Lexer } from './lexer.ts';
import { token } from './token.ts';

/** Counts of one file's top-level declarations. */
export interface TypeCount {
  /** Exported types, aliases included. */
  readonly types: number;
  /** Interfaces among them. */
  readonly interfaces: number;
  readonly lines: number;
}

/** Counts one file. Never throws; malformed declarations are not counted. */
export function countTypes(text: string): TypeCount {
  const lexer = new Lexer(text);
  const count = { types: 0, interfaces: 0 };
  while (lexer.next() !== token.EOF) {
    if (lexer.kind !== token.TYPE) lexer.skipBlock();
    else if (lexer.next() !== token.LPAREN) countSpec(text, lexer, count);
    else while (!isEnd(lexer.next())) countSpec(text, lexer, count);
  }
  const isLineOpen = text !== '' && !text.endsWith('\n');
  return { ...count, lines: countLineFeeds(text, 0, text.length) + (isLineOpen ? 1 : 0) };
}

/** Counts `Name[T any] = Type`, which starts at the current token, and moves to its end. */
function countSpec(text: string, lexer: Lexer, count: { types: number; interfaces: number }): void {
  const isExported = lexer.kind === token.IDENT && /^\p{Lu}/u.test(text.slice(lexer.start, lexer.start + 2));
  if (lexer.kind === token.IDENT) lexer.next();
  if (isTypeParameterList(text, lexer)) {
    lexer.skipBlock();
    lexer.next();
  }
  if (lexer.kind === token.ASSIGN) lexer.next();
  if (isExported) count.types += 1;
  if (isExported && lexer.kind === token.INTERFACE) count.interfaces += 1;
  while (lexer.kind !== token.SEMICOLON && !isEnd(lexer.kind)) {
    lexer.skipBlock();
    lexer.next();
  }
}

/** Tells `[T any]` from the `[N]` or `[]` of an array or slice type. */
function isTypeParameterList(text: string, { kind, end }: Lexer): boolean {
  if (kind !== token.LBRACKET) return false;
  const inside = new Lexer(text, end);
  return inside.next() === token.IDENT && inside.next() !== token.RBRACKET;
}

function isEnd(kind: number): boolean {
  return kind === token.EOF || kind === token.RPAREN;
}
