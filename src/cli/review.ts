// The command `review`: the same review as the App's, on a local checkout.

import { createAnalysisPool } from '../analyse/pool/analysis-pool.ts';
import { BadInput } from '../domain/errors.ts';
import type { Ports } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { openCheckout } from '../gather/checkout.ts';
import { createFullTreeRepository } from '../gather/gather.ts';
import { readConfig } from '../process/config.ts';
import { createTerminalPublisher } from '../publish/terminal.ts';
import { review } from '../review.ts';
import { localRequest } from './local-request.ts';
import { complain, createProgress, exitCode, interrupt, orWithoutModel, type Surroundings } from './progress.ts';

export interface ReviewOptions {
  readonly repo: string;
  readonly all?: true;
  readonly base?: string;
  readonly head?: string;
  readonly format: 'terminal' | 'markdown' | 'json' | 'sarif' | 'html';
  readonly model: boolean;
  readonly failOn?: ReviewRequest['failOn'];
}

/** Reviews a branch, prints the review and sets the exit code. @throws BadInput, CannotReview, TryLater */
export async function reviewCheckout(options: ReviewOptions, { env, openModel, write }: Surroundings): Promise<void> {
  if (options.all && options.base !== undefined)
    throw new BadInput('--all looks at one commit, not at a change: leave --base out, or leave --all out');
  const config = readConfig(env);
  const model = options.model && !options.all ? await openModel(config) : null;
  const repository = await openCheckout(options.repo);
  const progress = createProgress();
  const analyser = createAnalysisPool({ threads: 1 });
  const publisher = createTerminalPublisher({
    format: options.format,
    write: (text) => {
      progress.stop();
      write(text);
    },
    colour: process.stdout.isTTY === true && !env.NO_COLOR,
    width: Math.min(process.stdout.columns ?? 100, 120),
  });
  const deadline = AbortSignal.timeout(config.budget.deadlineMs);
  const signal = AbortSignal.any([interrupt.signal, deadline]);
  const ports: Ports = {
    repository: options.all ? createFullTreeRepository(repository) : repository,
    analyser,
    model,
    publisher,
    step: (_name, work) => work(signal),
    progress: progress.show,
  };
  const limits = { budget: config.budget, models: config.models, signal, now: Date.now };
  try {
    const done = await review(ports, limits, localRequest(repository.name, options));
    process.exitCode = done.verdict === 'block' ? exitCode.gateFailed : exitCode.reviewed;
    if (done.verdict === 'not-reviewed' && done.mergeBase === done.head) {
      complain(
        'the base has all of the head already. What is not committed is not reviewed: commit it, name other commits with --base and --head, or see all that is there with --all',
      );
    }
  } catch (error) {
    throw model === null ? error : orWithoutModel(error);
  } finally {
    progress.stop();
    await Promise.all([analyser.close(), repository.close()]);
  }
}
