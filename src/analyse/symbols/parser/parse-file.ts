// Parses one Go file into its index: its declarations, and the names that each of them uses.
import type { Interner } from '../../go/interner.ts';
import { token } from '../../go/token.ts';
import { tokenize } from '../../go/tokenize.ts';
import { type FileIndex, type IndexedDeclaration, Op } from '../file-index.ts';
import { TooLarge } from '../packed.ts';
import { parseBody, parseNameList, parseTypeAndValues, variableTerm } from './parse-body.ts';
import { declareParameters, parseExpression } from './parse-expression.ts';
import { parseSignature, parseType } from './parse-type.ts';
import {
  advance,
  closingAt,
  createParserState,
  declare,
  type Grammar,
  idOf,
  kindAt,
  kindOf,
  lineOf,
  moveTo,
  type ParserState,
  skip,
  TooDeep,
} from './parser-state.ts';
import { declareReceiverTypeParameters, parseTypeParameters } from './type-parameters.ts';

const GRAMMAR: Grammar = { expression: parseExpression, block: parseBody };

/**
 * Parses a file.
 *
 * @param withBodies false to skip function bodies, as of generated code
 * @returns null if the file is too large or nests too deeply
 */
export function parseFile(text: string, interner: Interner, withBodies: boolean): FileIndex | null {
  try {
    const state = createParserState(text, tokenize(text, interner), interner, GRAMMAR);
    parseDeclarations(state, withBodies);
    const { declarations, terms, uses, signatures, structs, interfaces, calls, queries } = state.build;
    return {
      terms: terms.toArray(),
      uses: uses.toArray(),
      declarations,
      signatures,
      structs,
      interfaces,
      calls,
      queries,
    };
  } catch (error) {
    if (error instanceof TooDeep || error instanceof TooLarge) return null;
    throw error;
  }
}

function parseDeclarations(state: ParserState, withBodies: boolean): void {
  while (kindOf(state) !== token.EOF) {
    const before = state.at;
    const kind = kindOf(state);
    if (kind === token.FUNC) parseFunction(state, withBodies);
    else if (kind === token.TYPE || kind === token.VAR || kind === token.CONST) parseGroup(state, kind);
    else if (kind === token.IMPORT) skipImports(state);
    if (state.at === before) advance(state);
  }
}

function skipImports(state: ParserState): void {
  advance(state);
  if (kindOf(state) === token.LPAREN) moveTo(state, closingAt(state, state.at));
}

/** Parses one specification, or several in parentheses. */
function parseGroup(state: ParserState, kind: number): void {
  advance(state);
  if (!skip(state, token.LPAREN)) {
    parseSpec(state, kind);
    return;
  }
  while (kindOf(state) !== token.RPAREN && kindOf(state) !== token.EOF) {
    const before = state.at;
    parseSpec(state, kind);
    while (skip(state, token.SEMICOLON)) {}
    if (state.at === before) advance(state);
  }
  skip(state, token.RPAREN);
}

function parseSpec(state: ParserState, kind: number): void {
  if (kind === token.TYPE) parseTypeSpec(state);
  else parseVariables(state, kind === token.VAR ? 'variable' : 'constant');
}

/** The start of a declaration. */
type Begun = Pick<IndexedDeclaration, 'startLine' | 'from'>;

function begin(state: ParserState): Begun {
  state.declaration = state.build.declarations.length;
  return { startLine: lineOf(state), from: state.build.uses.count };
}

/** Stores the declaration that ends before the current token. */
function end({ build, tokens, at }: ParserState, { startLine, from }: Begun, given: Given): void {
  // One literal: spreading costs V8 several times as much.
  build.declarations.push({
    kind: given.kind,
    name: given.name,
    receiver: given.receiver ?? -1,
    isAlias: given.isAlias ?? false,
    signature: given.signature ?? null,
    term: given.term ?? 0,
    startLine,
    endLine: tokens.lines[Math.max(0, at - 1)]!,
    from,
    to: build.uses.count,
    generic: given.generic ?? false,
  });
}

type Given = Pick<IndexedDeclaration, 'kind' | 'name'> & Partial<IndexedDeclaration>;

function parseFunction(state: ParserState, withBodies: boolean): void {
  const { build } = state;
  const begun = begin(state);
  advance(state);
  build.openScope();
  const receiver = kindOf(state) === token.LPAREN ? parseReceiver(state) : null;
  const name = kindOf(state) === token.IDENT ? idOf(state) : 0;
  if (name !== 0) advance(state);
  const generic = parseTypeParameters(state) || receiver?.generic === true;
  const { signature, parameters, results } = parseSignature(state);
  declareParameters(state, parameters);
  declareParameters(state, results);
  if (withBodies) parseBody(state);
  else if (kindOf(state) === token.LBRACE) moveTo(state, closingAt(state, state.at));
  build.closeScope();
  if (name === 0) return;
  if (receiver === null) end(state, begun, { kind: 'function', name, signature, generic });
  else end(state, begun, { kind: 'method', name, signature, generic, receiver: receiver.name });
}

/** Parses `(s *Store[T])` and declares `s` and `T`. */
function parseReceiver(state: ParserState): { name: number; generic: boolean } {
  const { build, tokens } = state;
  const close = closingAt(state, state.at);
  let at = state.at + 1;
  const next = kindAt(state, at + 1);
  const isNamed = kindAt(state, at) === token.IDENT && next !== token.RPAREN && next !== token.LBRACKET;
  const variable = isNamed ? tokens.ids[at++]! : 0;
  const isPointer = kindAt(state, at) === token.STAR;
  while (kindAt(state, at) === token.STAR || kindAt(state, at) === token.LPAREN) at += 1;
  const name = kindAt(state, at) === token.IDENT ? tokens.ids[at]! : -1;
  const generic = kindAt(state, at + 1) === token.LBRACKET;
  if (generic) declareReceiverTypeParameters(state, at + 2, close);
  const type = name < 0 ? 0 : build.term(Op.Name, name);
  if (variable !== 0) declare(state, variable, build.term(Op.Value, isPointer ? build.term(Op.Pointer, type) : type));
  moveTo(state, close);
  return { name, generic };
}

function parseTypeSpec(state: ParserState): void {
  if (kindOf(state) !== token.IDENT) return;
  const { build } = state;
  const begun = begin(state);
  const name = idOf(state);
  advance(state);
  build.openScope();
  // `type T [N]int` is an array, `type T[P any]` has a parameter.
  const isGeneric =
    kindOf(state) === token.LBRACKET &&
    kindAt(state, state.at + 1) === token.IDENT &&
    kindAt(state, state.at + 2) !== token.RBRACKET;
  const generic = isGeneric && parseTypeParameters(state);
  const isAlias = skip(state, token.ASSIGN);
  const term = parseType(state);
  build.closeScope();
  end(state, begun, { kind: 'type', name, term, isAlias, generic });
}

function parseVariables(state: ParserState, kind: 'variable' | 'constant'): void {
  const begun = begin(state);
  const names = parseNameList(state);
  if (names.length === 0) return;
  const { type, values } = parseTypeAndValues(state);
  for (const [position, name] of names.entries())
    end(state, begun, { kind, name, term: variableTerm(state, type, values, position) });
}
