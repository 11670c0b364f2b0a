// The workflow of one question: its answer, step by step, or the reason why there is none. What passes is waited out within the answer's
// own time, for somebody is waiting.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Question } from '../domain/question.ts';
import { describeFailure, type Failure } from './failure.ts';
import { createPatientStep, persist } from './retry-step.ts';
import { bounded, CODE_CHANGED, codeOf } from './review-workflow.ts';
import type { Context } from './workflow-context.ts';

const MAX_TRIES = 5;
/** To say that there is no answer. */
const EXCUSE_DEADLINE_MS = 3_600_000;
const AGAIN = '/again';

/** Why there is no answer, for people; null where nobody waits for one any more. */
function explain({ kind, message }: Failure, deadlineMs: number): string | null {
  switch (kind) {
    case 'cannot-review':
      return message;
    case 'try-later':
      return `${message} Please ask again later.`;
    case 'out-of-time':
      return `There was no answer within ${Math.max(1, Math.round(deadlineMs / 60_000))} minutes. Please ask again.`;
    case 'unexpected':
      return 'Something went wrong in the architect itself; the log of its server says what.';
    default:
      return null;
  }
}

/** Makes the workflow. It throws only where the engine has taken the run from it. */
export function createGuideWorkflow(context: Context) {
  const { options, pace, runs, ledger, purses, outside } = context;
  // The waits come on top of the work.
  const deadlineMs = 2 * options.deadlineMs;
  const patience = { log: options.log, firstWaitMs: pace.persistMs };
  return async (question: Question): Promise<void> => {
    const workflowId = DBOS.workflowID as string;
    const run = runs.begin(workflowId, deadlineMs);
    let why: string | null;
    try {
      const purse = purses.open(workflowId, question.installationId);
      const step = createPatientStep(run, { ...patience, maxTries: MAX_TRIES, maxWaitedMs: options.deadlineMs });
      return await bounded(options.work.guide(question, { ...run, step, purse }), run.signal);
    } catch (error) {
      if (runs.isDraining()) return await new Promise<never>(() => {});
      const code = codeOf(error);
      if (code !== null) {
        if (!CODE_CHANGED.includes(code) || workflowId.endsWith(AGAIN)) throw error;
        options.log.warn({ err: error, question: workflowId }, 'begun by another version of this program; begins anew');
        await outside(() => ledger.guides.start({ ...question, id: `${workflowId}${AGAIN}` }));
        return;
      }
      const failure = describeFailure(error, run.signal);
      if (failure.kind === 'unexpected') options.log.error({ err: error, question: workflowId }, 'an answer failed');
      why = explain(failure, deadlineMs);
    } finally {
      run.end();
      await outside(() => purses.release(workflowId)).catch(() => {});
    }
    if (why === null) return;
    const words = why;
    const last = runs.begin(workflowId, EXCUSE_DEADLINE_MS);
    try {
      await persist(last, 'excuse', patience, (signal) => options.work.excuse(question, words, signal));
    } finally {
      last.end();
    }
  };
}
