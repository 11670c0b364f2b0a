// From sightings to findings: only what the change brings in, and everything that has one cause in one finding.
import { createHash } from 'node:crypto';
import { distance } from 'fastest-levenshtein';
import type { Fact } from '../../../domain/architecture.ts';
import type { ChangedFile } from '../../../domain/diff.ts';
import { type Finding, type Place, severityRank } from '../../../domain/finding.ts';
import { joined } from '../../facts.ts';
import { dirName } from '../../graph/modules.ts';
import { createFinding } from './create-finding.ts';
import type { RepositoryContext } from './repository-context.ts';
import type { Match } from './rule.ts';
import { sourceKindOf } from './source-kind.ts';

/** What the rules saw in one changed file, before and after. */
export interface ComparedFile<T extends Match = Match> {
  readonly file: ChangedFile;
  readonly before: readonly Match[];
  readonly head: readonly T[];
  /** The file before is there and could be read, or the file is new: what the head shows beyond it was brought in. */
  readonly isComparable: boolean;
}

/**
 * Sightings of the head that the change brings in: not seen before in this change with the same text, and not the same case in the
 * same function (wherever in its package that stands by now), or in another of the file, with its line written anew. A line need not be new itself: taking away a deferred Rollback is enough.
 */
export function newMatches<T extends Match>(files: readonly ComparedFile<T>[]): readonly T[] {
  const unmatched = new Set(
    files.flatMap(({ file, before }) => before.map((sighting) => ({ sighting, path: file.path }))),
  );
  const habits = countAlike(files.flatMap(({ before }) => before));
  const take = (isSame: (earlier: { sighting: Match; path: string }) => boolean): boolean => {
    for (const earlier of unmatched) if (isSame(earlier)) return unmatched.delete(earlier);
    return false;
  };
  const heads = files.flatMap(({ file, before, head, isComparable }) => {
    const added = before.length === 0 || head.length === 0 ? new Set<number | null>() : addedLines(file);
    return head.map((sighting) => ({ file, sighting, isComparable, isAdded: added.has(sighting.startLine) }));
  });
  // What stands where it stood uses up its earlier self first, and of equal lines the one that nobody touched.
  const untouched = new Set(
    [...heads.filter(({ isAdded }) => !isAdded), ...heads.filter(({ isAdded }) => isAdded)].filter(
      ({ file, sighting }) =>
        take(({ sighting: other, path }) => path === file.path && fingerprint(other) === fingerprint(sighting)),
    ),
  );
  const sameFile = heads.filter((one) => !untouched.has(one) && !isHabit(one.sighting, habits));
  const sameText = sameFile.filter(
    ({ sighting }) => !take(({ sighting: other }) => fingerprint(other) === fingerprint(sighting)),
  );
  return sameText
    .filter(
      ({ file, sighting }) =>
        !take(
          ({ sighting: other, path }) =>
            other.rule.id === sighting.rule.id &&
            (path === file.path
              ? other.scope === sighting.scope || isRewritten(other, sighting)
              : isSameFunction(other, sighting)),
        ),
    )
    .filter(({ file, sighting, isComparable }) => isComparable || addedLines(file).has(sighting.startLine))
    .map(({ sighting }) => sighting);
}

function addedLines(file: ChangedFile): ReadonlySet<number | null> {
  return new Set(
    file.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.kind === 'added').map((line) => line.headLine)),
  );
}

/** Equal lines of one function from which on another one goes on as the team writes it: not this change's to be told. */
const HABIT = 3;

/** A function that says the same line in case after case gains a case. What weighs more, or is about safety, is said each time. */
function isHabit(sighting: Match, known: ReadonlyMap<string, number>): boolean {
  const { rule, severity } = sighting;
  if (rule.security === true || severityRank(severity) < severityRank('medium')) return false;
  return (known.get(habitOf(sighting)) ?? 0) >= HABIT;
}

function countAlike(sightings: readonly Match[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of sightings) counts.set(habitOf(one), (counts.get(habitOf(one)) ?? 0) + 1);
  return counts;
}

function habitOf(sighting: Match): string {
  return `${sighting.path}\n${sighting.scope}\n${fingerprint(sighting)}`;
}

/** The same code in another place, with other white space, is still the same case. */
function fingerprint({ rule, quote }: Match): string {
  return `${rule.id}\n${quote.replace(/\s+/g, ' ')}`;
}

/** A package declares a function or method once, whatever file it stands in; all but init, and what no function is around. */
function isSameFunction(old: Match, now: Match): boolean {
  return old.scope === now.scope && /^`(?!init`)[^`]+`$/.test(now.scope) && dirName(old.path) === dirName(now.path);
}

/** A line that was taken into another function of the file, with its names changed. */
function isRewritten({ quote: old }: Match, { quote }: Match): boolean {
  return 2 * distance(old.slice(0, MAX_COMPARED), quote.slice(0, MAX_COMPARED)) <= Math.max(old.length, quote.length);
}

/** Characters of a line that are compared. */
const MAX_COMPARED = 200;

/** Facts of all sightings, and a finding for each rule that speaks for itself, with all its places. */
export function reportMatches(
  sightings: readonly Match[],
  around: RepositoryContext,
): { facts: readonly Fact[]; findings: readonly Finding[] } {
  const groups = new Map<string, Match[]>();
  for (const sighting of sightings.filter(({ rule }) => rule.report === 'finding'))
    groups.set(sighting.rule.id, [...(groups.get(sighting.rule.id) ?? []), sighting]);
  return { facts: toFacts(sightings), findings: [...groups.values()].map((group) => toOneFinding(group, around)) };
}

