// Reviews of a pull request and their inline comments. One bad comment fails a review whole, as GitHub's does.

import type { Announce } from '../events.ts';
import { isPart } from '../pull-files.ts';
import { notFound, Refusal, unprocessable } from '../refusal.ts';
import { type Call, numberIn, ok, page, type Reply, type Route } from '../router.ts';
import { showLegacyReviewComment, showReview } from '../show/conversation.ts';
import { addReply, newReview, type ReviewEvent, STATES } from '../speech.ts';
import { type AnchorProblem, anchorFrom, openThread } from '../threads.ts';
import { type Account, fullName, type PullRequest, type Review, reviewComments, type Thread } from '../world.ts';
import { MAX_BODY_CHARACTERS, speaker } from './issues.ts';
import { pullOf } from './pulls.ts';

const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const REVIEW = `${REVIEWS}/{review_id}`;

export function reviewRoutes(announce: Announce): Route[] {
  return [
    { method: 'GET', template: REVIEWS, answer: listReviews },
    { method: 'POST', template: REVIEWS, answer: (call) => createReview(call, announce) },
    { method: 'GET', template: REVIEW, answer: (call) => ok(showReview(call.world, call.url, reviewOf(call, 'read'))) },
    { method: 'PUT', template: REVIEW, answer: updateReview },
    { method: 'DELETE', template: REVIEW, answer: deletePending },
    { method: 'POST', template: `${REVIEW}/events`, answer: (call) => submit(call, announce) },
    { method: 'PUT', template: `${REVIEW}/dismissals`, answer: (call) => dismiss(call, announce) },
    { method: 'GET', template: `${REVIEW}/comments`, answer: commentsOfReview },
  ];
}

function listReviews(call: Call): Reply {
  const pull = pullOf(call, 'read');
  const me = call.caller.kind === 'installation' ? call.caller.token.installation.app.bot : null;
  const seen = pull.reviews.filter((review) => review.state !== 'PENDING' || review.author === me);
  const path = `/repos/${fullName(pull.repository)}/pulls/${pull.number}/reviews`;
  return page(
    call,
    seen.map((review) => showReview(call.world, call.url, review)),
    path,
  );
}

async function createReview(call: Call, announce: Announce): Promise<Reply> {
  const pull = pullOf(call, 'write');
  const { author, app } = speaker(call.caller);
  const event = (call.body.event as ReviewEvent | undefined) ?? null;
  const body = String(call.body.body ?? '');
  const inputs = (call.body.comments as readonly Record<string, unknown>[] | undefined) ?? [];
  const commitId = String(call.body.commit_id ?? pull.head.sha);
  checkReview(pull, author, event, body, inputs.length);
  if (!(await isPart(pull, commitId))) throw unprocessable('Commit is not part of the pull request');
  const threads = await Promise.all(inputs.map((input) => commentIn(call, pull, commitId, input)));
  const problems = threads.filter((each): each is string => typeof each === 'string');
  if (problems.length > 0) throw unprocessable(...new Set(problems));
  const review = newReview(call.world, pull, author, commitId, body, event);
  pull.reviews.push(review);
  for (const [at, thread] of (threads as Thread[]).entries()) {
    pull.threads.push(thread);
    addReply(call.world, thread, review, author, app, String(inputs[at]?.body));
  }
  if (event !== null) announceReview(announce, review);
  return ok(showReview(call.world, call.url, review));
}

function checkReview(
  pull: PullRequest,
  author: Account,
  event: ReviewEvent | null,
  body: string,
  comments: number,
): void {
  if ([...body].length > MAX_BODY_CHARACTERS) {
    throw unprocessable(`Body is too long (maximum is ${MAX_BODY_CHARACTERS} characters)`);
  }
  if (event === null && pull.reviews.some((each) => each.state === 'PENDING' && each.author === author)) {
    throw unprocessable('User can only have one pending review per pull request');
  }
  if (event !== null && event !== 'APPROVE' && body.trim() === '' && comments === 0) {
    throw unprocessable("Body can't be blank");
  }
  if (event !== null && event !== 'COMMENT' && pull.author === author) {
    throw unprocessable(`Can not ${event === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`);
  }
}

