// Sees to it that each review that published nothing is ended in public, once, whoever dies over it. Everything is done by an id, so doing
// it twice is doing it once.
import { DBOS, type WorkflowStatus } from '@dbos-inc/dbos-sdk';
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { type Conclusion, concludeStopped } from './conclusion.ts';
import { firstAttempt } from './deduplicate.ts';
import { APPLICATION_VERSION, ERRANDS } from './queue-names.ts';
import { hasBegun, MAX_KNOWN } from './review-records.ts';
import type { Purses } from './spend-budget.ts';

export interface Settlement {
  /** Ends a review in public, and has it tried again where the conclusion says so; else what it had set aside is free again. */
  settle(conclusion: Conclusion): Promise<void>;
  /** Ends a review in public a second time, after a while. */
  concludeLater(workflowId: string, conclusion: Conclusion, delayMs: number): Promise<void>;
  /** The conclusion that was drawn of a review; null when there is none. */
  conclusionOf(workflowId: string): Promise<Conclusion | null>;
  /** Draws the conclusions that a crash prevented. */
  settleForgotten(): Promise<void>;
}

async function enqueueErrand(workflowName: string, workflowID: string, delayMs: number, ...input: unknown[]) {
  await DBOS.enqueueWorkflowWithOptions(
    { queueName: ERRANDS, workflowName, workflowID, appVersion: APPLICATION_VERSION, delaySeconds: delayMs / 1000 },
    ...input,
  );
}

/** Makes the settlement; the engine must be running when it is used. */
export function createSettlement(purses: Pick<Purses, 'release'>): Settlement {
  async function settle(conclusion: Conclusion): Promise<void> {
    const { workflowId, retryFrom, retryAfterMs } = conclusion;
    // Another attempt goes on with the turns, and the money, of this one. Before the errand: once that is kept, nobody settles again.
    if (retryFrom === null) await purses.release(firstAttempt(workflowId));
    await enqueueErrand('conclude', `conclude/${workflowId}`, 0, conclusion, false);
    if (retryFrom !== null) await enqueueErrand('retry', `retry/${workflowId}`, retryAfterMs, workflowId, retryFrom);
  }

  return {
    settle,
    concludeLater: (workflowId, conclusion, delayMs) =>
      enqueueErrand('conclude', workflowId, delayMs, conclusion, true),
    async conclusionOf(workflowId) {
      const status = await DBOS.getWorkflowStatus(`conclude/${workflowId}`);
      return status === null ? null : ((status.input as [Conclusion])[0] ?? null);
    },
    async settleForgotten() {
      for (const { workflowID, status, input } of await listUnsettled()) {
        const [request] = input as [ReviewRequest];
        const ending: UnpublishedEnding =
          status === 'CANCELLED'
            ? { kind: 'superseded', by: null }
            : { kind: 'cannot-review', why: 'The review failed again and again; the log of the server says why.' };
        await settle(concludeStopped(workflowID, request, ending));
      }
    },
  };
}

/** Reviews of which people may have seen something, and that ended without a conclusion: at most the 200 that were asked for last. */
async function listUnsettled(): Promise<readonly WorkflowStatus[]> {
  const ended = await DBOS.listWorkflows({
    workflowName: 'review',
    status: ['CANCELLED', 'ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
    sortDesc: true,
    limit: MAX_KNOWN,
    loadOutput: false,
  });
  if (ended.length === 0) return [];
  const ids = ended.map((status) => `conclude/${status.workflowID}`);
  const found = await DBOS.listWorkflows({ workflowIDs: ids, loadInput: false });
  const concluded = new Set(found.map((status) => status.workflowID));
  const unsettled: WorkflowStatus[] = [];
  for (const status of ended) {
    if (!concluded.has(`conclude/${status.workflowID}`) && (await hasBegun(status))) unsettled.push(status);
  }
  return unsettled;
}
