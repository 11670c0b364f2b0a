// Runs the short jobs around reviews: a person's command, the rerun button, the check of a merge queue.

import { CannotReview, TryLater } from '../domain/errors.ts';
import type { FindingDecision, FindingLabel } from '../domain/finding-state.ts';
import {
  type Command,
  type CommandJob,
  type CommandWord,
  commandsOf,
  type Job,
  READERS_WORDS,
  type ReplyJob,
  type RerunJob,
} from '../domain/job.ts';
import type { Question, ReplyQuestion, Task } from '../domain/question.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import {
  type CommandAnswer,
  type FindingThread,
  READER_COMMANDS_PER_HOUR,
  type Refusal,
} from '../domain/user-commands.ts';
import { MAX_WAITING_QUESTIONS } from './guidance-jobs.ts';
import type { LiveRun } from './job-run.ts';
import type { QueueOptions } from './queue-dependencies.ts';
import { type RetryPolicy, retryStep } from './retry-step.ts';
import type { ReviewStore } from './review-store.ts';
import { commentRequestId, guidancePrefix, rerunRequestId, reviewPrefix, STEP_NAMES } from './stored-names.ts';

/** What a command may do with the queue. */
export type CommandJobTools = Pick<ReviewStore, 'enqueue' | 'cancel' | 'history'> & {
  readonly guidance: Pick<ReviewStore['guidance'], 'enqueue' | 'cancel'>;
  /** Counts the comments with commands that the person wrote in this repository within the last hour, up to `most`. */
  countCommands(job: CommandJob | ReplyJob, most: number): Promise<number>;
};
type Options = Pick<QueueOptions, 'jobs'> & RetryPolicy;

/** Pull requests that one rerun reviews at most. */
const MAX_RERUNS = 20;

