// What the queue asks of those who use it: the work itself, its limits, and somebody to tell. Knows nothing of the engine.
import type { CommandPort } from '../domain/command-port.ts';
import type { SpendBudget, Step, UnpublishedEnding } from '../domain/ports.ts';
import type { Question } from '../domain/question.ts';
import type { Verdict } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { DayLimits } from './spend-budget.ts';

/** What a run of a piece of work may use. */
export interface Run {
  readonly step: Step;
  /** Fires when the run is cancelled, out of time, or this process has to stop. */
  readonly signal: AbortSignal;
  /** What a step is to do may have been done, or begun, without its being kept: look before doing things anew. */
  mayBeRepeated(): boolean;
}

/** One run of a review, or of an answer: of what is paid for. */
export interface ReviewRun extends Run {
  readonly purse: SpendBudget;
  /** From 1; left out where there is but one. */
  readonly attempt?: number;
}

/** What is kept of a review that was published. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Why nothing was judged; null when something was. */
  readonly notReviewed: string | null;
}

/**
 * The work. Each method may be called again after a crash and then leaves the same state as if called once. They throw TryLater,
 * CannotReview or Superseded; anything else counts as a mistake of ours.
 */
export interface Work extends CommandPort {
  /** One whole review. What it does not do in steps must depend on nothing but its request and its steps' results. */
  perform(request: ReviewRequest, run: ReviewRun): Promise<Outcome>;
  /** Ends in public a review that published nothing. `kept` gives what a step of it returned; undefined when it was not done. */
  abandon(
    request: ReviewRequest,
    ending: UnpublishedEnding,
    kept: (step: string) => unknown,
    signal: AbortSignal,
  ): Promise<void>;
  /** Answers one question, as `perform` reviews. */
  guide(question: Question, run: ReviewRun): Promise<void>;
  /** Says in public why a question has no answer. */
  excuse(question: Question, why: string, signal: AbortSignal): Promise<void>;
}

/** Somebody who counts. */
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
  /** PostgreSQL to share with other replicas; null: one embedded in this process, in dataDir. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly work: Work;
  /** Reviews at a time in this process. */
  readonly concurrency: number;
  /** Reviews at a time of one installation, over all replicas. */
  readonly perInstallation: number;
  /** How long after a push its review begins, unless the next push comes first. */
  readonly debounceMs: number;
  /** Wall clock for one run of a review; a restarted process gives it anew. */
  readonly deadlineMs: number;
  /** What models may cost on one day. */
  readonly dayLimits: DayLimits;
  /** How long closing waits for running steps. */
  readonly shutdownMs: number;
  readonly log: QueueLog;
  readonly metrics: QueueMetrics;
  /** The directory of the embedded database was taken by another process, so this one must end at once. */
  readonly onLost: (error: Error) => void;
  /** Other waits than the usual. */
  readonly pace?: Partial<Pace>;
}

/** How often the queue looks, and how long it waits. */
export interface Pace {
  /** Between two looks for work to start. */
  readonly pollMs: number;
  /** Between two looks for replicas that died and reviews that nobody concluded. */
  readonly sweepMs: number;
  /** Until the second look for a check run whose opening was under way when its review was cancelled. */
  readonly lookAgainMs: number;
  /** First wait before a failed review is tried again, when the failure names no longer one; doubles each time. */
  readonly retryMs: number;
  /** First wait before one step is tried again, within its run; doubles each time. */
  readonly persistMs: number;
  /** How long finished work is remembered, so that late duplicates are known as such. */
  readonly retentionMs: number;
}

export const DEFAULT_PACE: Pace = {
  pollMs: 250,
  sweepMs: 10_000,
  lookAgainMs: 30_000,
  retryMs: 60_000,
  persistMs: 5000,
  // GitHub lets a delivery be sent again for three days: https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
  retentionMs: 14 * 24 * 3_600_000,
};
