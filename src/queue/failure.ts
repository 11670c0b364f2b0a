// Turns errors into JSON and back: a step that failed is stored like one that succeeded, and throws the same error
// after a restart.
import { z } from 'zod';
import { BadInput, CannotReview, messageOf, Superseded, TryLater } from '../domain/errors.ts';

/** Longer than any message of ours, and small enough for the database. */
const MAX_MESSAGE_LENGTH = 2000;

/** Stored: its field names and kinds are fixed. */
export const Failure = z.object({
  kind: z.enum(['try-later', 'cannot-review', 'superseded', 'out-of-time', 'stopped', 'unexpected']),
  message: z.string(),
  retryAfterMs: z.number().nonnegative(),
  by: z.string().nullable(),
});
export type Failure = z.infer<typeof Failure>;

/** The run reached its deadline. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** The run was cancelled: by a newer one, a closed pull request or a person. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** An error of no known kind: a bug. */
class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

function kindOf(error: unknown): Failure['kind'] {
  if (error instanceof TryLater) return 'try-later';
  if (error instanceof CannotReview || error instanceof BadInput) return 'cannot-review';
  if (error instanceof Superseded) return 'superseded';
  if (error instanceof OutOfTime) return 'out-of-time';
  return error instanceof Stopped ? 'stopped' : 'unexpected';
}

/**
 * Describes anything thrown. Once the run's signal has fired, its reason counts, not the error that the abort caused.
 */
export function describeFailure(error: unknown, signal: AbortSignal): Failure {
  const cause = signal.aborted && kindOf(error) === 'unexpected' ? signal.reason : error;
  return {
    kind: kindOf(cause),
    message: messageOf(cause).slice(0, MAX_MESSAGE_LENGTH),
    retryAfterMs: cause instanceof TryLater ? cause.retryAfterMs : 0,
    by: cause instanceof Superseded ? cause.by : null,
  };
}

/** Creates the error that a stored failure describes. */
export function reviveFailure(failure: Failure): Error {
  switch (failure.kind) {
    case 'try-later':
      return new TryLater(failure.message, failure.retryAfterMs);
    case 'cannot-review':
      return new CannotReview(failure.message);
    case 'superseded':
      return new Superseded(failure.message, failure.by);
    case 'out-of-time':
      return new OutOfTime(failure.message);
    case 'stopped':
      return new Stopped(failure.message);
    case 'unexpected':
      return new Unexpected(failure.message);
  }
}
