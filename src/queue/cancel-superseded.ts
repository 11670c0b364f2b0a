// Cancels reviews that are superseded or no longer wanted: waiting, running, or scheduled for another attempt.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { ReviewCloser } from './close-unfinished.ts';
import { concludeStopped } from './conclusion.ts';
import type { KnownReview } from './deduplicate.ts';
import type { Runs } from './job-run.ts';
import type { QueueLog, QueueMetrics } from './queue-dependencies.ts';
import { hasBegun, isLive, LIVE } from './review-records.ts';
import type { SpendBudgets } from './spend-budget.ts';
import { closeCancelledRetryJobId, firstAttempt, nextAttemptJobId } from './stored-names.ts';

/** Both methods return how many reviews were cancelled. */
export interface ReviewCanceller {
  /** Cancels those that wait or run. */
  cancelLive(workflowIds: readonly string[], ending: UnpublishedEnding): Promise<number>;
  /** Cancels those that wait or run, and their scheduled attempts. */
  cancelWithRetries(reviews: readonly KnownReview[], ending: UnpublishedEnding): Promise<number>;
}

interface Dependencies {
  readonly closer: ReviewCloser;
  readonly runs: Runs;
  readonly budgets: Pick<SpendBudgets, 'release'>;
  readonly log: QueueLog;
  readonly metrics: QueueMetrics;
}

export function createReviewCanceller(dependencies: Dependencies): ReviewCanceller {
  return {
    cancelLive: (workflowIds, ending) => cancelLive(dependencies, workflowIds, ending),
    async cancelWithRetries(reviews, ending) {
      const idsOf = (some: readonly KnownReview[]) => some.map(({ workflowId }) => workflowId);
      const live = idsOf(reviews.filter((review) => review.live));
      const retried = idsOf(reviews.filter((review) => review.mayBeRetried));
      const cancelled = await cancelLive(dependencies, live, ending);
      return cancelled + (await cancelScheduled(dependencies, retried, ending));
    },
  };
}

async function cancelLive(
  { closer, runs, log, metrics }: Dependencies,
  workflowIds: readonly string[],
  ending: UnpublishedEnding,
): Promise<number> {
  if (workflowIds.length === 0) return 0;
  const before = await DBOS.listWorkflows({ workflowIDs: [...workflowIds], loadOutput: false });
  const live = before.filter((status) => isLive(status.status));
  if (live.length === 0) return 0;
  await DBOS.cancelWorkflows(live.map((status) => status.workflowID));
  for (const status of live) {
    runs.stop(status.workflowID);
    const [request] = status.input as [ReviewRequest];
    log.info({ review: status.workflowID, ending: ending.kind }, 'review cancelled');
    metrics.reviewEnded(ending.kind, Date.now() - status.createdAt);
    if (await hasBegun(status)) await closer.close(concludeStopped(status.workflowID, request, ending));
  }
  return live.length;
}

/** Cancels scheduled attempts, and corrects their check runs, which still announce a retry. */
async function cancelScheduled(
  { closer, budgets, log }: Dependencies,
  workflowIds: readonly string[],
  ending: UnpublishedEnding,
): Promise<number> {
  if (workflowIds.length === 0) return 0;
  const retries = await DBOS.listWorkflows({
    workflowIDs: workflowIds.map(nextAttemptJobId),
    status: [...LIVE],
    loadOutput: false,
  });
  if (retries.length === 0) return 0;
  await DBOS.cancelWorkflows(retries.map((status) => status.workflowID));
  for (const status of retries) {
    const [workflowId] = status.input as [string, number];
    const review = await DBOS.getWorkflowStatus(workflowId);
    await budgets.release(firstAttempt(workflowId));
    if (review === null) continue;
    const [request] = review.input as [ReviewRequest];
    log.info({ review: workflowId, ending: ending.kind }, 'next attempt cancelled');
    const conclusion = concludeStopped(workflowId, request, ending);
    await closer.closeAgainLater(closeCancelledRetryJobId(workflowId), conclusion, 0);
  }
  return retries.length;
}
