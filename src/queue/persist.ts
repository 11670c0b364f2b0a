// A step that is tried until it goes through, with waits that survive a restart.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { TryLater } from '../domain/errors.ts';
import type { QueueLog, Run } from './work.ts';

const MAX_TRIES = 8;
const MAX_WAIT_MS = 900_000;

export interface Patience {
  readonly log: QueueLog;
  /** Doubles with each try. */
  readonly firstWaitMs: number;
}

/**
 * Does a step, and again after TryLater: eight times within about an hour.
 *
 * @throws what the step throws for good, and the last TryLater
 */
export async function persist<T>(
  run: Run,
  name: string,
  { log, firstWaitMs }: Patience,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await run.step(name, work);
    } catch (error) {
      if (!(error instanceof TryLater) || tried === MAX_TRIES) throw error;
      const wait = Math.min(MAX_WAIT_MS, Math.max(error.retryAfterMs, firstWaitMs * 2 ** (tried - 1)));
      log.warn({ err: error, step: name, waitMs: wait }, 'will be tried again');
      await DBOS.sleep(wait);
    }
  }
}
