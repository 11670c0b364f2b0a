// Shows the progress of a review to readers who wait, in a limited number of updates. Errors here never stop the
// review.
import type { Opened, Ports, Progress, PublisherPort, ReviewProgress } from '../domain/ports.ts';
import type { Target } from '../domain/snapshot.ts';

interface ProgressDisplay {
  /** Takes each event of the rooms. */
  readonly show: Progress;
  /** Shows nothing more. Resolves once a running update is done or given up, so that the end can be shown after it. */
  stop(): Promise<void>;
}

interface UpdateLimits {
  /** Between two updates. Readers come back after minutes, and each update is a write at the host. */
  readonly everyMs: number;
  /** Delay of the first to-do list. Otherwise it is shown at once; but a resumed review repeats its events first. */
  readonly settleMs: number;
  readonly maxUpdates: number;
  /** Time of one update, which the publishing of a finished review may have to wait for. */
  readonly timeoutMs: number;
  /** In a row. */
  readonly maxFailures: number;
}

const LIMITS: UpdateLimits = { everyMs: 15_000, settleMs: 1_000, maxUpdates: 20, timeoutMs: 5_000, maxFailures: 3 };

/** Runs `work` while the publisher shows its progress. Nothing more is shown once `work` returns or throws. */
export async function showProgress<T>(
  { publisher, progress }: Pick<Ports, 'publisher' | 'progress'>,
  place: { readonly target: Target; readonly opened: Opened },
  signal: AbortSignal,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const display = createProgressDisplay(createUpdates(publisher, place, signal));
  try {
    return await work((event) => {
      progress(event);
      display.show(event);
    });
  } finally {
    await display.stop();
  }
}

interface Updates {
  /** Never throws. */
  send(progress: ReviewProgress): Promise<void>;
  /** No update may follow: the review is stopped, the limit is reached, or the host keeps failing. */
  isOver(): boolean;
  stop(): void;
}

/** Sends updates to the publisher within the limits. */
function createUpdates(
  publisher: PublisherPort,
  { target, opened }: { readonly target: Target; readonly opened: Opened },
  signal: AbortSignal,
): Updates {
  let isStopped = false;
  let sent = 0;
  let failures = 0;
  return {
    async send(progress) {
      sent += 1;
      try {
        const timeout = AbortSignal.any([signal, AbortSignal.timeout(LIMITS.timeoutMs)]);
        if (!(await publisher.show(target, opened, progress, timeout))) isStopped = true;
        failures = 0;
      } catch {
        failures += 1;
      }
    },
    isOver: () => isStopped || signal.aborted || sent >= LIMITS.maxUpdates || failures >= LIMITS.maxFailures,
    stop() {
      isStopped = true;
    },
  };
}

/** Sends the latest state when there is news and the pause after the last update is over. */
function createProgressDisplay(updates: Updates): ProgressDisplay {
  let latest: ReviewProgress = { room: 'gather', message: '', todos: [] };
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let isNews = false;
  let hasList = false;

  function schedule(delayMs: number): void {
    if (updates.isOver()) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      if (!isNews || updates.isOver()) return;
      isNews = false;
      sending = updates.send(latest).finally(() => {
        sending = undefined;
        schedule(LIMITS.everyMs);
      });
    }, delayMs);
    timer.unref();
  }

  schedule(LIMITS.everyMs);
  return {
    show({ room, message, todos }) {
      latest = { room, message, todos: todos ?? latest.todos };
      isNews = true;
      if (sending !== undefined) return;
      const isFirstList = !hasList && latest.todos.length > 0;
      if (isFirstList) hasList = true;
      if (isFirstList) schedule(LIMITS.settleMs);
      else if (timer === undefined) schedule(0);
    },
    async stop() {
      updates.stop();
      clearTimeout(timer);
      await sending;
    },
  };
}
