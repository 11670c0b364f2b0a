// What every workflow of the queue works with.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Runs } from './job-run.ts';
import type { Pace, QueueOptions } from './queue-port.ts';
import type { Ledger } from './review-store.ts';
import type { Purses } from './spend-budget.ts';

export interface Context {
  readonly options: QueueOptions;
  readonly pace: Pace;
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly purses: Purses;
  /** Other processes use the same database. */
  readonly isShared: boolean;
  /**
   * Asks the database from within a workflow without its being a step: the question is asked anew after a restart. Only for
   * what stays true once it is, or is done by an id.
   */
  outside<T>(ask: () => Promise<T>): Promise<T>;
}

/** Makes the context; must be called outside of any workflow. */
export function createContext(parts: Omit<Context, 'outside'>): Context {
  const leave = AsyncLocalStorage.snapshot();
  return { ...parts, outside: (ask) => leave(ask) };
}
