// When the model has had enough turns, money or time: from a first word of warning to the end.
import type { Budget, RunLimits } from '../../domain/run-limits.ts';

/** Of the whole review's time: what came before the model, and publishing, need the rest. */
const MODEL_SHARE = 0.75;
/** Of the model's time: from here on it is told to submit. */
const URGE_SHARE = 0.7;
/** The next turn is taken to cost as much as the last and this much more, since the conversation grows. */
const GROWTH = 1.5;
/** Submissions that are answered with what is wrong. */
const MAX_MENDS = 3;
/** Of the whole review's money: kept for whoever tries to refute the findings, whose model is the cheaper one. */
const REFUTER_SHARE = 0.1;
/** Of the whole review's time: by then the refuter is done. */
const REFUTED_BY = 0.9;
const MAX_REFUTER_TURNS = 16;
/** What a timer can hold. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What was used up so far. */
export interface Spent {
  /** By the clock of this process: after a restart there is time again, and turns that were kept need none. */
  readonly startedAtMs: number;
  readonly turns: number;
  readonly rejections: number;
  readonly lastCostUsd: number;
  readonly usage: { readonly costUsd: number };
}

type Limits = Pick<RunLimits, 'budget' | 'now'>;

/** The architect's part of a budget of which a refuter needs the rest. */
export const ARCHITECT_SHARE = 1 - REFUTER_SHARE;

/** What is left for the refuter of a review that began to ask models at `startedAtMs` and has spent `costUsd` on them. */
export function refuterBudget({ budget, now }: Limits, startedAtMs: number, costUsd: number): Budget {
  const leftMs = Math.max(0, startedAtMs + budget.deadlineMs * REFUTED_BY - now());
  return {
    ...budget,
    maxTurns: Math.min(budget.maxTurns, MAX_REFUTER_TURNS),
    maxCostUsd: Math.max(0, budget.maxCostUsd - costUsd),
    // All of it is the refuter's, and a loop takes its share of a whole review.
    deadlineMs: leftMs / MODEL_SHARE,
  };
}

/**
 * A sentence for people when no further turn is to be had by turns or cost, else null.
 *
 * @param product what was to be submitted: "a review"
 */
export function explainLimitReached({ budget }: Limits, { turns, usage }: Spent, product: string): string | null {
  if (turns >= budget.maxTurns) return `The model did not submit ${product} within ${budget.maxTurns} turns.`;
  if (usage.costUsd < budget.maxCostUsd) return null;
  if (budget.maxCostUsd <= 0) return `The budget of the review was used up before the model could submit ${product}.`;
  const spent = `$${usage.costUsd.toFixed(2)} of $${budget.maxCostUsd.toFixed(2)}`;
  return `The model did not submit ${product} within its budget (${spent} spent).`;
}

/** Milliseconds that the model has left; not positive when its time is over. */
export function timeLeftMs({ budget, now }: Limits, { startedAtMs }: Spent): number {
  return Math.min(Math.floor(startedAtMs + budget.deadlineMs * MODEL_SHARE - now()), LONGEST_TIMER_MS);
}

export function explainTimeout({ budget }: Limits, product: string): string {
  const minutes = Math.max(1, Math.round((budget.deadlineMs * MODEL_SHARE) / 60_000));
  return `The model did not submit ${product} within the ${minutes === 1 ? 'minute' : `${minutes} minutes`} that it has.`;
}

/** The model is to be told to submit. */
export function isNearLimit(limits: Limits, spent: Spent): boolean {
  const { budget } = limits;
  const isLate = timeLeftMs(limits, spent) < budget.deadlineMs * MODEL_SHARE * (1 - URGE_SHARE);
  const isDear = spent.usage.costUsd + spent.lastCostUsd * GROWTH >= budget.maxCostUsd;
  return isLate || isDear || spent.turns >= budget.maxTurns - 1;
}

/** What is submitted now is all that will be. */
export function isLastAttempt(limits: Limits, spent: Spent): boolean {
  return (
    spent.rejections >= MAX_MENDS || explainLimitReached(limits, spent, '') !== null || timeLeftMs(limits, spent) <= 0
  );
}
