// Finds the pull requests whose head is a commit.
import { z } from 'zod';
import type { Sha } from '../domain/review-request.ts';
import type { RepositoryApi } from './repository-api.ts';

const PullRequests = z.array(z.object({ number: z.number(), state: z.string(), head: z.object({ sha: z.string() }) }));

/** Numbers of the open pull requests whose head is the commit now; one that has moved on is left out. */
export async function findOpenPullRequests(api: RepositoryApi, head: Sha): Promise<readonly number[]> {
  const label = { action: `find the pull requests of ${head.slice(0, 7)}`, permission: 'pull requests: read' };
  const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
  const found = await api.request(PullRequests, label, route, { commit_sha: head, per_page: 100 });
  return found.filter((pull) => pull.state === 'open' && pull.head.sha === head).map(({ number }) => number);
}
