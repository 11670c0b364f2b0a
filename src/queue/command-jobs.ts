// The small work around reviews: a person's command, the rerun button, a merge queue that waits.
import type { CommandAnswer } from '../domain/command-port.ts';
import type { CommandJob, Job, RerunJob } from '../domain/job.ts';
import type { Question, Task } from '../domain/question.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { reviewPrefix } from './deduplicate.ts';
import { guidePrefix, MAX_WAITING } from './guidance-jobs.ts';
import type { LiveRun } from './job-run.ts';
import type { QueueOptions } from './queue-port.ts';
import { type Patience, persist } from './retry-step.ts';
import type { Ledger } from './review-store.ts';

type Tools = Pick<Ledger, 'start' | 'cancel' | 'history'> & {
  readonly guides: Pick<Ledger['guides'], 'start' | 'stop'>;
};
type Options = Pick<QueueOptions, 'work'> & Patience;

/** A review that a person asked for. */
function requestOf(order: CommandJob | RerunJob, pullRequest: number): ReviewRequest {
  const prefix = reviewPrefix(order.repository, pullRequest);
  const isRerun = order.kind === 'rerun';
  return {
    id: isRerun ? `${prefix}${order.head}/${order.delivery}` : `${prefix}comment-${order.commentId}`,
    installationId: order.installationId,
    repository: order.repository,
    pullRequest,
    head: isRerun ? order.head : null,
    base: null,
    seen: null,
    trigger: isRerun ? 'rerun' : 'command',
    requestedBy: order.login,
    requestedAt: order.at,
  };
}

/** A question, in the conversation that it stands in. */
function inquiryOf(order: CommandJob, task: Task): Question {
  const { installationId, repository, pullRequest: number, commentId, login, at, issue } = order;
  return {
    id: `${guidePrefix(repository, number)}comment-${commentId}`,
    installationId,
    repository,
    place: {
      kind: issue === undefined ? 'pull-request' : 'issue',
      number,
      commentId,
      title: issue?.title ?? '',
      body: issue?.body ?? '',
    },
    rev: null,
    task,
    requestedBy: login,
    requestedAt: at,
  };
}

async function obey(order: CommandJob, tools: Tools): Promise<CommandAnswer> {
  const { repository, pullRequest, mistake, task } = order;
  if (mistake !== undefined) return { kind: 'mistaken', mistake };
  if (task !== undefined) {
    const isKept = await tools.guides.start(inquiryOf(order, task));
    return isKept ? { kind: 'accepted' } : { kind: 'too-many', most: MAX_WAITING };
  }
  switch (order.word) {
    case 'review':
      await tools.start(requestOf(order, pullRequest), { delivery: order.delivery, at: order.at }, 0);
      return { kind: 'accepted' };
    case 'cancel': {
      const ending = { kind: 'cancelled', why: `${order.login} asked for it` } as const;
      const guides = await tools.guides.stop(guidePrefix(repository, pullRequest));
      return { kind: 'cancelled', reviews: guides + (await tools.cancel(repository, pullRequest, order.at, ending)) };
    }
    case 'why':
      return { kind: 'why', reviews: await tools.history(repository, pullRequest) };
    default:
      return { kind: 'help', unknown: order.word === 'unknown' };
  }
}

async function command(order: CommandJob, run: LiveRun, options: Options, tools: Tools): Promise<void> {
  const { work } = options;
  const may = await persist(run, 'permission', options, (signal) => work.mayCommand(order, signal));
  // Kept as a step: what was counted or listed is said, not what a second look after a crash would find.
  const answer = await run.step<CommandAnswer>('obey', async () => (may ? obey(order, tools) : { kind: 'refused' }));
  await persist(run, 'answer', options, (signal) => work.answer(order, answer, signal));
}

async function rerun(order: RerunJob, run: LiveRun, options: Options, tools: Tools): Promise<void> {
  const { work } = options;
  if (!(await persist(run, 'permission', options, (signal) => work.mayCommand(order, signal)))) return;
  const numbers =
    order.pullRequests.length > 0
      ? order.pullRequests
      : await persist(run, 'pull-requests', options, (signal) => work.findPullRequests(order, signal));
  for (const number of numbers.slice(0, 20)) {
    await tools.start(requestOf(order, number), { delivery: order.delivery, at: order.at }, 0);
  }
}

/** Does an errand; what cannot be done is logged, for there is no check run to say it on. */
export async function runErrand(order: Job, run: LiveRun, options: Options, tools: Tools): Promise<void> {
  switch (order.kind) {
    case 'command':
      return command(order, run, options, tools);
    case 'rerun':
      return rerun(order, run, options, tools);
    case 'merge-group':
      return persist(run, 'carry-verdict', options, (signal) => options.work.carryVerdict(order, signal));
    default:
      throw new Error(`no errand is made of ${order.kind}`);
  }
}
