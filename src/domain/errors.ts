// Defines the errors, each named by what the caller does next.

/** Invalid input from a person: print the message, which says what to do. Exit code 2 on the command line. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** A temporary error (rate limit, 5xx, network): the same work may succeed after `retryAfterMs`. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Retrying is pointless (missing permission, deleted repository): show `message` to people. Exit code 3. */
export class CannotReview extends Error {
  override readonly name = 'CannotReview';
}

/** A newer head, a closed pull request or a person made the work pointless: stop, and report no error. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
  readonly by: string | null;
  constructor(message: string, by: string | null = null) {
    super(message);
    this.by = by;
  }
}

/** Returns the message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    // An object whose toString is not a function.
    return Object.prototype.toString.call(error);
  }
}
