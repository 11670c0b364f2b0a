// Sentences about what a review read, skipped, suppressed and left undecided, and about the team's rules. Plain text.
import type { ClauseEntry } from '../domain/clause.ts';
import type { Coverage, FactsSummary, Review } from '../domain/review.ts';
import { counted, listed } from '../text/format.ts';
import { oneLine } from '../text/sanitize.ts';

/** Each reads well after a path ("a.go: generated") and after a number ("12 generated"). */
const skipReasons: Readonly<Record<string, string>> = {
  generated: 'generated',
  vendored: 'vendored',
  testdata: 'test data',
  'outside-the-build': 'outside the build',
  'ignored-by-settings': 'ignored by the settings',
  binary: 'binary',
  'too-large': 'too large to read',
  'lfs-pointer': 'in Git LFS',
  symlink: 'symbolic link',
  submodule: 'submodule',
  'not-utf-8': 'not UTF-8',
  'syntax-error': 'not parsed: syntax error',
  unavailable: 'not available',
  'over-budget': 'over budget',
};

/** Why a file was not read. */
export function skipReason(reason: string): string {
  return skipReasons[reason] ?? oneLine(reason, 100);
}

const unreadReasons: Readonly<Record<string, string>> = {
  'over-budget': 'the budget ran out before the model read it',
  'no-room': "too large for the model's context",
  'not-submitted': 'the model returned no result for this part',
  steered: "the model's answer for this part was discarded",
};

/** Why a model that took part did not read a file. */
export function unreadReason(reason: string): string {
  return `checked by facts only: ${unreadReasons[reason] ?? oneLine(reason, 100)}`;
}

/** "Read 41 of 57 changed Go files; skipped 12 generated and 4 vendored." */
export function coverageLine(coverage: Coverage, isWhole = false): string {
  const { changedGoFiles, reviewed, skipped } = coverage;
  const noun = isWhole ? 'Go file' : 'changed Go file';
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${count.toLocaleString('en-US')} ${skipReason(reason)}`);
  const read =
    reviewed === changedGoFiles
      ? readAll(changedGoFiles, noun)
      : `Read ${reviewed.toLocaleString('en-US')} of ${counted(changedGoFiles, noun)}`;
  const line = reasons.length === 0 ? `${read}.` : `${read}; skipped ${listed(reasons)}.`;
  return [line, factsOnlyLine(coverage)].filter((part) => part !== '').join(' ');
}

function readAll(count: number, noun: string): string {
  if (count === 0) return 'No Go files changed';
  if (count === 1) return `Read the only ${noun}`;
  return count === 2 ? `Read both ${noun}s` : `Read all ${counted(count, noun)}`;
}

/** Empty where the model read everything that it was to read. */
function factsOnlyLine({ factsOnly }: Coverage): string {
  if (factsOnly.length === 0) return '';
  const count = factsOnly.length.toLocaleString('en-US');
  return `The model did not read ${count} of them; rules checked ${factsOnly.length === 1 ? 'it' : 'them'}.`;
}

/** "2 findings of `concurrency/defer-in-loop` suppressed by the settings: only the importer runs it." */
export function suppressedLine({ rule, by, count, reasons }: FactsSummary['suppressed'][number]): string {
  const cause = by === 'settings' ? 'the settings' : count === 1 ? 'a comment' : 'comments';
  // Reasons are what people wrote, with or without a full stop.
  const why = reasons.map((reason) => reason.replace(/[.;]+$/, '')).join('; ');
  return `${counted(count, 'finding')} of \`${rule}\` suppressed by ${cause}: ${why}.`;
}

/** "`api/breaking-change`: undecided in 1 place": how often each rule could not resolve what it needs. */
export function undecidedLines({ couldNotTell }: Pick<FactsSummary, 'couldNotTell'>): string[] {
  return Object.entries(couldNotTell)
    .filter(([, count]) => count > 0)
    .slice(0, 30)
    .map(([rule, count]) => `\`${oneLine(rule, 100)}\`: undecided in ${counted(count, 'place')}`);
}

/** "Consulted 2 design documents". */
export function consultedHeading(count: number, noun = 'design document'): string {
  return `Consulted ${counted(count, noun)}`;
}

const clauseStates: Readonly<Record<ClauseEntry['state'], string>> = {
  violated: 'violated',
  kept: 'kept',
  'not-judged': 'not judged',
  'not-checkable': 'not checkable from code',
  'not-touched': 'outside this change',
  'not-in-force': 'not in force',
};

/** "kept (verified)", "violated (according to the model)". */
export function clauseState({ state, by }: Pick<ClauseEntry, 'state' | 'by'>): string {
  const isDecided = state === 'kept' || state === 'violated';
  if (!isDecided || by === null) return clauseStates[state];
  return `${clauseStates[state]} (${by === 'fact' ? 'verified' : 'according to the model'})`;
}

/** The team's rules that a reader can look into. Without a model, those that nobody judged are left out. */
export function shownClauses({ clauses, mode }: Pick<Review, 'clauses' | 'mode'>): ClauseEntry[] {
  const hidden: readonly ClauseEntry['state'][] = ['not-touched', 'not-in-force'];
  return clauses.filter(({ state }) => !hidden.includes(state) && (mode === 'model' || state !== 'not-judged'));
}

/** "Team rules (38): 3 violated, 9 kept, 20 not judged, 6 outside this change."; empty without rules. */
export function clauseLine(clauses: readonly ClauseEntry[]): string {
  if (clauses.length === 0) return '';
  const order = Object.keys(clauseStates) as ClauseEntry['state'][];
  const counts = order
    .map((state) => ({ state, count: clauses.filter((entry) => entry.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${clauseStates[state]}`);
  return `Team rules (${clauses.length}): ${counts.join(', ')}.`;
}
