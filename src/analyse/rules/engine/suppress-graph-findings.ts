// Runs the graph rules, less the cases that comments and settings suppress.
import type { Suppression } from '../../../domain/architecture.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { SettingsSuppression } from './evaluate-rules.ts';
import type { CasePlace, GraphRule, GraphSources } from './graph-rule.ts';
import { INCOMPLETE_SUPPRESSION } from './report-matches.ts';
import type { RuleText } from './rule.ts';
import { hasInvalidDirective, suppressionReason } from './suppression-directives.ts';

/** Findings that nothing suppresses, and the cases that the settings or a comment at the line suppress. */
export async function unsuppressedGraphFindings(
  rules: readonly GraphRule[],
  sources: GraphSources,
  settingsReason: SettingsSuppression,
): Promise<{ findings: readonly Finding[]; suppressions: readonly Suppression[] }> {
  const suppressions: Suppression[] = [];
  const textOf = (path: string) => sources.after.tree.text(path) ?? '';
  const isSuppressed = (rule: RuleText, { path, startLine: line, side }: CasePlace) => {
    // Code that the change removes has no comment at the head.
    const comment = side === 'before' ? null : suppressionReason(textOf(path), line, rule);
    const reason = comment ?? settingsReason(rule, path);
    if (reason === null) return false;
    suppressions.push({ rule: rule.id, path, line, by: comment === null ? 'settings' : 'comment', reason });
    return true;
  };
  const findings: Finding[] = [];
  for (const rule of rules) {
    const isCaseSuppressed = (place: CasePlace) => isSuppressed(rule, place);
    const proved = await rule.prove(rule.withoutSuppressed?.(sources, isCaseSuppressed) ?? sources);
    const kept = rule.withoutSuppressed === undefined ? proved.filter((one) => !isCaseSuppressed(one)) : proved;
    findings.push(...kept.map((finding) => noteInvalidDirective(finding, rule, textOf)));
  }
  return { findings, suppressions };
}

/** Adds a note to a finding whose suppression comment names no rule or gives no reason. */
function noteInvalidDirective(finding: Finding, rule: RuleText, textOf: (path: string) => string): Finding {
  const { path, startLine, side, rationale } = finding;
  if (side === 'before' || !hasInvalidDirective(textOf(path), startLine, rule)) return finding;
  return { ...finding, rationale: `${rationale} ${INCOMPLETE_SUPPRESSION}` };
}
