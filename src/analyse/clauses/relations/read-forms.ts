// Forms of rules about dependencies around another word than the verb: passive, reversed, "free of", "point inward".
import { has, nounsIn, subjectsIn } from './nouns.ts';
import type { Relation } from './relation.ts';
import { objectTokens, relation, subjectTokens } from './sentence-parts.ts';
import type { Token } from './tokens.ts';

/** "X may import Y, not the other way round": Y must not import X. */
export function readReversed(tokens: readonly Token[]): Relation | null {
  const at = tokens.findIndex((token) => has(token, 'reverse'));
  if (at === -1) return null;
  const said = tokens.slice(0, at).filter(({ mark }, index, all) => mark !== 'comma' || index < all.length - 1);
  const verb = said.findIndex((token) => has(token, 'import', 'use'));
  if (verb === -1) return null;
  const [subjects, objects] = [nounsIn(said.slice(0, verb)), nounsIn(objectTokens(said.slice(verb + 1)))];
  return subjects.length === 0 || objects.length === 0 ? null : relation('forbids', objects, subjects);
}

/** "X は Y に依存しない". */
export function readVerbLast(tokens: readonly Token[]): Relation | null {
  const verb = tokens.findIndex((token) => has(token, 'import-never', 'import-only'));
  if (verb === -1) return null;
  const before = tokens.slice(0, verb);
  const topic = before.findIndex((token) => has(token, 'topic'));
  const parted = topic === -1 ? before.findIndex(({ mark }) => mark === 'comma') : topic;
  const subjects = parted === -1 ? [] : nounsIn(before.slice(0, parted));
  const objects = nounsIn(parted === -1 ? before : before.slice(parted + 1));
  return relation(has(tokens[verb], 'import-only') ? 'allows-only' : 'forbids', subjects, objects);
}

/** "Y is never imported by X", "Y may only be imported by X". */
export function readPassive(tokens: readonly Token[]): Relation | null {
  const verb = tokens.findIndex(
    (token, at) => has(token, 'imported', 'used') && skip(tokens, at + 1, ['adverb', 'only'], 'by') !== -1,
  );
  if (verb === -1 || !tokens.slice(0, verb).some((token) => has(token, 'is'))) return null;
  const by = skip(tokens, verb + 1, ['adverb', 'only'], 'by');
  const between = [...tokens.slice(0, verb), ...tokens.slice(verb + 1, by)];
  const objects = nounsIn(
    tokens.slice(
      0,
      tokens.findIndex((token) => has(token, 'is', 'never', 'only', 'may', 'must')),
    ),
  );
  const subjects = nounsIn(objectTokens(tokens.slice(by + 1)));
  const isWeak = !has(tokens[verb], 'imported');
  if (between.some((token) => has(token, 'only'))) return relation('from-others', subjects, objects, isWeak);
  return between.some((token) => has(token, 'never')) ? relation('forbids', subjects, objects, isWeak) : null;
}

/** Place of the first token of a class after tokens of other classes; -1 if another stands before it. */
function skip(
  tokens: readonly Token[],
  from: number,
  over: Parameters<typeof has>[1][],
  wanted: Parameters<typeof has>[1],
): number {
  let at = from;
  while (at < tokens.length && !has(tokens[at], wanted) && has(tokens[at], ...over)) at += 1;
  return has(tokens[at], wanted) ? at : -1;
}

/** "X stays free of Y", "X is independent of Y". */
export function readFreedom(tokens: readonly Token[]): Relation | null {
  const at = tokens.findIndex((token) => has(token, 'free'));
  if (at === -1 || tokens.slice(0, at).some((token) => has(token, 'never'))) return null;
  const rest = objectTokens(tokens.slice(at + 1));
  const isAboutImports = rest.some((token) => has(token, 'dependencies', 'external'));
  return relation('forbids', subjectsIn(subjectTokens(tokens.slice(0, at))), nounsIn(rest), !isAboutImports);
}

/** "Dependencies point inward", "imports go towards the domain", "layers only import downwards". */
export function readDirection(tokens: readonly Token[]): Relation | null {
  const flow = tokens.findIndex((token) => has(token, 'point'));
  const point = flow === -1 ? tokens.findIndex((token) => has(token, 'import')) : flow;
  if (point === -1 || tokens.some((token) => has(token, 'never'))) return null;
  const isPoint = has(tokens[point], 'point') && tokens.slice(0, point).some((token) => has(token, 'dependencies'));
  const inward = tokens.findIndex((token, at) => at > point && has(token, 'inward'));
  if (!isPoint && inward === -1) return null;
  const toward = tokens.findIndex((token, at) => at > point && has(token, 'toward'));
  const objects = toward === -1 ? [] : nounsIn(objectTokens(tokens.slice(toward + 1)));
  const isRule = isPoint || objects.length > 0 || tokens.some((token) => has(token, 'only'));
  return isRule && (inward !== -1 || objects.length > 0) ? relation('inward', [], objects) : null;
}
