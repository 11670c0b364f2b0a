// A step that is tried until it goes through, with waits that survive a restart.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { TryLater } from '../domain/errors.ts';
import type { QueueLog, Run } from './work.ts';

const MAX_TRIES = 8;
const FIRST_WAIT_MS = 5000;
const MAX_WAIT_MS = 900_000;

/**
 * Does a step, and again after TryLater: eight times within about an hour.
 *
 * @throws what the step throws for good, and the last TryLater
 */
export async function persist<T>(
  run: Run,
  name: string,
  log: QueueLog,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await run.step(name, work);
    } catch (error) {
      if (!(error instanceof TryLater) || tried === MAX_TRIES) throw error;
      const wait = Math.min(MAX_WAIT_MS, Math.max(error.retryAfterMs, FIRST_WAIT_MS * 2 ** (tried - 1)));
      log.warn({ err: error, step: name, waitMs: wait }, 'will be tried again');
      await DBOS.sleep(wait);
    }
  }
}
