// Parses expressions: which names they use, and what each name belongs to. Does not check that the code compiles.
import { token } from '../../go/token.ts';
import { Op, UseKind } from '../file-index.ts';
import { recordedOf } from '../packed.ts';
import { isRecordedCall, looksLikeQuery } from '../prefilter.ts';
import { isTypeAhead, mayNameType } from './lookahead.ts';
import { parseArguments, parseLiteralBody } from './parse-literal.ts';
import { type ParsedParameter, parseSignature, parseType } from './parse-type.ts';
import {
  advance,
  declare,
  enter,
  idOf,
  kindOf,
  leave,
  lineOf,
  noteUse,
  type ParserState,
  parseName,
  skip,
  skipSeparators,
  startOf,
} from './parser-state.ts';

/** Parses a list of expressions and returns their terms. */
export function parseExpressions(state: ParserState): number[] {
  const terms = [parseExpression(state)];
  while (skip(state, token.COMMA)) terms.push(parseExpression(state));
  return terms;
}

/** Parses an expression and returns its term; 0 for arithmetic, comparisons and basic literals. */
export function parseExpression(state: ParserState): number {
  enter(state);
  let term = parseUnary(state);
  while (isBinaryOperator(kindOf(state))) {
    advance(state);
    parseUnary(state);
    term = 0;
  }
  leave(state);
  return term;
}

function isBinaryOperator(kind: number): boolean {
  return (
    kind === token.OPERATOR || kind === token.STAR || kind === token.AND || kind === token.BAR || kind === token.ARROW
  );
}

function parseUnary(state: ParserState): number {
  let received = 0;
  for (let kind = kindOf(state); ; kind = kindOf(state)) {
    if (kind === token.ARROW) received += 1;
    else if (kind !== token.OPERATOR && kind !== token.STAR && kind !== token.AND && kind !== token.TILDE) break;
    advance(state);
  }
  let term = parsePrimary(state);
  for (; received > 0; received--) term = state.build.term(Op.Element, term);
  return term;
}

function parsePrimary(state: ParserState): number {
  let term = parseOperand(state);
  for (;;) {
    const next = parseSuffix(state, term);
    if (next < 0) return term;
    term = next;
  }
}

function parseOperand(state: ParserState): number {
  switch (kindOf(state)) {
    case token.IDENT:
      return parseName(state);
    case token.STRING:
      noteQuery(state);
      advance(state);
      return 0;
    case token.FUNC:
      return parseFunctionLiteral(state);
    case token.LPAREN: {
      advance(state);
      const term = parseOutsideHeader(state);
      skip(state, token.RPAREN);
      return term;
    }
    case token.LBRACKET:
    case token.MAP:
    case token.CHAN:
    case token.STRUCT:
    case token.INTERFACE:
      return parseLiteralOrConversion(state);
    case token.RPAREN:
    case token.RBRACE:
    case token.RBRACKET:
    case token.LBRACE:
    case token.SEMICOLON:
    case token.COLON:
    case token.COMMA:
    case token.EOF:
      return 0;
    default:
      advance(state);
      return 0;
  }
}

function noteQuery({ text, tokens, build, at, declaration }: ParserState): void {
  const [start, end, line] = [tokens.starts[at]!, tokens.ends[at]!, tokens.lines[at]!];
  if (looksLikeQuery(text, start)) build.queries.push({ start, end, line, within: declaration });
}

/** Parses an expression in brackets, where `{` begins a literal. */
function parseOutsideHeader(state: ParserState): number {
  const header = state.inHeader;
  state.inHeader = false;
  const term = parseExpression(state);
  state.inHeader = header;
  return term;
}

/** `[]T{…}` and `[]T(x)`. */
function parseLiteralOrConversion(state: ParserState): number {
  const type = parseType(state);
  if (kindOf(state) === token.LBRACE) parseLiteralBody(state, type);
  else if (skip(state, token.LPAREN)) {
    parseOutsideHeader(state);
    skip(state, token.RPAREN);
  }
  return state.build.term(Op.Value, type);
}

