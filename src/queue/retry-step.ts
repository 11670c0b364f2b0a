// Steps that are tried until they go through, with waits that survive a restart.
import { TryLater } from '../domain/errors.ts';
import type { Step } from '../domain/ports.ts';
import type { LiveRun } from './job-run.ts';
import type { QueueLog } from './queue-port.ts';

const MAX_TRIES = 8;
const MAX_WAIT_MS = 900_000;

export interface Patience {
  readonly log: QueueLog;
  /** Doubles with each try, and is longer where the failure asks for it. */
  readonly firstWaitMs: number;
  /** Left out: eight, which take about an hour. */
  readonly maxTries?: number;
  /** Whether so long a wait is borne; left out: any is. */
  readonly mayWait?: (waitMs: number) => boolean;
}

/**
 * Does a step, and again after TryLater.
 *
 * @throws what the step throws for good, and the last TryLater
 */
export async function persist<T>(
  run: Pick<LiveRun, 'step' | 'pause'>,
  name: string,
  { log, firstWaitMs, maxTries = MAX_TRIES, mayWait = () => true }: Patience,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await run.step(name, work);
    } catch (error) {
      if (!(error instanceof TryLater) || tried === maxTries) throw error;
      const waitMs = Math.max(error.retryAfterMs, firstWaitMs * 2 ** (tried - 1));
      if (!mayWait(waitMs)) throw error;
      log.warn({ err: error, step: name, waitMs }, 'will be tried again');
      await run.pause(Math.min(MAX_WAIT_MS, waitMs));
    }
  }
}

/**
 * Steps that are tried again after a passing fault, a few times each, while the waits of all of them together keep within a bound.
 * Counted in waits and not by the clock, so that a resumed run decides the same.
 */
export function createPatientStep(
  run: Pick<LiveRun, 'step' | 'pause'>,
  { maxWaitedMs, ...patience }: Omit<Patience, 'mayWait'> & { readonly maxWaitedMs: number },
): Step {
  let waitedMs = 0;
  const mayWait = (waitMs: number) => {
    if (waitedMs + waitMs > maxWaitedMs) return false;
    waitedMs += waitMs;
    return true;
  };
  return (name, work) => persist(run, name, { ...patience, mayWait }, work);
}
