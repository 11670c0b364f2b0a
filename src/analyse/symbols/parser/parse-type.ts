// Parses types, signatures, fields and the methods of interfaces.
import { token } from '../../go/token.ts';
import { type Field, type InterfaceType, Op, type Signature, UseKind } from '../file-index.ts';
import { isEmbeddedField, isNameBeforeType, isResultType, isSingleWord } from './lookahead.ts';
import {
  advance,
  closingAt,
  enter,
  idOf,
  kindAt,
  kindOf,
  leave,
  lineOf,
  moveTo,
  type ParserState,
  skip,
  skipSeparators,
} from './parser-state.ts';

export interface ParsedParameter {
  /** Name id; 0 if it has no name. */
  readonly name: number;
  readonly type: number;
  readonly variadic: boolean;
}

export interface ParsedSignature {
  readonly signature: Signature;
  readonly parameters: readonly ParsedParameter[];
  readonly results: readonly ParsedParameter[];
}

/** Parses a type; 0 if there is none. Then it moves one token, except at a closing bracket. */
export function parseType(state: ParserState): number {
  enter(state);
  const term = parseOneType(state);
  leave(state);
  return term;
}

function parseOneType(state: ParserState): number {
  const { build } = state;
  const kind = kindOf(state);
  if (kind === token.IDENT) return parseTypeName(state);
  if (kind === token.RPAREN || kind === token.RBRACE || kind === token.RBRACKET || kind === token.EOF) return 0;
  if (kind === token.LBRACKET) {
    moveTo(state, closingAt(state, state.at));
    return build.term(Op.Slice, parseType(state));
  }
  advance(state);
  switch (kind) {
    case token.STAR:
      return build.term(Op.Pointer, parseType(state));
    case token.LPAREN: {
      const inner = parseType(state);
      skip(state, token.RPAREN);
      return inner;
    }
    case token.MAP:
      return parseMapType(state);
    case token.CHAN:
      skip(state, token.ARROW);
      return build.term(Op.Channel, parseType(state));
    case token.FUNC:
      return build.signature(parseSignature(state).signature);
    case token.STRUCT:
      return build.term(Op.Struct, build.structs.push(parseFields(state)) - 1);
    case token.INTERFACE:
      return build.term(Op.Interface, build.interfaces.push(parseInterface(state)) - 1);
    case token.ARROW:
    case token.ELLIPSIS:
    case token.TILDE:
      return parseType(state);
    default:
      return 0;
  }
}

function parseMapType(state: ParserState): number {
  if (!skip(state, token.LBRACKET)) return 0;
  const key = parseType(state);
  skip(state, token.RBRACKET);
  const value = parseType(state);
  return value === 0 ? 0 : state.build.term(Op.Map, key === 0 ? value : key, value);
}

function parseTypeName(state: ParserState): number {
  const { build } = state;
  const line = lineOf(state);
  const isLocal = build.lookUp(idOf(state)) >= 0;
  let term = isLocal ? 0 : build.term(Op.Name, idOf(state));
  advance(state);
  if (kindOf(state) === token.DOT && kindAt(state, state.at + 1) === token.IDENT) {
    advance(state);
    term = build.term(Op.Member, term, idOf(state));
    advance(state);
  }
  if (term !== 0) build.uses.add(term, line, UseKind.Type);
  if (kindOf(state) === token.LBRACKET && kindAt(state, state.at + 1) !== token.RBRACKET) parseTypeArguments(state);
  return term;
}

function parseTypeArguments(state: ParserState): void {
  const end = closingAt(state, state.at);
  advance(state);
  while (state.at < end - 1) {
    const before = state.at;
    parseType(state);
    skip(state, token.COMMA);
    if (state.at === before) advance(state);
  }
  moveTo(state, end);
}

/** Parses `(parameters) results`. */
export function parseSignature(state: ParserState): ParsedSignature {
  const parameters = parseParameters(state);
  const results = parseResults(state);
  const variadic = parameters.at(-1)?.variadic === true;
  return { signature: { parameters: typesOf(parameters), results: typesOf(results), variadic }, parameters, results };
}

function typesOf(parameters: readonly ParsedParameter[]): readonly number[] {
  return parameters.map((one) => one.type);
}

