// Adds what somebody says to the conversation of a pull request or an issue: comments, reviews, inline comments.
import type { Account, App, Issue, IssueComment, PullRequest, Review, ReviewComment, Thread, World } from './world.ts';

/** Adds a comment to the conversation, whoever wrote it. */
export function addComment(world: World, issue: Issue, author: Account, app: App | null, body: string): IssueComment {
  const now = world.time();
  const comment: IssueComment = {
    id: world.nextId(),
    issue,
    author,
    app,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimized: null,
  };
  issue.comments.push(comment);
  return comment;
}

/** State of a review by the event that submits it. */
export const STATES = { APPROVE: 'APPROVED', COMMENT: 'COMMENTED', REQUEST_CHANGES: 'CHANGES_REQUESTED' } as const;
export type ReviewEvent = keyof typeof STATES;

/** A review that is not yet part of the pull request. */
export function newReview(
  world: World,
  pull: PullRequest,
  author: Account,
  commitId: string,
  body: string,
  event: ReviewEvent | null,
): Review {
  return {
    id: world.nextId(),
    pull,
    author,
    body,
    state: event === null ? 'PENDING' : STATES[event],
    commitId,
    submittedAt: event === null ? null : world.time(),
    minimized: null,
  };
}

/** Adds a comment to a thread. */
export function addReply(
  world: World,
  thread: Thread,
  review: Review,
  author: Account,
  app: App | null,
  body: string,
): ReviewComment {
  const now = world.time();
  const comment: ReviewComment = {
    id: world.nextId(),
    thread,
    review,
    author,
    app,
    body,
    inReplyTo: thread.comments[0]?.id ?? null,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimized: null,
  };
  thread.comments.push(comment);
  return comment;
}
