// What every workflow of the queue works with.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Runs } from './job-run.ts';
import type { QueueOptions, QueueTiming } from './queue-dependencies.ts';
import type { ReviewStore } from './review-store.ts';
import type { SpendBudgets } from './spend-budget.ts';

export interface WorkflowContext {
  readonly options: QueueOptions;
  readonly timing: QueueTiming;
  readonly runs: Runs;
  readonly reviews: ReviewStore;
  readonly budgets: SpendBudgets;
  /** Other processes use the same database. */
  readonly isShared: boolean;
  /**
   * Calls the database from a workflow without recording a step, so the call repeats after a restart. Only for answers
   * that never change back, and for changes that are keyed by an id.
   */
  outsideWorkflow<T>(call: () => Promise<T>): Promise<T>;
}

/** Creates the context; must be called outside of any workflow. */
export function createWorkflowContext(parts: Omit<WorkflowContext, 'outsideWorkflow'>): WorkflowContext {
  const leave = AsyncLocalStorage.snapshot();
  return { ...parts, outsideWorkflow: (call) => leave(call) };
}
