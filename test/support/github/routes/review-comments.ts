// Single inline comments: list, add one, reply, edit, delete.
import { repositoryOf } from '../auth.ts';
import type { Announce } from '../events.ts';
import { isPart } from '../pull-files.ts';
import { type FieldError, invalid, notFound } from '../refusal.ts';
import { type Call, created, numberIn, ok, page, type Reply, type Route } from '../router.ts';
import { showReviewComment } from '../show/conversation.ts';
import { addReply, newReview } from '../speech.ts';
import { type AnchorProblem, anchorFrom, openThread } from '../threads.ts';
import { fullName, type PullRequest, type ReviewComment, reviewComments, type Thread } from '../world.ts';
import { bodyIn, react, speaker } from './issues.ts';
import { pullOf } from './pulls.ts';

const COMMENTS = '/repos/{owner}/{repo}/pulls/{pull_number}/comments';
const COMMENT = '/repos/{owner}/{repo}/pulls/comments/{comment_id}';

export function reviewCommentRoutes(announce: Announce): Route[] {
  return [
    { method: 'GET', template: COMMENTS, answer: listComments },
    { method: 'POST', template: COMMENTS, answer: (call) => createComment(call, announce) },
    { method: 'POST', template: `${COMMENTS}/{comment_id}/replies`, answer: (call) => reply(call, announce) },
    { method: 'GET', template: COMMENT, answer: (call) => ok(show(call, commentOf(call, 'read'))) },
    { method: 'PATCH', template: COMMENT, answer: (call) => updateComment(call, announce) },
    { method: 'DELETE', template: COMMENT, answer: (call) => deleteComment(call, announce) },
    { method: 'POST', template: `${COMMENT}/reactions`, answer: (call) => react(call, commentOf(call, 'write')) },
  ];
}

function show(call: Call, comment: ReviewComment) {
  return showReviewComment(call.world, call.url, comment);
}

function listComments(call: Call): Reply {
  const pull = pullOf(call, 'read');
  const since = call.query.get('since');
  const shown = reviewComments(pull)
    .filter((comment) => since === null || comment.updatedAt >= since)
    .map((comment) => show(call, comment));
  if (call.query.get('direction') === 'desc') shown.reverse();
  return page(call, shown, `/repos/${fullName(pull.repository)}/pulls/${pull.number}/comments`);
}

const RESOURCE = 'PullRequestReviewComment';

const ERRORS: Readonly<Record<AnchorProblem, readonly FieldError[]>> = {
  path: [{ resource: RESOURCE, code: 'invalid', field: 'path' }],
  line: [
    problem('line', 'must be part of the diff'),
    { resource: RESOURCE, code: 'missing_field', field: 'pull_request_review_thread.diff_hunk' },
  ],
  'start-line': [problem('start_line', 'must be part of the diff')],
  'start-order': [problem('start_line', 'must precede the end line.')],
  hunk: [problem('start_line', 'must be part of the same hunk as the line.')],
};

function problem(name: string, sentence: string): FieldError {
  const field = `pull_request_review_thread.${name}`;
  return { resource: RESOURCE, code: 'custom', field, message: `${field} ${sentence}` };
}

async function createComment(call: Call, announce: Announce): Promise<Reply> {
  const pull = pullOf(call, 'write');
  const body = bodyIn(call, RESOURCE);
  const inReplyTo = call.body.in_reply_to;
  if (typeof inReplyTo === 'number') return created(replyTo(call, announce, pull, inReplyTo, body));
  const commitId = String(call.body.commit_id);
  if (!(await isPart(pull, commitId))) {
    throw invalid(problem('commit_id', 'is not part of the pull request'));
  }
  const thread = await openThread(call.world, pull, commitId, anchorFrom(call.body));
  if (typeof thread === 'string') throw invalid(...ERRORS[thread]);
  pull.threads.push(thread);
  return created(speak(call, announce, thread, commitId, body));
}

/** A comment made by itself stands in a review of its own. */
function speak(call: Call, announce: Announce, thread: Thread, commitId: string, body: string) {
  const { author, app } = speaker(call.caller);
  const review = newReview(call.world, thread.pull, author, commitId, '', 'COMMENT');
  thread.pull.reviews.push(review);
  const comment = addReply(call.world, thread, review, author, app, body);
  announce.reviewComment('created', comment, author);
  return show(call, comment);
}

function reply(call: Call, announce: Announce): Reply {
  const pull = pullOf(call, 'write');
  return created(replyTo(call, announce, pull, numberIn(call, 'comment_id'), bodyIn(call, RESOURCE)));
}

function replyTo(call: Call, announce: Announce, pull: PullRequest, id: number, body: string) {
  const thread = pull.threads.find((each) => each.comments[0]?.id === id);
  // only the first comment of a thread can be replied to
  if (thread === undefined) throw notFound();
  return speak(call, announce, thread, pull.head.sha, body);
}

function commentOf(call: Call, level: 'read' | 'write'): ReviewComment {
  const id = numberIn(call, 'comment_id');
  for (const pull of repositoryOf(call, ['pull_requests'], level).pulls.values()) {
    const comment = reviewComments(pull).find((each) => each.id === id);
    if (comment !== undefined) return comment;
  }
  throw notFound();
}

function updateComment(call: Call, announce: Announce): Reply {
  const comment = commentOf(call, 'write');
  comment.body = bodyIn(call, RESOURCE);
  comment.updatedAt = call.world.time();
  announce.reviewComment('edited', comment, speaker(call.caller).author);
  return ok(show(call, comment));
}

function deleteComment(call: Call, announce: Announce): Reply {
  const comment = commentOf(call, 'write');
  const { thread } = comment;
  thread.comments.splice(thread.comments.indexOf(comment), 1);
  const { pull } = thread;
  if (thread.comments.length === 0) pull.threads.splice(pull.threads.indexOf(thread), 1);
  announce.reviewComment('deleted', comment, speaker(call.caller).author);
  return { status: 204 };
}
