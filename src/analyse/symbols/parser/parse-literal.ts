// Parses arguments and composite literals, and records literals that may register an entry point or use a resource.
import { token } from '../../go/token.ts';
import { type Argument, Op } from '../file-index.ts';
import { isRecordedLiteral } from '../prefilter.ts';
import {
  advance,
  enter,
  idOf,
  kindAt,
  kindOf,
  leave,
  lineOf,
  type ParserState,
  parseName,
  skip,
  skipSeparators,
  startOf,
} from './parser-state.ts';

/** Parses the arguments and moves past `)`. */
export function parseArguments(state: ParserState): Argument[] {
  const args: Argument[] = [];
  const header = state.inHeader;
  state.inHeader = false;
  while (kindOf(state) !== token.RPAREN && kindOf(state) !== token.EOF) {
    const before = state.at;
    args.push(parseArgument(state, 0, null));
    skip(state, token.ELLIPSIS);
    skipSeparators(state);
    if (state.at === before) advance(state);
  }
  state.inHeader = header;
  skip(state, token.RPAREN);
  return args;
}

/** Parses the body of a literal at `{`. `type`: 0 if unknown. */
export function parseLiteralBody(state: ParserState, type: number): void {
  const { build } = state;
  const name = build.lastName(type);
  const [line, start] = [lineOf(state), startOf(state)];
  const op = build.op(type);
  const element = op === Op.Slice ? build.a(type) : op === Op.Map ? build.b(type) : 0;
  const args: Argument[] = [];
  const header = state.inHeader;
  state.inHeader = false;
  advance(state);
  while (kindOf(state) !== token.RBRACE && kindOf(state) !== token.EOF) {
    const before = state.at;
    args.push(parseElement(state, element));
    skipSeparators(state);
    if (state.at === before) advance(state);
  }
  state.inHeader = header;
  skip(state, token.RBRACE);
  if (name >= 0 && isRecordedLiteral(state.interner, name))
    build.calls.push({ term: type, composite: true, line, start, args, within: state.declaration });
}

/** Parses `value`, `Field: value` or `key: value`. A value may be a literal body of type `element`. */
function parseElement(state: ParserState, element: number): Argument {
  if (kindOf(state) === token.IDENT && kindAt(state, state.at + 1) === token.COLON) {
    const field = idOf(state);
    // The key may be a constant of this package, which is a use; the name of a field resolves to nothing.
    if (element !== 0) parseName(state);
    else advance(state);
    advance(state);
    return parseArgument(state, field, element);
  }
  const value = parseArgument(state, 0, element);
  return skip(state, token.COLON) ? parseArgument(state, 0, element) : value;
}

/** `element`: type of a literal body that may replace the expression; null if none may. */
function parseArgument(state: ParserState, field: number, element: number | null): Argument {
  const { build, tokens } = state;
  const start = startOf(state);
  const from = build.uses.count;
  let term = 0;
  if (element === null || kindOf(state) !== token.LBRACE) term = state.grammar.expression(state);
  else {
    enter(state);
    parseLiteralBody(state, element);
    leave(state);
  }
  const end = tokens.ends[Math.max(0, state.at - 1)]!;
  return { field, start, end: Math.max(start, end), term, from, to: build.uses.count };
}
