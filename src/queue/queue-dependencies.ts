// What the queue needs from its user: the jobs themselves, limits, a log and metrics. Knows nothing of the durable
// engine.

import type { SpendBudget, Step, UnpublishedEnding } from '../domain/ports.ts';
import type { AnyQuestion } from '../domain/question.ts';
import type { Verdict } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { CommandPort, FindingMemory, PolicyPort, ThreadPort } from '../domain/user-commands.ts';
import type { DayLimits } from './spend-budget.ts';

/** What one run of a job may use. */
export interface JobRun {
  readonly step: Step;
  /** Fires when the run is cancelled or out of time, or this process shuts down. */
  readonly signal: AbortSignal;
  /** A step may have run before without its result being stored: check before you repeat a side effect. */
  mayBeRepeated(): boolean;
}

/** A run that spends money on models: of a review or an answer. */
export interface PaidRun extends JobRun {
  readonly spendBudget: SpendBudget;
  /** From 1; omitted where there is only one. */
  readonly attempt?: number;
}

/** Result of a published review. Stored: its field names are fixed. */
export interface ReviewOutcome {
  readonly verdict: Verdict;
  /** Why nothing was reviewed; null if something was. */
  readonly notReviewed: string | null;
}

/**
 * The jobs. After a crash a method may be called again, and then leaves the same state as one call. They throw
 * TryLater, CannotReview or Superseded; any other error counts as a bug.
 */
export interface ReviewJobs extends CommandPort, FindingMemory, PolicyPort, ThreadPort {
  /** Runs one review. Outside its steps it depends only on the request and on their results. */
  review(request: ReviewRequest, run: PaidRun): Promise<ReviewOutcome>;
  /**
   * Ends a review in public that published nothing. `stepResult` returns the result of a step, undefined if it did not
   * finish.
   */
  closeUnpublished(
    request: ReviewRequest,
    ending: UnpublishedEnding,
    stepResult: (step: string) => unknown,
    signal: AbortSignal,
  ): Promise<void>;
  /** Answers one question or reply, in steps like `review`. */
  answerQuestion(question: AnyQuestion, run: PaidRun): Promise<void>;
  /** Posts why a question got no answer. */
  explainNoAnswer(question: AnyQuestion, why: string, signal: AbortSignal): Promise<void>;
}

export interface QueueMetrics {
  reviewEnded(outcome: 'published' | UnpublishedEnding['kind'], durationMs: number): void;
  stepEnded(name: string, durationMs: number, ok: boolean): void;
}

/** The part of a pino logger that the queue uses. */
export interface QueueLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface QueueOptions {
  /** PostgreSQL that replicas share; null: a database embedded in this process, in dataDir. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly jobs: ReviewJobs;
  /** Concurrent reviews in this process. */
  readonly concurrency: number;
  /** Concurrent reviews per installation, across all replicas. */
  readonly perInstallation: number;
  /** Delay between a push and its review, so that the next push can replace it. */
  readonly debounceMs: number;
  /** Wall clock for one run of a review; starts again when the process restarts. */
  readonly deadlineMs: number;
  /** Model cost per day. */
  readonly dayLimits: DayLimits;
  /** How long `close` waits for running steps. */
  readonly shutdownMs: number;
  readonly log: QueueLog;
  readonly metrics: QueueMetrics;
  /** Another process took over the directory of the embedded database: this process must exit immediately. */
  readonly onLost: (error: Error) => void;
  /** Overrides of DEFAULT_TIMING. */
  readonly timing?: Partial<QueueTiming>;
}

/** How often the queue polls, and how long it waits. */
export interface QueueTiming {
  /** Between two polls for jobs to start. */
  readonly pollMs: number;
  /** Between two checks for dead replicas and unclosed reviews. */
  readonly reconcileMs: number;
  /** Before a review is closed a second time, if it was cancelled while it was opening its check run. */
  readonly secondCloseMs: number;
  /** Before the second attempt at a review, unless the failure asks for more; doubles with each attempt. */
  readonly attemptRetryMs: number;
  /** Before a step is retried within its run; doubles with each retry. */
  readonly stepRetryMs: number;
  /** How long finished jobs are kept, so that late duplicates are recognised. */
  readonly retentionMs: number;
}

/**
 * GitHub redelivers events for three days, so two weeks of retention suffice:
 * https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
 */
export const DEFAULT_TIMING: QueueTiming = {
  pollMs: 250,
  reconcileMs: 10_000,
  secondCloseMs: 30_000,
  attemptRetryMs: 60_000,
  stepRetryMs: 5000,
  retentionMs: 14 * 24 * 3_600_000,
};