/** Cases that a comment leaves out are facts still: the architect may ask for the reason. */
export function suppressedFacts(sightings: readonly Match[]): readonly Fact[] {
  return toFacts(sightings).map((fact) => ({
    ...fact,
    id: fact.id.replace('rule:', 'rule:suppressed:'),
    kind: 'signal',
    statement: `A comment suppresses ${fact.id.split(':')[1]}: ${fact.statement}`,
  }));
}

function factId(sighting: Match): string {
  const digest = createHash('sha256').update(sighting.quote).digest('hex').slice(0, 8);
  return `rule:${sighting.rule.id}:${sighting.path}:${digest}`;
}

/** One fact for each case; equal lines of one file are one fact with several places. */
function toFacts(sightings: readonly Match[]): readonly Fact[] {
  const facts = new Map<string, Fact>();
  for (const sighting of sightings) {
    const fact = toFact(sighting);
    const known = facts.get(fact.id);
    if (known === undefined) facts.set(fact.id, fact);
    else {
      const isElsewhere = !known.statement.startsWith(fact.statement) && !known.statement.endsWith(ELSEWHERE);
      const statement = isElsewhere ? `${known.statement}${ELSEWHERE}` : known.statement;
      facts.set(fact.id, { ...known, statement, places: [...known.places, ...fact.places] });
    }
  }
  return [...facts.values()];
}

const ELSEWHERE = ' The same line stands in another function of the file.';

function toFact(sighting: Match): Fact {
  const kind = sighting.rule.report === 'finding' ? 'rule' : 'signal';
  return { id: factId(sighting), kind, statement: sighting.said, places: [placeOf(sighting)] };
}

function placeOf({ path, startLine, endLine, quote, side = 'head' }: Match): Place {
  return { path, startLine, endLine, quote, side };
}

function toOneFinding(sightings: readonly Match[], around: RepositoryContext): Finding {
  // It stands at the gravest place.
  const group = [...sightings].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const first = group[0]!;
  const { rule } = first;
  const precedent = rule.existingUsage?.(group, around) ?? null;
  return createFinding({
    rule: rule.id,
    section: rule.section,
    severity: first.severity,
    concern: rule.security === true ? 'security' : undefined,
    title: group.length === 1 ? rule.title : `${rule.title} (${group.length} places)`,
    rationale: [...sayAll(group), rule.why, ...sayPurpose(group)].join(' '),
    recommendation: precedent === null ? rule.fix : `${rule.fix} ${precedent}`,
    tradeOffs: rule.tradeOffs,
    example: rule.example,
    places: group.map(placeOf) as [Place, ...Place[]],
    factId: factId(first),
    key: first.quote.replace(/\s+/g, ' '),
  });
}

/** What stands where; once for all functions of which the same is to be said, and all that is alike in one function in one sentence. */
function sayAll(group: readonly Match[]): string[] {
  const predicates = new Map<string, Set<string>>();
  for (const { said, scope } of group) {
    const [subject, predicate] = said.startsWith(scope) ? [scope, said.slice(scope.length)] : ['', said];
    predicates.set(subject, (predicates.get(subject) ?? new Set()).add(predicate));
  }
  const scopes = new Map<string, { subjects: string[]; cases: number }>();
  for (const [subject, all] of predicates)
    for (const { text, cases } of alike([...all])) {
      const known = scopes.get(text) ?? { subjects: [], cases };
      scopes.set(text, { ...known, subjects: [...known.subjects, subject] });
    }
  const told = [...scopes].slice(0, MAX_SAID).map(([predicate, { subjects, cases }]) => {
    const [first, ...same] = subjects;
    const named = same.slice(0, MAX_SAID).map((one) => one.replace(/^P(?=ackage-level)/, 'p'));
    const also = named.length === 0 ? '' : ` The same in ${joined(named)}.`;
    return { text: `${first}${predicate}${also}`, count: cases * (1 + named.length) };
  });
  const all = [...predicates.values()].reduce((sum, { size }) => sum + size, 0);
  const left = all - told.reduce((sum, { count }) => sum + count, 0);
  return [...told.map(({ text }) => text), ...(left === 0 ? [] : [`And ${left} more.`])];
}

/** Sentences that differ only in the last code they name are one that names them all: " defers `a.Close()` and `b.Close()` in a loop." */
function alike(sentences: readonly string[]): readonly { text: string; cases: number }[] {
  const kinds = new Map<string, { start: string; names: string[]; end: string }>();
  for (const sentence of sentences) {
    const [, start = sentence, name = '', end = ''] = /^([\s\S]*?)(`[^`]+`)([^`]*)$/.exec(sentence) ?? [];
    const kind = kinds.get(`${start}\n${end}`);
    if (kind === undefined) kinds.set(`${start}\n${end}`, { start, names: [name], end });
    else kind.names.push(name);
  }
  return [...kinds.values()].map(({ start, names, end }) => {
    const shown = names.slice(0, MAX_SAID);
    return { text: `${start}${joined(shown)}${end}`, cases: shown.length };
  });
}

/** Cases, and functions of each, that a rationale spells out. */
const MAX_SAID = 3;

/** Why a mistake matters in code that nobody runs in earnest. */
function sayPurpose(group: readonly Match[]): string[] {
  return group.every(({ path }) => sourceKindOf(path) === 'example')
    ? ['An example is copied, with what is wrong in it.']
    : [];
}
