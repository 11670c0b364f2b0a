// Scores the review of a case: matches findings to expectations by place and, where given, by rule and clause. Pure.
import { type Finding, isAtLeast, type Place } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import type { JudgedFindings } from './judge-unexpected.ts';
import type { EvalCase, Expected } from './read-case.ts';

/** Result of one case in one run. */
export interface CaseScore {
  readonly case: Pick<EvalCase, 'name' | 'section' | 'clean' | 'injection'>;
  readonly hit: readonly Expected[];
  /** Those of the hit ones whose findings are all milder than expected. */
  readonly tooMild: readonly Expected[];
  readonly missed: readonly Expected[];
  /** Expectations that need a model where there was none: neither hit nor missed. */
  readonly setAside: readonly Expected[];
  readonly right: readonly Finding[];
  /** Findings that match no expectation. */
  readonly wrong: readonly Finding[];
  /** Verdicts on the wrong ones; null where no judge was asked or there was nothing to judge. */
  readonly judged: JudgedFindings | null;
  readonly costUsd: number;
  readonly tokens: TokenSums;
  readonly durationMs: number;
}

interface TokenSums {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** Sums and measures over many scores. A measure is null where its divisor is zero. */
export interface Measures {
  readonly cases: number;
  readonly cleanCases: number;
  readonly expected: number;
  readonly hit: number;
  /** Of the hit ones: those whose findings are all milder than expected. */
  readonly tooMild: number;
  readonly setAside: number;
  readonly findings: number;
  readonly wrong: number;
  /** Findings on clean cases. */
  readonly wrongOnClean: number;
  /** Share of findings that are right. */
  readonly precision: number | null;
  /** Share of expectations that were hit, of those that could be. */
  readonly recall: number | null;
  /** Harmonic mean of the two (https://en.wikipedia.org/wiki/F-score). */
  readonly f1: number | null;
  readonly costUsd: number;
  readonly tokens: TokenSums;
  /** Median time of one case. */
  readonly p50Ms: number;
  /** 95th percentile of the time of one case. */
  readonly p95Ms: number;
  /** With a judge's verdicts; null where no judge was asked. */
  readonly judged: JudgedMeasures | null;
}

/** Measures with the judge's verdicts: `same` counts as right and as a hit, `extra` as right. */
interface JudgedMeasures {
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

/** How much runs of the same cases differ. */
export interface Spread {
  readonly lowest: number;
  readonly highest: number;
  /** Standard deviation of the population. */
  readonly deviation: number;
}

/** A finding matches an expectation by place, and by rule and clause where these are given. */
export function isExpected(finding: Finding, expected: Expected): boolean {
  return (
    [finding, ...finding.otherPlaces].some((place) => isAt(place, expected)) &&
    (expected.rule === undefined || finding.rule === null || finding.rule === expected.rule) &&
    citesExpectedClause(finding, expected)
  );
}

function isSevereEnough(finding: Finding, expected: Expected): boolean {
  return isExpected(finding, expected) && isAtLeast(finding.severity, expected.minSeverity);
}

function isAt(place: Place, { path, side, line, quote }: Expected): boolean {
  if (place.path !== path || place.side !== side) return false;
  return (place.startLine <= line && line <= place.endLine) || place.quote.includes(quote);
}

function citesExpectedClause({ citations }: Finding, { clause }: Expected): boolean {
  if (clause === undefined) return true;
  return citations.some(
    ({ kind, path, quote }) =>
      kind === 'document' && path === clause.path && (quote.includes(clause.quote) || clause.quote.includes(quote)),
  );
}

/** A finding may match several expectations, and several findings may match the same one. */
export function scoreCase(one: EvalCase, review: Pick<Review, 'findings' | 'mode' | 'usage'>): CaseScore {
  const { findings, usage } = review;
  const hit = one.expect.filter((expected) => findings.some((finding) => isExpected(finding, expected)));
  const rest = one.expect.filter((expected) => !hit.includes(expected));
  const isBeyondReach = ({ needs }: Expected) => needs === 'model' && review.mode === 'facts';
  const right = findings.filter((finding) => one.expect.some((expected) => isExpected(finding, expected)));
  return {
    case: { name: one.name, section: one.section, clean: one.clean, injection: one.injection },
    hit,
    tooMild: hit.filter((expected) => !findings.some((finding) => isSevereEnough(finding, expected))),
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
    tooMild: sum((score) => score.tooMild.length),
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

/** Nearest rank (https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method); 0 for an empty list. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** null without a value. */
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
