// Every sentence of ours about a review, in one place. Plain text without markup: the renderers dress it for where it goes.
import type { ClauseEntry } from '../domain/clause.ts';
import type { Finding, Section, Severity } from '../domain/finding.ts';
import type { Coverage, FactsSummary, Review, Usage } from '../domain/review.ts';
import { counted, dollars, duration, listed } from '../text/format.ts';
import { oneLine } from '../text/sanitize.ts';

export const sectionNames: Readonly<Record<Section, string>> = {
  'service-architecture': 'Service architecture',
  'api-design': 'API design',
  'concurrency-performance': 'Concurrency and performance',
  'testing-strategy': 'Testing strategy',
  'deployment-operations': 'Deployment and operations',
  'risk-mitigation': 'Risk mitigation',
};

const skipReasons: Readonly<Record<string, string>> = {
  generated: 'generated',
  vendored: 'vendored',
  testdata: 'test data',
  'outside-the-build': 'outside the build',
  'ignored-by-settings': 'ignored by the settings',
  binary: 'binary',
  'too-large': 'too large to read',
  'lfs-pointer': 'stored in Git LFS',
  symlink: 'a symbolic link',
  submodule: 'a submodule',
  'not-utf-8': 'not UTF-8 text',
  'syntax-error': 'not understood: syntax error',
  'too-complex': 'too complex to analyse in the time allowed',
  unavailable: 'could not be fetched',
  'over-budget': 'not reached within the budget',
};

/** Why a file was not read, in words. */
export function skipReason(reason: string): string {
  return skipReasons[reason] ?? oneLine(reason, 100);
}

const unreadReasons: Readonly<Record<string, string>> = {
  'over-budget': 'not reached within the budget',
  'no-room': 'no room for it in the model',
  'not-submitted': 'the model did not submit its part',
  steered: 'the model’s answer on its part was thrown away',
};

/** Why a model that took part did not read a file, in words. */
export function unreadReason(reason: string): string {
  return `judged by the facts alone: ${unreadReasons[reason] ?? oneLine(reason, 100)}`;
}

/** "13 of them are judged by the facts alone."; empty where the model saw all that it was to see. */
function factsOnlyLine({ factsOnly }: Coverage): string {
  if (factsOnly.length === 0) return '';
  return `${factsOnly.length === 1 ? 'One of them is' : `${factsOnly.length.toLocaleString('en-US')} of them are`} judged by the facts alone.`;
}

/** "2 high, 1 medium", most severe first; empty when there are none. */
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
    case 'block':
      return `Changes needed: ${severityCounts(review.findings)}`;
  }
}

/** What follows the verdict when there is nothing to find: one line, and no more. */
export function nothingFound(review: Review): string {
  const { reviewed, factsOnly } = review.coverage;
  const read = counted(reviewed - factsOnly.length, 'Go file');
  if (factsOnly.length > 0) {
    return `Nothing to report: the design of ${read} holds up, and the facts raise no concern about ${counted(factsOnly.length, 'other')}. Thank you.`;
  }
  return review.mode === 'facts'
    ? `Nothing to report: no rule found anything in ${read}. Thank you.`
    : `Nothing to report: the design of ${read} holds up. Thank you.`;
}

/** Why nothing was judged. */
export function notReviewedReason(review: Review): string {
  return oneLine(review.notReviewed ?? 'Nothing in this pull request could be judged.', 1000);
}

/** What a reader should know of how the review was made: why no model took part, and what that leaves open. */
export function reviewNotes(review: Review): string[] {
  const notes = review.notes.slice(0, 10).map((note) => oneLine(note, 500));
  if (review.mode === 'model' || review.verdict === 'not-reviewed') return notes;
  const why = notes.length === 0 ? ['Facts only: no model judged this change.'] : notes;
  return [...why, 'Design questions that need judgement are left open.'];
}

/** Said of a finding that cites neither a fact nor a document. */
export const opinionNote =
  'The architect’s own judgement: no design document or computed fact stands behind it, and it never fails a check.';

