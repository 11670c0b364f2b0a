// Gives every request to GitHub a deadline of its own, so that a server that hangs does not hold a review.

/** For the whole answer; of an archive, for each piece. GitHub itself gives up on a request after ten seconds. */
export const REQUEST_DEADLINE_MS = 15_000;

/**
 * GitHub sent nothing, or stopped in the middle. Octokit passes an "AbortError" on and does not repeat the request.
 */
export class NoAnswerInTime extends Error {
  override readonly name = 'AbortError';
  constructor(deadlineMs: number) {
    super(`GitHub did not answer within ${deadlineMs / 1000} s`);
  }
}

/** A fetch that reads the whole answer. @throws NoAnswerInTime where it is not there by the deadline */
export function createTimedFetch(send: typeof fetch, deadlineMs: number): typeof fetch {
  return async (input, init) => {
    const deadline = startDeadline(deadlineMs, init?.signal);
    try {
      const response = await send(input, { ...init, signal: deadline.signal });
      const { status, statusText, headers } = response;
      const body = response.body === null ? null : await response.arrayBuffer();
      return new Response(body, { status, statusText, headers });
    } finally {
      deadline.stop();
    }
  };
}

/** A fetch whose body may take long while bytes come; NoAnswerInTime ends it when none comes within the deadline. */
export function createStreamingFetch(send: typeof fetch, deadlineMs: number): typeof fetch {
  return async (input, init) => {
    const deadline = startDeadline(deadlineMs, init?.signal);
    const response = await send(input, { ...init, signal: deadline.signal }).finally(deadline.stop);
    if (response.body === null) return response;
    const reader = response.body.getReader();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // Only a read that waits counts, so that a slow consumer is not taken for a slow server.
        deadline.restart();
        const { done, value } = await reader.read().finally(deadline.stop);
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    });
    const { status, statusText, headers } = response;
    return new Response(body, { status, statusText, headers });
  };
}

interface Deadline {
  /** Aborted by NoAnswerInTime, or with the caller's signal. */
  readonly signal: AbortSignal;
  restart(): void;
  stop(): void;
}

function startDeadline(deadlineMs: number, callersSignal: AbortSignal | null | undefined): Deadline {
  const late = new AbortController();
  const start = () => setTimeout(() => late.abort(new NoAnswerInTime(deadlineMs)), deadlineMs);
  let timer = start();
  const stop = () => clearTimeout(timer);
  return {
    signal: callersSignal ? AbortSignal.any([callersSignal, late.signal]) : late.signal,
    stop,
    restart() {
      stop();
      timer = start();
    },
  };
}
