// Says a review on a pull request of GitHub: one check run, one summary comment, inline comments. Each method may be called again after a
// crash: it reads what is there before it writes, and marks what it writes.
import type { Octokit } from '@octokit/rest';
import type { GuidancePublisherPort, Opened, PublisherPort, UnpublishedEnding } from '../domain/ports.ts';
import type { Question } from '../domain/question.ts';
import type { RepositoryName, ReviewRequest } from '../domain/review-request.ts';
import {
  type Call,
  type CheckRun,
  endRun,
  findRun,
  leaveEndedRun,
  openRun,
  showRunProgress,
} from './github/check-run.ts';
import type { Ask } from './github/conversation.ts';
import { faultOf } from './github/errors.ts';
import { type Connection, publishReview, type Speaker } from './github/publish-review.ts';
import { type GuidanceConnection, postGuidance, postNoAnswer } from './guidance/post.ts';

export interface GitHubPublisherOptions extends Speaker {
  /** Acts for the installation that the repository belongs to. */
  readonly octokit: Pick<Octokit, 'request' | 'graphql'>;
}

export interface GitHubReviewOptions extends GitHubPublisherOptions {
  /** The check run may be there already, so it is looked for before one is opened: one request more. */
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
    show: async (target, opened, standing, signal) => {
      if (opened.checkRunId === null) return false;
      return showRunProgress(connect(target.repository, signal).check, opened.checkRunId, standing);
    },
    publish: (publication, signal) =>
      publishReview(connect(publication.target.repository, signal), publication, options, signal),
    conclude: (request, opened, ending, signal) =>
      concludeOn(connect(request.repository, signal).check, request, opened, ending),
  };
}

export interface GitHubGuidanceOptions extends GitHubPublisherOptions {
  /** May write contents, where the installation grants it. */
  readonly branchOctokit: Pick<Octokit, 'request' | 'graphql'>;
}

/** Says guidance in the conversation that it was asked for in, and why there is none. */
export interface GitHubGuidancePublisher extends GuidancePublisherPort {
  /** @throws TryLater, CannotReview */
  explainNoAnswer(question: Question, why: string, signal: AbortSignal): Promise<void>;
}

/** A publisher of guidance for GitHub: two requests for an answer, four more where a decision is committed. */
export function createGitHubGuidancePublisher(options: GitHubGuidanceOptions): GitHubGuidancePublisher {
  const connect = (repository: RepositoryName, signal: AbortSignal): GuidanceConnection => ({
    call: createConnection(options, repository, signal).call,
    branch: createConnection({ ...options, octokit: options.branchOctokit }, repository, signal).call,
    botLogin: options.botLogin,
  });
  return {
    deliver: (delivery, signal) => postGuidance(connect(delivery.target.repository, signal), delivery),
    explainNoAnswer: (question, why, signal) => postNoAnswer(connect(question.repository, signal), question, why),
  };
}

/** Talks to GitHub about one repository, with its faults translated. */
function createConnection(
  { octokit, appId }: GitHubPublisherOptions,
  repository: RepositoryName,
  signal: AbortSignal,
): Connection {
  const translated = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw faultOf(error, doing, Date.now());
    }
  };
  // No retries by the client: a POST that was answered with 502 may have gone through, and only a fresh reading can tell.
  const once = { signal, retries: 0 };
  const call: Call = (doing, route, parameters) =>
    translated(doing, async () => {
      const request = route.startsWith('POST') ? once : { signal };
      return (await octokit.request(route, { ...parameters, request })).data;
    });
  const ask: Ask = (query, variables) =>
    translated('read the conversation', () => octokit.graphql(query, { ...variables, request: { signal } }));
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
  if (runId !== null) await endRun(check, runId, ending);
  else if (head !== null && (ending.kind === 'cannot-review' || ending.kind === 'out-of-time')) {
    await leaveEndedRun(check, request, head, ending);
  }
}
