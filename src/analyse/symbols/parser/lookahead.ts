// Looks at the next tokens to tell what follows, without moving.
import { token } from '../../go/token.ts';
import { Op } from '../file-index.ts';
import { closingAt, idOf, kindAt, kindOf, type ParserState } from './parser-state.ts';

/** An identifier with a type after it, as in `x []T`, rather than a type, as in `pkg.T` or `T[int]`. */
export function isNameBeforeType(state: ParserState): boolean {
  const next = kindAt(state, state.at + 1);
  if (next === token.DOT) return false;
  if (next !== token.LBRACKET) return true;
  if (kindAt(state, state.at + 2) === token.RBRACKET) return true;
  const after = kindAt(state, closingAt(state, state.at + 1));
  return (
    after !== token.COMMA &&
    after !== token.RPAREN &&
    after !== token.SEMICOLON &&
    after !== token.STRING &&
    after !== token.RBRACE
  );
}

/** An embedded field rather than names of fields. */
export function isEmbeddedField(state: ParserState): boolean {
  const next = kindAt(state, state.at + 1);
  if (next === token.DOT || next === token.SEMICOLON || next === token.STRING || next === token.RBRACE) return true;
  return next === token.LBRACKET && !isNameBeforeType(state);
}

/** A parameter of one word: a type, or a name that shares the type of the next parameter. */
export function isSingleWord(state: ParserState): boolean {
  const next = kindAt(state, state.at + 1);
  return kindOf(state) === token.IDENT && (next === token.COMMA || next === token.RPAREN);
}

/** A result type without parentheses. */
export function isResultType(kind: number): boolean {
  return (
    kind === token.IDENT ||
    kind === token.STAR ||
    kind === token.LBRACKET ||
    kind === token.ARROW ||
    kind === token.MAP ||
    kind === token.CHAN ||
    kind === token.FUNC ||
    kind === token.STRUCT ||
    kind === token.INTERFACE
  );
}

/** A type after `new(` or `make(`. Since Go 1.26 `new` also accepts an expression, which continues after its name. */
export function isTypeAhead(state: ParserState): boolean {
  const kind = kindOf(state);
  if (kind !== token.IDENT)
    return (
      kind !== token.STRING &&
      kind !== token.NUMBER &&
      kind !== token.CHAR &&
      kind !== token.LPAREN &&
      kind !== token.OPERATOR
    );
  if (state.build.lookUp(idOf(state)) >= 0) return false;
  let at = state.at + 1;
  while (kindAt(state, at) === token.DOT) at += 2;
  for (let depth = 0; kindAt(state, at) === token.LBRACKET || depth > 0; at++) {
    if (kindAt(state, at) === token.LBRACKET) depth++;
    else if (kindAt(state, at) === token.EOF || (kindAt(state, at) === token.RBRACKET && --depth === 0)) break;
  }
  if (kindAt(state, at) === token.RBRACKET) at++;
  return kindAt(state, at) === token.RPAREN || kindAt(state, at) === token.COMMA;
}

/** A term that may name a type, so that a `{` after it begins a literal. */
export function mayNameType(state: ParserState, term: number): boolean {
  const { build } = state;
  const op = build.op(term);
  if (op === Op.Name) return true;
  if (op === Op.Member) return build.op(build.a(term)) === Op.Name;
  return op === Op.Element && mayNameType(state, build.a(term));
}
