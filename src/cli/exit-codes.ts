// Maps results and errors of a command to the exit code of the process.
import { CommanderError } from 'commander';
import { BadInput, CannotReview, messageOf, TryLater } from '../domain/errors.ts';
import { redactSecrets } from '../text/secrets/redact-secrets.ts';
import { interrupt } from './command-context.ts';
import { complain } from './output.ts';

/** The interface to shells and CI: `badInput` is wrong usage or input, `couldNotReview` any other failure. */
export const exitCode = { reviewed: 0, gateFailed: 1, badInput: 2, couldNotReview: 3, interrupted: 130 } as const;

/** Writes to stderr what went wrong and what to do; returns the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.reviewed : exitCode.badInput;
  if (interrupt.signal.aborted) {
    complain('interrupted; no files were changed');
    return exitCode.interrupted;
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    complain('timed out; raise REVIEW_DEADLINE_SECONDS');
    return exitCode.couldNotReview;
  }
  complain(messageOf(error));
  if (error instanceof BadInput) return exitCode.badInput;
  const isExpected = error instanceof CannotReview || error instanceof TryLater;
  if (!isExpected && error instanceof Error && error.stack) process.stderr.write(`${redactSecrets(error.stack)}\n`);
  return exitCode.couldNotReview;
}

/** Adds to a temporary error of the model that a review works without one. Returns any other error unchanged. */
export function suggestNoModel(error: unknown): unknown {
  if (!(error instanceof TryLater)) return error;
  return new TryLater(`${error.message} Try again, or use --no-model.`, error.retryAfterMs, { cause: error });
}
