// Holds the position of the symbol parser in a file and moves it.
import type { Interner } from '../../go/interner.ts';
import { token } from '../../go/token.ts';
import type { Tokens } from '../../go/tokenize.ts';
import { Op, UseKind } from '../file-index.ts';
import { IndexBuilder } from './index-builder.ts';

/** Nesting that is read; nobody writes deeper code. */
const MAX_DEPTH = 250;

/** The file nests too deeply. */
export class TooDeep extends Error {}

export interface ParserState {
  readonly text: string;
  readonly tokens: Tokens;
  readonly interner: Interner;
  readonly build: IndexBuilder;
  /** Parts of the grammar that files lower in the import order call back. */
  readonly grammar: Grammar;
  /** Name ids of `_`, `new` and `make`. */
  readonly blank: number;
  readonly newName: number;
  readonly makeName: number;
  /** Index of the last token, `EOF`. */
  readonly last: number;
  /** Index of the current token, at most `last`: the arrays end with tokens of an earlier file. */
  at: number;
  depth: number;
  /** In the head of an `if`, `for` or `switch`, where `{` begins the block and not a literal. */
  inHeader: boolean;
  /** Token of the last use. */
  usedAt: number;
  /** Index of the declaration being parsed. */
  declaration: number;
}

export interface Grammar {
  expression(state: ParserState): number;
  block(state: ParserState): void;
}

export function createParserState(text: string, tokens: Tokens, interner: Interner, grammar: Grammar): ParserState {
  return {
    text,
    tokens,
    interner,
    build: new IndexBuilder(),
    grammar,
    blank: interner.id('_'),
    newName: interner.id('new'),
    makeName: interner.id('make'),
    last: tokens.count - 1,
    at: 0,
    depth: 0,
    inHeader: false,
    usedAt: -1,
    declaration: 0,
  };
}

/** Kind of the current token. */
export function kindOf({ tokens, at }: ParserState): number {
  return tokens.kinds[at]!;
}
export function kindAt({ tokens }: ParserState, at: number): number {
  return at < tokens.count ? tokens.kinds[at]! : token.EOF;
}
/** Name id of the current token. */
export function idOf({ tokens, at }: ParserState): number {
  return tokens.ids[at]!;
}
export function lineOf({ tokens, at }: ParserState): number {
  return tokens.lines[at]!;
}
/** Offset of the current token. */
export function startOf({ tokens, at }: ParserState): number {
  return tokens.starts[at]!;
}

export function moveTo(state: ParserState, at: number): void {
  state.at = at < state.last ? at : state.last;
}

export function advance(state: ParserState): void {
  if (state.at < state.last) state.at += 1;
}

/** Moves past the current token if it has this kind. */
export function skip(state: ParserState, kind: number): boolean {
  if (kindOf(state) !== kind) return false;
  advance(state);
  return true;
}

/** Moves past commas and semicolons. */
export function skipSeparators(state: ParserState): void {
  while (skip(state, token.COMMA) || skip(state, token.SEMICOLON)) {}
}

/** Marks the start of a recursive part of the grammar; `leave` marks its end. */
export function enter(state: ParserState): void {
  state.depth += 1;
  if (state.depth > MAX_DEPTH) throw new TooDeep();
}
export function leave(state: ParserState): void {
  state.depth -= 1;
}

/** Declares a name in the innermost scope, unless it is blank. */
export function declare({ build, blank }: ParserState, name: number, term: number): void {
  if (name !== 0 && name !== blank) build.declare(name, term);
}

/** Adds a use of `term` as a value at the current token. */
export function noteUse(state: ParserState, term: number): void {
  state.build.uses.add(term, lineOf(state), UseKind.Value);
  state.usedAt = state.at;
}

/** Parses the name at the current token, which is a use unless the function declares it. */
export function parseName(state: ParserState): number {
  const { build } = state;
  const local = build.lookUp(idOf(state));
  const term = local >= 0 ? local : build.term(Op.Name, idOf(state));
  if (local < 0) noteUse(state, term);
  advance(state);
  return term;
}

/** Index of the token after the bracket that closes the one at `at`. */
export function closingAt({ tokens }: ParserState, at: number): number {
  let open = 0;
  for (let now = at; now < tokens.count; now++) {
    const kind = tokens.kinds[now]!;
    if (kind === token.LPAREN || kind === token.LBRACKET || kind === token.LBRACE) open += 1;
    else if (kind === token.RPAREN || kind === token.RBRACKET || kind === token.RBRACE) {
      open -= 1;
      if (open <= 0) return now + 1;
    }
  }
  return tokens.count - 1;
}
