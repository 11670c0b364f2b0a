// Sentences about what a review read, skipped, suppressed and left undecided, and about the team's rules. Plain text.
import type { ClauseEntry } from '../domain/clause.ts';
import { type Coverage, type FactsSummary, isUnjudged, type Review } from '../domain/review.ts';
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
  'partly-parsed': 'only in part: syntax error',
  'function-too-long': 'only in part: a function of more than 60,000 characters',
  'too-complex': 'too complex to analyze',
  unavailable: 'not available',
  'over-budget': 'over budget',
};

/** Why files were not read. */
function skipReason(reason: string): string {
  return skipReasons[reason] ?? oneLine(reason, 100);
}

/** Why a file was not read: "not parsed: syntax error in line 5". */
export function skippedReason({ reason, line }: Coverage['skipped'][number]): string {
  return line === undefined ? skipReason(reason) : `${skipReason(reason)} in line ${line}`;
}

/** Files named in one sentence; the rest is counted. */
const MAX_NAMED = 5;

/**
 * "1 changed Go file was not judged: a.go (not parsed: syntax error in line 5)."; then the steps that were left out.
 * Empty where everything was judged.
 */
export function unjudgedLine({ skipped, stepsLeftOut = [] }: Coverage, isWhole = false): string {
  const files = skipped.filter(isUnjudged);
  const named = files.slice(0, MAX_NAMED).map((file) => `${oneLine(file.path, 200)} (${skippedReason(file)})`);
  const more = files.length - named.length;
  const names = more > 0 ? [...named, `${more.toLocaleString('en-US')} more`] : named;
  const noun = isWhole ? 'Go file' : 'changed Go file';
  const line = `${counted(files.length, `${noun} was`, `${noun}s were`)} not judged: ${listed(names)}.`;
  return [...(files.length === 0 ? [] : [line]), ...stepsLeftOut.map((step) => oneLine(step, 300))].join(' ');
}

/** "1 Go file not judged", for a title; empty where everything was judged. */
export function unjudgedCount({ skipped, stepsLeftOut = [] }: Coverage): string {
  const files = skipped.filter(isUnjudged);
  if (files.length === 1) return `not judged: ${oneLine(files[0]!.path, 150)}`;
  if (files.length > 1) return `${counted(files.length, 'Go file')} not judged`;
  return stepsLeftOut.length === 0 ? '' : 'analysis incomplete';
}

const unreadReasons: Readonly<Record<string, string>> = {
  'over-budget': 'the budget ran out before the model read it',
  'no-room': "too large for the model's context",
  'not-submitted': 'the model returned no result for this part',
  steered: "the model's answer for this part was discarded",
};

/** Why a model that took part did not read a file. */
export function unreadReason({ reason }: { readonly reason: string }): string {
  return `checked by facts only: ${unreadReasons[reason] ?? oneLine(reason, 100)}`;
}

/**
 * "Reviewed 41 of 57 changed Go files; skipped 12 generated and 4 vendored. Other files skipped: 9 vendored." The
 * first sentence is about changed Go files alone, so that its numbers add up.
 */
export function coverageLine(coverage: Coverage, isWhole = false): string {
  const { changedGoFiles, reviewed, skipped } = coverage;
  const noun = isWhole ? 'Go file' : 'changed Go file';
  const isGo = ({ path }: { readonly path: string }) => path.endsWith('.go');
  const reasons = countReasons(skipped.filter(isGo));
  const others = countReasons(skipped.filter((file) => !isGo(file)));
  const read =
    reviewed === changedGoFiles
      ? readAll(changedGoFiles, noun)
      : `Reviewed ${reviewed.toLocaleString('en-US')} of ${counted(changedGoFiles, noun)}`;
  const line = reasons.length === 0 ? `${read}.` : `${read}; skipped ${listed(reasons)}.`;
  const beside = others.length === 0 ? '' : `Other files skipped: ${listed(others)}.`;
  return [line, factsOnlyLine(coverage), beside].filter((part) => part !== '').join(' ');
}

/** "12 generated", most frequent first. */
function countReasons(files: Coverage['skipped']): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of files) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${count.toLocaleString('en-US')} ${skipReason(reason)}`);
}

function readAll(count: number, noun: string): string {
  if (count === 0) return 'No Go files changed';
  if (count === 1) return `Reviewed the only ${noun}`;
  return count === 2 ? `Reviewed both ${noun}s` : `Reviewed all ${counted(count, noun)}`;
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

/**
 * "kept (verified)", "violated (according to the model)"; "kept (verified); 12 places broke it before" where the code
 * did not keep it all along.
 */
export function clauseState(entry: Pick<ClauseEntry, 'state' | 'by' | 'alreadyBroken'>): string {
  const { alreadyBroken = 0 } = entry;
  const before = alreadyBroken === 0 ? '' : `; ${counted(alreadyBroken, 'place')} broke it before`;
  return `${stateWords(entry)}${before}`;
}

function stateWords({ state, by }: Pick<ClauseEntry, 'state' | 'by'>): string {
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
