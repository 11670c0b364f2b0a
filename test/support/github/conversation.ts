// The conversation of a pull request as people see it: comments and reviews in order, threads with their replies, and the checks
// of the head.
import {
  type CheckRun,
  type IssueComment,
  type PullRequest,
  type Review,
  type ReviewComment,
  reviewComments,
  type Thread,
} from './world.ts';

export interface Conversation {
  /** Comments below the description, oldest first. */
  readonly comments: readonly IssueComment[];
  /** Submitted reviews, oldest first. */
  readonly reviews: readonly Review[];
  /** Inline comments, oldest first, replies among them. */
  readonly reviewComments: readonly ReviewComment[];
  readonly threads: readonly Thread[];
  /** All check runs of the head commit, oldest first. */
  readonly checkRuns: readonly CheckRun[];
  /** All check runs of the pull request's repository, oldest first: those of earlier heads too. */
  readonly allCheckRuns: readonly CheckRun[];
}

export function conversationOf(pull: PullRequest): Conversation {
  const { checkRuns } = pull.repository;
  return {
    comments: [...pull.comments],
    reviews: pull.reviews.filter((review) => review.state !== 'PENDING'),
    reviewComments: reviewComments(pull),
    threads: pull.threads.filter((thread) => thread.comments.some((comment) => comment.review.state !== 'PENDING')),
    checkRuns: checkRuns.filter((run) => run.headSha === pull.head.sha),
    allCheckRuns: [...checkRuns],
  };
}