const SENTENCES: Readonly<Record<AnchorProblem, string>> = {
  path: 'Path could not be resolved',
  line: 'Line could not be resolved',
  'start-line': 'Start line could not be resolved',
  'start-order': 'Start line must precede the end line.',
  hunk: 'Start line must be part of the same hunk as the line.',
};

async function commentIn(
  call: Call,
  pull: PullRequest,
  commitId: string,
  input: Record<string, unknown>,
): Promise<Thread | string> {
  const body = String(input.body ?? '');
  if (body.trim() === '') return "Body can't be blank";
  if ([...body].length > MAX_BODY_CHARACTERS) return `Body is too long (maximum is ${MAX_BODY_CHARACTERS} characters)`;
  const opened = await openThread(call.world, pull, commitId, anchorFrom(input));
  return typeof opened === 'string' ? SENTENCES[opened] : opened;
}

function announceReview(announce: Announce, review: Review): void {
  announce.review('submitted', review, review.author);
  const comments = reviewComments(review.pull).filter((comment) => comment.review === review);
  for (const comment of comments) announce.reviewComment('created', comment, comment.author);
}

function reviewOf(call: Call, level: 'read' | 'write'): Review {
  const pull = pullOf(call, level);
  const review = pull.reviews.find((each) => each.id === numberIn(call, 'review_id'));
  if (review === undefined) throw notFound();
  return review;
}

function updateReview(call: Call): Reply {
  const review = reviewOf(call, 'write');
  if (review.author !== speaker(call.caller).author) throw unprocessable('Can not update a review by another user');
  const body = String(call.body.body ?? '');
  if ([...body].length > MAX_BODY_CHARACTERS)
    throw unprocessable(`Body is too long (maximum is ${MAX_BODY_CHARACTERS} characters)`);
  review.body = body;
  return ok(showReview(call.world, call.url, review));
}

function deletePending(call: Call): Reply {
  const review = reviewOf(call, 'write');
  if (review.state !== 'PENDING') throw unprocessable('Can not delete a non-pending pull request review');
  const { pull } = review;
  pull.reviews.splice(pull.reviews.indexOf(review), 1);
  const kept = pull.threads.filter((thread) => thread.comments.some((comment) => comment.review !== review));
  pull.threads.splice(0, pull.threads.length, ...kept);
  return ok(showReview(call.world, call.url, review));
}

function submit(call: Call, announce: Announce): Reply {
  const review = reviewOf(call, 'write');
  if (review.state !== 'PENDING') throw unprocessable('Can only submit a pending review');
  const event = call.body.event as ReviewEvent;
  review.body = String(call.body.body ?? review.body);
  review.state = STATES[event];
  review.submittedAt = call.world.time();
  announceReview(announce, review);
  return ok(showReview(call.world, call.url, review));
}

function dismiss(call: Call, announce: Announce): Reply {
  const review = reviewOf(call, 'write');
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw new Refusal(422, 'Can not dismiss a commented pull request review');
  }
  review.state = 'DISMISSED';
  announce.review('dismissed', review, speaker(call.caller).author);
  return ok(showReview(call.world, call.url, review));
}

function commentsOfReview(call: Call): Reply {
  const review = reviewOf(call, 'read');
  const comments = review.pull.threads
    .flatMap((thread) => thread.comments)
    .filter((comment) => comment.review === review)
    .map((comment) => showLegacyReviewComment(call.world, call.url, comment));
  const path = `/repos/${fullName(review.pull.repository)}/pulls/${review.pull.number}/reviews/${review.id}/comments`;
  return page(call, comments, path);
}
