// Reads what a sentence says about dependencies, in the forms in which such rules are written: "X must not import Y",
// "X is never imported by Y", "No imports from Y in X", "X imports only Y", arrows. Names are looked up elsewhere.
import { type Lexicon, lexiconsFor } from './lexicon.ts';
import { has, isUnreadable, nounsIn } from './nouns.ts';
import { readAbsence } from './read-absence.ts';
import { readDirection, readFreedom, readPassive, readReversed, readVerbLast } from './read-forms.ts';
import { readOrder } from './read-order.ts';
import { readActive } from './read-verb.ts';
import type { Noun, Relation } from './relation.ts';
import { readTokens, type Token } from './tokens.ts';

/** Longer sentences say too much at once. */
const MAX_LENGTH = 600;

/** What a sentence says, in its order. `plain` and `spans` as `stripMarkup` gives them. */
export function readRelations(plain: string, spans: readonly string[]): readonly Relation[] {
  if (plain.length > MAX_LENGTH) return [];
  for (const lexicon of lexiconsFor(plain)) {
    const found = readSentence(readTokens(plain, spans, lexicon), lexicon);
    if (found.length > 0) return found;
  }
  return [];
}

/** The names of a heading, or of the item that a list belongs to. */
export function readNames(plain: string, spans: readonly string[]): readonly Noun[] {
  const [lexicon] = lexiconsFor(plain);
  return nounsIn(readTokens(plain, spans, lexicon!).filter(({ mark }) => mark !== 'colon'));
}

function readSentence(tokens: readonly Token[], lexicon: Lexicon): Relation[] {
  const { label, rest } = takeLabel(withoutAsides(tokens));
  const relations: Relation[] = [];
  let subjects = label;
  for (const segment of segmentsOf(rest)) {
    const found = readSegment(segment, lexicon);
    if (found === null) continue;
    const relation = found.subjects.length === 0 && found.kind !== 'order' ? { ...found, subjects } : found;
    if (relation.subjects.length > 0) subjects = relation.subjects;
    relations.push(relation);
  }
  return relations;
}

/** Without "(e.g. handler → repository)". */
function withoutAsides(tokens: readonly Token[]): readonly Token[] {
  const open = tokens.findIndex(({ mark }) => mark === 'open');
  const close = tokens.findIndex(({ mark }, at) => at > open && mark === 'close');
  if (open === -1 || close === -1) return tokens;
  const inside = tokens.slice(open + 1, close);
  const isAside = has(inside[0], 'stop') || inside.some(({ mark }) => mark === 'right' || mark === 'left');
  const rest = withoutAsides(tokens.slice(close + 1));
  return [...tokens.slice(0, isAside && open > 0 ? open : close + 1), ...rest];
}

/** "**Domain**: must not import …": what stands before the colon. */
function takeLabel(tokens: readonly Token[]): { label: readonly Noun[]; rest: readonly Token[] } {
  const colon = tokens.findIndex(({ mark }, at) => at > 0 && at <= 8 && (mark === 'colon' || mark === 'dash'));
  if (colon === -1 || colon === tokens.length - 1) return { label: [], rest: tokens };
  const before = tokens.slice(0, colon);
  const isLabel = !before.some((token) => has(token, 'never', 'import', 'use', 'imported', 'only', 'import-never'));
  if (!isLabel || before.some(({ mark }) => mark === 'right' || mark === 'left')) return { label: [], rest: tokens };
  return { label: nounsIn(before), rest: tokens.slice(colon + 1) };
}

/** Parts with a verb of their own. */
function segmentsOf(tokens: readonly Token[]): Token[][] {
  const segments: Token[][] = [[]];
  for (const [at, token] of tokens.entries()) {
    if (token.mark === 'semicolon' || token.mark === 'stop' || token.mark === 'dash' || isNextClause(tokens, at))
      segments.push([]);
    else if (token.mark !== 'colon') segments.at(-1)!.push(token);
  }
  return segments.filter((segment) => segment.length > 1);
}

/** ", and `b` must not …", "，禁止 …": a verb stands on both sides. */
function isNextClause(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]!.mark !== 'comma') return false;
  const next = tokens.slice(at + 1).findIndex(({ mark }) => mark === 'comma' || mark === 'semicolon');
  const after = tokens.slice(at + 1, next === -1 ? tokens.length : at + 1 + next);
  const before = tokens.slice(0, at);
  const isVerb = (token: Token) => has(token, 'import', 'use', 'imported', 'import-never');
  return (
    before.some(isVerb) && after.some(isVerb) && after.some((token) => has(token, 'never', 'only', 'import-never'))
  );
}

function readSegment(tokens: readonly Token[], lexicon: Lexicon): Relation | null {
  const hasException = tokens.some(
    (token, at) => has(token, 'exception') || (has(token, 'everything') && has(tokens[at + 1], 'stop')),
  );
  const refersBack = has(tokens[0], 'pronoun');
  const found =
    readOrder(tokens) ??
    readReversed(tokens) ??
    (lexicon.verbLast ? readVerbLast(tokens) : null) ??
    readPassive(tokens) ??
    readAbsence(tokens) ??
    readFreedom(tokens) ??
    readDirection(tokens) ??
    readActive(tokens);
  if (found === null || (needsObjects.has(found.kind) && found.objects.length === 0)) return null;
  if (found.subjects.some(isUnreadable)) return null;
  return { ...found, refersBack, hasException: found.hasException || hasException };
}

const needsObjects = new Set<Relation['kind']>(['forbids', 'from-others']);
