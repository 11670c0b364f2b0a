// Reads arrows: "transport → service → domain", "Adapters → Application → Domain ← Infrastructure".
import { has, nounsIn } from './nouns.ts';
import type { Noun, Relation } from './relation.ts';
import type { Token } from './tokens.ts';

const isArrow = ({ mark }: Token) => mark === 'right' || mark === 'left';

/** What arrows say; null where there are none. A list after the only arrow is all that may be imported. */
export function readOrder(tokens: readonly Token[]): Relation | null {
  const arrows = tokens.flatMap((token, at) => (isArrow(token) ? [at] : []));
  if (arrows.length === 0) return null;
  const ends = [-1, ...arrows, tokens.length];
  const parts = ends.slice(1).map((end, index) => tokens.slice(ends[index]! + 1, end));
  const stops = parts.map((part, index) => namesOf(part, index === 0, index === parts.length - 1));
  const last = parts.at(-1)!;
  const subjects = stops[0]!;
  if (arrows.length === 1 && tokens[arrows[0]!]!.mark === 'right') {
    if (last.length <= 2 && last.some((token) => has(token, 'nothing'))) return only(subjects, []);
    if (last.some((token) => has(token, 'only'))) return only(subjects, stops[1]!);
  }
  if (stops.some((names) => names.length === 0)) return null;
  const edges = arrows.flatMap((at, index) =>
    stops[index]!.flatMap((one) =>
      stops[index + 1]!.map((other): [Noun, Noun] => (tokens[at]!.mark === 'right' ? [one, other] : [other, one])),
    ),
  );
  const isWeak = !tokens.some((token) => has(token, 'import', 'dependencies') || isOfLayers(token));
  return { kind: 'order', subjects, objects: stops[1]!, edges, refersBack: false, isWeak, hasException: false };
}

/** Arrows stand for many things: calls, data, steps. */
function isOfLayers({ text }: Token): boolean {
  return /^(layers?|layering|dependenc(y|ies)( rule| direction)?|分层|层|レイヤー)$/i.test(text);
}

function only(subjects: readonly Noun[], objects: readonly Noun[]): Relation {
  return { kind: 'allows-only', subjects, objects, edges: [], refersBack: false, isWeak: false, hasException: false };
}

/** Names beside an arrow: those nearest to it, up to a mark that ends the row of arrows. */
function namesOf(part: readonly Token[], isFirst: boolean, isLast: boolean): readonly Noun[] {
  const colon = part.findLastIndex(({ mark }) => mark === 'colon' || mark === 'dash');
  const after = isFirst && colon !== -1 ? part.slice(colon + 1) : part;
  const end = isLast ? after.findIndex((token, at) => at > 0 && endsNames(token)) : -1;
  return nounsIn(end === -1 ? after : after.slice(0, end));
}

function endsNames(token: Token): boolean {
  return token.mark === 'dash' || token.mark === 'stop' || has(token, 'is', 'has', 'stop', 'never');
}
