// Declares the names of type parameters.
import { token } from '../../go/token.ts';
import { closingAt, declare, kindAt, kindOf, moveTo, type ParserState } from './parser-state.ts';

/** Parses the type parameters at `[` and declares their names; constraints are skipped. false if there is no `[`. */
export function parseTypeParameters(state: ParserState): boolean {
  if (kindOf(state) !== token.LBRACKET) return false;
  const end = closingAt(state, state.at);
  const names: number[] = [];
  let isName = true;
  for (let now = state.at + 1, open = 0; now < end - 1; now++) {
    const kind = kindAt(state, now);
    if (isName && kind === token.IDENT && open === 0) names.push(state.tokens.ids[now]!);
    isName = kind === token.COMMA && open === 0;
    if (kind === token.LBRACKET || kind === token.LPAREN || kind === token.LBRACE) open += 1;
    if (kind === token.RBRACKET || kind === token.RPAREN || kind === token.RBRACE) open -= 1;
  }
  for (const name of names) declare(state, name, 0);
  moveTo(state, end);
  return true;
}

/** Declares the type parameters of a receiver, up to `]`. */
export function declareReceiverTypeParameters(state: ParserState, from: number, to: number): void {
  for (let at = from; at < to && kindAt(state, at) !== token.RBRACKET; at++)
    if (kindAt(state, at) === token.IDENT) declare(state, state.tokens.ids[at]!, 0);
}
