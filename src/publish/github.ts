// Publishes reviews and guidance on GitHub. Each method may be called again after a crash: it marks what it writes, and
// reads what is there before it writes.
import type { FindingDecision, FindingLabel, FindingLookup } from '../domain/finding-state.ts';
import type { CommandJob, ReplyJob } from '../domain/job.ts';
import type {
  GuidancePublisherPort,
  Opened,
  PublisherPort,
  ReplyDelivery,
  UnpublishedEnding,
} from '../domain/ports.ts';
import type { Question, ReplyQuestion } from '../domain/question.ts';
import type { RepositoryName, ReviewRequest } from '../domain/review-request.ts';
import type { GitHubClient } from '../github/client.ts';
import {
  type Call,
  type CheckRun,
  endOpenRun,
  findRun,
  leaveEndedRun,
  openRun,
  showRunProgress,
} from './github/check-run.ts';
import type { Ask } from './github/conversation.ts';
import { lookUpFinding, recordDecision } from './github/finding-memory.ts';
import { type Connection, type PublishingApp, publishReview } from './github/publish-review.ts';
import { answerInThread, explainInThread, readThread } from './github/threads.ts';
import { type GuidanceConnection, postGuidance, postNoAnswer } from './guidance/post.ts';

interface GitHubPublisherOptions extends PublishingApp {
  /** Acts for the installation that the repository belongs to. */
  readonly client: GitHubClient;
}

export interface GitHubReviewOptions extends GitHubPublisherOptions {
  /** Whether an earlier attempt may have opened the check run: then it is searched first, with one more request. */
  readonly mayBeRepeated: () => boolean;
}

/** A publisher for GitHub. A review costs five requests: open, read, review, summary, end of the check run. */
export function createGitHubPublisher(options: GitHubReviewOptions): PublisherPort {
  const connect = (repository: RepositoryName, signal: AbortSignal) => createConnection(options, repository, signal);
  return {
    open: async (request, target, signal) => {
      const { check } = connect(target.repository, signal);
      const earlier = options.mayBeRepeated() ? await findRun(check, request, target.head) : null;
      return { checkRunId: earlier ?? (await openRun(check, request, target.head)) };
    },
    show: async (target, opened, progress, signal) => {
      if (opened.checkRunId === null) return false;
      return showRunProgress(connect(target.repository, signal).check, opened.checkRunId, progress);
    },
    publish: (publication, signal) =>
      publishReview(connect(publication.target.repository, signal), publication, options),
    conclude: (request, opened, ending, signal) =>
      concludeOn(connect(request.repository, signal).check, request, opened, ending),
  };
}

export interface GitHubGuidanceOptions extends GitHubPublisherOptions {
  /** Has the permission to write contents, where the installation grants it. */
  readonly branchClient: GitHubClient;
}

/** Posts guidance in the conversation where somebody asked for it, or the reason why there is none. */
export interface GitHubGuidancePublisher extends GuidancePublisherPort {
  /** @throws TryLater, CannotReview */
  explainNoAnswer(question: Question, why: string, signal: AbortSignal): Promise<void>;
}

/** A publisher of guidance for GitHub: two requests for an answer, four more for a decision that is committed. */
export function createGitHubGuidancePublisher(options: GitHubGuidanceOptions): GitHubGuidancePublisher {
  const connect = (repository: RepositoryName, signal: AbortSignal): GuidanceConnection => ({
    call: createConnection(options, repository, signal).call,
    branch: createConnection({ ...options, client: options.branchClient }, repository, signal).call,
    botLogin: options.botLogin,
  });
  return {
    deliver: (delivery, signal) => postGuidance(connect(delivery.target.repository, signal), delivery),
    explainNoAnswer: (question, why, signal) => postNoAnswer(connect(question.repository, signal), question, why),
  };
}

/** Reads and records decisions about findings: one request, and one more for a change. */
export function createGitHubFindingMemory(options: GitHubPublisherOptions) {
  const placeOf = ({ repository, pullRequest: number }: CommandJob) => ({ ...options, repository, number });
  return {
    lookUp: (job: CommandJob, finding: FindingLabel, signal: AbortSignal): Promise<FindingLookup> =>
      lookUpFinding(createConnection(options, job.repository, signal), placeOf(job), finding),
    decide: (job: CommandJob, decision: FindingDecision, signal: AbortSignal): Promise<FindingLookup> =>
      recordDecision(createConnection(options, job.repository, signal), placeOf(job), decision),
  };
}

/** Reads the threads of findings and answers in them: three requests for an answer. */
export function createGitHubThreads(options: GitHubPublisherOptions) {
  const connect = (repository: RepositoryName, signal: AbortSignal) => createConnection(options, repository, signal);
  const placeOf = ({ repository, place }: ReplyQuestion) => ({ ...options, repository, number: place?.number ?? 0 });
  return {
    read: (job: ReplyJob, signal: AbortSignal) => {
      const { repository, pullRequest: number } = job;
      return readThread(connect(repository, signal), { ...options, repository, number }, job);
    },
    answerReply: (delivery: ReplyDelivery, signal: AbortSignal) => {
      const { question } = delivery;
      return answerInThread(connect(question.repository, signal), placeOf(question), delivery);
    },
    explainNoAnswer: (question: ReplyQuestion, why: string, signal: AbortSignal) =>
      explainInThread(connect(question.repository, signal), placeOf(question), question, why),
  };
}

/** Sends requests about one repository. */
function createConnection(
  { client, appId }: GitHubPublisherOptions,
  repository: RepositoryName,
  signal: AbortSignal,
): Connection {
  const call: Call = (answer, action, route, parameters) => client.rest(answer, { action }, route, parameters, signal);
  const ask: Ask = (answer, query, variables) =>
    client.graphql(answer, { action: 'read the conversation' }, query, variables, signal);
  return { call, ask, check: { call, owner: repository.owner, repo: repository.name, appId } };
}

async function concludeOn(
  check: CheckRun,
  request: ReviewRequest,
  opened: Opened | null,
  ending: UnpublishedEnding,
): Promise<void> {
  const head = request.head !== null && /^[0-9a-f]{40,64}$/.test(request.head) ? request.head : null;
  const runId = opened?.checkRunId ?? (head === null ? null : await findRun(check, request, head));
  if (runId !== null) await endOpenRun(check, runId, ending);
  else if (head !== null && (ending.kind === 'cannot-review' || ending.kind === 'out-of-time')) {
    await leaveEndedRun(check, request, head, ending);
  }
}