/** "Read 41 of 57 Go files; 12 generated and 4 vendored set aside." */
export function coverageLine(coverage: Coverage, isWhole = false): string {
  const { changedGoFiles, reviewed, skipped } = coverage;
  const what = isWhole ? 'Go file' : 'changed Go file';
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(skipReason(reason), (counts.get(skipReason(reason)) ?? 0) + 1);
  const aside = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${count.toLocaleString('en-US')} ${reason}`);
  const head =
    reviewed === changedGoFiles
      ? changedGoFiles === 0
        ? 'No Go files changed'
        : changedGoFiles === 1
          ? `Read the one ${what}`
          : `Read all ${counted(changedGoFiles, what)}`
      : `Read ${reviewed.toLocaleString('en-US')} of ${counted(changedGoFiles, what)}`;
  const line = aside.length === 0 ? `${head}.` : `${head}; set aside: ${listed(aside)}.`;
  return [line, factsOnlyLine(coverage)].filter((part) => part !== '').join(' ');
}

/** "Left out 2 cases of `concurrency/defer-in-loop`, as the settings ask: only the importer runs it." */
export function suppressedLine({ rule, by, count, reasons }: FactsSummary['suppressed'][number]): string {
  const asked = by === 'settings' ? 'the settings ask' : count === 1 ? 'a comment asks' : 'comments ask';
  const why = reasons.map((reason) => reason.replace(/[.;]+$/, '')).join('; ');
  return `Left out ${counted(count, 'case')} of \`${rule}\`, as ${asked}: ${why}.`;
}

/** How often each rule could not resolve what it needs: "`api/breaking-change` could not tell in 1 place". */
export function undecidedLines({ couldNotTell }: Pick<FactsSummary, 'couldNotTell'>): string[] {
  return Object.entries(couldNotTell)
    .filter(([, count]) => count > 0)
    .slice(0, 30)
    .map(([rule, count]) => `\`${oneLine(rule, 100)}\` could not tell in ${counted(count, 'place')}`);
}

const clauseStates: Readonly<Record<ClauseEntry['state'], string>> = {
  violated: 'violated',
  kept: 'kept',
  'not-judged': 'not judged',
  'not-checkable': 'not checkable in code',
  'not-touched': 'not touched',
  'not-in-force': 'not in force',
};

/** What became of one of the team's rules: "kept, by the facts". */
export function clauseState({ state, by }: Pick<ClauseEntry, 'state' | 'by'>): string {
  const who = by === null ? '' : by === 'fact' ? ', by the facts' : ', says the architect';
  return `${clauseStates[state]}${state === 'kept' || state === 'violated' ? who : ''}`;
}

/** The clauses that there is something to look at of: without a model, what nobody judged is nothing. */
export function shownClauses({ clauses, mode }: Pick<Review, 'clauses' | 'mode'>): ClauseEntry[] {
  const untold: readonly ClauseEntry['state'][] = ['not-touched', 'not-in-force'];
  return clauses.filter(({ state }) => !untold.includes(state) && (mode === 'model' || state !== 'not-judged'));
}

/** "The team’s rules (38): 3 violated, 9 kept, 20 not judged, 6 not touched."; empty where there are none. */
export function clauseLine(clauses: readonly ClauseEntry[]): string {
  if (clauses.length === 0) return '';
  const order = Object.keys(clauseStates) as ClauseEntry['state'][];
  const counts = order
    .map((state) => ({ state, count: clauses.filter((entry) => entry.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${clauseStates[state]}`);
  return `The team’s rules (${clauses.length}): ${counts.join(', ')}.`;
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

/** "$0.14 ($0.21 expected, list prices of 2026-10-24)". */
function costWords({ costUsd, costIsEstimated, estimatedCostUsd, pricesAsOf }: Usage): string {
  if (costUsd === 0) return dollars(0);
  const notes = [
    ...(estimatedCostUsd === undefined ? [] : [`${dollars(estimatedCostUsd)} expected`]),
    ...(costIsEstimated === true ? ['without a list price'] : []),
    ...(pricesAsOf === undefined ? [] : [`list prices of ${pricesAsOf}`]),
  ];
  const said = `${costIsEstimated === true ? 'about ' : ''}${dollars(costUsd)}`;
  return notes.length === 0 ? said : `${said} (${notes.join(', ')})`;
}

/** What became of an earlier finding; the commit follows. */
export const historyStates = { open: 'open', gone: 'no longer found', dismissed: 'dismissed in its thread' } as const;

/** What stands above the mistakes in a team's settings. */
export const settingsErrors = 'The settings file has mistakes; what is right in it was used.';

const policyKinds = { settings: 'the settings', agent: 'the reviewing agent', document: 'a design document' } as const;

/** Said when the pull request edits what governs its own review. */
export function policyWarning(changes: Review['policyChanges']): string {
  const kinds = [...new Set(changes.map((change) => policyKinds[change.kind]))];
  return `This pull request changes ${listed(kinds)} that reviews go by. This review went by the text on the base branch; the new text takes effect once merged.`;
}
