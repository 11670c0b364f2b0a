// Says a review on a pull request of GitHub: one check run, one summary comment, inline comments. Each method may be called again after a
// crash: it reads what is there before it writes, and marks what it writes.
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { CannotReview } from '../domain/errors.ts';
import type { Inquiry } from '../domain/inquiry.ts';
import type { Ending, GuidancePublisherPort, Opened, Publication, Published, PublisherPort } from '../domain/ports.ts';
import type { RepositoryName, ReviewRequest } from '../domain/review-request.ts';
import {
  type Call,
  type CheckRun,
  completeRun,
  endRun,
  findRun,
  leaveEndedRun,
  openRun,
  showStanding,
} from './check-run.ts';
import { type Ask, type Conversation, readConversation } from './conversation.ts';
import { faultOf } from './faults.ts';
import { type Post, postExcuse, postGuidance } from './guidance/post.ts';
import { linksOf } from './markdown/blocks.ts';
import { summaryBody } from './markdown/comment.ts';
import type { Telling } from './markdown/summary.ts';
import { planComments, planHistory, planResolutions, type Thread } from './plan.ts';
import { postComments } from './post-comments.ts';
import { checkName, pullRequestClosed } from './text.ts';

export interface GitHubPublisherOptions {
  /** Acts for the installation that the repository belongs to. */
  readonly octokit: Pick<Octokit, 'request' | 'graphql'>;
  /** "<slug>[bot]", from GET /app. */
  readonly botLogin: string;
  readonly appId: number;
  readonly log: { warn(fields: object, message: string): void };
  /** Told of every request to GitHub once it is answered; status null where no answer came. */
  readonly onRequest?: (request: { readonly route: string; readonly status: number | null }) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** When this process began: an older request may have been begun by a process that died. */
  readonly startedAtMs?: number;
}

/** A publisher for GitHub. A review costs five requests: open, read, review, summary, end of the check run. */
export function createGitHubPublisher(options: GitHubPublisherOptions): PublisherPort {
  const now = options.now ?? Date.now;
  const startedAtMs = options.startedAtMs ?? performance.timeOrigin;
  const connect = (repository: RepositoryName, signal: AbortSignal) =>
    createConnection(options, now, repository, signal);
  return {
    open: async (request, target, signal) => {
      const { check } = connect(target.repository, signal);
      // A look for an earlier attempt costs a request, so it is only made where a process may have died over this request.
      const mayBeRepeated = !(Date.parse(request.requestedAt) >= startedAtMs);
      const earlier = mayBeRepeated ? await findRun(check, request, target.head) : null;
      return { checkRunId: earlier ?? (await openRun(check, request, target.head)) };
    },
    show: async (target, opened, standing, signal) => {
      if (opened.checkRunId === null) return false;
      return showStanding(connect(target.repository, signal).check, opened.checkRunId, standing);
    },
    publish: (publication, signal) =>
      publishOn(connect(publication.target.repository, signal), publication, options, signal),
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
  excuse(inquiry: Inquiry, why: string, signal: AbortSignal): Promise<void>;
}

/** A publisher of guidance for GitHub: two requests for an answer, four more where a decision is committed. */
export function createGitHubGuidancePublisher(options: GitHubGuidanceOptions): GitHubGuidancePublisher {
  const now = options.now ?? Date.now;
  const connect = (repository: RepositoryName, signal: AbortSignal): Post => ({
    call: createConnection(options, now, repository, signal).call,
    branch: createConnection({ ...options, octokit: options.branchOctokit }, now, repository, signal).call,
    botLogin: options.botLogin,
  });
  return {
    deliver: (delivery, signal) => postGuidance(connect(delivery.target.repository, signal), delivery),
    excuse: (inquiry, why, signal) => postExcuse(connect(inquiry.repository, signal), inquiry, why),
  };
}

interface Connection {
  readonly check: CheckRun;
  readonly call: Call;
  readonly ask: Ask;
}

/** The two ways to talk to GitHub about one repository, faults translated and requests counted. */
function createConnection(
  { octokit, appId, onRequest }: GitHubPublisherOptions,
  now: () => number,
  repository: RepositoryName,
  signal: AbortSignal,
): Connection {
  const ended = async <T>(doing: string, route: string, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      const answer = await work();
      onRequest?.({ route, status: 200 });
      return answer;
    } catch (error) {
      const status = (error as { status?: unknown }).status;
      onRequest?.({ route, status: typeof status === 'number' ? status : null });
      signal.throwIfAborted();
      throw faultOf(error, doing, now());
    }
  };
  // No retries by the client: a POST that was answered with 502 may have gone through, and only a fresh reading can tell.
  const once = { signal, retries: 0 };
  const call: Call = (doing, route, parameters) =>
    ended(doing, route, async () => {
      const request = route.startsWith('POST') ? once : { signal };
      return (await octokit.request(route, { ...parameters, request })).data;
    });
  const ask: Ask = (query, variables) =>
    ended('read the conversation', 'POST /graphql', () =>
      octokit.graphql(query, { ...variables, request: { signal } }),
    );
  return { call, ask, check: { call, owner: repository.owner, repo: repository.name, appId, now } };
}

