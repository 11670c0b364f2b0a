// Publishes one review on a pull request: inline comments, summary, minimized comments of past findings, the end of the
// check run.
import { z } from 'zod';
import { CannotReview, TryLater } from '../../domain/errors.ts';
import type { Publication, Published, UnpublishedEnding } from '../../domain/ports.ts';
import type { Review } from '../../domain/review.ts';
import { checkName, pullRequestClosed } from '../check-run-words.ts';
import { type Links, linksOf } from '../links.ts';
import { summaryBody } from '../markdown/comment.ts';
import { type Placement, planComments, planHistory, planResolutions, type Thread } from '../plan.ts';
import { type Call, type CheckRun, completeRun, endRun } from './check-run.ts';
import { type Ask, type Conversation, type PostedRun, readConversation } from './conversation.ts';
import { postComments } from './post-comments.ts';

/** Access to GitHub for one repository. */
export interface Connection {
  readonly check: CheckRun;
  readonly call: Call;
  readonly ask: Ask;
}

/** The App that publishes. */
export interface PublishingApp {
  /** "<slug>[bot]", from GET /app. */
  readonly botLogin: string;
  readonly appId: number;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Posts the review on its pull request; only ends the check run where the head has moved on or the pull request is
 * closed. Where comments are refused, the run has the verdict all the same and says why they are missing.
 *
 * @throws TryLater, CannotReview
 */
export async function publishReview(
  connection: Connection,
  publication: Publication,
  app: PublishingApp,
): Promise<Published> {
  const { check, ask } = connection;
  const { target, opened, review } = publication;
  const checkRunId = opened.checkRunId;
  const nothing = { checkRunId, summaryCommentId: null, reviewId: null, inlineComments: 0 };
  const links = linksOf(review, target.htmlUrl);
  const number = target.pullRequest.number;
  if (number === null) {
    if (checkRunId !== null) await completeRun(check, checkRunId, null, review, links);
    return { ...nothing, superseded: false };
  }
  const { owner, name } = target.repository;
  const query = { owner, name, number, head: target.head, appId: app.appId, checkName };
  const conversation = await readConversation(ask, query, app.botLogin);
  if (!conversation) throw new CannotReview(`Pull request ${number} no longer exists.`);
  const outdated = findOutdated(conversation, target.head);
  if (outdated) {
    // A run that an earlier attempt completed holds the verdict on its commit, to which the branch may return.
    const isOpen = conversation.runs.every((run) => run.id !== checkRunId || !run.isCompleted);
    if (checkRunId !== null && isOpen) await endRun(check, checkRunId, outdated);
    return { ...nothing, superseded: true };
  }
  let posting: PostedConversation;
  try {
    posting = await postConversation(connection, publication, number, conversation);
  } catch (error) {
    if (checkRunId === null || !isAboutGitHub(error)) throw error;
    await finishRuns(check, checkRunId, conversation.runs, review, links, error.message);
    if (error instanceof TryLater) throw error;
    return { ...nothing, superseded: false };
  }
  const { closing, ...posted } = posting;
  await minimizeComments(ask, closing, app.log);
  if (checkRunId !== null) await finishRuns(check, checkRunId, conversation.runs, review, links);
  return { checkRunId, ...posted, superseded: false };
}

function isAboutGitHub(error: unknown): error is TryLater | CannotReview {
  return error instanceof TryLater || error instanceof CannotReview;
}

/** Completes our run, and ends older ones that a crash left open. `unposted`: why the comments are missing. */
async function finishRuns(
  check: CheckRun,
  runId: number,
  runs: readonly PostedRun[],
  review: Review,
  links: Links,
  unposted: string | null = null,
): Promise<void> {
  await completeRun(check, runId, runs.find((run) => run.id === runId) ?? null, review, links, unposted);
  for (const run of runs.filter((one) => !one.isCompleted && one.id < runId)) {
    await endRun(check, run.id, { kind: 'superseded', by: null });
  }
}

type PostedConversation = Omit<Published, 'checkRunId' | 'superseded'> & { readonly closing: readonly Thread[] };

/** Posts inline comments, then the summary that refers to them. */
async function postConversation(
  { call }: Connection,
  publication: Publication,
  number: number,
  conversation: Conversation,
): Promise<PostedConversation> {
  const { request, target, opened, review, files } = publication;
  const links = linksOf(review, target.htmlUrl);
  const history = conversation.summary?.marker.history ?? [];
  const { threads } = conversation;
  const plan = planComments(review, files, threads, history, publication.maxInlineComments ?? 10);
  // An earlier attempt at this request posted the comments: one that is missing was deleted by somebody.
  const earlier = conversation.reviews.get(request.id);
  const { owner, name } = target.repository;
  const posting = { call, owner, repo: name, number, review, requestId: request.id, links };
  const posted = await postComments(posting, earlier === undefined ? plan : { ...plan, onLines: [] });
  const missing = earlier === undefined ? [] : plan.onLines.map((comment) => comment.finding.id);
  const placements = new Map<string, Placement>(plan.placements);
  for (const id of [...posted.unplaced, ...missing]) placements.set(id, 'full');
  const closing = planResolutions(review, files, threads);
  const body = summaryBody(review, {
    links,
    placements,
    history: planHistory(review, history, threads, closing, placements),
    requestId: request.id,
    checkRunId: opened.checkRunId,
  });
  const summaryCommentId = await postSummary(call, publication, number, conversation, body);
  return { summaryCommentId, reviewId: earlier ?? posted.reviewId, inlineComments: posted.comments, closing };
}

/** Why the review is no longer wanted: the head has moved on, or the pull request is closed; null where it is. */
function findOutdated(conversation: Conversation, head: string): UnpublishedEnding | null {
  if (conversation.head !== head) return { kind: 'superseded', by: conversation.head };
  return conversation.isOpen ? null : { kind: 'cancelled', why: pullRequestClosed };
}

/** Creates or edits the one summary comment. Without a review there is none, unless a person asked for the review. */
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
    await call(Comment, 'update the summary comment', 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...place,
      comment_id: summary.id,
      body,
    });
    return summary.id;
  }
  if (review.verdict === 'not-reviewed' && request.trigger !== 'command') return null;
  const { id } = await call(
    Comment,
    'post the summary comment',
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    {
      ...place,
      issue_number: number,
      body,
    },
  );
  return id;
}

const Comment = z.object({ id: z.number() });

/**
 * Minimizes, as resolved, the comments whose finding is gone. Resolving their threads would take `contents: write`
 * (https://docs.github.com/en/graphql/reference/mutations#resolvereviewthread). Never fails the review.
 */
async function minimizeComments(ask: Ask, closing: readonly Thread[], log: PublishingApp['log']): Promise<void> {
  const threads = closing.slice(0, 50);
  if (threads.length === 0) return;
  const fields = threads.map(({ commentId }, index) => {
    const input = `{ subjectId: ${JSON.stringify(commentId)}, classifier: RESOLVED }`;
    return `t${index}: minimizeComment(input: ${input}) { clientMutationId }`;
  });
  try {
    await ask(z.object({}), `mutation { ${fields.join('\n')} }`, {});
  } catch (error) {
    if (!isAboutGitHub(error)) throw error;
    log.warn({ err: error, threads: threads.length }, 'could not minimize comments on past findings');
  }
}
