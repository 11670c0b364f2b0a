// "No imports from Y in X": rules that say what there is not.
import { has, nounsIn, subjectsIn } from './nouns.ts';
import type { Noun, Relation } from './relation.ts';
import { objectTokens, relation, subjectTokens } from './sentence-parts.ts';
import type { Token } from './tokens.ts';

/** "No imports from Y in X", "X has no Y dependencies", "Imports of Y in X are forbidden". */
export function readAbsence(tokens: readonly Token[]): Relation | null {
  const none = tokens.findIndex((token) => has(token, 'none'));
  const isSaid = none === 0 || (none > 0 && tokens.slice(0, none).some((token) => has(token, 'has')));
  const said = isSaid ? tokens.slice(none + 1) : forbiddenPart(tokens);
  const what = said.findIndex((token) => has(token, 'dependencies', 'external') || isNounWithFrom(token, none));
  if (what === -1) return null;
  const { outward, inside } = partsAfter(said.slice(what + 1), isNounWithFrom(said[what]!, none));
  const before = isSaid ? subjectTokens(tokens.slice(0, none)) : [];
  const subjects = before.length > 0 ? subjectsIn(before) : inside;
  const named = said.slice(0, what).filter((token) => !has(token, 'dependencies'));
  const external = has(said[what], 'external') ? nounsIn([said[what]!]) : [];
  const objects = [...external, ...nounsIn(outward.length > 0 ? outward : named)];
  if (objects.length > 0) return relation('forbids', subjects, objects);
  return subjects.length === 0 ? null : relation('allows-only', subjects, []);
}

/** What stands before "are forbidden". */
function forbiddenPart(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex((token) => has(token, 'forbidden'));
  return at > 0 && has(tokens[at - 1], 'is') ? tokens.slice(0, at - 1) : [];
}

/** "from Y in X", after a noun. */
function partsAfter(after: readonly Token[], isOutward: boolean): { outward: Token[]; inside: readonly Noun[] } {
  const on = isOutward ? -1 : after.findIndex((token) => has(token, 'on') && !IN.has(token.text.toLowerCase()));
  const within = after.findIndex((token, at) => at > on && has(token, 'within'));
  const end = within === -1 ? after.length : within;
  const outward = on === -1 && !isOutward ? [] : objectTokens(after.slice(on + 1, end));
  return { outward, inside: within === -1 ? [] : nounsIn(objectTokens(after.slice(within + 1))) };
}

/** "No imports from Y": the phrase is a verb elsewhere. */
function isNounWithFrom(token: Token, none: number): boolean {
  return none === 0 && has(token, 'import') && token.text.includes(' ');
}

const IN = new Set(['in', 'inside', 'within', 'into']);
