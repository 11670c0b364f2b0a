// Registers the durable workflows, and defines the short ones: closing a review, starting its next attempt, running a
// command.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Job } from '../domain/job.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { Conclusion } from './conclusion.ts';
import { createGuidanceWorkflow } from './guidance-workflow.ts';
import { MAX_RECOVERIES } from './reconcile.ts';
import { retryStep } from './retry-step.ts';
import { countCommands, hasNextAttemptBegun, readStepResults } from './review-records.ts';
import { createReviewWorkflow } from './review-workflow.ts';
import { type CommandJobTools, runCommandJob } from './run-command-job.ts';
import {
  APPLICATION_VERSION,
  firstAttempt,
  nextAttempt,
  REVIEWS_QUEUE,
  STEP_NAMES,
  secondRunId,
  WORKFLOW_NAMES,
} from './stored-names.ts';
import type { WorkflowContext } from './workflow-context.ts';

const SHORT_JOB_DEADLINE_MS = 3_600_000;

/** Registers the workflows with the engine, which must not be running yet. */
export function registerWorkflows(context: WorkflowContext): void {
  const limits = { maxRecoveryAttempts: MAX_RECOVERIES };
  DBOS.registerWorkflow(createReviewWorkflow(context), { name: WORKFLOW_NAMES.review, ...limits });
  DBOS.registerWorkflow(createCloseWorkflow(context), { name: WORKFLOW_NAMES.closeUnpublished, ...limits });
  DBOS.registerWorkflow(createNextAttemptWorkflow(context), { name: WORKFLOW_NAMES.nextAttempt, ...limits });
  DBOS.registerWorkflow(createGuidanceWorkflow(context), { name: WORKFLOW_NAMES.guidance, ...limits });
  DBOS.registerWorkflow(createCommandWorkflow(context), { name: WORKFLOW_NAMES.command, ...limits });
}

/** Closes a review in public, and retries while the host is down. */
function createCloseWorkflow({ options, timing, runs, reviews, outsideWorkflow }: WorkflowContext) {
  return async (conclusion: Conclusion, isSecond: boolean): Promise<void> => {
    const { workflowId, request, ending } = conclusion;
    const ownId = DBOS.workflowID as string;
    const run = runs.begin(ownId, SHORT_JOB_DEADLINE_MS);
    const policy = { log: options.log, firstWaitMs: timing.stepRetryMs };
    try {
      const wasOpened = await retryStep(run, STEP_NAMES.closeUnpublished, policy, async (signal) => {
        if (await outsideWorkflow(() => hasNextAttemptBegun(workflowId))) return true;
        const stepResult = await outsideWorkflow(() => readStepResults(workflowId));
        await options.jobs.closeUnpublished(request, ending, stepResult, signal);
        return stepResult(STEP_NAMES.open) !== undefined;
      });
      if (wasOpened || isSecond || !conclusion.lookAgain) return;
      // By then the check run is open, or never will be.
      await outsideWorkflow(() => reviews.closeAgainLater(secondRunId(ownId), conclusion, timing.secondCloseMs));
    } finally {
      run.end();
    }
  };
}

/**
 * Starts the next attempt at the step that failed. Earlier steps keep their results, so no model turn is paid for
 * twice.
 */
function createNextAttemptWorkflow({ reviews, budgets, outsideWorkflow }: WorkflowContext) {
  return async (workflowId: string, step: number): Promise<void> => {
    const newWorkflowID = nextAttempt(workflowId);
    await outsideWorkflow(async () => {
      const failed = await DBOS.getWorkflowStatus(workflowId);
      if (failed === null || (await DBOS.getWorkflowStatus(newWorkflowID)) !== null) return;
      const [request] = failed.input as [ReviewRequest];
      if (!(await reviews.supersede(workflowId, request))) {
        await budgets.release(firstAttempt(workflowId));
        return;
      }
      await DBOS.forkWorkflow(workflowId, step, {
        newWorkflowID,
        queueName: REVIEWS_QUEUE,
        queuePartitionKey: String(request.installationId ?? 0),
        applicationVersion: APPLICATION_VERSION,
      });
    });
  };
}

function createCommandWorkflow({ options, timing, runs, reviews, outsideWorkflow }: WorkflowContext) {
  const policy = { jobs: options.jobs, log: options.log, firstWaitMs: timing.stepRetryMs };
  const tools: CommandJobTools = {
    enqueue: (...input) => outsideWorkflow(() => reviews.enqueue(...input)),
    cancel: (...input) => outsideWorkflow(() => reviews.cancel(...input)),
    history: (...input) => outsideWorkflow(() => reviews.history(...input)),
    countCommands: (...input) => outsideWorkflow(() => countCommands(...input)),
    guidance: {
      enqueue: (question) => outsideWorkflow(() => reviews.guidance.enqueue(question)),
      cancel: (prefix) => outsideWorkflow(() => reviews.guidance.cancel(prefix)),
    },
  };
  return async (job: Job): Promise<void> => {
    const run = runs.begin(DBOS.workflowID as string, SHORT_JOB_DEADLINE_MS);
    try {
      await runCommandJob(job, run, policy, tools);
    } finally {
      run.end();
    }
  };
}