async function publishOn(
  connection: Connection,
  publication: Publication,
  options: GitHubPublisherOptions,
  signal: AbortSignal,
): Promise<Published> {
  const { check, ask } = connection;
  const { target, opened, review } = publication;
  const runId = opened.checkRunId;
  const nothing = { checkRunId: runId, summaryCommentId: null, reviewId: null, inlineComments: 0 };
  const links = linksOf(review, target.htmlUrl);
  const number = target.pullRequest.number;
  if (number === null) {
    if (runId !== null) await completeRun(check, runId, null, review, links);
    return { ...nothing, superseded: false };
  }
  const { owner, name } = target.repository;
  const question = { owner, name, number, head: target.head, appId: options.appId, checkName };
  const conversation = await readConversation(ask, question, options.botLogin);
  if (!conversation) throw new CannotReview(`Pull request ${number} is not there any more.`);
  const pointless = whyPointless(conversation, target.head);
  if (pointless) {
    if (runId !== null) await endRun(check, runId, pointless);
    return { ...nothing, superseded: true };
  }
  const said = await speak(connection, publication, number, conversation);
  await foldAway(ask, said.closing, options.log, signal);
  if (runId !== null) {
    await completeRun(check, runId, conversation.runs.find((run) => run.id === runId) ?? null, review, links);
    // Runs that a crash left open: older than ours, so no newer request is behind them.
    for (const run of conversation.runs.filter((one) => !one.isCompleted && one.id < runId)) {
      await endRun(check, run.id, { kind: 'superseded', by: null });
    }
  }
  const { summaryCommentId, reviewId, inlineComments } = said;
  return { checkRunId: runId, summaryCommentId, reviewId, inlineComments, superseded: false };
}

/** Posts inline comments, then the summary that counts on them. */
async function speak(
  { call }: Connection,
  publication: Publication,
  number: number,
  conversation: Conversation,
): Promise<Omit<Published, 'checkRunId' | 'superseded'> & { readonly closing: readonly Thread[] }> {
  const { request, target, opened, review, files } = publication;
  const links = linksOf(review, target.htmlUrl);
  const history = conversation.summary?.marker.history ?? [];
  const { threads } = conversation;
  const plan = planComments(review, files, threads, history, publication.maxInlineComments ?? 10);
  const earlier = conversation.reviews.get(request.id);
  const { owner, name } = target.repository;
  const posting = { call, owner, repo: name, number, review, requestId: request.id, links };
  // A review with our request's mark is there: an earlier attempt got this far, and a comment that is missing was deleted by somebody.
  const posted = await postComments(posting, earlier === undefined ? plan : { ...plan, onLines: [] });
  const missing = earlier === undefined ? [] : plan.onLines.map((comment) => comment.finding.id);
  const tellings = new Map<string, Telling>(plan.tellings);
  for (const id of [...posted.unplaced, ...missing]) tellings.set(id, 'full');
  const closing = planResolutions(review, files, threads);
  const body = summaryBody(review, {
    links,
    tellings,
    history: planHistory(review, history, threads, closing, tellings),
    requestId: request.id,
    checkRunId: opened.checkRunId,
  });
  const summaryCommentId = await postSummary(call, publication, number, conversation, body);
  return { summaryCommentId, reviewId: earlier ?? posted.reviewId, inlineComments: posted.comments, closing };
}

/** How the run ends when there is nobody left to tell: the head moved on, or the pull request is closed. */
function whyPointless(conversation: Conversation, head: string): Ending | null {
  if (conversation.head !== head) return { kind: 'superseded', by: conversation.head };
  return conversation.isOpen ? null : { kind: 'cancelled', why: pullRequestClosed };
}

/** Keeps one summary comment up to date. Where nothing was reviewed and nobody asked, there is nothing to say in the conversation. */
async function postSummary(
  call: Call,
  { request, target, review }: Publication,
  number: number,
  { summary }: Conversation,
  body: string,
): Promise<number | null> {
  const place = { owner: target.repository.owner, repo: target.repository.name };
  if (summary?.body === body) return summary.id;
  if (summary) {
    await call('update the summary comment', 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...place,
      comment_id: summary.id,
      body,
    });
    return summary.id;
  }
  if (review.verdict === 'not-reviewed' && request.trigger !== 'command') return null;
  const answer = await call('post the summary comment', 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...place,
    issue_number: number,
    body,
  });
  return z.object({ id: z.number() }).parse(answer).id;
}

/**
 * Folds away, as resolved, the comments whose finding is gone. Resolving their threads would take `contents: write`, which we do not
 * ask for (https://docs.github.com/en/graphql/reference/mutations#resolvereviewthread). Never fails the review.
 */
async function foldAway(
  ask: Ask,
  closing: readonly Thread[],
  log: GitHubPublisherOptions['log'],
  signal: AbortSignal,
): Promise<void> {
  const threads = closing.slice(0, 50);
  if (threads.length === 0) return;
  const fields = threads.map(({ commentId }, index) => {
    const input = `{ subjectId: ${JSON.stringify(commentId)}, classifier: RESOLVED }`;
    return `t${index}: minimizeComment(input: ${input}) { clientMutationId }`;
  });
  try {
    await ask(`mutation { ${fields.join('\n')} }`, {});
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error, threads: threads.length }, 'comments on findings that are gone could not be folded away');
  }
}

async function concludeOn(
  check: CheckRun,
  request: ReviewRequest,
  opened: Opened | null,
  ending: Ending,
): Promise<void> {
  const head = request.head !== null && /^[0-9a-f]{40,64}$/.test(request.head) ? request.head : null;
  const runId = opened?.checkRunId ?? (head === null ? null : await findRun(check, request, head));
  if (runId !== null) await endRun(check, runId, ending);
  else if (head !== null && (ending.kind === 'cannot-review' || ending.kind === 'out-of-time')) {
    await leaveEndedRun(check, request, head, ending);
  }
}
