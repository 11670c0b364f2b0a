// The durable workflows: a review, its conclusion where it published nothing, another attempt, and the errands around them.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Job } from '../domain/job.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { runErrand } from './command-jobs.ts';
import type { Conclusion } from './conclusion.ts';
import { firstAttempt, nextAttempt } from './deduplicate.ts';
import { createGuideWorkflow } from './guidance-workflow.ts';
import { APPLICATION_VERSION, REVIEWS } from './queue-names.ts';
import { persist } from './retry-step.ts';
import { hasBegunAgain, keptStep } from './review-records.ts';
import { createReviewWorkflow } from './review-workflow.ts';
import type { Context } from './workflow-context.ts';

/** A process that dies this often over one review dies of it. */
export const MAX_RECOVERIES = 8;
const ERRAND_DEADLINE_MS = 3_600_000;

/** Ends a review in public, and keeps at it while the host is away. */
function createConcludeWorkflow({ options, pace, runs, ledger, outside }: Context) {
  return async (conclusion: Conclusion, again: boolean): Promise<void> => {
    const { workflowId, request, ending } = conclusion;
    const own = DBOS.workflowID as string;
    const run = runs.begin(own, ERRAND_DEADLINE_MS);
    const patience = { log: options.log, firstWaitMs: pace.persistMs };
    try {
      const isOpened = await persist(run, 'conclude', patience, async (signal) => {
        if (await outside(() => hasBegunAgain(workflowId))) return true;
        const kept = await outside(() => keptStep(workflowId));
        await options.work.abandon(request, ending, kept, signal);
        return kept('open') !== undefined;
      });
      if (isOpened || again || !conclusion.lookAgain) return;
      // By then the check run is open, or never will be.
      await outside(() => ledger.concludeLater(`${own}/again`, conclusion, pace.lookAgainMs));
    } finally {
      run.end();
    }
  };
}

/** Begins another attempt at the step that failed. Those before it are kept, the model's turns among them: none is paid twice. */
function createRetryWorkflow({ ledger, purses, outside }: Context) {
  return async (workflowId: string, step: number): Promise<void> => {
    const { workflowId: next } = nextAttempt(workflowId);
    await outside(async () => {
      const from = await DBOS.getWorkflowStatus(workflowId);
      if (from === null || (await DBOS.getWorkflowStatus(next)) !== null) return;
      const [request] = from.input as [ReviewRequest];
      if (!(await ledger.supersede(workflowId, request))) {
        await purses.release(firstAttempt(workflowId));
        return;
      }
      await DBOS.forkWorkflow(workflowId, step, {
        newWorkflowID: next,
        queueName: REVIEWS,
        queuePartitionKey: String(request.installationId ?? 0),
        applicationVersion: APPLICATION_VERSION,
      });
    });
  };
}

function createErrandWorkflow({ options, pace, runs, ledger, outside }: Context) {
  const patience = { work: options.work, log: options.log, firstWaitMs: pace.persistMs };
  const tools: Parameters<typeof runErrand>[3] = {
    start: (...input) => outside(() => ledger.start(...input)),
    cancel: (...input) => outside(() => ledger.cancel(...input)),
    history: (...input) => outside(() => ledger.history(...input)),
    guides: {
      start: (question) => outside(() => ledger.guides.start(question)),
      stop: (prefix) => outside(() => ledger.guides.stop(prefix)),
    },
  };
  return async (order: Job): Promise<void> => {
    const run = runs.begin(DBOS.workflowID as string, ERRAND_DEADLINE_MS);
    try {
      await runErrand(order, run, patience, tools);
    } finally {
      run.end();
    }
  };
}

/** Registers the workflows with the engine, which must not be running yet. */
export function registerWorkflows(context: Context): void {
  const limits = { maxRecoveryAttempts: MAX_RECOVERIES };
  DBOS.registerWorkflow(createReviewWorkflow(context), { name: 'review', ...limits });
  DBOS.registerWorkflow(createConcludeWorkflow(context), { name: 'conclude', ...limits });
  DBOS.registerWorkflow(createRetryWorkflow(context), { name: 'retry', ...limits });
  DBOS.registerWorkflow(createGuideWorkflow(context), { name: 'guide', ...limits });
  DBOS.registerWorkflow(createErrandWorkflow(context), { name: 'errand', ...limits });
}
