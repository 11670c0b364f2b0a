// Shows a reader who waits where the work is: takes what the rooms say of it, and lets the publisher show the latest, seldom enough not
// to be in the way. Whatever goes wrong here, the review goes on.
import type { Opened, Ports, Progress, PublisherPort, ReviewProgress } from '../domain/ports.ts';
import type { Target } from '../domain/snapshot.ts';

export interface Live {
  /** Takes what a room says. */
  readonly show: Progress;
  /** Shows nothing more. Resolves when what was being shown is there, or is given up: after it the end may be told. */
  stop(): Promise<void>;
}

export interface Pace {
  /** Between two updates. A reader comes back after minutes, and each is a write at the host. */
  readonly everyMs: number;
  /** The first list of what is to be done is shown at once, but for so long: a resumed review goes through all that it had said. */
  readonly settleMs: number;
  /** Updates of one review in one process. */
  readonly most: number;
  /** For one update; and a reader of the finished review is not kept waiting longer. */
  readonly patienceMs: number;
}

const PACE: Pace = { everyMs: 15_000, settleMs: 1_000, most: 20, patienceMs: 5_000 };
/** After so many failures in a row nothing more is tried. */
const MAX_FAILURES = 3;

/** Runs `work` while the publisher shows where it is. Nothing more is shown once `work` returns or throws. */
export async function showProgress<T>(
  { publisher, progress }: Pick<Ports, 'publisher' | 'progress'>,
  place: { readonly target: Target; readonly opened: Opened },
  signal: AbortSignal,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const live = createLive(publisher, place, progress, signal);
  try {
    return await work(live.show);
  } finally {
    await live.stop();
  }
}

/**
 * Follows one review from when it was opened. `signal` is the review's own: once it fires nothing more is shown.
 *
 * @param pass where everything that is said goes as well
 */
export function createLive(
  publisher: PublisherPort,
  place: { readonly target: Target; readonly opened: Opened },
  pass: Progress,
  signal: AbortSignal,
  pace: Pace = PACE,
): Live {
  const { target, opened } = place;
  const stopped = new AbortController();
  let standing: ReviewProgress = { room: 'gather', message: '', todos: [] };
  let timer: NodeJS.Timeout | undefined;
  let showing: Promise<void> | undefined;
  let isNews = false;
  let hasList = false;
  let shown = 0;
  let failures = 0;

  const isOver = () => stopped.signal.aborted || signal.aborted || shown >= pace.most || failures >= MAX_FAILURES;

  async function update(): Promise<void> {
    isNews = false;
    shown += 1;
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(pace.patienceMs)]);
      const isShown = await publisher.show(target, opened, standing, patience);
      failures = 0;
      if (!isShown) stopped.abort();
    } catch {
      failures += 1;
    }
  }

  function plan(delayMs: number): void {
    if (isOver()) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      if (!isNews || isOver()) return;
      showing = update().finally(() => {
        showing = undefined;
        plan(pace.everyMs);
      });
    }, delayMs);
    timer.unref();
  }

  plan(pace.everyMs);
  return {
    show(event) {
      pass(event);
      const { room, message, todos } = event;
      standing = { room, message, todos: todos ?? standing.todos };
      isNews = true;
      if (showing !== undefined) return;
      const isFirstList = !hasList && standing.todos.length > 0;
      if (isFirstList) hasList = true;
      if (isFirstList) plan(pace.settleMs);
      else if (timer === undefined) plan(0);
    },
    async stop() {
      stopped.abort();
      clearTimeout(timer);
      await showing;
    },
  };
}
