// Evaluates the rules over a change: the cases that it introduces, less those that are suppressed, each counted.
import type { Fact, Suppression } from '../../../domain/architecture.ts';
import { type Finding, severityRank } from '../../../domain/finding.ts';
import type { Settings } from '../../../domain/settings.ts';
import { createAnyGlob } from '../../../text/glob.ts';
import type { ChangeRule, JudgedGoFile, RuleContext } from './change-rule.ts';
import { type ComparedFile, newMatches } from './new-matches.ts';
import { reportMatches, suppressedFacts } from './report-matches.ts';
import type { RepositoryContext } from './repository-context.ts';
import { type FileMatches, isNamed, type Match, type RuleText, type SuppressedMatch, UNDECIDED } from './rule.ts';
import { suppressionReason } from './suppression-directives.ts';

export interface RuleResults {
  readonly facts: readonly Fact[];
  readonly findings: readonly Finding[];
  readonly suppressions: readonly Suppression[];
  /** How often a rule could not decide, by rule id. */
  readonly undecided: Readonly<Record<string, number>>;
}

/** The reason why the settings suppress a rule at a path; null where they do not. */
export type SettingsSuppression = (rule: RuleText, path: string) => string | null;

/** The first entry of `suppress` that names the rule (or its family) and matches the path decides. */
export function createSettingsSuppression({ suppress }: Settings): SettingsSuppression {
  const entries = suppress.map(({ rule, paths, reason, until, issue }) => ({
    rule,
    reason: [reason, ...(until === undefined ? [] : [`until ${until}`]), ...(issue === undefined ? [] : [issue])].join(
      ', ',
    ),
    matches: paths.length === 0 ? () => true : createAnyGlob(paths),
  }));
  return (rule, path) => entries.find((one) => isNamed(rule, one.rule) && one.matches(path))?.reason ?? null;
}

/** Collects the matches of a change: what it introduces, less what comments and settings suppress, each counted. */
export function evaluateRules(
  change: RuleContext,
  changeRules: readonly ChangeRule[],
  settingsReason: SettingsSuppression,
): RuleResults {
  const undecided = new Map<string, number>();
  const countUndecided = (rule: string, count = 1) => undecided.set(rule, (undecided.get(rule) ?? 0) + count);
  const inFiles = matchesInFiles(change, countUndecided);
  const inChange = matchesInChange(change, changeRules, countUndecided);
  const found = [...inFiles.found, ...inChange.found];
  const bySettings = found.flatMap((match) => {
    const reason = settingsReason(match.rule, match.path);
    return reason === null ? [] : [toSuppression(match, 'settings', reason)];
  });
  const kept = found
    .filter(({ rule, path }) => settingsReason(rule, path) === null)
    .map((match) => raiseInRequestPath(match, change.around));
  const byComment = [...inFiles.suppressed, ...inChange.suppressed];
  const { facts, findings } = reportMatches(kept, change.around);
  return {
    facts: [...facts, ...suppressedFacts(byComment)],
    findings,
    suppressions: [...byComment.map((one) => toSuppression(one, 'comment', one.reason)), ...bySettings],
    undecided: Object.fromEntries(undecided),
  };
}

interface Found {
  readonly found: readonly Match[];
  readonly suppressed: readonly SuppressedMatch[];
}

type CountUndecided = (rule: string, count?: number) => void;

/** Matches in the code of changed files. */
function matchesInFiles(change: RuleContext, countUndecided: CountUndecided): Found {
  const files = [...change.files, ...change.disguised];
  for (const [rule, count] of files.flatMap(({ head }) => Object.entries(head?.found.undecided ?? {})))
    countUndecided(rule, count);
  const suppressed = newMatches(files.map(suppressedIn));
  const found = [
    ...newMatches(files.map(matchesIn)),
    ...suppressed.filter(({ rule }) => rule.security === true).map(reportAnyway),
  ].filter((match) => {
    const holds = match.rule.confirm?.(match, change.around) ?? true;
    if (holds === UNDECIDED) countUndecided(match.rule.id);
    return holds === true;
  });
  return { found, suppressed: suppressed.filter(({ rule }) => rule.security !== true) };
}

/** Matches of the rules about the change as a whole. */
function matchesInChange(
  change: RuleContext,
  changeRules: readonly ChangeRule[],
  countUndecided: CountUndecided,
): Found {
  const found: Match[] = [];
  const suppressed: SuppressedMatch[] = [];
  const { whole } = change.snapshot.target;
  for (const rule of changeRules.filter(({ judgesState }) => whole !== true || judgesState === true))
    for (const match of rule.check(change)) {
      if (match === UNDECIDED) {
        countUndecided(rule.id);
        continue;
      }
      const reason = commentReason(change, match);
      if (reason === null) found.push(match);
      else suppressed.push({ ...match, reason });
    }
  const isSecurity = ({ rule }: Match) => rule.security === true;
  return {
    found: [...found, ...suppressed.filter(isSecurity).map(reportAnyway)],
    suppressed: suppressed.filter((match) => !isSecurity(match)),
  };
}

/** Raises the severity of a match that a request can reach. */
function raiseInRequestPath(match: Match, around: RepositoryContext): Match {
  const raised = match.rule.inRequestPath;
  const { path, startLine, severity, side } = match;
  if (raised === undefined || side === 'before' || severityRank(severity) <= severityRank(raised)) return match;
  return around.isInRequestPath(path, startLine) ? { ...match, severity: raised } : match;
}

/** The reason of a comment at the head that suppresses a match about the change; null where there is none. */
function commentReason({ snapshot }: RuleContext, { rule, path, startLine, side }: Match): string | null {
  const text = side === 'before' ? undefined : snapshot.head.text(path);
  return text === undefined ? null : suppressionReason(text, startLine, rule);
}

/** A comment that the change adds does not suppress a security rule: whoever reviews the pull request decides. */
function reportAnyway({ reason: _, ...match }: SuppressedMatch): Match {
  return { ...match, note: 'added-here' };
}

function toSuppression({ rule, path, startLine }: Match, by: Suppression['by'], reason: string): Suppression {
  return { rule: rule.id, path, line: startLine, by, reason };
}

function matchesIn(one: JudgedGoFile): ComparedFile {
  return compare(one, ({ matches }) => matches, one.head?.found.matches ?? []);
}

/** Compared with everything that was there before, suppressed or not: what it adds would be a finding. */
function suppressedIn(one: JudgedGoFile): ComparedFile<SuppressedMatch> {
  return compare(one, ({ matches, suppressed }) => [...matches, ...suppressed], one.head?.found.suppressed ?? []);
}

function compare<T extends Match>(
  { file, before }: JudgedGoFile,
  earlier: (found: FileMatches) => readonly Match[],
  head: readonly T[],
): ComparedFile<T> {
  const isNew = file.status === 'added' || file.status === 'copied';
  const isComparable = isNew || (before !== null && before.outline.errorLine === null);
  return { file, isComparable, before: before === null ? [] : earlier(before.found), head };
}
