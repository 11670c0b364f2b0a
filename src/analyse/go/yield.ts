// Yields to the event loop during long work, so that health checks, deadlines and cancellations get a turn.
import { setImmediate } from 'node:timers/promises';

/** @throws the signal's reason, if it was aborted */
export async function yieldToEventLoop(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