function parseResults(state: ParserState): readonly ParsedParameter[] {
  const kind = kindOf(state);
  if (kind === token.LPAREN) return parseParameters(state);
  return isResultType(kind) ? [{ name: 0, type: parseType(state), variadic: false }] : [];
}

/** A parameter as parsed. `alone`: one word, either a name or a type. */
interface Entry {
  name: number;
  type: number;
  readonly at: number;
  readonly variadic: boolean;
  readonly alone: boolean;
}

/** Parses a parameter list: either all of its entries have names, or none has. */
function parseParameters(state: ParserState): readonly ParsedParameter[] {
  if (!skip(state, token.LPAREN)) return [];
  const entries: Entry[] = [];
  while (kindOf(state) !== token.RPAREN && kindOf(state) !== token.EOF) {
    const at = state.at;
    const alone = isSingleWord(state);
    const name = kindOf(state) === token.IDENT && (alone || isNameBeforeType(state)) ? idOf(state) : 0;
    if (name !== 0) advance(state);
    const variadic = kindOf(state) === token.ELLIPSIS;
    entries.push({ name, type: alone ? 0 : parseType(state), at, variadic, alone });
    skipSeparators(state);
    if (state.at === at) advance(state);
  }
  skip(state, token.RPAREN);
  completeEntries(state, entries);
  return entries;
}

/**
 * Completes entries of one word: they have the type of the next entry or, if no entry has a name, are types themselves.
 */
function completeEntries(state: ParserState, entries: readonly Entry[]): void {
  const isNamed = entries.some((entry) => entry.name !== 0 && !entry.alone);
  const after = state.at;
  let type = 0;
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index]!;
    if (!entry.alone) type = entry.type;
    else if (isNamed) entry.type = type;
    else {
      state.at = entry.at;
      entry.type = parseType(state);
      entry.name = 0;
    }
  }
  state.at = after;
}

function parseFields(state: ParserState): readonly Field[] {
  const fields: Field[] = [];
  if (!skip(state, token.LBRACE)) return fields;
  while (kindOf(state) !== token.RBRACE && kindOf(state) !== token.EOF) {
    const before = state.at;
    parseField(state, fields);
    skip(state, token.SEMICOLON);
    if (state.at === before) advance(state);
  }
  skip(state, token.RBRACE);
  return fields;
}

function parseField(state: ParserState, fields: Field[]): void {
  const { starts, ends } = state.tokens;
  const line = lineOf(state);
  const names: number[] = [];
  if (kindOf(state) === token.IDENT && !isEmbeddedField(state)) {
    do {
      if (kindOf(state) === token.IDENT) names.push(idOf(state));
      advance(state);
    } while (skip(state, token.COMMA));
  }
  const embedded = names.length === 0;
  const type = parseType(state);
  if (embedded) names.push(baseName(state, type));
  const tag = state.at;
  const hasTag = skip(state, token.STRING);
  const [tagStart, tagEnd] = hasTag ? [starts[tag]!, ends[tag]!] : [0, 0];
  for (const name of names) fields.push({ name, type, embedded, tagStart, tagEnd, line });
}

/** Name id of an embedded type; 0 if it has none. */
function baseName(state: ParserState, type: number): number {
  const { build } = state;
  if (build.op(type) === Op.Pointer) return baseName(state, build.a(type));
  return Math.max(0, build.lastName(type));
}

function parseInterface(state: ParserState): InterfaceType {
  const methods: InterfaceType['methods'][number][] = [];
  const embeds: number[] = [];
  let constraint = false;
  skip(state, token.LBRACE);
  while (kindOf(state) !== token.RBRACE && kindOf(state) !== token.EOF) {
    const before = state.at;
    if (kindOf(state) === token.IDENT && kindAt(state, state.at + 1) === token.LPAREN) {
      const [name, line] = [idOf(state), lineOf(state)];
      advance(state);
      methods.push({ name, line, signature: parseSignature(state).signature });
    } else {
      const parts: number[] = [];
      do {
        constraint ||= kindOf(state) === token.TILDE;
        parts.push(parseType(state));
      } while (skip(state, token.BAR));
      if (parts.length > 1) constraint = true;
      else embeds.push(parts[0]!);
    }
    skip(state, token.SEMICOLON);
    if (state.at === before) advance(state);
  }
  skip(state, token.RBRACE);
  return { methods, embeds, constraint };
}
