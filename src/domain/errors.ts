// The ways work ends early, each named by what the caller does next.

/** Wrong input from a person: say the message, which tells what to do, and stop. Exit code 2 on the command line. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** A passing fault (rate limit, 5xx, network): the same work may go through after `retryAfterMs`. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Trying again changes nothing (permission missing, repository gone): explain `message` where people look. Exit code 3. */
export class CannotReview extends Error {
  override readonly name = 'CannotReview';
}

/** A newer head, a closed pull request, or somebody's wish has made the work pointless: stop without a word of blame. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
  readonly by: string | null;
  constructor(message: string, by: string | null = null) {
    super(message);
    this.by = by;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    // An object whose toString is no function.
    return Object.prototype.toString.call(error);
  }
}
