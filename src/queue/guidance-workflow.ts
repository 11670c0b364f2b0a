// The workflow of one question: answers it, or posts why there is no answer. Temporary errors are waited out within the
// answer's own time, because somebody is waiting.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { AnyQuestion } from '../domain/question.ts';
import { engineErrorCode, isCodeChanged } from './engine-errors.ts';
import { describeFailure, type Failure } from './failure.ts';
import { type LiveRun, never } from './job-run.ts';
import { createRetryingStep, retryStep } from './retry-step.ts';
import { orStop } from './stop-grace.ts';
import { isSecondRun, STEP_NAMES, secondRunId } from './stored-names.ts';
import type { WorkflowContext } from './workflow-context.ts';

const MAX_TRIES = 5;
const EXPLAIN_DEADLINE_MS = 3_600_000;

/** Creates the workflow. It throws only if the engine has taken the run away. */
export function createGuidanceWorkflow(context: WorkflowContext) {
  const { options, runs, budgets, outsideWorkflow } = context;
  // Waits come on top of the work itself.
  const deadlineMs = 2 * options.deadlineMs;
  return async (question: AnyQuestion): Promise<void> => {
    const workflowId = DBOS.workflowID as string;
    const run = runs.begin(workflowId, deadlineMs);
    let failure: Failure | null;
    try {
      return await answer(workflowId, question, run, context);
    } catch (error) {
      if (runs.isDraining()) return await never<void>();
      failure = await handleError(error, workflowId, question, run, context);
    } finally {
      run.end();
      await outsideWorkflow(() => budgets.release(workflowId)).catch(() => {});
    }
    const why = failure === null ? null : whyNoAnswer(failure, deadlineMs);
    if (why !== null) await explain(workflowId, question, why, context);
  };
}

/** Returns what failed; null if the answer starts over. Rethrows the engine's own errors. */
async function handleError(
  error: unknown,
  workflowId: string,
  question: AnyQuestion,
  run: LiveRun,
  { options, reviews, outsideWorkflow }: WorkflowContext,
): Promise<Failure | null> {
  if (engineErrorCode(error) !== null) {
    if (!isCodeChanged(error) || isSecondRun(workflowId)) throw error;
    options.log.warn({ err: error, question: workflowId }, 'started by another version; starting over');
    await outsideWorkflow(() => reviews.guidance.enqueue({ ...question, id: secondRunId(workflowId) }));
    return null;
  }
  const failure = describeFailure(error, run.signal);
  if (failure.kind === 'unexpected') options.log.error({ err: error, question: workflowId }, 'answer failed');
  return failure;
}

function answer(
  workflowId: string,
  question: AnyQuestion,
  run: LiveRun,
  { options, timing, budgets }: WorkflowContext,
): Promise<void> {
  const spendBudget = budgets.open(workflowId, question.installationId);
  const step = createRetryingStep(run, {
    log: options.log,
    firstWaitMs: timing.stepRetryMs,
    maxTries: MAX_TRIES,
    maxWaitedMs: options.deadlineMs,
  });
  return orStop(options.jobs.answerQuestion(question, { ...run, step, spendBudget }), run.signal);
}

async function explain(
  workflowId: string,
  question: AnyQuestion,
  why: string,
  { options, timing, runs }: WorkflowContext,
): Promise<void> {
  const run = runs.begin(workflowId, EXPLAIN_DEADLINE_MS);
  try {
    const policy = { log: options.log, firstWaitMs: timing.stepRetryMs };
    await retryStep(run, STEP_NAMES.explainNoAnswer, policy, (signal) =>
      options.jobs.explainNoAnswer(question, why, signal),
    );
  } finally {
    run.end();
  }
}

/** Explains a failure to people; null if nobody waits for the answer any more. */
function whyNoAnswer({ kind, message }: Failure, deadlineMs: number): string | null {
  switch (kind) {
    case 'cannot-review':
      return message;
    case 'try-later':
      return `${message} Please ask again later.`;
    case 'out-of-time':
      return `Timed out after ${Math.max(1, Math.round(deadlineMs / 60_000))} minutes. Please ask again.`;
    case 'unexpected':
      return 'Internal error; see the server log.';
    default:
      return null;
  }
}
