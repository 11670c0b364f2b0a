// Parses statements in Go's scopes, so that each name is resolved where an expression uses it.
import { token } from '../../go/token.ts';
import { Op } from '../file-index.ts';
import { parseExpressions } from './parse-expression.ts';
import { parseType } from './parse-type.ts';
import {
  advance,
  declare,
  enter,
  idOf,
  kindAt,
  kindOf,
  leave,
  moveTo,
  type ParserState,
  skip,
} from './parser-state.ts';
import { parseTypeParameters } from './type-parameters.ts';

/** Parses the block at `{`. */
export function parseBody(state: ParserState): void {
  if (!skip(state, token.LBRACE)) return;
  const header = state.inHeader;
  state.inHeader = false;
  state.build.openScope();
  enter(state);
  parseStatements(state);
  leave(state);
  state.build.closeScope();
  state.inHeader = header;
  skip(state, token.RBRACE);
}

/** Parses statements up to the end of the block. Each clause of a switch or select has a scope. */
function parseStatements(state: ParserState): void {
  const { build } = state;
  let inClause = false;
  while (kindOf(state) !== token.RBRACE && kindOf(state) !== token.EOF) {
    const before = state.at;
    if (kindOf(state) === token.CASE || kindOf(state) === token.DEFAULT) {
      if (inClause) build.closeScope();
      inClause = true;
      build.openScope();
      advance(state);
      if (kindOf(state) !== token.COLON) parseSimpleStatement(state);
      skip(state, token.COLON);
    } else parseStatement(state);
    // Skips what is no statement.
    if (state.at === before) advance(state);
  }
  if (inClause) build.closeScope();
}

function parseStatement(state: ParserState): void {
  enter(state);
  switch (kindOf(state)) {
    case token.SEMICOLON:
      advance(state);
      break;
    case token.LBRACE:
      parseBody(state);
      break;
    case token.VAR:
    case token.CONST:
      parseLocalVariables(state);
      break;
    case token.TYPE:
      parseLocalTypes(state);
      break;
    case token.IF:
    case token.FOR:
    case token.SWITCH:
    case token.SELECT:
      parseBranching(state);
      break;
    case token.RETURN:
    case token.GO:
    case token.DEFER:
      advance(state);
      if (kindOf(state) !== token.SEMICOLON && kindOf(state) !== token.RBRACE) parseExpressions(state);
      break;
    default:
      if (kindOf(state) === token.IDENT && kindAt(state, state.at + 1) === token.COLON) moveTo(state, state.at + 2);
      else parseSimpleStatement(state);
  }
  leave(state);
}

function parseBranching(state: ParserState): void {
  const isIf = kindOf(state) === token.IF;
  advance(state);
  state.build.openScope();
  parseHeader(state);
  parseBody(state);
  if (isIf && skip(state, token.ELSE)) parseStatement(state);
  state.build.closeScope();
}

function parseHeader(state: ParserState): void {
  const header = state.inHeader;
  state.inHeader = true;
  while (kindOf(state) !== token.LBRACE && kindOf(state) !== token.EOF) {
    const before = state.at;
    if (!skip(state, token.SEMICOLON)) parseSimpleStatement(state);
    if (state.at === before) advance(state);
  }
  state.inHeader = header;
}

/** Parses an expression, an assignment, a definition or a send. */
function parseSimpleStatement(state: ParserState): void {
  const names = parseDefinedNames(state);
  if (names !== null) {
    defineFrom(state, names);
    return;
  }
  skip(state, token.RANGE);
  parseExpressions(state);
  if (skip(state, token.ASSIGN)) {
    skip(state, token.RANGE);
    parseExpressions(state);
  }
  skip(state, token.STEP);
}

/** Parses the names before `:=` and moves past it; null, without a move, if there is no `:=`. */
function parseDefinedNames(state: ParserState): number[] | null {
  const names: number[] = [];
  for (let at = state.at; kindAt(state, at) === token.IDENT; at += 2) {
    names.push(state.tokens.ids[at]!);
    const next = kindAt(state, at + 1);
    if (next === token.DEFINE) {
      moveTo(state, at + 2);
      return names;
    }
    if (next !== token.COMMA) return null;
  }
  return null;
}

function defineFrom(state: ParserState, names: readonly number[]): void {
  const { build } = state;
  const isRange = skip(state, token.RANGE);
  const values = parseExpressions(state);
  const [first = 0] = values;
  for (const [position, name] of names.entries()) {
    if (isRange && position > 1) return;
    const ranged = isRange ? build.term(position === 0 ? Op.Key : Op.Element, first) : 0;
    declare(state, name, isRange ? ranged : definedTerm(state, values, names.length, position));
  }
}

/** Term of a name defined with `:=`. `v, ok := m[k]` gives the value first; a call gives as many as it has results. */
function definedTerm({ build }: ParserState, values: readonly number[], names: number, position: number): number {
  if (values.length === names) return values[position]!;
  const [first = 0] = values;
  if (build.op(first) === Op.Call) return build.result(first, position);
  return position === 0 ? first : 0;
}

function parseLocalVariables(state: ParserState): void {
  advance(state);
  const isGroup = skip(state, token.LPAREN);
  do {
    const names = parseNameList(state);
    const { values, type } = parseTypeAndValues(state);
    for (const [position, name] of names.entries()) declare(state, name, variableTerm(state, type, values, position));
    if (isGroup) while (skip(state, token.SEMICOLON)) {}
  } while (isGroup && kindOf(state) === token.IDENT);
  if (isGroup) skip(state, token.RPAREN);
}

/** Parses `A, B`. */
export function parseNameList(state: ParserState): number[] {
  const names: number[] = [];
  while (kindOf(state) === token.IDENT) {
    names.push(idOf(state));
    advance(state);
    if (!skip(state, token.COMMA)) break;
  }
  return names;
}

/** Parses `T = a, b`, each part of which may be missing. */
export function parseTypeAndValues(state: ParserState): { type: number; values: readonly number[] } {
  const kind = kindOf(state);
  const isBare = kind === token.ASSIGN || kind === token.SEMICOLON || kind === token.RPAREN;
  const type = isBare || kind === token.RBRACE || kind === token.EOF ? 0 : parseType(state);
  return { type, values: skip(state, token.ASSIGN) ? parseExpressions(state) : [] };
}

/** Term of the variable at a position of its list. */
export function variableTerm(
  { build }: ParserState,
  type: number,
  values: readonly number[],
  position: number,
): number {
  if (type !== 0) return build.term(Op.Value, type);
  return values.length > 1 || position === 0 ? (values[position] ?? 0) : build.result(values[0] ?? 0, position);
}

function parseLocalTypes(state: ParserState): void {
  advance(state);
  const isGroup = skip(state, token.LPAREN);
  do {
    parseLocalType(state);
    if (isGroup) while (skip(state, token.SEMICOLON)) {}
  } while (isGroup && kindOf(state) === token.IDENT);
  if (isGroup) skip(state, token.RPAREN);
}

/** Declares a type of a function: nothing outside can name it, and it cannot have methods. */
function parseLocalType(state: ParserState): void {
  const { build } = state;
  declare(state, idOf(state), 0);
  advance(state);
  build.openScope();
  if (kindOf(state) === token.LBRACKET && kindAt(state, state.at + 1) === token.IDENT) parseTypeParameters(state);
  skip(state, token.ASSIGN);
  parseType(state);
  build.closeScope();
}
