// Takes back reviews that somebody or something has made pointless, whether they wait, run, or are to be tried again.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { Settlement } from './close-unfinished.ts';
import { concludeStopped } from './conclusion.ts';
import { firstAttempt, type KnownReview } from './deduplicate.ts';
import type { Runs } from './job-run.ts';
import type { QueueLog, QueueMetrics } from './queue-port.ts';
import { hasBegun, isLive, LIVE } from './review-records.ts';
import type { Purses } from './spend-budget.ts';

export interface Stopping {
  /** Stops those that wait or run; how many there were. */
  stop(workflowIds: readonly string[], ending: UnpublishedEnding): Promise<number>;
  /** The same, and takes back attempts that are still to be made. */
  stopAll(reviews: readonly KnownReview[], ending: UnpublishedEnding): Promise<number>;
}

export function createStopping(
  settlement: Settlement,
  runs: Runs,
  purses: Pick<Purses, 'release'>,
  log: QueueLog,
  metrics: QueueMetrics,
): Stopping {
  async function stop(workflowIds: readonly string[], ending: UnpublishedEnding): Promise<number> {
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
      if (!(await hasBegun(status))) continue;
      await settlement.settle(concludeStopped(status.workflowID, request, ending));
    }
    return live.length;
  }

  /** Takes back the attempts that reviews wait for; how many there were. What their check runs promise is no longer so. */
  async function stopWaiting(workflowIds: readonly string[], ending: UnpublishedEnding): Promise<number> {
    if (workflowIds.length === 0) return 0;
    const retries = await DBOS.listWorkflows({
      workflowIDs: workflowIds.map((id) => `retry/${id}`),
      status: [...LIVE],
      loadOutput: false,
    });
    if (retries.length === 0) return 0;
    await DBOS.cancelWorkflows(retries.map((status) => status.workflowID));
    for (const status of retries) {
      const [workflowId] = status.input as [string, number];
      const review = await DBOS.getWorkflowStatus(workflowId);
      await purses.release(firstAttempt(workflowId));
      if (review === null) continue;
      const [request] = review.input as [ReviewRequest];
      log.info({ review: workflowId, ending: ending.kind }, 'review is not tried again');
      await settlement.concludeLater(`conclude/${workflowId}/stopped`, concludeStopped(workflowId, request, ending), 0);
    }
    return retries.length;
  }

  async function stopAll(reviews: readonly KnownReview[], ending: UnpublishedEnding): Promise<number> {
    const idsOf = (some: readonly KnownReview[]) => some.map(({ workflowId }) => workflowId);
    const live = await stop(idsOf(reviews.filter((review) => review.live)), ending);
    return live + (await stopWaiting(idsOf(reviews.filter((review) => review.mayBeTriedAgain)), ending));
  }

  return { stop, stopAll };
}
