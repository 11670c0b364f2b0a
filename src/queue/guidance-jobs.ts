// Enqueues questions, a limited number per conversation, and cancels those that are no longer wanted.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { AnyQuestion } from '../domain/question.ts';
import type { Runs } from './job-run.ts';
import { asPrefix, LIVE } from './review-records.ts';
import type { SpendBudgets } from './spend-budget.ts';
import { APPLICATION_VERSION, guidancePrefix, REVIEWS_QUEUE, WORKFLOW_NAMES } from './stored-names.ts';

/** Questions of one conversation that may wait or run at a time; each costs money. */
export const MAX_WAITING_QUESTIONS = 3;
const MAX_LISTED = 1000;

export interface GuidanceJobs {
  /** Enqueues a question once; false if too many of its conversation wait already. */
  enqueue(question: AnyQuestion): Promise<boolean>;
  /** Cancels the questions whose ids start with `prefix`, without a reply; returns how many there were. */
  cancel(prefix: string): Promise<number>;
  /** Cancels all questions of an installation. */
  cancelInstallation(installationId: number): Promise<void>;
}

/** The questions of a conversation or repository, or of an installation. */
type Selection = { readonly prefix: string } | { readonly installation: number };

/** Creates the jobs. They share a queue with the reviews, and so its limits. */
export function createGuidanceJobs(runs: Runs, budgets: Pick<SpendBudgets, 'release'>): GuidanceJobs {
  async function cancel(selection: Selection): Promise<number> {
    const ids = await listLive(selection);
    if (ids.length === 0) return 0;
    await DBOS.cancelWorkflows([...ids]);
    for (const id of ids) {
      runs.stop(id);
      await budgets.release(id);
    }
    return ids.length;
  }

  // One after the other, or concurrent calls would count the same. Other replicas do not wait, so one question too many
  // may slip in.
  let last: Promise<unknown> = Promise.resolve();
  return {
    enqueue(question) {
      const next = last.then(() => enqueueQuestion(question));
      last = next.catch(() => {});
      return next;
    },
    cancel: (prefix) => cancel({ prefix }),
    async cancelInstallation(installation) {
      await cancel({ installation });
    },
  };
}

async function enqueueQuestion(question: AnyQuestion): Promise<boolean> {
  if (question.place !== null) {
    const waiting = await listLive({ prefix: guidancePrefix(question.repository, question.place.number) });
    if (waiting.length >= MAX_WAITING_QUESTIONS && !waiting.includes(question.id)) return false;
  }
  await DBOS.enqueueWorkflowWithOptions(
    {
      queueName: REVIEWS_QUEUE,
      workflowName: WORKFLOW_NAMES.guidance,
      workflowID: question.id,
      appVersion: APPLICATION_VERSION,
      queuePartitionKey: String(question.installationId ?? 0),
      priority: 1,
      attributes: { installation: question.installationId },
    },
    question,
  );
  return true;
}

async function listLive(selection: Selection): Promise<readonly string[]> {
  const statuses = await DBOS.listWorkflows({
    ...('prefix' in selection ? { workflow_id_prefix: asPrefix(selection.prefix) } : { attributes: { ...selection } }),
    workflowName: WORKFLOW_NAMES.guidance,
    status: [...LIVE],
    limit: MAX_LISTED,
    loadInput: false,
    loadOutput: false,
  });
  return statuses.map(({ workflowID }) => workflowID);
}
