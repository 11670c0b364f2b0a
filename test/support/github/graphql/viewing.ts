// Who looks, and what they may see.
import { allows, sees } from '../auth.ts';
import type { Limits } from '../limits.ts';
import type { Account, Level, Repository, Token, World } from '../world.ts';
import { forbidden } from './problem.ts';

export interface Viewing {
  readonly world: World;
  readonly limits: Limits;
  readonly viewer: Account;
  readonly token: Token;
  /** Breaks the circle between a repository and what it holds. */
  readonly showRepository: (repository: Repository) => object;
}

/** Whether the token has one of the permissions there; what is public can be read without. */
function may(viewing: Viewing, repository: Repository, names: readonly string[], level: Level): boolean {
  if (sees(viewing.token, repository) && allows(viewing.token, names, level)) return true;
  return !repository.private && level === 'read';
}

/** @throws GraphQLError FORBIDDEN */
export function need(viewing: Viewing, repository: Repository, names: readonly string[], level: Level): void {
  if (!may(viewing, repository, names, level)) throw forbidden();
}

/** Whether the viewer may change what others wrote. */
export function canWrite(viewing: Viewing, repository: Repository): boolean {
  return may(viewing, repository, ['pull_requests', 'issues'], 'write');
}

/**
 * Whether the viewer may resolve threads. Pull requests: write is not enough, it takes the right to push:
 * https://github.com/orgs/community/discussions/44650
 */
export function canResolve(viewing: Viewing, repository: Repository): boolean {
  return may(viewing, repository, ['contents'], 'write');
}
