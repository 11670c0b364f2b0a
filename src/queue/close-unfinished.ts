// Closes the check run of every review that published nothing, exactly once, even after a crash. Each change is keyed
// by an id.
import { DBOS, type WorkflowStatus } from '@dbos-inc/dbos-sdk';
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { type Conclusion, concludeStopped } from './conclusion.ts';
import { hasBegun, MAX_KNOWN } from './review-records.ts';
import type { SpendBudgets } from './spend-budget.ts';
import {
  APPLICATION_VERSION,
  COMMANDS_QUEUE,
  closeJobId,
  firstAttempt,
  nextAttemptJobId,
  WORKFLOW_NAMES,
} from './stored-names.ts';

export interface ReviewCloser {
  /**
   * Closes a review in public. Schedules the next attempt if the conclusion asks for one, else releases the reserved
   * money.
   */
  close(conclusion: Conclusion): Promise<void>;
  /** Closes a review a second time after `delayMs`, as the job `jobId`. */
  closeAgainLater(jobId: string, conclusion: Conclusion, delayMs: number): Promise<void>;
  /** Reads the conclusion of a review that was closed; null if it was not. */
  conclusionOf(workflowId: string): Promise<Conclusion | null>;
  /** Closes the reviews that a crash left open. */
  closeForgotten(): Promise<void>;
}

/** Creates the closer. Use it only while the engine is running. */
export function createReviewCloser(budgets: Pick<SpendBudgets, 'release'>): ReviewCloser {
  async function close(conclusion: Conclusion): Promise<void> {
    const { workflowId, retryFrom, retryAfterMs } = conclusion;
    // The next attempt reuses the turns and the money of this one. Release before enqueueing: a stored job is not
    // enqueued again.
    if (retryFrom === null) await budgets.release(firstAttempt(workflowId));
    await enqueue(WORKFLOW_NAMES.closeUnpublished, closeJobId(workflowId), 0, conclusion, false);
    if (retryFrom === null) return;
    await enqueue(WORKFLOW_NAMES.nextAttempt, nextAttemptJobId(workflowId), retryAfterMs, workflowId, retryFrom);
  }

  return {
    close,
    closeAgainLater: (jobId, conclusion, delayMs) =>
      enqueue(WORKFLOW_NAMES.closeUnpublished, jobId, delayMs, conclusion, true),
    async conclusionOf(workflowId) {
      const status = await DBOS.getWorkflowStatus(closeJobId(workflowId));
      return status === null ? null : ((status.input as [Conclusion])[0] ?? null);
    },
    async closeForgotten() {
      for (const { workflowID, status, input } of await listForgotten()) {
        const [request] = input as [ReviewRequest];
        const ending: UnpublishedEnding =
          status === 'CANCELLED'
            ? { kind: 'superseded', by: null }
            : { kind: 'cannot-review', why: 'The review failed repeatedly; see the server log.' };
        await close(concludeStopped(workflowID, request, ending));
      }
    },
  };
}

async function enqueue(workflowName: string, workflowID: string, delayMs: number, ...input: unknown[]): Promise<void> {
  await DBOS.enqueueWorkflowWithOptions(
    {
      queueName: COMMANDS_QUEUE,
      workflowName,
      workflowID,
      appVersion: APPLICATION_VERSION,
      delaySeconds: delayMs / 1000,
    },
    ...input,
  );
}

/**
 * Lists reviews that people may have seen and that ended without being closed, among the 200 that were enqueued last.
 */
async function listForgotten(): Promise<readonly WorkflowStatus[]> {
  const ended = await DBOS.listWorkflows({
    workflowName: WORKFLOW_NAMES.review,
    status: ['CANCELLED', 'ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
    sortDesc: true,
    limit: MAX_KNOWN,
    loadOutput: false,
  });
  if (ended.length === 0) return [];
  const jobIds = ended.map((status) => closeJobId(status.workflowID));
  const jobs = await DBOS.listWorkflows({ workflowIDs: jobIds, loadInput: false });
  const closed = new Set(jobs.map((status) => status.workflowID));
  const forgotten: WorkflowStatus[] = [];
  for (const status of ended) {
    if (!closed.has(closeJobId(status.workflowID)) && (await hasBegun(status))) forgotten.push(status);
  }
  return forgotten;
}
