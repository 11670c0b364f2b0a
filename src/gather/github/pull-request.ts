// Reads a pull request as it is now, for requests whose event did not show it.
import { z } from 'zod';
import type { PullRequest, RepositoryName, Sha } from '../../domain/review-request.ts';
import type { GitHubClient } from '../../github/client.ts';

const Repository = z.object({ id: z.number() }).nullable();
const Pull = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  user: z.object({ login: z.string() }).nullable(),
  draft: z.boolean().default(false),
  state: z.string(),
  merged_at: z.string().nullish(),
  labels: z.array(z.object({ name: z.string() })).default([]),
  head: z.object({ sha: z.string(), repo: Repository }),
  base: z.object({ sha: z.string(), ref: z.string(), repo: Repository }),
});

export interface CurrentPullRequest {
  readonly pullRequest: PullRequest;
  readonly head: Sha;
  readonly base: Sha;
}

/** @throws as the client does */
export async function readPullRequest(
  client: GitHubClient,
  repository: RepositoryName,
  number: number,
  signal: AbortSignal,
): Promise<CurrentPullRequest> {
  const parameters = { owner: repository.owner, repo: repository.name, pull_number: number };
  const label = { action: `read pull request #${number}`, permission: 'pull requests: read' };
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const pull = await client.rest(Pull, label, route, parameters, signal);
  const pullRequest: PullRequest = {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    // GitHub shows a deleted account as "ghost".
    author: pull.user?.login ?? 'ghost',
    draft: pull.draft,
    baseRef: pull.base.ref,
    // A deleted fork has no repository.
    fork: pull.head.repo === null || pull.head.repo.id !== pull.base.repo?.id,
    labels: pull.labels.map(({ name }) => name).slice(0, 100),
    state: pull.merged_at ? 'merged' : pull.state === 'open' ? 'open' : 'closed',
  };
  return { pullRequest, head: pull.head.sha, base: pull.base.sha };
}
