// Turns matches into facts and findings: a fact for each case, a finding for each rule with all its places.
import { createHash } from 'node:crypto';
import type { Fact } from '../../../domain/architecture.ts';
import { type Finding, type Place, severityRank } from '../../../domain/finding.ts';
import { computeFix } from './compute-fix.ts';
import { createFinding } from './create-finding.ts';
import { exampleFor, renderMessages } from './message.ts';
import { noteOnReachability } from './reachability-note.ts';
import type { RepositoryContext } from './repository-context.ts';
import type { Match, SuppressionNote } from './rule.ts';
import { sourceKindOf } from './source-kind.ts';

/** Facts of all matches, and a finding for each rule that is posted on its own, with all its places. */
export function reportMatches(
  matches: readonly Match[],
  around: RepositoryContext,
): { facts: readonly Fact[]; findings: readonly Finding[] } {
  const groups = new Map<string, Match[]>();
  for (const match of matches.filter(({ rule }) => rule.report === 'finding'))
    groups.set(match.rule.id, [...(groups.get(match.rule.id) ?? []), match]);
  return { facts: toFacts(matches), findings: [...groups.values()].map((group) => toFinding(group, around)) };
}

/** Cases that a comment suppresses are facts still: the architect may ask for the reason. */
export function suppressedFacts(matches: readonly Match[]): readonly Fact[] {
  return groupByLine(matches).map((group) => {
    const fact = toFact(group, `Suppressed by a comment (${group[0].rule.id}): `);
    return { ...fact, id: factId(group[0], 'rule:suppressed'), kind: 'signal' };
  });
}

function toFacts(matches: readonly Match[]): readonly Fact[] {
  return groupByLine(matches).map((group) => toFact(group));
}

/** Equal lines of one file are one fact with several places. */
function groupByLine(matches: readonly Match[]): [Match, ...Match[]][] {
  const groups = new Map<string, [Match, ...Match[]]>();
  for (const match of matches) {
    const id = factId(match);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [match]);
    else group.push(match);
  }
  return [...groups.values()];
}

function toFact(group: readonly [Match, ...Match[]], lead = ''): Fact {
  const [first] = group;
  return {
    id: factId(first),
    kind: first.rule.report === 'finding' ? 'rule' : 'signal',
    statement: `${lead}${renderMessages(first.rule.messages ?? {}, group).join(' ')}`,
    places: group.map(placeOf),
  };
}

function factId({ rule, path, quote }: Match, prefix = 'rule'): string {
  const digest = createHash('sha256').update(quote).digest('hex').slice(0, 8);
  return `${prefix}:${rule.id}:${path}:${digest}`;
}

function placeOf({ path, startLine, endLine, quote, side = 'head' }: Match): Place {
  return { path, startLine, endLine, quote, side };
}

function withFix(match: Match, around: RepositoryContext): Place {
  const text = match.edits === undefined ? undefined : around.tree.text(match.path);
  const fix = text === undefined ? null : computeFix(text, match.edits ?? []);
  return fix === null ? placeOf(match) : { ...placeOf(match), fix };
}

function toFinding(matches: readonly Match[], around: RepositoryContext): Finding {
  // Anchored at the most severe place.
  const group = [...matches].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const first = group[0]!;
  const { rule } = first;
  const usage = rule.existingUsage?.(group, around) ?? null;
  return createFinding(rule, {
    severity: first.severity,
    title: group.length === 1 ? rule.title : `${rule.title} (${group.length} places)`,
    rationale: rationaleOf(group, around),
    recommendation: usage === null ? rule.fix : `${rule.fix} ${usage}`,
    example: exampleFor(rule, first.data),
    places: group.map((match) => withFix(match, around)) as [Place, ...Place[]],
    factId: factId(first),
    key: first.quote.replace(/\s+/g, ' '),
  });
}

/** What stands where, what a suppression comment did not achieve, why it matters, and which entry points reach it. */
function rationaleOf(group: readonly Match[], around: RepositoryContext): string {
  const first = group[0]!;
  const notes = new Set(group.flatMap(({ note }) => (note === undefined ? [] : [SUPPRESSION_NOTES[note]])));
  const isExample = group.every(({ path }) => sourceKindOf(path) === 'example');
  const reachability = noteOnReachability(around.entryPointsReaching(first), first.data);
  return [
    ...renderMessages(first.rule.messages ?? {}, group),
    ...notes,
    first.rule.why,
    ...(isExample ? ['Readers copy examples, mistakes included.'] : []),
    ...(reachability === null ? [] : [reachability]),
  ].join(' ');
}

/** Says why a suppression comment without a rule or reason does not count. */
export const INCOMPLETE_SUPPRESSION =
  'A suppression comment covers this line, but it must name the rule and give a reason.';

/** What is reported of a suppression comment that does not count. */
const SUPPRESSION_NOTES: Readonly<Record<SuppressionNote, string>> = {
  'added-here':
    'A suppression comment added by this pull request covers this line; it does not apply to security rules.',
  incomplete: INCOMPLETE_SUPPRESSION,
};
