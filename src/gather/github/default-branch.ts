// Reads the head of the default branch, which a question on an issue is about.
import { z } from 'zod';
import type { RepositoryName } from '../../domain/review-request.ts';
import type { GitHubClient } from '../../github/client.ts';
import type { CurrentPullRequest } from './pull-request.ts';

const Repository = z.object({ default_branch: z.string() });
const Reference = z.object({ object: z.object({ sha: z.string() }) });

/** As a pull request that changes nothing. @throws as the client does */
export async function readDefaultBranch(
  client: GitHubClient,
  repository: RepositoryName,
  signal: AbortSignal,
): Promise<CurrentPullRequest> {
  const place = { owner: repository.owner, repo: repository.name };
  const permission = 'contents: read';
  const whole = { action: 'find the default branch', permission };
  const { default_branch: branch } = await client.rest(Repository, whole, 'GET /repos/{owner}/{repo}', place, signal);
  const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
  const label = { action: `read the head of ${branch}`, permission };
  const { object } = await client.rest(Reference, label, route, { ...place, ref: `heads/${branch}` }, signal);
  const nobody = { number: null, title: '', body: '', author: '', draft: false, fork: false, state: 'open' } as const;
  return { pullRequest: { ...nobody, baseRef: branch }, head: object.sha, base: object.sha };
}
