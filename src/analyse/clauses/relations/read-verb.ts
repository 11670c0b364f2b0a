// "X must not import Y", "X imports only Y": rules around a verb.
import { has, nounsIn, subjectsIn } from './nouns.ts';
import type { Noun, Relation } from './relation.ts';
import { objectTokens, relation, subjectTokens } from './sentence-parts.ts';
import type { Token } from './tokens.ts';

/** A sentence around one of its verbs. */
interface Verb {
  readonly verb: Token;
  readonly before: readonly Token[];
  readonly after: readonly Token[];
  readonly subjects: readonly Noun[];
  readonly isWeak: boolean;
}

/** "X must not import Y", "X imports only Y", "only X may import Y", "never import Y in X". */
export function readActive(tokens: readonly Token[]): Relation | null {
  for (const [at, verb] of tokens.entries()) {
    if (!has(verb, 'import', 'use')) continue;
    const before = tokens.slice(0, at);
    const subjects = subjectsIn(subjectTokens(before));
    const isWeak = !has(verb, 'import');
    const around: Verb = { verb, before, after: tokens.slice(at + 1), subjects, isWeak };
    const found = readForbidden(around) ?? readLimited(around);
    if (found !== null) return found;
  }
  return null;
}

function readForbidden({ verb, before, after, subjects, isWeak }: Verb): Relation | null {
  // "importiert `x` nicht"
  if (has(after.at(-1), 'never') && after.length > 1)
    return relation('forbids', subjects, nounsIn(objectTokens(after)), isWeak);
  if (![...before, verb].some((token) => has(token, 'never'))) return null;
  const framed = after.length > 0 ? null : readFramed(before, subjects, isWeak);
  if (framed !== null) return framed;
  const isImperative = subjects.length === 0;
  const { objects, inside } = partWithin(after, isImperative);
  if (objects.some((token) => has(token, 'each-other'))) return relation('apart', subjects, [], isWeak);
  return relation('forbids', isImperative ? inside : subjects, nounsIn(objects), isWeak);
}

/** The verb ends the sentence: "`a` darf `b` nicht importieren", "禁止任何 `gorm` 依赖". */
function readFramed(before: readonly Token[], subjects: readonly Noun[], isWeak: boolean): Relation | null {
  const modal = before.findIndex((token) => has(token, 'may'));
  const objects = modal === -1 ? [] : nounsIn(before.slice(modal + 1));
  if (objects.length > 0) return relation('forbids', nounsIn(before.slice(0, modal)), objects, isWeak);
  return has(before[0], 'never') ? relation('forbids', [], subjects, isWeak) : null;
}

/** For an imperative, the place after "in" is the subject. */
function partWithin(after: readonly Token[], isImperative: boolean): { objects: Token[]; inside: readonly Noun[] } {
  const said = objectTokens(after);
  const within = said.findIndex((token, at) => at > 0 && has(token, 'within'));
  if (within === -1) return { objects: said, inside: [] };
  return { objects: said.slice(0, within), inside: isImperative ? nounsIn(said.slice(within + 1)) : [] };
}

function readLimited({ verb, before, after, subjects, isWeak }: Verb): Relation | null {
  const objects = nounsIn(objectTokens(after));
  if (has(before[0], 'only') && subjects.length > 0) return relation('from-others', subjects, objects, isWeak);
  const next = after.findIndex((token) => !has(token, 'adverb') || has(token, 'only'));
  const isOnly = endsWithOnly(before) || has(verb, 'only') || has(after[next], 'only', 'nothing-but');
  // "imports the standard library only"
  if (isOnly || has(after.at(-1), 'only')) return relation('allows-only', subjects, objects, isWeak);
  if (!has(after[next], 'nothing', 'none')) return null;
  const excluded = nounsIn(objectTokens(after.slice(next + 1)));
  const isNothing = has(after[next], 'nothing') && excluded.length === 0;
  return relation(isNothing ? 'allows-only' : 'forbids', subjects, excluded, isWeak);
}

/** "may only", with nothing but adverbs after it. */
function endsWithOnly(before: readonly Token[]): boolean {
  const last = before.findLast((token) => !has(token, 'adverb', 'may', 'must') || has(token, 'only'));
  return has(last, 'only');
}
