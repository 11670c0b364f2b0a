// What the rules make of a change: their cases that it brings in, less those that somebody asked to leave out, each counted.
import type { Fact, Suppression } from '../../../domain/architecture.ts';
import { type Finding, severityRank } from '../../../domain/finding.ts';
import type { Settings } from '../../../domain/settings.ts';
import { createAnyGlob } from '../../../text/glob.ts';
import type { ChangedGoFile } from '../../change/changed-go-files.ts';
import { changeRules } from '../change-rules.ts';
import type { RuleContext } from './change-rule.ts';
import { type ComparedFile, newMatches, reportMatches, suppressedFacts } from './new-matches.ts';
import type { RepositoryContext } from './repository-context.ts';
import { type FileMatches, type Match, type SuppressedMatch, UNDECIDED } from './rule.ts';
import { suppressionReason } from './suppression-directives.ts';

export interface RuleResults {
  readonly facts: readonly Fact[];
  readonly findings: readonly Finding[];
  readonly suppressions: readonly Suppression[];
  readonly couldNotTell: Readonly<Record<string, number>>;
}

/** Why the settings leave a rule out at a path; null where they do not. */
export type SettingsSuppression = (rule: string, path: string) => string | null;

/** The first entry of `suppress` that names the rule (or its family) and matches the path decides. */
export function createSettingsSuppression({ suppress }: Settings): SettingsSuppression {
  const entries = suppress.map(({ rule, paths, reason }) => ({
    rule,
    reason,
    matches: paths.length === 0 ? () => true : createAnyGlob(paths),
  }));
  return (rule, path) =>
    entries.find((one) => (one.rule === rule || one.rule === rule.split('/')[0]) && one.matches(path))?.reason ?? null;
}

/** Runs the rules over a change. */
export function evaluateRules(change: RuleContext, waiver: SettingsSuppression): RuleResults {
  const couldNotTell = new Map<string, number>();
  const doubt = (rule: string, count = 1) => couldNotTell.set(rule, (couldNotTell.get(rule) ?? 0) + count);
  const files = [...change.files, ...change.disguised];
  for (const [rule, count] of files.flatMap(({ head }) => Object.entries(head?.inspection.undecided ?? {})))
    doubt(rule, count);
  const excused = [...newMatches(files.map(excusedIn))];
  const seen = [
    ...newMatches(files.map(seenIn)),
    ...excused.filter(({ rule }) => rule.security === true).map(insist),
  ].filter((sighting) => {
    const holds = sighting.rule.confirm?.(sighting, change.around) ?? true;
    if (holds === UNDECIDED) doubt(sighting.rule.id);
    return holds === true;
  });
  const { whole } = change.snapshot.target;
  for (const rule of changeRules.filter(({ judgesState }) => whole !== true || judgesState === true))
    for (const sighting of rule.check(change))
      if (sighting === UNDECIDED) doubt(rule.id);
      else {
        const reason = excuseIn(change, sighting);
        if (reason === null) seen.push(sighting);
        else if (rule.security === true) seen.push(insist({ ...sighting, reason }));
        else excused.push({ ...sighting, reason });
      }
  const waived = seen.flatMap((sighting) => {
    const reason = waiver(sighting.rule.id, sighting.path);
    return reason === null ? [] : [suppressed(sighting, 'settings', reason)];
  });
  const told = reportMatches(
    seen
      .filter(({ rule, path }) => waiver(rule.id, path) === null)
      .map((sighting) => weighPlace(sighting, change.around)),
    change.around,
  );
  const silenced = excused.filter(({ rule }) => rule.security !== true);
  return {
    facts: [...told.facts, ...suppressedFacts(silenced)],
    findings: told.findings,
    suppressions: [...silenced.map((one) => suppressed(one, 'comment', one.reason)), ...waived],
    couldNotTell: Object.fromEntries(couldNotTell),
  };
}

/** What a request waits for, or dies of, is graver than the same in a tool. */
function weighPlace(sighting: Match, around: RepositoryContext): Match {
  const graver = sighting.rule.inRequestPath;
  const { path, startLine, severity, side } = sighting;
  if (graver === undefined || side === 'before' || severityRank(severity) <= severityRank(graver)) return sighting;
  return around.isInRequestPath(path, startLine) ? { ...sighting, severity: graver } : sighting;
}

/** What a comment at the head says that leaves out a case of the whole change. */
function excuseIn({ snapshot }: RuleContext, { rule, path, startLine, side }: Match): string | null {
  const text = side === 'before' ? undefined : snapshot.head.text(path);
  return text === undefined ? null : suppressionReason(text, startLine, rule);
}

/** A comment that comes with a risk to security does not excuse it: whoever reviews the pull request decides. */
function insist({ reason: _, ...sighting }: SuppressedMatch): Match {
  return { ...sighting, said: `${sighting.said} A comment that comes with it asks to leave this out.` };
}

function suppressed({ rule, path, startLine }: Match, by: Suppression['by'], reason: string): Suppression {
  return { rule: rule.id, path, line: startLine, by, reason };
}

function seenIn(one: ChangedGoFile): ComparedFile {
  return compare(one, ({ matches: sightings }) => sightings, one.head?.inspection.matches ?? []);
}

/** Against all that was there before, whether a comment left it out or not: what it adds is what would be a finding. */
function excusedIn(one: ChangedGoFile): ComparedFile<SuppressedMatch> {
  return compare(
    one,
    ({ matches: sightings, suppressed }) => [...sightings, ...suppressed],
    one.head?.inspection.suppressed ?? [],
  );
}

function compare<T extends Match>(
  { file, before }: ChangedGoFile,
  earlier: (inspection: FileMatches) => readonly Match[],
  head: readonly T[],
): ComparedFile<T> {
  const isNew = file.status === 'added' || file.status === 'copied';
  const isComparable = isNew || (before !== null && before.outline.errorLine === null);
  return { file, isComparable, before: before === null ? [] : earlier(before.inspection), head };
}
