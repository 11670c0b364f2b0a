// What every command of the command line shares: what it is run in, progress, complaints, and the exit code that a shell is told.
import { CommanderError } from 'commander';
import { createSpinner } from 'nanospinner';
import { BadInput, CannotReview, messageOf, TryLater } from '../domain/errors.ts';
import type { ModelPort, Progress } from '../domain/ports.ts';
import type { Config, Environment } from '../process/config.ts';

/** What a command is run in. */
export interface Surroundings {
  readonly env: Environment;
  /** null where no service is set up. */
  readonly openModel: (config: Config) => Promise<ModelPort | null>;
  /** Takes what is meant for stdout. */
  readonly write: (text: string) => void;
}

/** What the shell is told: reviewed, gate failed, bad usage or input, could not review, interrupted. */
export const exitCode = { reviewed: 0, gateFailed: 1, badInput: 2, couldNotReview: 3, interrupted: 130 } as const;

/** Fires when somebody presses Ctrl-C. */
export const interrupt = new AbortController();

/** Says on stderr what went wrong and what to do; returns the exit code. */
export function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.reviewed : exitCode.badInput;
  if (interrupt.signal.aborted) {
    complain('interrupted; nothing was changed');
    return exitCode.interrupted;
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    complain('this took too long; give it more time with REVIEW_DEADLINE_SECONDS');
    return exitCode.couldNotReview;
  }
  complain(messageOf(error));
  if (error instanceof BadInput) return exitCode.badInput;
  if (!(error instanceof CannotReview || error instanceof TryLater) && error instanceof Error && error.stack) {
    process.stderr.write(`${error.stack}\n`);
  }
  return exitCode.couldNotReview;
}

/** A passing fault of the model need not hold up a review: the facts are there at once. Anything else stays as it is. */
export function orWithoutModel(error: unknown): unknown {
  if (!(error instanceof TryLater)) return error;
  const message = `${error.message} Try again, or leave the model out with --no-model.`;
  return new TryLater(message, error.retryAfterMs, { cause: error });
}

/** A spinner where somebody watches, a line for each thing begun where nobody does; always on stderr, so that stdout is the review alone. */
export function createProgress(): { show: Progress; stop: () => void } {
  if (!process.stderr.isTTY) {
    let last = '';
    return {
      show: ({ room, message }) => {
        const line = `${room}: ${message}\n`;
        if (line !== last) process.stderr.write(line);
        last = line;
      },
      stop: () => {},
    };
  }
  const spinner = createSpinner('', { stream: process.stderr }).start();
  return {
    show: ({ room, message, done, total }) => {
      spinner.update({ text: `${room}: ${message}${total ? ` ${done ?? 0}/${total}` : ''}` });
    },
    stop: () => {
      spinner.clear();
      spinner.stop();
    },
  };
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`architect: ${text}\n`);
}
