// Limits of a conversation in turns, cost and time: when to warn the model, and when to stop it.
import type { Budget, RunLimits } from '../../domain/run-limits.ts';

/** Share of the review's time that the model may use; gathering, analysing and publishing need the rest. */
const MODEL_SHARE = 0.75;
/** Share of the model's time after which it is told to submit. */
const URGE_SHARE = 0.7;
/** Expected cost of the next turn, as a multiple of the last one: the conversation grows. */
const GROWTH = 1.5;
/** Submissions that are sent back before what is valid in the next one is taken. */
const MAX_REJECTIONS = 3;
/** Share of the review's cost that is kept for the refuter, whose model is the cheaper one. */
const REFUTER_SHARE = 0.1;
/** Share of the review's time after which the refuter has to be done. */
const REFUTED_BY = 0.9;
const MAX_REFUTER_TURNS = 16;
/** https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Consumption of a conversation so far. */
export interface Spent {
  /** By the clock of this process: a restart grants the time again, and turns that were kept take none. */
  readonly startedAtMs: number;
  readonly turns: number;
  readonly rejections: number;
  readonly lastCostUsd: number;
  readonly usage: { readonly costUsd: number };
}

type Limits = Pick<RunLimits, 'budget' | 'now'>;

/** The architect's share of a review's cost where a refuter follows. */
export const ARCHITECT_SHARE = 1 - REFUTER_SHARE;

/** What is left for the refuter of a review whose first model call was at `startedAtMs` and that has cost `costUsd`. */
export function refuterBudget({ budget, now }: Limits, startedAtMs: number, costUsd: number): Budget {
  const leftMs = Math.max(0, startedAtMs + budget.deadlineMs * REFUTED_BY - now());
  return {
    ...budget,
    maxTurns: Math.min(budget.maxTurns, MAX_REFUTER_TURNS),
    maxCostUsd: Math.max(0, budget.maxCostUsd - costUsd),
    // All of the rest is the refuter's, and the loop takes only its share of a deadline.
    deadlineMs: leftMs / MODEL_SHARE,
  };
}

/** No further turn is allowed, by number or by cost. */
export function isLimitReached({ budget }: Limits, { turns, usage }: Spent): boolean {
  return turns >= budget.maxTurns || usage.costUsd >= budget.maxCostUsd;
}

/**
 * Explains to people which limit was reached; see `isLimitReached`.
 *
 * @param product what was to be submitted: "a review"
 */
export function explainLimitReached({ budget }: Limits, { turns, usage }: Spent, product: string): string {
  if (turns >= budget.maxTurns) return `The model did not finish within ${budget.maxTurns} turns.`;
  if (budget.maxCostUsd <= 0) return `The cost budget was used up before the model could submit ${product}.`;
  const spent = `$${usage.costUsd.toFixed(2)} of $${budget.maxCostUsd.toFixed(2)}`;
  return `The model reached its cost budget before finishing (${spent}).`;
}

/** Milliseconds that the model has left; not positive once its time is over. */
export function timeLeftMs({ budget, now }: Limits, { startedAtMs }: Spent): number {
  return Math.min(Math.floor(startedAtMs + budget.deadlineMs * MODEL_SHARE - now()), LONGEST_TIMER_MS);
}

export function explainTimeout({ budget }: Limits): string {
  const minutes = Math.max(1, Math.round((budget.deadlineMs * MODEL_SHARE) / 60_000));
  return `The model did not finish within ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}

/** The model has to be told to submit. */
export function isNearLimit(limits: Limits, spent: Spent): boolean {
  const { budget } = limits;
  const isLate = timeLeftMs(limits, spent) < budget.deadlineMs * MODEL_SHARE * (1 - URGE_SHARE);
  const isCostly = spent.usage.costUsd + spent.lastCostUsd * GROWTH >= budget.maxCostUsd;
  return isLate || isCostly || spent.turns >= budget.maxTurns - 1;
}

/** No submission can follow this one. */
export function isLastAttempt(limits: Limits, spent: Spent): boolean {
  return spent.rejections >= MAX_REJECTIONS || isLimitReached(limits, spent) || timeLeftMs(limits, spent) <= 0;
}
