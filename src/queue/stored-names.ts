// Names that the database keeps. Never change one: a review, an answer or a command that an upgrade interrupts goes on
// only if its queue, workflow, steps, id and attributes are still called the same. Stored next to them, and as fixed,
// are the fields of Job, Question, ReviewRequest, Conclusion, StoredResult and Failure. test/queue/stored-names.test.ts
// compares all with version 0.1.
import type { CommandJob, MergeGroupJob, ReplyJob, RerunJob } from '../domain/job.ts';
import type { RepositoryName } from '../domain/review-request.ts';

/**
 * The same for all releases, because the engine ignores jobs of another version. Any release continues a job; it starts
 * over where its steps no longer match. A step that returns another shape needs another name.
 */
export const APPLICATION_VERSION = 'reviews';

/** Reviews and answers: what is paid for. */
export const REVIEWS_QUEUE = 'reviews';
/** Short jobs that mostly wait for the host. */
export const COMMANDS_QUEUE = 'errands';

export const WORKFLOW_NAMES = {
  review: 'review',
  closeUnpublished: 'conclude',
  nextAttempt: 'retry',
  guidance: 'guide',
  command: 'errand',
} as const;

/** Steps of the queue's own; the others are named where the review and the answer run them. */
export const STEP_NAMES = {
  open: 'open',
  closeUnpublished: 'conclude',
  checkPermission: 'permission',
  checkReader: 'reader',
  readThread: 'thread',
  askReply: 'ask-reply',
  runCommand: 'obey',
  answerCommand: 'answer',
  findPullRequests: 'pull-requests',
  carryVerdict: 'carry-verdict',
  explainNoAnswer: 'excuse',
} as const;

/** What a review is looked up by. */
export interface ReviewAttributes {
  readonly delivery: string;
  readonly at: string;
  /** Id of the request. */
  readonly key: string;
  readonly head: string | null;
  readonly automatic: boolean;
  readonly installation: number | null;
}

/** Starts the ids of all reviews of a repository, or of one of its pull requests. */
export function reviewPrefix({ owner, name }: RepositoryName, pullRequest?: number): string {
  return `review/${owner}/${name}/${pullRequest === undefined ? '' : `${pullRequest}/`}`;
}

/** Starts the ids of all questions of a repository, or of one of its pull requests and issues. */
export function guidancePrefix({ owner, name }: RepositoryName, number?: number): string {
  return `guide/${owner}/${name}/${number === undefined ? '' : `${number}/`}`;
}

/** The request id itself, or the first free one after it when the same head is reviewed once more. */
export function freeWorkflowId(requestId: string, taken: ReadonlySet<string>): string {
  let workflowId = requestId;
  for (let again = 1; taken.has(workflowId); again++) workflowId = `${requestId}/again-${again}`;
  return workflowId;
}

/** The first attempt at the review that `workflowId` attempts. */
export function firstAttempt(workflowId: string): string {
  return workflowId.replace(/\/try-\d+$/, '');
}

/** Counted from 1. */
export function attemptNumber(workflowId: string): number {
  return Number(/\/try-(\d+)$/.exec(workflowId)?.[1] ?? 1);
}

/** Id of the attempt after `workflowId`. */
export function nextAttempt(workflowId: string): string {
  return `${firstAttempt(workflowId)}/try-${attemptNumber(workflowId) + 1}`;
}

/** Id of the job that starts the attempt after `workflowId`. */
export function nextAttemptJobId(workflowId: string): string {
  return `retry/${workflowId}`;
}

/** Id of the job that closes the review `workflowId`. */
export function closeJobId(workflowId: string): string {
  return `conclude/${workflowId}`;
}

/** Id of the job that closes a review whose next attempt was cancelled. */
export function closeCancelledRetryJobId(workflowId: string): string {
  return `${closeJobId(workflowId)}/stopped`;
}

const SECOND_RUN = '/again';

/** Id of the second run of a job. */
export function secondRunId(workflowId: string): string {
  return `${workflowId}${SECOND_RUN}`;
}

export function isSecondRun(workflowId: string): boolean {
  return workflowId.endsWith(SECOND_RUN);
}

/** One job per comment, or per delivery of another event. */
export function commandJobId(job: CommandJob | ReplyJob | RerunJob | MergeGroupJob): string {
  if (job.kind === 'reply') return `errand/reply-${job.commentId}`;
  return job.kind === 'command' ? `errand/comment-${job.commentId}` : `errand/${job.kind}/${job.delivery}`;
}

/**
 * Request id of the review or the answer that a comment asks for; `prefix` is that of its pull request.
 *
 * @param index of the command in the comment, from 0
 */
export function commentRequestId(prefix: string, commentId: number, index: number): string {
  return `${prefix}comment-${commentId}${index === 0 ? '' : `-${index + 1}`}`;
}

/** What a person's commands are counted by. */
export interface CommandAttributes {
  /** "owner/name/login", in lower case. */
  readonly commander: string;
}

export function commandAttributes({ repository, login }: CommandJob | ReplyJob): CommandAttributes {
  return { commander: `${repository.owner}/${repository.name}/${login}`.toLowerCase() };
}

/** Request id of the review that the button of a check run asks for. */
export function rerunRequestId(prefix: string, { head, delivery }: RerunJob): string {
  return `${prefix}${head}/${delivery}`;
}
