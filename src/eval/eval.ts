// Measures precision and recall: runs the pipeline without publishing over cases whose correct findings are known.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JudgePorts, judge } from '../agent/agent.ts';
import { analyse } from '../analyse/analyse.ts';
import { BadInput, CannotReview, messageOf, TryLater } from '../domain/errors.ts';
import type { ModelPolicy } from '../domain/models.ts';
import type { ModelPort } from '../domain/ports.ts';
import type { Review } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { Budget } from '../domain/run-limits.ts';
import { gather } from '../gather/gather.ts';
import { createCaseRepository } from './in-memory-repository.ts';
import { type Judge, judgeUnexpected } from './judge-unexpected.ts';
import { type EvalCase, readCase } from './read-case.ts';
import { type CaseScore, scoreCase } from './score-case.ts';
import { type Evaluation, evaluateRuns, type UnjudgedCase } from './scoreboard.ts';

export type { Judge } from './judge-unexpected.ts';
export { type Evaluation, formatScoreboard } from './scoreboard.ts';

export interface EvalOptions {
  readonly cases: readonly EvalCase[];
  /** null: facts only. */
  readonly model: ModelPort | null;
  /** Models to ask instead of those that the settings or agents of a case name. */
  readonly models?: ModelPolicy;
  /** Judges the model's unexpected findings. Omitted: nobody does. */
  readonly judge?: Judge | undefined;
  /** Reviews per case. */
  readonly runs: number;
  /** Of one review. */
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly onCase?: (done: number, total: number, name: string) => void;
}

const MAX_CASES = 1_000;

/**
 * Reads the cases of a directory, sorted by name.
 *
 * @throws BadInput where the directory does not exist, has no cases, or one is invalid
 */
export async function readCases(dir: string): Promise<readonly EvalCase[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    throw new BadInput(`${dir}: ${error.code === 'ENOENT' ? 'no such directory' : messageOf(error)}`);
  });
  const files = names.filter((name) => name.endsWith('.txtar')).sort();
  if (files.length === 0) throw new BadInput(`${dir}: no cases (*.txtar) in this directory`);
  if (files.length > MAX_CASES) throw new BadInput(`${dir}: more than ${MAX_CASES} cases; split the directory`);
  return Promise.all(
    files.map(async (file) => readCase(await readFile(join(dir, file), 'utf8'), file.replace(/\.txtar$/, ''))),
  );
}

/**
 * Reviews every case `runs` times, one after the other, and scores the findings. Cases that the model does not review
 * are counted as not judged.
 *
 * @throws the signal's reason
 */
export async function evaluate(options: EvalOptions): Promise<Evaluation> {
  const runs: { scores: CaseScore[]; unjudged: UnjudgedCase[] }[] = [];
  let model: string | null = options.model === null ? null : (options.models?.architect ?? 'model');
  for (let run = 0; run < options.runs; run++) {
    const scores: CaseScore[] = [];
    const unjudged: UnjudgedCase[] = [];
    for (const [index, one] of options.cases.entries()) {
      options.onCase?.(run * options.cases.length + index, options.runs * options.cases.length, one.name);
      const outcome = await reviewCase(one, options);
      if ('why' in outcome) {
        unjudged.push({ case: one.name, why: outcome.why });
        continue;
      }
      const { review } = outcome;
      model = review.model ?? model;
      const score = scoreCase(one, review);
      const judged = options.judge ? await judgeUnexpected(options.judge, one, score, options.signal) : null;
      scores.push({ ...score, judged });
    }
    runs.push({ scores, unjudged });
  }
  return evaluateRuns(model, options.judge?.id ?? null, runs);
}

/** The review, or why there is none: with a model, a review of facts only does not count. */
async function reviewCase(
  one: EvalCase,
  options: EvalOptions,
): Promise<{ readonly review: Review } | { readonly why: string }> {
  options.signal.throwIfAborted();
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.budget.deadlineMs)]);
  const repository = createCaseRepository(one);
  const ports: JudgePorts = {
    repository,
    model: options.model,
    step: (_name, work) => work(signal),
    progress: () => {},
  };
  const { budget, models } = options;
  const limits = { budget, ...(models === undefined ? {} : { models }), signal, now: Date.now };
  const request = requestOf(one);
  try {
    const target = await repository.target(request, signal);
    const snapshot = await gather(ports, target, signal);
    const architecture = await analyse(snapshot, ports.progress, signal);
    const review = await judge(ports, limits, request, snapshot, architecture);
    if (review.notReviewed !== null) return { why: review.notReviewed };
    return options.model !== null && review.mode === 'facts' ? { why: review.notes.join(' ') } : { review };
  } catch (error) {
    if (error instanceof TryLater || error instanceof CannotReview) return { why: error.message };
    throw error;
  }
}

function requestOf({ name }: EvalCase): ReviewRequest {
  return {
    id: `eval-${name}`,
    installationId: null,
    repository: { owner: 'cases', name },
    pullRequest: null,
    head: null,
    base: null,
    seen: null,
    trigger: 'local',
    requestedBy: null,
    requestedAt: new Date().toISOString(),
  };
}
