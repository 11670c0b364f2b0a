// Questions that wait for their answers: put in line, a bounded number a conversation, and taken back when they are no longer wanted.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Question } from '../domain/question.ts';
import type { Runs } from './job-run.ts';
import { APPLICATION_VERSION, REVIEWS } from './queue-names.ts';
import { asPrefix, LIVE } from './review-records.ts';
import type { Purses } from './spend-budget.ts';

/** Questions of one conversation that wait or are being answered; each costs a model. */
export const MAX_WAITING = 3;
const MAX_LISTED = 1000;

export interface Guides {
  /** Puts a question in line, once; false where too many of its conversation wait already. */
  start(question: Question): Promise<boolean>;
  /** Takes back those whose ids begin so; how many there were. Nothing is said of them. */
  stop(prefix: string): Promise<number>;
  /** Takes back all of an installation. */
  forget(installationId: number): Promise<void>;
}

/** Begins the ids of all questions of one pull request or issue. */
export function guidePrefix(repository: Question['repository'], number: number): string {
  return `guide/${repository.owner}/${repository.name}/${number}/`;
}

/** Of one conversation or repository, or of an installation. */
type Which = { readonly prefix: string } | { readonly installation: number };

/** They stand in line with the reviews, whose limits hold for them. */
export function createGuides(runs: Runs, purses: Pick<Purses, 'release'>): Guides {
  async function live(which: Which): Promise<readonly string[]> {
    const statuses = await DBOS.listWorkflows({
      ...('prefix' in which
        ? { workflow_id_prefix: asPrefix(which.prefix) }
        : { attributes: { installation: which.installation } }),
      workflowName: 'guide',
      status: [...LIVE],
      limit: MAX_LISTED,
      loadInput: false,
      loadOutput: false,
    });
    return statuses.map(({ workflowID }) => workflowID);
  }
  async function start(question: Question): Promise<boolean> {
    if (question.place !== null) {
      const waiting = await live({ prefix: guidePrefix(question.repository, question.place.number) });
      if (waiting.length >= MAX_WAITING && !waiting.includes(question.id)) return false;
    }
    await DBOS.enqueueWorkflowWithOptions(
      {
        queueName: REVIEWS,
        workflowName: 'guide',
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

  async function stop(which: Which): Promise<number> {
    const ids = await live(which);
    if (ids.length === 0) return 0;
    await DBOS.cancelWorkflows([...ids]);
    for (const id of ids) {
      runs.stop(id);
      await purses.release(id);
    }
    return ids.length;
  }

  /** One after the other, or all would count the same. Replicas do not wait for each other: then one more may slip in. */
  let last: Promise<unknown> = Promise.resolve();
  return {
    start(question) {
      const next = last.then(() => start(question));
      last = next.catch(() => {});
      return next;
    },
    stop: (prefix) => stop({ prefix }),
    async forget(installation) {
      await stop({ installation });
    },
  };
}