function parseFunctionLiteral(state: ParserState): number {
  const { build, grammar } = state;
  advance(state);
  const { signature, parameters, results } = parseSignature(state);
  const type = build.signature(signature);
  if (kindOf(state) === token.LBRACE) {
    build.openScope();
    declareParameters(state, parameters);
    declareParameters(state, results);
    grammar.block(state);
    build.closeScope();
  }
  return build.term(Op.Value, type);
}

export function declareParameters(state: ParserState, parameters: readonly ParsedParameter[]): void {
  const { build } = state;
  for (const [position, { name, type, variadic }] of parameters.entries())
    declare(state, name, build.term(Op.Parameter, variadic ? build.term(Op.Slice, type) : type, position));
}

/** Parses one selector, call, index, assertion or literal body; -1 if none follows. */
function parseSuffix(state: ParserState, term: number): number {
  switch (kindOf(state)) {
    case token.DOT:
      return parseSelector(state, term);
    case token.LPAREN:
      return parseCall(state, term);
    case token.LBRACKET:
      return parseIndex(state, term);
    case token.LBRACE:
      if (state.inHeader || !mayNameType(state, term)) return -1;
      if (state.usedAt === state.at - 1) state.build.uses.lastIs(UseKind.Composite);
      parseLiteralBody(state, term);
      return state.build.term(Op.Value, term);
    default:
      return -1;
  }
}

function parseSelector(state: ParserState, term: number): number {
  const { build } = state;
  advance(state);
  if (skip(state, token.LPAREN)) {
    const type = skip(state, token.TYPE) ? 0 : parseType(state);
    skip(state, token.RPAREN);
    return build.term(Op.Value, type);
  }
  if (kindOf(state) !== token.IDENT) return 0;
  // A member of something unknown is also a use of its name.
  const member = build.term(Op.Member, term === 0 ? build.term(Op.Parameter, 0) : term, idOf(state));
  noteUse(state, member);
  advance(state);
  return member;
}

function parseCall(state: ParserState, callee: number): number {
  const { build, interner } = state;
  const name = build.lastName(callee);
  const [line, start] = [lineOf(state), startOf(state)];
  // Only directly before the bracket, as in `f(` and `x.f(`: a variable with a function was used where it was assigned.
  if (state.usedAt === state.at - 1) build.uses.lastIs(UseKind.Call);
  advance(state);
  if (build.op(callee) === Op.Name && (name === state.newName || name === state.makeName)) {
    const header = state.inHeader;
    state.inHeader = false;
    const made = isTypeAhead(state) ? parseType(state) : parseExpression(state);
    state.inHeader = header;
    parseArguments(state);
    return build.term(Op.Value, made);
  }
  const args = parseArguments(state);
  // A call with a recorded call as an argument is recorded too: `orders.Register(api.Group("/orders"))`.
  const isRecorded =
    name >= 0 && (isRecordedCall(interner, name) || args.some((argument) => isOfRecordedCall(state, argument.term)));
  const call = { term: callee, composite: false, line, start, args, within: state.declaration };
  return build.call(callee, isRecorded ? call : null);
}

function isOfRecordedCall({ build }: ParserState, term: number): boolean {
  return build.op(term) === Op.Call && recordedOf(build.b(term)) >= 0;
}

function parseIndex(state: ParserState, term: number): number {
  const header = state.inHeader;
  state.inHeader = false;
  advance(state);
  let isSlice = false;
  while (kindOf(state) !== token.RBRACKET && kindOf(state) !== token.EOF) {
    const before = state.at;
    if (skip(state, token.COLON)) isSlice = true;
    else parseExpression(state);
    skipSeparators(state);
    if (state.at === before) advance(state);
  }
  state.inHeader = header;
  skip(state, token.RBRACKET);
  return isSlice ? term : state.build.term(Op.Element, term);
}
