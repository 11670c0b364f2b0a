// How right a review of a case is: findings held against what was expected, by place and, where given, by rule and clause. Pure.
import { type Finding, isAtLeast, type Place } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import type { EvalCase, Expected } from './eval-case.ts';
import type { JudgedFindings } from './judge-unexpected.ts';

/** What became of one case in one run. */
export interface CaseScore {
  readonly case: Pick<EvalCase, 'name' | 'section' | 'clean' | 'injection'>;
  readonly hit: readonly Expected[];
  readonly missed: readonly Expected[];
  /** Needs a model, and there was none: neither hit nor missed. */
  readonly setAside: readonly Expected[];
  readonly right: readonly Finding[];
  /** Findings that nothing expected. */
  readonly wrong: readonly Finding[];
  /** What a judge made of the wrong ones; null where none was asked, or there was nothing to judge. */
  readonly judged: JudgedFindings | null;
  readonly costUsd: number;
  readonly tokens: TokenSums;
  readonly durationMs: number;
}

export interface TokenSums {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** Counts and measures of many scores. A measure is null where its divisor is zero. */
export interface Measures {
  readonly cases: number;
  readonly cleanCases: number;
  readonly expected: number;
  readonly hit: number;
  readonly setAside: number;
  readonly findings: number;
  readonly wrong: number;
  /** Findings on clean cases. */
  readonly wrongOnClean: number;
  /** Right findings of all findings. */
  readonly precision: number | null;
  /** Expectations hit of all those that could be. */
  readonly recall: number | null;
  /** Harmonic mean of the two (https://en.wikipedia.org/wiki/F-score). */
  readonly f1: number | null;
  readonly costUsd: number;
  readonly tokens: TokenSums;
  /** Of one case: half of the cases took no longer. */
  readonly p50Ms: number;
  /** Of one case: 95 of 100 took no longer. */
  readonly p95Ms: number;
  /** With a judge's verdicts; null where none was asked. */
  readonly judged: JudgedMeasures | null;
}

/** What the measures are when a judge's word counts: what says an expected defect is right and hits it, and what is true besides is right. */
export interface JudgedMeasures {
  readonly same: number;
  readonly extra: number;
  readonly wrong: number;
  readonly unjudged: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Of the judge. */
  readonly costUsd: number;
}

/** How far runs of the same cases lie apart. */
export interface Spread {
  readonly lowest: number;
  readonly highest: number;
  /** Standard deviation of the population. */
  readonly deviation: number;
}

/** A finding says what was expected: at that place, severe enough, and by the rule and the clause where these are given. */
export function isExpected(finding: Finding, expected: Expected): boolean {
  return (
    [finding, ...finding.otherPlaces].some((place) => isAt(place, expected)) &&
    isAtLeast(finding.severity, expected.minSeverity) &&
    (expected.rule === undefined || finding.rule === null || finding.rule === expected.rule) &&
    citesClause(finding, expected)
  );
}

function isAt(place: Place, { path, side, line, quote }: Expected): boolean {
  if (place.path !== path || place.side !== side) return false;
  return (place.startLine <= line && line <= place.endLine) || place.quote.includes(quote);
}

function citesClause({ citations }: Finding, { clause }: Expected): boolean {
  if (clause === undefined) return true;
  return citations.some(
    ({ kind, path, quote }) =>
      kind === 'document' && path === clause.path && (quote.includes(clause.quote) || clause.quote.includes(quote)),
  );
}

/** One finding may meet several expectations of one cause; a second finding at an expected place is not held against the review. */
export function scoreCase(one: EvalCase, review: Pick<Review, 'findings' | 'mode' | 'usage'>): CaseScore {
  const { findings, usage } = review;
  const hit = one.expect.filter((expected) => findings.some((finding) => isExpected(finding, expected)));
  const rest = one.expect.filter((expected) => !hit.includes(expected));
  const isBeyondReach = ({ needs }: Expected) => needs === 'model' && review.mode === 'facts';
  const right = findings.filter((finding) => one.expect.some((expected) => isExpected(finding, expected)));
  return {
    case: { name: one.name, section: one.section, clean: one.clean, injection: one.injection },
    hit,
    missed: rest.filter((expected) => !isBeyondReach(expected)),
    setAside: rest.filter(isBeyondReach),
    right,
    wrong: findings.filter((finding) => !right.includes(finding)),
    judged: null,
    costUsd: usage.costUsd,
    tokens: { input: usage.inputTokens, cachedInput: usage.cachedInputTokens, output: usage.outputTokens },
    durationMs: usage.durationMs,
  };
}

export function measure(scores: readonly CaseScore[]): Measures {
  const sum = (count: (score: CaseScore) => number) => scores.reduce((total, score) => total + count(score), 0);
  const hit = sum((score) => score.hit.length);
  const missed = sum((score) => score.missed.length);
  const right = sum((score) => score.right.length);
  const wrong = sum((score) => score.wrong.length);
  const clean = scores.filter((score) => score.case.clean);
  const precision = ratio(right, right + wrong);
  const recall = ratio(hit, hit + missed);
  const durations = scores.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return {
    cases: scores.length,
    cleanCases: clean.length,
    expected: hit + missed,
    hit,
    setAside: sum((score) => score.setAside.length),
    findings: right + wrong,
    wrong,
    wrongOnClean: clean.reduce((total, score) => total + score.wrong.length, 0),
    precision,
    recall,
    f1: harmonicMean(precision, recall),
    costUsd: sum((score) => score.costUsd),
    tokens: {
      input: sum((score) => score.tokens.input),
      cachedInput: sum((score) => score.tokens.cachedInput),
      output: sum((score) => score.tokens.output),
    },
    p50Ms: percentile(durations, 50),
    p95Ms: percentile(durations, 95),
    judged: measureJudged(scores, { hit, missed, right, wrong }),
  };
}

function measureJudged(
  scores: readonly CaseScore[],
  by: { readonly hit: number; readonly missed: number; readonly right: number; readonly wrong: number },
): JudgedMeasures | null {
  const judged = scores.flatMap((score) => (score.judged === null ? [] : [score.judged]));
  if (judged.length === 0) return null;
  const sum = (count: (one: JudgedFindings) => number) => judged.reduce((total, one) => total + count(one), 0);
  const [same, extra] = [sum((one) => one.same), sum((one) => one.extra)];
  const hit = by.hit + sum((one) => one.hit.length);
  const precision = ratio(by.right + same + extra, by.right + by.wrong);
  const recall = ratio(hit, by.hit + by.missed);
  return {
    same,
    extra,
    wrong: sum((one) => one.wrong),
    unjudged: sum((one) => one.unjudged),
    precision,
    recall,
    f1: harmonicMean(precision, recall),
    costUsd: sum((one) => one.costUsd),
  };
}

function harmonicMean(precision: number | null, recall: number | null): number | null {
  return precision === null || recall === null ? null : (ratio(2 * precision * recall, precision + recall) ?? 0);
}

/** By the nearest rank (https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method); 0 of nothing. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** null where there is nothing to compare. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  return { lowest: Math.min(...known), highest: Math.max(...known), deviation: Math.sqrt(variance) };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
