// Formats an evaluation as text: one row per section, the total, then every case that went wrong.
import { Section } from '../domain/finding.ts';
import { type CaseScore, type Measures, measure, type Spread, spreadOf } from './score-case.ts';

/** A case without a review of the kind asked for. */
export interface UnjudgedCase {
  readonly case: string;
  readonly why: string;
}

export interface Evaluation {
  readonly schema: 'architect.eval/v1';
  readonly mode: 'model' | 'facts';
  /** Model id; null for facts only. */
  readonly model: string | null;
  /** Model id of the judge; null where no judge was asked. */
  readonly judgeModel: string | null;
  readonly runs: readonly { readonly scores: readonly CaseScore[]; readonly unjudged: readonly UnjudgedCase[] }[];
  readonly sections: readonly { readonly section: Section; readonly measures: Measures }[];
  readonly total: Measures;
  /** From run to run; null where the measure is null. */
  readonly spread: { readonly precision: Spread | null; readonly recall: Spread | null; readonly f1: Spread | null };
}

/** Counts are sums over all runs: a section with ten cases and three runs shows thirty. */
export function evaluateRuns(model: string | null, judgeModel: string | null, runs: Evaluation['runs']): Evaluation {
  const scores = runs.flatMap((run) => run.scores);
  const totals = runs.map((run) => measure(run.scores));
  return {
    schema: 'architect.eval/v1',
    mode: model === null ? 'facts' : 'model',
    model,
    judgeModel,
    runs,
    sections: Section.options.map((section) => ({
      section,
      measures: measure(scores.filter((score) => score.case.section === section)),
    })),
    total: measure(scores),
    spread: {
      precision: spreadOf(totals.map(({ precision }) => precision)),
      recall: spreadOf(totals.map(({ recall }) => recall)),
      f1: spreadOf(totals.map(({ f1 }) => f1)),
    },
  };
}

const COLUMNS = [
  'section',
  'cases',
  'clean',
  'hit',
  'too mild',
  'findings',
  'precision',
  'recall',
  'F1',
  'on clean',
  'cost',
  'tokens in',
  'cached',
  'out',
  'p50',
  'p95',
] as const;

export function formatScoreboard(evaluation: Evaluation): string {
  const { mode, model, runs, sections, total, spread } = evaluation;
  const rows = [...sections.map(({ section, measures }) => rowOf(section, measures)), rowOf('total', total)];
  const widths = COLUMNS.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
      .join('  ')
      .trimEnd();
  const spreads = Object.entries(spread).map(([name, value]) => `${name} ${formatSpread(value)}`);
  const times = runs.length === 1 ? '1 run' : `${runs.length} runs, run to run ${spreads.join(', ')}`;
  return [
    `${mode === 'facts' ? 'facts only' : model}, ${times}`,
    '',
    line(COLUMNS),
    ...rows.map(line),
    ...formatJudged(evaluation),
    ...listFailures(evaluation),
    '',
  ].join('\n');
}

function rowOf(name: string, measures: Measures): string[] {
  return [
    name,
    `${measures.cases}`,
    `${measures.cleanCases}`,
    `${measures.hit}/${measures.expected}`,
    `${measures.tooMild}`,
    `${measures.findings}`,
    formatRatio(measures.precision),
    formatRatio(measures.recall),
    formatRatio(measures.f1),
    `${measures.wrongOnClean}`,
    `$${measures.costUsd.toFixed(2)}`,
    amount(measures.tokens.input),
    formatRatio(measures.tokens.input === 0 ? null : measures.tokens.cachedInput / measures.tokens.input),
    amount(measures.tokens.output),
    `${measures.p50Ms} ms`,
    `${measures.p95Ms} ms`,
  ];
}

function formatSpread(spread: Spread | null): string {
  if (spread === null) return formatRatio(null);
  return `${formatRatio(spread.lowest)} to ${formatRatio(spread.highest)} (deviation ${formatRatio(spread.deviation)})`;
}

function amount(count: number): string {
  return count.toLocaleString('en-US');
}

/** The judge's verdicts, below the table, whose numbers come from place and clause alone. */
function formatJudged({ judgeModel, total: { judged } }: Evaluation): string[] {
  if (judgeModel === null) return [];
  if (judged === null) return ['', `judged by ${judgeModel}: nothing to judge`];
  const { same, extra, wrong, unjudged, precision, recall, f1, costUsd } = judged;
  const verdicts = `${same} same defect, ${extra} other true ones, ${wrong} wrong, ${unjudged} without a verdict`;
  const measures = `precision ${formatRatio(precision)}, recall ${formatRatio(recall)}, F1 ${formatRatio(f1)}`;
  return ['', `judged by ${judgeModel} ($${costUsd.toFixed(2)}): ${verdicts}; ${measures}`];
}

function formatRatio(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

function listFailures({ runs }: Evaluation): string[] {
  const scores = runs.flatMap((run) => run.scores);
  return [
    ...listing(
      'missed',
      scores.flatMap((score) =>
        score.missed.map(({ path, line, quote }) => `${score.case.name}: ${path}:${line} ${quote}`),
      ),
    ),
    ...listing(
      'milder than expected',
      scores.flatMap((score) =>
        score.tooMild.map(({ path, line, minSeverity }) => `${score.case.name}: ${path}:${line}, not ${minSeverity}`),
      ),
    ),
    ...listing(
      'unexpected',
      scores.flatMap((score) =>
        score.wrong.map(
          ({ path, startLine, title }) =>
            `${score.case.name}${score.case.clean ? ' (clean)' : ''}: ${path}:${startLine} ${title}`,
        ),
      ),
    ),
    ...listing(
      'needs a model',
      scores.flatMap((score) =>
        score.setAside.map(({ path, line, quote }) => `${score.case.name}: ${path}:${line} ${quote}`),
      ),
    ),
    ...listing(
      'not judged',
      runs.flatMap(({ unjudged }) => unjudged.map((one) => `${one.case}: ${one.why}`)),
    ),
  ];
}

function listing(title: string, lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  if (counts.size === 0) return [];
  const shown = [...counts].map(([line, count]) => `  ${line}${count === 1 ? '' : ` (${count} times)`}`);
  return ['', `${title}:`, ...shown];
}
