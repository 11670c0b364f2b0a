// The workflow of one review: its work, step by step, and what is made of its failing.
import { DBOS, Error as Engine } from '@dbos-inc/dbos-sdk';
import { Superseded, TryLater } from '../domain/errors.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { type Conclusion, concludeFailed } from './conclusion.ts';
import { firstAttempt, nextAttempt } from './deduplicate.ts';
import { describeFailure } from './failure.ts';
import type { LiveRun } from './job-run.ts';
import { createPatientStep } from './retry-step.ts';
import type { Ended } from './review-records.ts';
import type { Context } from './workflow-context.ts';

/** How long work that was told to stop may take to do so. */
const GRACE_MS = 5000;
/** A host that stumbles is asked again within seconds; whatever takes longer is another attempt's, so that others get the place. */
const QUICK_TRIES = 3;
/** So many first waits in all, of 5 s each. */
const QUICK_WAITS = 4;
/** The engine's words for steps that were recorded in another order than the code goes through them: it was changed since. */
export const CODE_CHANGED: readonly number[] = [26, 37];

/** Waits for work, but not for work that ignores that it was told to stop. */
export async function bounded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS);
    };
  });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

export function codeOf(error: unknown): number | null {
  return error instanceof Engine.DBOSError ? error.dbosErrorCode : null;
}

/** What to conclude from what a run threw; rethrows what is the engine's own business. */
function concludeFrom(error: unknown, workflowId: string, request: ReviewRequest, run: LiveRun, context: Context) {
  const { options, pace } = context;
  const code = codeOf(error);
  const limits = { firstWaitMs: pace.retryMs, deadlineMs: options.deadlineMs, nowMs: Date.now() };
  if (code !== null) {
    if (!CODE_CHANGED.includes(code)) throw error;
    options.log.warn({ err: error, review: workflowId }, 'begun by another version of this program; begins anew');
    const begunAnew = describeFailure(
      new TryLater('This program was changed in the midst of the review.', 0),
      run.signal,
    );
    return concludeFailed(workflowId, request, begunAnew, 0, limits);
  }
  const failure = describeFailure(error, run.signal);
  if (failure.kind === 'unexpected') options.log.error({ err: error, review: workflowId }, 'a review failed');
  return concludeFailed(workflowId, request, failure, run.failedStep() ?? run.stepsBegun(), limits);
}

function endedBy({ ending }: Conclusion): Ended {
  return { ended: ending.kind, why: 'why' in ending ? ending.why : '' };
}

/** Whether somebody may have been at this review before: on a shared database also a process that this one knows nothing of. */
async function mayBeRepeated(workflowId: string, context: Context): Promise<boolean> {
  if (context.isShared || firstAttempt(workflowId) !== workflowId) return true;
  const status = await context.outside(() => DBOS.getWorkflowStatus(workflowId));
  return (status?.recoveryAttempts ?? 1) > 1;
}

/** Makes the workflow. Its result is an Ended in any case; it throws only where the engine has taken the run from it. */
export function createReviewWorkflow(context: Context) {
  const { options, pace, runs, ledger, purses, outside } = context;
  const { work, metrics, log } = options;
  const quickly = {
    log,
    firstWaitMs: pace.persistMs,
    maxTries: QUICK_TRIES,
    maxWaitedMs: QUICK_WAITS * pace.persistMs,
  };
  // A database that is away just now leaves the money set aside until the day ends.
  const release = (review: string) => outside(() => purses.release(review)).catch(() => {});
  return async (request: ReviewRequest): Promise<Ended> => {
    const workflowId = DBOS.workflowID as string;
    const drawn = await outside(() => ledger.conclusionOf(workflowId));
    if (drawn !== null) {
      await outside(() => ledger.settle(drawn));
      return endedBy(drawn);
    }
    const startedAt = Date.now();
    const review = firstAttempt(workflowId);
    let isTriedAgain = false;
    const run = runs.begin(workflowId, options.deadlineMs, await mayBeRepeated(workflowId, context));
    try {
      if (!(await outside(() => ledger.supersede(workflowId, request)))) {
        throw new Superseded('a newer event of the pull request has come');
      }
      const purse = purses.open(review, request.installationId);
      const step = createPatientStep(run, quickly);
      const attempt = nextAttempt(workflowId).attempt - 1;
      const { verdict, notReviewed } = await bounded(
        work.perform(request, { ...run, step, purse, attempt }),
        run.signal,
      );
      metrics.reviewEnded('published', Date.now() - startedAt);
      return { ended: 'published', verdict, notReviewed };
    } catch (error) {
      if (runs.isDraining()) return await new Promise<never>(() => {});
      const conclusion = concludeFrom(error, workflowId, request, run, context);
      isTriedAgain = conclusion.retryFrom !== null;
      metrics.reviewEnded(conclusion.ending.kind, Date.now() - startedAt);
      await outside(() => ledger.settle(conclusion));
      return endedBy(conclusion);
    } finally {
      run.end();
      if (!isTriedAgain) await release(review);
    }
  };
}
