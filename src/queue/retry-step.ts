// Retries a step after temporary errors. The waits survive a restart.
import { TryLater } from '../domain/errors.ts';
import type { Step } from '../domain/ports.ts';
import type { LiveRun } from './job-run.ts';
import type { QueueLog } from './queue-dependencies.ts';

const MAX_TRIES = 8;
const MAX_WAIT_MS = 900_000;

export interface RetryPolicy {
  readonly log: QueueLog;
  /** Doubles with each try; longer if the error asks for it. */
  readonly firstWaitMs: number;
  /** Default: 8, which take about an hour. */
  readonly maxTries?: number;
  /** Returns false to give up instead of waiting this long; default: always waits. */
  readonly mayWait?: (waitMs: number) => boolean;
}

/**
 * Runs a step, and again after TryLater.
 *
 * @throws the step's other errors, and the last TryLater
 */
export async function retryStep<T>(
  run: Pick<LiveRun, 'step' | 'pause'>,
  name: string,
  { log, firstWaitMs, maxTries = MAX_TRIES, mayWait = () => true }: RetryPolicy,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await run.step(name, work);
    } catch (error) {
      if (!(error instanceof TryLater) || tried === maxTries) throw error;
      const waitMs = Math.max(error.retryAfterMs, firstWaitMs * 2 ** (tried - 1));
      if (!mayWait(waitMs)) throw error;
      log.warn({ err: error, step: name, waitMs }, 'step failed and is retried');
      await run.pause(Math.min(MAX_WAIT_MS, waitMs));
    }
  }
}

/**
 * Returns a `step` that retries each step a few times, while the waits of all steps together stay within `maxWaitedMs`.
 * It adds up waits instead of reading the clock, so that a resumed run decides the same.
 */
export function createRetryingStep(
  run: Pick<LiveRun, 'step' | 'pause'>,
  { maxWaitedMs, ...policy }: Omit<RetryPolicy, 'mayWait'> & { readonly maxWaitedMs: number },
): Step {
  let waitedMs = 0;
  const mayWait = (waitMs: number) => {
    if (waitedMs + waitMs > maxWaitedMs) return false;
    waitedMs += waitMs;
    return true;
  };
  return (name, work) => retryStep(run, name, { ...policy, mayWait }, work);
}
