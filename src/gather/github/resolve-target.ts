// Resolves what a request is about: the pull request or the default branch, with the SHAs of its head and base.
import { BadInput } from '../../domain/errors.ts';
import { type ReviewRequest, Sha } from '../../domain/review-request.ts';
import type { Target } from '../../domain/snapshot.ts';
import type { GitHubClient } from '../../github/client.ts';
import { readDefaultBranch } from './default-branch.ts';
import { type CurrentPullRequest, readPullRequest } from './pull-request.ts';

/** A target without what a comparison of its two commits gives. */
export type ComparableTarget = Pick<Target, 'repository' | 'pullRequest' | 'head' | 'base'>;

/** @throws BadInput, or as the client does */
export async function resolveComparableTarget(
  client: GitHubClient,
  request: ReviewRequest,
  signal: AbortSignal,
): Promise<ComparableTarget> {
  const { repository, seen } = request;
  const current =
    request.pullRequest === null
      ? await readDefaultBranch(client, repository, signal)
      : await readUnknown(client, request, request.pullRequest, signal);
  const pullRequest = seen ?? current?.pullRequest;
  if (!pullRequest) throw new BadInput('a review without a pull request needs a title and an author');
  const head = requireSha(request.head, current?.head);
  const base = requireSha(request.base, current?.base);
  return { repository, pullRequest, head, base };
}

/** null where the request has it all. */
async function readUnknown(
  client: GitHubClient,
  { repository, seen, head, base }: ReviewRequest,
  number: number,
  signal: AbortSignal,
): Promise<CurrentPullRequest | null> {
  return seen && head && base ? null : readPullRequest(client, repository, number, signal);
}

function requireSha(requested: string | null, current: Sha | undefined): Sha {
  const sha = Sha.safeParse(requested ?? current);
  if (sha.success) return sha.data;
  throw new BadInput(`"${requested ?? ''}" is not a full commit SHA; the head and the base must be`);
}
