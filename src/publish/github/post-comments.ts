// Posts inline comments so that one rejected place costs no other comment: in one review, in halves, on the file, or
// not at all.
import { z } from 'zod';
import { TryLater } from '../../domain/errors.ts';
import type { Review } from '../../domain/review.ts';
import { GitHubRefusal } from '../../github/errors.ts';
import type { Links } from '../links.ts';
import { commentBody, reviewBody } from '../markdown/comment.ts';
import type { CommentPlan, InlineComment } from '../plan.ts';
import type { Call } from './check-run.ts';

export interface Posting {
  readonly call: Call;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly review: Review;
  readonly requestId: string;
  readonly links: Links;
}

export interface PostedComments {
  /** Of the first review posted; null where none was. */
  readonly reviewId: number | null;
  readonly comments: number;
  /** Ids of findings that GitHub accepted no place for. */
  readonly unplaced: ReadonlySet<string>;
}

/** GitHub answered 422: it rejects the content, now and later. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/**
 * Ten comments that are all rejected take 19 reviews and 10 single comments; more would cost readers too many
 * notifications.
 */
const maxRequests = 30;

type Attempt = <T>(work: () => Promise<T>) => Promise<T | null>;

/** Returns null for what GitHub rejects, and for everything once `maxRequests` are used up. */
function createAttempt(): Attempt {
  let requests = 0;
  return async (work) => {
    if (requests >= maxRequests) return null;
    requests++;
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  };
}

/** Posts the planned comments. @throws TryLater, CannotReview for anything but a rejected place */
export async function postComments(posting: Posting, plan: CommentPlan): Promise<PostedComments> {
  const attempt = createAttempt();
  const { reviewId, count, refused } = await postOnLines(posting, plan.onLines, attempt);
  const unplaced = new Set<string>();
  let comments = count;
  for (const comment of [...plan.onFiles, ...refused]) {
    const posted = await attempt(() => postOnFile(posting, comment));
    if (posted === null) unplaced.add(comment.finding.id);
    else comments++;
  }
  return { reviewId, comments, unplaced };
}

/** Posts the comments in one review; a rejected batch is halved, down to the single comments that are rejected. */
async function postOnLines(posting: Posting, comments: readonly InlineComment[], attempt: Attempt) {
  const refused: InlineComment[] = [];
  const batches = comments.length === 0 ? [] : [comments];
  let reviewId: number | null = null;
  let count = 0;
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    const current = batch;
    const id = await attempt(() => postReview(posting, current));
    if (id !== null) {
      reviewId ??= id;
      count += batch.length;
    } else if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      batches.unshift(batch.slice(0, middle), batch.slice(middle));
    } else refused.push(...batch);
  }
  return { reviewId, count, refused };
}

async function postReview(posting: Posting, comments: readonly InlineComment[]): Promise<number> {
  const { owner, repo, number, review, requestId } = posting;
  const { id } = await post(posting, 'post a review', 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
    owner,
    repo,
    pull_number: number,
    commit_id: review.head,
    event: 'COMMENT',
    body: reviewBody(review, comments.length, requestId),
    comments: comments.map((comment) => ({ ...position(comment), body: body(posting, comment) })),
  });
  return id;
}

async function postOnFile(posting: Posting, comment: InlineComment): Promise<number> {
  const { owner, repo, number, review } = posting;
  const anchor = { kind: 'file', path: comment.anchor.path } as const;
  const { id } = await post(posting, 'post a comment', 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
    owner,
    repo,
    pull_number: number,
    commit_id: review.head,
    path: anchor.path,
    subject_type: 'file',
    body: body(posting, { ...comment, anchor }),
  });
  return id;
}

function body(posting: Posting, comment: InlineComment): string {
  return commentBody(comment.finding, comment.anchor, posting.links);
}

function position({ anchor }: InlineComment): Record<string, unknown> {
  if (anchor.kind === 'file') return { path: anchor.path };
  const { path, side, line, startLine } = anchor;
  return { path, side, line, ...(startLine === null ? {} : { start_line: startLine, start_side: side }) };
}

const Posted = z.object({ id: z.number() });

/**
 * @throws Refused where GitHub rejects the content, TryLater where the head has changed: the next attempt reads that
 */
async function post(posting: Posting, action: string, route: string, parameters: Record<string, unknown>) {
  try {
    return await posting.call(Posted, action, route, parameters);
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || error.status !== 422) throw error;
    if (error.reason === 'unknown-commit') throw new TryLater(error.message, 5000, { cause: error });
    throw new Refused(error.message, { cause: error });
  }
}
