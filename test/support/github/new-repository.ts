// Makes repositories: with files of a test, or from code that exists, or as a fork.
import { BareRepository, type Existing } from './bare-repository.ts';
import type { NewFiles } from './fast-import.ts';
import { SOMEBODY } from './owners.ts';
import type { AccountType, Repository, Role, World } from './world.ts';

export interface NewRepository {
  readonly owner: string;
  readonly ownerType?: AccountType;
  readonly name: string;
  /** First commit on the default branch. */
  readonly files?: NewFiles;
  /** Or: code that exists, read where it lies. */
  readonly from?: Existing;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** Roles by login; where left out "robin", who acts where nobody is named, may write. */
  readonly roles?: Readonly<Record<string, Role>>;
  /** What it is a fork of. */
  readonly parent?: Repository;
  /** Whether the App is installed on it; it is, unless told. */
  readonly installed?: boolean;
}

export async function createRepository(world: World, wish: NewRepository): Promise<Repository> {
  const roles = wish.roles ?? { [SOMEBODY]: 'write' as const };
  const repository: Repository = {
    ...emptyRepository(world, wish),
    roles: new Map(Object.entries(roles).map(([login, role]) => [login.toLowerCase(), role])),
  };
  for (const login of Object.keys(roles)) world.account(login);
  await repository.git.setHead(repository.defaultBranch);
  world.repositories.push(repository);
  if (wish.files !== undefined) await repository.git.commit(repository.defaultBranch, wish.files, 'Begin');
  return repository;
}

/** A copy on another account. */
export async function forkRepository(world: World, parent: Repository, login: string): Promise<Repository> {
  const from = { dir: parent.git.dir, branches: await parent.git.branches() };
  const { name, defaultBranch, private: hidden } = parent;
  return createRepository(world, {
    owner: login,
    ownerType: 'User',
    name,
    private: hidden,
    defaultBranch,
    from,
    parent,
  });
}

function emptyRepository(world: World, wish: NewRepository): Repository {
  const now = world.time();
  return {
    id: world.nextId(),
    owner: world.account(wish.owner, wish.ownerType ?? 'Organization'),
    name: wish.name,
    private: wish.private ?? true,
    defaultBranch: wish.defaultBranch ?? 'main',
    parent: wish.parent ?? null,
    git: new BareRepository(wish.from),
    roles: new Map(),
    pulls: new Map(),
    issues: new Map(),
    checkRuns: [],
    checkSuites: [],
    createdAt: now,
    pushedAt: now,
    lastNumber: 0,
  };
}
