// The workflow of one review: runs its steps and concludes from a failure how the review ends.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { Superseded, TryLater } from '../domain/errors.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { type Conclusion, concludeFailed } from './conclusion.ts';
import { engineErrorCode, isCodeChanged } from './engine-errors.ts';
import { describeFailure } from './failure.ts';
import { type LiveRun, never } from './job-run.ts';
import type { ReviewOutcome } from './queue-dependencies.ts';
import { createRetryingStep } from './retry-step.ts';
import type { StoredResult } from './review-records.ts';
import { orStop } from './stop-grace.ts';
import { attemptNumber, firstAttempt, reviewPrefix } from './stored-names.ts';
import type { WorkflowContext } from './workflow-context.ts';

/**
 * Retries of a step within its attempt are short. A longer outage is left to the next attempt, so that other reviews
 * can run.
 */
const QUICK_TRIES = 3;
/** Total of the waits in one attempt, in first waits of 5 s each. */
const QUICK_WAITS = 4;

/** Creates the workflow. It returns the result in any case, and throws only if the engine has taken the run away. */
export function createReviewWorkflow(context: WorkflowContext) {
  const { options, runs, reviews, budgets, outsideWorkflow } = context;
  const { metrics } = options;
  return async (request: ReviewRequest): Promise<StoredResult> => {
    const workflowId = DBOS.workflowID as string;
    const known = await outsideWorkflow(() => reviews.conclusionOf(workflowId));
    if (known !== null) {
      await outsideWorkflow(() => reviews.close(known));
      return toResult(known);
    }
    const startedAt = Date.now();
    let isRetried = false;
    const run = runs.begin(workflowId, options.deadlineMs, await mayBeRepeated(workflowId, context));
    try {
      const outcome = await runReview(workflowId, request, run, context);
      metrics.reviewEnded('published', Date.now() - startedAt);
      return { ended: 'published', ...outcome };
    } catch (error) {
      if (runs.isDraining()) return await never<StoredResult>();
      const conclusion = conclude(error, workflowId, request, run, context);
      isRetried = conclusion.retryFrom !== null;
      metrics.reviewEnded(conclusion.ending.kind, Date.now() - startedAt);
      await outsideWorkflow(() => reviews.close(conclusion));
      return toResult(conclusion);
    } finally {
      run.end();
      // If the database is down, the money stays reserved until the day ends.
      if (!isRetried) await outsideWorkflow(() => budgets.release(firstAttempt(workflowId))).catch(() => {});
    }
  };
}

async function runReview(
  workflowId: string,
  request: ReviewRequest,
  run: LiveRun,
  { options, timing, reviews, budgets, outsideWorkflow }: WorkflowContext,
): Promise<ReviewOutcome> {
  if (!(await outsideWorkflow(() => reviews.supersede(workflowId, request)))) {
    throw new Superseded('a newer event of the pull request arrived');
  }
  const policy = {
    log: options.log,
    firstWaitMs: timing.stepRetryMs,
    maxTries: QUICK_TRIES,
    maxWaitedMs: QUICK_WAITS * timing.stepRetryMs,
  };
  const step = createRetryingStep(run, policy);
  const spendBudget = budgets.open(firstAttempt(workflowId), request.installationId, siblingsOf(request));
  const attempt = attemptNumber(workflowId);
  const work = options.jobs.review(request, { ...run, step, spendBudget, attempt });
  const { verdict, notReviewed } = await orStop(work, run.signal);
  return { verdict, notReviewed };
}

/** Concludes from an error. Rethrows the engine's own errors, except that the code was changed. */
function conclude(
  error: unknown,
  workflowId: string,
  request: ReviewRequest,
  run: LiveRun,
  { options, timing }: WorkflowContext,
): Conclusion {
  const limits = { firstWaitMs: timing.attemptRetryMs, deadlineMs: options.deadlineMs, nowMs: Date.now() };
  if (engineErrorCode(error) !== null) {
    if (!isCodeChanged(error)) throw error;
    options.log.warn({ err: error, review: workflowId }, 'started by another version of this program; starting over');
    const restart = describeFailure(new TryLater('The App was upgraded during the review.', 0), run.signal);
    return concludeFailed(workflowId, request, restart, 0, limits);
  }
  const failure = describeFailure(error, run.signal);
  if (failure.kind === 'unexpected') options.log.error({ err: error, review: workflowId }, 'review failed');
  return concludeFailed(workflowId, request, failure, run.failedStep() ?? run.stepsBegun(), limits);
}

function toResult({ ending }: Conclusion): StoredResult {
  return { ended: ending.kind, why: 'why' in ending ? ending.why : '' };
}

/** True if this review may have run before: on a shared database also in a process that this one does not know. */
async function mayBeRepeated(workflowId: string, context: WorkflowContext): Promise<boolean> {
  if (context.isShared || firstAttempt(workflowId) !== workflowId) return true;
  const status = await context.outsideWorkflow(() => DBOS.getWorkflowStatus(workflowId));
  return (status?.recoveryAttempts ?? 1) > 1;
}

/** Start of the ids of all reviews of the request's pull request; undefined without one. */
function siblingsOf({ repository, pullRequest }: ReviewRequest): string | undefined {
  return pullRequest === null ? undefined : reviewPrefix(repository, pullRequest);
}
