// Parts of a sentence about a dependency: its subject, its object, and what it comes to.
import { has } from './nouns.ts';
import type { Noun, Relation } from './relation.ts';
import type { Token } from './tokens.ts';

export function relation(
  kind: Relation['kind'],
  subjects: readonly Noun[],
  objects: readonly Noun[],
  isWeak = false,
): Relation {
  return { kind, subjects, objects, edges: [], refersBack: false, isWeak, hasException: false };
}

/** Before the first verb that is not the one in question. */
export function subjectTokens(before: readonly Token[]): readonly Token[] {
  const end = before.findIndex((token, at) => at > 0 && has(token, 'has', 'is') && !token.isCode);
  return end === -1 ? before : before.slice(0, end);
}

/** Up to what gives a reason, or begins another clause. */
export function objectTokens(tokens: readonly Token[]): Token[] {
  const end = tokens.findIndex(
    (token, at) =>
      at > 0 &&
      (has(token, 'exception') ||
        (has(token, 'stop') && !has(token, 'within', 'on')) ||
        (has(token, 'is', 'never') && !has(token, 'and')) ||
        token.mark === 'dash'),
  );
  return tokens.slice(0, end === -1 ? tokens.length : end);
}
