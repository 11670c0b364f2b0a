// Writing code through git's own objects: trees, commits, and the branches that are moved to them.
import { repositoryOf } from '../auth.ts';
import type { Commit } from '../commit.ts';
import type { NewFiles } from '../fast-import.ts';
import type { People } from '../people.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type Call, created, ok, type Reply, type Route } from '../router.ts';
import { nodeId } from '../show/account.ts';
import { fullName, type Repository } from '../world.ts';
import { speaker } from './issues.ts';

export function gitDataRoutes(people: () => People): Route[] {
  return [
    { method: 'GET', template: '/repos/{owner}/{repo}/git/commits/{commit_sha}', answer: showOne },
    { method: 'POST', template: '/repos/{owner}/{repo}/git/trees', answer: createTree },
    { method: 'POST', template: '/repos/{owner}/{repo}/git/commits', answer: createCommit },
    {
      method: 'PATCH',
      template: '/repos/{owner}/{repo}/git/refs/{ref}',
      answer: (call) => moveBranch(call, people()),
    },
  ];
}

function show(call: Call, repository: Repository, { sha, tree, parents, message, author, committer }: Commit) {
  const api = `${call.url}/repos/${fullName(repository)}/git`;
  return {
    sha,
    node_id: nodeId('C', 1),
    url: `${api}/commits/${sha}`,
    html_url: `https://github.com/${fullName(repository)}/commit/${sha}`,
    author,
    committer,
    message,
    tree: { sha: tree, url: `${api}/trees/${tree}` },
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `https://github.com/${fullName(repository)}/commit/${parent}`,
    })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

async function showOne(call: Call): Promise<Reply> {
  const repository = repositoryOf(call, ['contents'], 'read');
  const sha = call.params.commit_sha ?? '';
  if ((await repository.git.commitOf(sha)) === null) throw notFound();
  return ok(show(call, repository, await repository.git.commitObject(sha)));
}

async function createTree(call: Call): Promise<Reply> {
  const repository = repositoryOf(call, ['contents'], 'write');
  const entries = call.body.tree as readonly { path: string; mode: string; content: string }[];
  const files: NewFiles = Object.fromEntries(
    entries.map(({ path, mode, content }) => [path, mode === '100755' ? { kind: 'executable', content } : content]),
  );
  const sha = await repository.git.treeWith(String(call.body.base_tree), files);
  const listed = (await repository.git.tree(sha, false)) ?? [];
  const api = `${call.url}/repos/${fullName(repository)}/git`;
  return created({
    sha,
    url: `${api}/trees/${sha}`,
    tree: listed.map(({ path, mode, type, sha: own }) => ({
      path,
      mode,
      type,
      sha: own,
      url: `${api}/${type}s/${own}`,
    })),
    truncated: false,
  });
}

async function createCommit(call: Call): Promise<Reply> {
  const repository = repositoryOf(call, ['contents'], 'write');
  const { tree, parents, message } = call.body as { tree: string; parents: readonly string[]; message: string };
  const sha = await repository.git.commitTree(tree, parents, message);
  return created(show(call, repository, await repository.git.commitObject(sha)));
}

/** A pull request from that branch gets a new head, which its App is told of like everybody. */
async function moveBranch(call: Call, people: People): Promise<Reply> {
  const repository = repositoryOf(call, ['contents'], 'write');
  const ref = `refs/${call.params.ref ?? ''}`;
  const from = await repository.git.commitOf(ref);
  const to = String(call.body.sha);
  if (from === null) throw new Refusal(422, 'Reference does not exist');
  if (call.body.force !== true && (await repository.git.mergeBase(from, to)) !== from) {
    throw new Refusal(422, 'Update is not a fast forward');
  }
  const { author } = speaker(call.caller);
  const pull = [...repository.pulls.values()].find(
    ({ head, state }) => head.repository === repository && state === 'open' && `refs/heads/${head.ref}` === ref,
  );
  if (pull === undefined) await repository.git.setRef(ref, to);
  else await people.push(pull, to, '', author);
  const api = `${call.url}/repos/${fullName(repository)}/git`;
  return ok({
    ref,
    node_id: `REF_${ref}`,
    url: `${api}/${ref}`,
    object: { type: 'commit', sha: to, url: `${api}/commits/${to}` },
  });
}
