// Sentences about a review. Plain text without markup: each renderer escapes them for its place.
import { evidenceKind, type Finding, type FindingKind, type Section, type Severity } from '../domain/finding.ts';
import type { Review, Usage } from '../domain/review.ts';
import { capital, counted, dollars, duration, listed } from '../text/format.ts';
import { oneLine } from '../text/sanitize.ts';
import { unjudgedCount } from './coverage-words.ts';
import { placeLabel } from './links.ts';

export const sectionNames: Readonly<Record<Section, string>> = {
  'service-architecture': 'Service architecture',
  'api-design': 'API design',
  'concurrency-performance': 'Concurrency and performance',
  'testing-strategy': 'Testing strategy',
  'deployment-operations': 'Deployment and operations',
  'risk-mitigation': 'Risk mitigation',
};

export const structureHeading = 'Structural changes';

/** "2 high, 1 medium", most severe first; empty without findings. */
function severityCounts(findings: readonly Finding[]): string {
  const order: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
  return order
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ');
}

/** The verdict in one short line. */
export function verdictLine(review: Review): string {
  switch (review.verdict) {
    case 'not-reviewed':
      return 'Not reviewed';
    case 'clear':
      return 'No findings';
    case 'advise':
      return severityCounts(review.findings) || 'No findings';
    case 'incomplete':
      return [severityCounts(review.findings), capital(unjudgedCount(review.coverage))].filter(Boolean).join(' · ');
    case 'block':
      return `Changes needed: ${severityCounts(review.findings)}`;
  }
}

/** One line for a review without findings; empty where nothing was judged. */
export function nothingFound(review: Review): string {
  const { reviewed, factsOnly } = review.coverage;
  // What was not judged is told instead.
  if (reviewed === 0 && review.verdict === 'incomplete') return '';
  const read = counted(reviewed - factsOnly.length, 'Go file');
  if (factsOnly.length > 0) {
    return `No findings in ${read}; rules found nothing in ${counted(factsOnly.length, 'other')}.`;
  }
  return review.mode === 'facts' ? `No findings: no rule matched in ${read}.` : `No findings in ${read}.`;
}

export function notReviewedReason(review: Review): string {
  return oneLine(review.notReviewed ?? 'Nothing in this pull request could be reviewed.', 1000);
}

/** How the review was made, as far as a reader should know: why no model took part, and what that leaves open. */
export function reviewNotes(review: Review): string[] {
  const notes = review.notes.slice(0, 10).map((note) => oneLine(note, 500));
  if (review.mode === 'model' || review.verdict === 'not-reviewed') return notes;
  const why = notes.length === 0 ? ['Facts only: no model reviewed this change.'] : notes;
  return [...why, 'Design questions that need a model were not reviewed.'];
}

/** What a finding rests on, in a word or two. */
export const kindNames: Readonly<Record<FindingKind, string>> = {
  fact: 'Fact',
  'team-rule': 'Team rule',
  verified: 'Verified',
  unverified: 'Unverified',
};

/** How a finding was verified, where neither a fact nor a team rule backs it; else empty. */
export function kindNote(finding: Finding): string {
  switch (evidenceKind(finding)) {
    case 'verified':
      return 'Verified: a second model confirmed it against the code. It never fails the check.';
    case 'unverified':
      return 'Unverified: no second model confirmed it. It never fails the check.';
    default:
      return '';
  }
}

/** "3 further verified findings", above them. */
export function furtherHeading(count: number): string {
  return counted(count, 'further verified finding');
}

export function lessSevereLine(count: number): string {
  return `${counted(count, 'more finding')}, lower severity.`;
}

/** "Checked and dropped: 3 claims", above the claims. */
export function droppedHeading(count: number): string {
  return `Checked and dropped: ${counted(count, 'claim')}`;
}

/** " (truncated: last 1,200 characters not read)"; empty for a document that was read to its end. */
export function truncationNote(missing: number): string {
  return missing === 0 ? '' : ` (truncated: last ${counted(missing, 'character')} not read)`;
}

/** Time, and where a model was asked, tokens and cost, on one line. */
export function usageLine(usage: Usage, model: string | null): string {
  const parts = [duration(usage.durationMs)];
  if (model !== null) {
    const share = usage.inputTokens === 0 ? 0 : Math.round((100 * usage.cachedInputTokens) / usage.inputTokens);
    const cached = share === 0 ? '' : ` (${share}% from cache)`;
    parts.push(oneLine(model, 100));
    parts.push(`${usage.inputTokens.toLocaleString('en-US')} tokens in${cached}`);
    parts.push(`${usage.outputTokens.toLocaleString('en-US')} out`);
  }
  if (model !== null || usage.costUsd > 0) parts.push(costWords(usage));
  return parts.join(' · ');
}

/** "$0.14 (estimate $0.21; prices as of 2026-10-24)". */
function costWords({ costUsd, costIsEstimated, estimatedCostUsd, pricesAsOf }: Usage): string {
  if (costUsd === 0) return dollars(0);
  const notes = [
    ...(estimatedCostUsd === undefined ? [] : [`estimate ${dollars(estimatedCostUsd)}`]),
    ...(costIsEstimated === true ? ['no list price for this model'] : []),
    ...(pricesAsOf === undefined ? [] : [`prices as of ${pricesAsOf}`]),
  ];
  const cost = `${costIsEstimated === true ? 'about ' : ''}${dollars(costUsd)}`;
  return notes.length === 0 ? cost : `${cost} (${notes.join('; ')})`;
}

/** States of an earlier finding; the commit follows. */
export const historyStates = { open: 'open', gone: 'no longer found', dismissed: 'dismissed in its thread' } as const;

/** Shown above the errors in a settings file. */
export const settingsErrors = 'The settings need attention; everything else in them was applied.';

const policyKinds = { settings: 'the settings', agent: 'the reviewing agent', document: 'a design document' } as const;

/** Shown when the pull request edits what governs its own review. */
export function policyWarning(changes: Review['policyChanges']): string {
  const kinds = listed([...new Set(changes.map((change) => policyKinds[change.kind]))]);
  return [
    `This pull request changes ${kinds} that the review relies on.`,
    "The review used the base branch's version; the new version takes effect after the merge.",
  ].join(' ');
}

/** Shown above the list of what a pull request makes weaker. */
export const weakenedHeading = 'This pull request loosens its own rules. Allowed with it and not before:';

/** "layer `service` may import `adapters` (.github/architect.yml)". Markdown. */
export function weakenedLine({ text, path, line }: NonNullable<Review['weakened']>[number]): string {
  return `${text} (${line === null ? oneLine(path, 300) : placeLabel(path, line)})`;
}
