// Asks GitHub whether a person may write to the repository, which commands take.
import { z } from 'zod';
import { GitHubRefusal } from '../github/errors.ts';
import type { RepositoryApi } from './repository-api.ts';

/**
 * Roles that may push:
 * https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
const WRITERS: readonly string[] = ['admin', 'maintain', 'write'];

const Permission = z.object({ permission: z.string() });

export async function mayWrite(api: RepositoryApi, username: string): Promise<boolean> {
  const label = { action: `check whether ${username} may write`, permission: 'metadata: read' };
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  try {
    const { permission } = await api.request(Permission, label, route, { username });
    return WRITERS.includes(permission);
  } catch (error) {
    // Somebody without an account any more, or without access.
    if (error instanceof GitHubRefusal && error.status === 404) return false;
    throw error;
  }
}
