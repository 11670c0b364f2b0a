// Sends this room's requests about one repository.
import type { z } from 'zod';
import type { RepositoryName } from '../domain/review-request.ts';
import type { GitHubClient } from '../github/client.ts';
import type { RequestLabel } from '../github/errors.ts';

/** GitHub's REST API for one repository: `{owner}` and `{repo}` of the route are filled in. */
export interface RepositoryApi {
  /** @throws TryLater, GitHubRefusal, the signal's reason */
  request<T>(answer: z.ZodType<T>, label: RequestLabel, route: string, parameters: object): Promise<T>;
}

export function createRepositoryApi(
  client: GitHubClient,
  { owner, name: repo }: RepositoryName,
  signal: AbortSignal,
): RepositoryApi {
  return {
    request: (answer, label, route, parameters) =>
      client.rest(answer, label, route, { owner, repo, ...parameters }, signal),
  };
}
