// Asks GitHub what a person may do with the repository: most commands take the right to write.
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
  return WRITERS.includes(await permissionOf(api, username));
}

/** On a public repository everybody may read. */
export async function mayRead(api: RepositoryApi, username: string): Promise<boolean> {
  return (await permissionOf(api, username)) !== NO_PERMISSION;
}

const NO_PERMISSION = 'none';

async function permissionOf(api: RepositoryApi, username: string): Promise<string> {
  const label = { action: `check whether ${username} may write`, permission: 'metadata: read' };
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  try {
    return (await api.request(Permission, label, route, { username })).permission;
  } catch (error) {
    // Somebody without an account any more, or without access.
    if (error instanceof GitHubRefusal && error.status === 404) return NO_PERMISSION;
    throw error;
  }
}
