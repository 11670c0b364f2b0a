// A breath in long work: health checks are answered in between, deadlines fire, and work that nobody waits for any more ends.
import { setImmediate } from 'node:timers/promises';

/** @throws the signal's reason, where it was given up */
export async function yieldToEventLoop(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
