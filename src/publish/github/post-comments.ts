// Posts inline comments so that one refused anchor never costs the others: all in one review, or in halves, or on the file, or not at all.
import { z } from 'zod';
import { TryLater } from '../../domain/errors.ts';
import type { Review } from '../../domain/review.ts';
import { GitHubRefusal } from '../../github/errors.ts';
import type { Links } from '../markdown/blocks.ts';
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
  /** Findings that found no place on the diff after all, by id. */
  readonly unplaced: ReadonlySet<string>;
}

/** GitHub said 422: the content is wrong, not the moment. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** Ten comments that are all refused cost 19 reviews and 10 single comments; more than that is not worth the reader's notifications. */
const maxRequests = 30;

/** Posts the planned comments. Throws TryLater or CannotReview for anything but a refused anchor. */
export async function postComments(posting: Posting, plan: CommentPlan): Promise<PostedComments> {
  const unplaced = new Set<string>();
  let reviewId: number | null = null;
  let comments = 0;
  let requests = 0;
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (requests >= maxRequests) return null;
    requests++;
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  };
  const onFiles = [...plan.onFiles];
  // A work list instead of recursion: a refused batch is replaced by its halves, a refused single comment goes on its file.
  const batches: (readonly InlineComment[])[] = plan.onLines.length === 0 ? [] : [plan.onLines];
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    const current = batch;
    const id = await attempt(() => postReview(posting, current));
    if (id !== null) {
      reviewId ??= id;
      comments += batch.length;
    } else if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      batches.unshift(batch.slice(0, middle), batch.slice(middle));
    } else onFiles.push(...batch);
  }
  for (const comment of onFiles) {
    const posted = await attempt(() => postOnFile(posting, comment));
    if (posted === null) unplaced.add(comment.finding.id);
    else comments++;
  }
  return { reviewId, comments, unplaced };
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

/** @throws Refused where GitHub rejects the content, TryLater where the head was rewritten meanwhile: the next attempt reads that */
async function post(posting: Posting, action: string, route: string, parameters: Record<string, unknown>) {
  try {
    return await posting.call(Posted, action, route, parameters);
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || error.status !== 422) throw error;
    if (error.reason === 'unknown-commit') throw new TryLater(error.message, 5000, { cause: error });
    throw new Refused(error.message, { cause: error });
  }
}
