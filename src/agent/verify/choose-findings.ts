// Chooses which verified findings get a place of their own. What rests on a fact or a team rule always does.
import { evidenceKind, type Finding, isGrounded, type Severity, severityRank } from '../../domain/finding.ts';
import { type Settings, verifiedLimits } from '../../domain/settings.ts';

export interface ChosenFindings {
  readonly findings: readonly Finding[];
  /** True findings for which there is no place of their own; the summary lists them. */
  readonly further: readonly Finding[];
}

/** Severity of a finding that nobody verified, at most. */
const MAX_UNVERIFIED: Severity = 'medium';

/** @param candidates most important first */
export function chooseFindings(candidates: readonly Finding[], settings: Settings): ChosenFindings {
  const { max, maxSeverity } = verifiedLimits(settings);
  const findings: Finding[] = [];
  const further: Finding[] = [];
  let places = max;
  for (const candidate of bySeverity(candidates.map((finding) => capSeverity(finding, maxSeverity)))) {
    if (isGrounded(candidate)) findings.push(candidate);
    else if (places > 0) {
      places -= 1;
      findings.push(candidate);
    } else further.push(candidate);
  }
  return { findings, further };
}

function capSeverity(finding: Finding, maxSeverity: Severity): Finding {
  const kind = evidenceKind(finding);
  if (kind === 'team-rule' || (kind === 'fact' && finding.verified === true)) return finding;
  const limit = kind === 'verified' ? maxSeverity : mildest(maxSeverity, MAX_UNVERIFIED);
  return severityRank(finding.severity) < severityRank(limit) ? { ...finding, severity: limit } : finding;
}

function mildest(a: Severity, b: Severity): Severity {
  return severityRank(a) > severityRank(b) ? a : b;
}

/** Stable: the order within a severity stays. */
function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
}
