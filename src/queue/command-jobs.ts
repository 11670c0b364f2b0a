// Runs the short jobs around reviews: a person's command, the rerun button, the check of a merge queue.

import type { CommandJob, Job, RerunJob } from '../domain/job.ts';
import type { Question, Task } from '../domain/question.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { CommandAnswer } from '../domain/user-commands.ts';
import { MAX_WAITING_QUESTIONS } from './guidance-jobs.ts';
import type { LiveRun } from './job-run.ts';
import { commentRequestId, guidancePrefix, rerunRequestId, reviewPrefix, STEP_NAMES } from './queue-names.ts';
import type { QueueOptions } from './queue-port.ts';
import { type RetryPolicy, retryStep } from './retry-step.ts';
import type { ReviewStore } from './review-store.ts';

/** What a command may do with the queue. */
export type CommandJobTools = Pick<ReviewStore, 'enqueue' | 'cancel' | 'history'> & {
  readonly guidance: Pick<ReviewStore['guidance'], 'enqueue' | 'cancel'>;
};
type Options = Pick<QueueOptions, 'jobs'> & RetryPolicy;

/** Pull requests that one rerun reviews at most. */
const MAX_RERUNS = 20;

/** Runs a job. A failure is only logged: there is no check run to show it on. */
export async function runCommandJob(job: Job, run: LiveRun, options: Options, tools: CommandJobTools): Promise<void> {
  switch (job.kind) {
    case 'command':
      return runCommand(job, run, options, tools);
    case 'rerun':
      return rerun(job, run, options, tools);
    case 'merge-group':
      return retryStep(run, STEP_NAMES.carryVerdict, options, (signal) => options.jobs.carryVerdict(job, signal));
    default:
      throw new Error(`no command job: ${job.kind}`);
  }
}

async function runCommand(job: CommandJob, run: LiveRun, options: Options, tools: CommandJobTools): Promise<void> {
  const { jobs } = options;
  const isAllowed = await retryStep(run, STEP_NAMES.checkPermission, options, (signal) => jobs.mayCommand(job, signal));
  // A step, so that the answer reports what was counted then, not what a second run after a crash would count.
  const answer = await run.step<CommandAnswer>(STEP_NAMES.runCommand, async () =>
    isAllowed ? execute(job, tools) : { kind: 'refused' },
  );
  await retryStep(run, STEP_NAMES.answerCommand, options, (signal) => jobs.answer(job, answer, signal));
}

async function execute(job: CommandJob, tools: CommandJobTools): Promise<CommandAnswer> {
  const { repository, pullRequest, mistake, task } = job;
  if (mistake !== undefined) return { kind: 'mistaken', mistake };
  if (task !== undefined) {
    const isEnqueued = await tools.guidance.enqueue(toQuestion(job, task));
    return isEnqueued ? { kind: 'accepted' } : { kind: 'too-many', most: MAX_WAITING_QUESTIONS };
  }
  switch (job.word) {
    case 'review':
      await tools.enqueue(toReviewRequest(job, pullRequest), { delivery: job.delivery, at: job.at }, 0);
      return { kind: 'accepted' };
    case 'cancel': {
      const ending = { kind: 'cancelled', why: `requested by ${job.login}` } as const;
      const answers = await tools.guidance.cancel(guidancePrefix(repository, pullRequest));
      return { kind: 'cancelled', reviews: answers + (await tools.cancel(repository, pullRequest, job.at, ending)) };
    }
    case 'why':
      return { kind: 'why', reviews: await tools.history(repository, pullRequest) };
    default:
      return { kind: 'help', unknown: job.word === 'unknown' };
  }
}

async function rerun(job: RerunJob, run: LiveRun, options: Options, tools: CommandJobTools): Promise<void> {
  const { jobs } = options;
  const isAllowed = await retryStep(run, STEP_NAMES.checkPermission, options, (signal) => jobs.mayCommand(job, signal));
  if (!isAllowed) return;
  const numbers =
    job.pullRequests.length > 0
      ? job.pullRequests
      : await retryStep(run, STEP_NAMES.findPullRequests, options, (signal) => jobs.findPullRequests(job, signal));
  for (const number of numbers.slice(0, MAX_RERUNS)) {
    await tools.enqueue(toReviewRequest(job, number), { delivery: job.delivery, at: job.at }, 0);
  }
}

function toReviewRequest(job: CommandJob | RerunJob, pullRequest: number): ReviewRequest {
  const prefix = reviewPrefix(job.repository, pullRequest);
  const isRerun = job.kind === 'rerun';
  return {
    id: isRerun ? rerunRequestId(prefix, job) : commentRequestId(prefix, job.commentId),
    installationId: job.installationId,
    repository: job.repository,
    pullRequest,
    head: isRerun ? job.head : null,
    base: null,
    seen: null,
    trigger: isRerun ? 'rerun' : 'command',
    requestedBy: job.login,
    requestedAt: job.at,
  };
}

function toQuestion(job: CommandJob, task: Task): Question {
  const { installationId, repository, pullRequest: number, commentId, login, at, issue } = job;
  return {
    id: commentRequestId(guidancePrefix(repository, number), commentId),
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
