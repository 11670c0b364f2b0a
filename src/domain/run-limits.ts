// Limits of one run: what it may cost and ask, and when it stops.
import type { ModelPolicy } from './models.ts';

/** Budget of one review. When it is reached, the review is cut short and still published. */
export interface Budget {
  readonly maxTurns: number;
  readonly maxOutputTokensPerTurn: number;
  readonly maxCostUsd: number;
  /** Wall-clock time of the whole review. */
  readonly deadlineMs: number;
}

/** Limits of one run of a review or an answer, and the clock that measures them. */
export interface RunLimits {
  readonly budget: Budget;
  /** Models that may be asked. Omitted: any. */
  readonly models?: ModelPolicy;
  /** Number of this attempt, from 1. Omitted where nobody retries. */
  readonly attempt?: number;
  /** Aborts when the run is cancelled or out of time. */
  readonly signal: AbortSignal;
  /** The current time, in milliseconds since the epoch. */
  readonly now: () => number;
}
