// Says one review on a pull request: inline comments, the summary that counts on them, what is gone folded away, the end of the check run.
import { z } from 'zod';
import { CannotReview, TryLater } from '../../domain/errors.ts';
import type { Publication, Published, UnpublishedEnding } from '../../domain/ports.ts';
import { checkName, pullRequestClosed } from '../check-run-words.ts';
import { linksOf } from '../markdown/blocks.ts';
import { summaryBody } from '../markdown/comment.ts';
import type { Placement } from '../markdown/summary.ts';
import { planComments, planHistory, planResolutions, type Thread } from '../plan.ts';
import { type Call, type CheckRun, completeRun, endRun } from './check-run.ts';
import { type Ask, type Conversation, readConversation } from './conversation.ts';
import { postComments } from './post-comments.ts';

/** The ways to talk to GitHub about one repository. */
export interface Connection {
  readonly check: CheckRun;
  readonly call: Call;
  readonly ask: Ask;
}

/** Who speaks. */
export interface Speaker {
  /** "<slug>[bot]", from GET /app. */
  readonly botLogin: string;
  readonly appId: number;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Posts the review on its pull request, or only ends the check run where there is nobody left to tell.
 *
 * @throws TryLater, CannotReview
 */
export async function publishReview(
  connection: Connection,
  publication: Publication,
  options: Speaker,
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
  await foldAway(ask, said.closing, options.log);
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

/** How the run ends when there is nobody left to tell: the head moved on, or the pull request is closed. */
function whyPointless(conversation: Conversation, head: string): UnpublishedEnding | null {
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
 * Folds away, as resolved, the comments whose finding is gone. Resolving their threads would take `contents: write`, which we do not
 * ask for (https://docs.github.com/en/graphql/reference/mutations#resolvereviewthread). Never fails the review.
 */
async function foldAway(ask: Ask, closing: readonly Thread[], log: Speaker['log']): Promise<void> {
  const threads = closing.slice(0, 50);
  if (threads.length === 0) return;
  const fields = threads.map(({ commentId }, index) => {
    const input = `{ subjectId: ${JSON.stringify(commentId)}, classifier: RESOLVED }`;
    return `t${index}: minimizeComment(input: ${input}) { clientMutationId }`;
  });
  try {
    await ask(z.object({}), `mutation { ${fields.join('\n')} }`, {});
  } catch (error) {
    if (!(error instanceof TryLater) && !(error instanceof CannotReview)) throw error;
    log.warn({ err: error, threads: threads.length }, 'comments on findings that are gone could not be folded away');
  }
}