/** Runs a job. A failure is only logged: there is no check run to show it on. */
export async function runCommandJob(job: Job, run: LiveRun, options: Options, tools: CommandJobTools): Promise<void> {
  switch (job.kind) {
    case 'command':
      return runCommand(job, run, options, tools);
    case 'reply':
      return answerReply(job, run, options, tools);
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
  const mayWrite = await retryStep(run, STEP_NAMES.checkPermission, options, async (signal) => {
    await jobs.hear(job, signal);
    return jobs.mayCommand(job, signal);
  });
  const refusal = mayWrite ? null : await refuse(job, run, options, tools);
  const answers: CommandAnswer[] = [];
  for (const command of commandsOf(job)) answers.push(await obey(command, answers.length));
  await retryStep(run, STEP_NAMES.answerCommand, options, (signal) => jobs.answer(job, answers, signal));

  /** A step, so that the answer reports what was counted then, not what a second run after a crash would count. */
  async function obey(command: Command, index: number): Promise<CommandAnswer> {
    const { word } = command;
    const isAllowed = mayWrite || (refusal === null && READERS_WORDS.has(word));
    if (!isAllowed) return { kind: 'refused', word, why: refusal ?? { kind: 'not-a-writer' } };
    try {
      return await retryStep(run, stepOf(index), options, (signal) =>
        execute(command, index, job, { jobs, tools, signal }),
      );
    } catch (error) {
      if (!(error instanceof CannotReview) && !(error instanceof TryLater)) throw error;
      return { kind: 'failed', word, why: error.message };
    }
  }
}

/** The first command's step has the name from when a comment had only one. */
function stepOf(index: number): string {
  return index === 0 ? STEP_NAMES.runCommand : `${STEP_NAMES.runCommand}-${index + 1}`;
}

/** Why a person who may not write may not read and ask either; null where they may. */
async function refuse(
  job: CommandJob | ReplyJob,
  run: LiveRun,
  options: Options,
  tools: CommandJobTools,
): Promise<Refusal | null> {
  return retryStep(run, STEP_NAMES.checkReader, options, async (signal) => {
    if (!(await options.jobs.mayRead(job, signal))) return { kind: 'no-access' } as const;
    const given = await tools.countCommands(job, READER_COMMANDS_PER_HOUR + 1);
    if (given <= READER_COMMANDS_PER_HOUR) return null;
    return { kind: 'too-often', most: READER_COMMANDS_PER_HOUR } as const;
  });
}

interface Execution {
  readonly jobs: QueueOptions['jobs'];
  readonly tools: CommandJobTools;
  readonly signal: AbortSignal;
}

/** @param index of the command in its comment, from 0 */
async function execute(
  command: Command,
  index: number,
  job: CommandJob,
  { jobs, tools, signal }: Execution,
): Promise<CommandAnswer> {
  const { mistake, task, word, finding, reason = '' } = command;
  if (mistake !== undefined) return { kind: 'mistaken', mistake };
  if (task !== undefined) {
    const isEnqueued = await tools.guidance.enqueue(toQuestion(job, task, index));
    return isEnqueued ? { kind: 'accepted' } : { kind: 'too-many', most: MAX_WAITING_QUESTIONS };
  }
  if (finding !== undefined) return executeOnFinding(word, finding, reason, job, { jobs, tools, signal });
  switch (word) {
    case 'review':
      return enqueueReview(job, command, index, tools);
    case 'pause':
      await jobs.setPaused(job, true, signal);
      return { kind: 'paused' };
    case 'resume':
      await jobs.setPaused(job, false, signal);
      await enqueueReview(job, command, index, tools);
      return { kind: 'resumed' };
    case 'cancel':
      return cancel(job, tools);
    case 'why':
      return { kind: 'why', reviews: await tools.history(job.repository, job.pullRequest) };
    case 'config':
      return { kind: 'config', config: await jobs.readSettings(job, signal) };
    case 'rules':
      return { kind: 'rules', ledger: await jobs.readLedger(job, signal) };
    default:
      return { kind: 'help', unknown: word !== 'help' };
  }
}

/** What the words about a finding make of it. */
const DECISIONS: Readonly<Partial<Record<CommandWord, FindingDecision['to']>>> = {
  dismiss: 'dismissed',
  accept: 'accepted',
  reopen: 'open',
};

async function executeOnFinding(
  word: CommandWord,
  finding: FindingLabel,
  reason: string,
  job: CommandJob,
  { jobs, signal }: Execution,
): Promise<CommandAnswer> {
  const to = DECISIONS[word];
  if (to === undefined) return { kind: 'explained', finding, ...(await jobs.explainFinding(job, finding, signal)) };
  const decision = { finding, to, reason, by: job.login, at: job.at };
  return { kind: 'decided', finding, to, lookup: await jobs.decideFinding(job, decision, signal) };
}

async function enqueueReview(
  job: CommandJob,
  { full, effort }: Command,
  index: number,
  tools: CommandJobTools,
): Promise<CommandAnswer> {
  const request = {
    ...toReviewRequest(job, job.pullRequest, index),
    ...(full === undefined ? {} : { full }),
    ...(effort === undefined ? {} : { effort }),
    commentId: job.commentId,
  };
  await tools.enqueue(request, { delivery: deliveryOf(job, index), at: job.at }, 0);
  return { kind: 'accepted' };
}

/** A delivery is one job to the queue, so the further commands of a comment have one each. */
function deliveryOf({ delivery }: CommandJob, index: number): string {
  return index === 0 ? delivery : `${delivery}/${index + 1}`;
}

async function cancel({ repository, pullRequest, login, at }: CommandJob, tools: CommandJobTools) {
  const ending = { kind: 'cancelled', why: `requested by ${login}` } as const;
  const answers = await tools.guidance.cancel(guidancePrefix(repository, pullRequest));
  const reviews = await tools.cancel(repository, pullRequest, at, ending);
  return { kind: 'cancelled', reviews: answers + reviews } as const;
}

/** One answer for each reply. Who may not read, or asks too often, and who speaks to somebody else, gets none. */
async function answerReply(job: ReplyJob, run: LiveRun, options: Options, tools: CommandJobTools): Promise<void> {
  const { jobs } = options;
  const thread = await retryStep(run, STEP_NAMES.readThread, options, (signal) => jobs.readThread(job, signal));
  if (thread === null) return;
  const mayDecide = await retryStep(run, STEP_NAMES.checkPermission, options, (signal) => jobs.mayCommand(job, signal));
  if (!mayDecide && (await refuse(job, run, options, tools)) !== null) return;
  await retryStep(run, STEP_NAMES.askReply, options, async (signal) => {
    const isEnqueued = await tools.guidance.enqueue(toReplyQuestion(job, thread, mayDecide));
    if (isEnqueued) await jobs.hear(job, signal);
    return isEnqueued;
  });
}

function toReplyQuestion(job: ReplyJob, { finding, before }: FindingThread, mayDecide: boolean): ReplyQuestion {
  const { installationId, repository, pullRequest: number, commentId, thread, text, login, at } = job;
  return {
    id: `${guidancePrefix(repository, number)}reply-${commentId}`,
    installationId,
    repository,
    place: { kind: 'pull-request', number, commentId, title: '', body: '', thread },
    rev: null,
    task: { kind: 'reply', finding, thread: [...before], reply: text, mayDecide },
    requestedBy: login,
    requestedAt: at,
  };
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

function toReviewRequest(job: CommandJob | RerunJob, pullRequest: number, index = 0): ReviewRequest {
  const prefix = reviewPrefix(job.repository, pullRequest);
  const isRerun = job.kind === 'rerun';
  return {
    id: isRerun ? rerunRequestId(prefix, job) : commentRequestId(prefix, job.commentId, index),
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

function toQuestion(job: CommandJob, task: Task, index: number): Question {
  const { installationId, repository, pullRequest: number, commentId, login, at, issue } = job;
  return {
    id: commentRequestId(guidancePrefix(repository, number), commentId, index),
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
