// Repositories as GraphQL shows them: the way into their code and their pull requests.
import type { GraphQLResolveInfo } from 'graphql';
import { HTML, nodeId } from '../show/account.ts';
import { fullName, type Repository } from '../world.ts';
import { showActor } from './actor.ts';
import { gitObject } from './code.ts';
import { connection, type PageArguments } from './connection.ts';
import { showPullRequest } from './conversation.ts';
import { problem } from './problem.ts';
import { need, type Viewing } from './viewing.ts';

export function showRepository(viewing: Viewing, repository: Repository) {
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    isPrivate: repository.private,
    isFork: repository.parent !== null,
    url: `${HTML}/${fullName(repository)}`,
    owner: showActor(repository.owner),
    defaultBranchRef: () => showRef(viewing, repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName }: { qualifiedName: string }) => showRef(viewing, repository, qualifiedName),
    object: ({ oid, expression }: { oid?: string; expression?: string }) => {
      need(viewing, repository, ['contents'], 'read');
      return gitObject(viewing, repository, oid ?? expression ?? '');
    },
    pullRequest: ({ number }: { number: number }) => {
      need(viewing, repository, ['pull_requests'], 'read');
      const pull = repository.pulls.get(number);
      if (pull !== undefined) return showPullRequest(viewing, pull);
      throw problem('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: (page: PullArguments, _: unknown, info: GraphQLResolveInfo) => {
      need(viewing, repository, ['pull_requests'], 'read');
      const shown = [...repository.pulls.values()].map((pull) => showPullRequest(viewing, pull)).filter(filter(page));
      return connection(shown, page, info);
    },
  };
}

type PullArguments = PageArguments & {
  states?: readonly string[] | null;
  headRefName?: string | null;
  baseRefName?: string | null;
};

function filter({ states, headRefName, baseRefName }: PullArguments) {
  return (pull: ReturnType<typeof showPullRequest>): boolean =>
    (states == null || states.includes(pull.state)) &&
    (headRefName == null || pull.headRefName === headRefName) &&
    (baseRefName == null || pull.baseRefName === baseRefName);
}

async function showRef(viewing: Viewing, repository: Repository, name: string) {
  need(viewing, repository, ['contents'], 'read');
  const sha = await repository.git.commitOf(name);
  if (sha === null) return null;
  const target = () => gitObject(viewing, repository, sha);
  return { id: `REF_${repository.id}_${name}`, name: name.replace(/^refs\/heads\//, ''), target };
}
