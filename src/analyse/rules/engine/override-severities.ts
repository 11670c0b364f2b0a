// Applies the severities that a team's settings give to rules, and names rules in the settings that do not exist.
import { compareFindings, type Finding } from '../../../domain/finding.ts';
import type { Settings, SettingsProblem } from '../../../domain/settings.ts';
import { createAnyGlob } from '../../../text/glob.ts';
import { isNamed, type RuleText } from './rule.ts';

/** The first entry that names a finding's rule (or its family) and matches its path decides. */
export function overrideSeverities(
  findings: readonly Finding[],
  { severities }: Settings,
  rules: readonly RuleText[],
): readonly Finding[] {
  if (severities.length === 0) return findings;
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const entries = severities.map(({ rule, paths, severity }) => ({
    rule,
    severity,
    matches: paths.length === 0 ? () => true : createAnyGlob(paths),
  }));
  return findings
    .map((finding) => {
      const rule = finding.rule === null ? undefined : byId.get(finding.rule);
      const entry = entries.find((one) => rule !== undefined && isNamed(rule, one.rule) && one.matches(finding.path));
      return entry === undefined ? finding : { ...finding, severity: entry.severity };
    })
    .sort(compareFindings);
}

/** One problem for each name that no rule has. @param source "path@sha" of the settings */
export function findUnknownRules(
  { suppress, severities }: Settings,
  source: string | null,
  rules: readonly RuleText[],
): readonly SettingsProblem[] {
  const named = [
    ...suppress.map(({ rule }) => ({ key: 'suppress', rule })),
    ...severities.map(({ rule }) => ({ key: 'severities', rule })),
  ];
  return named
    .filter(({ rule }) => !rules.some((one) => isNamed(one, rule)))
    .map(({ key, rule }) => ({
      source: source?.split('@')[0] ?? '',
      line: null,
      message: `"${key}": there is no rule "${rule}"; \`architect rules\` lists all`,
    }));
}
