// Reading code: trees, blobs, files and archives, all answered by git.
import { repositoryOf } from '../auth.ts';
import type { GitTreeEntry } from '../bare-repository.ts';
import type { Limits } from '../limits.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type Call, ok, type Reply, type Route } from '../router.ts';
import { HTML } from '../show/account.ts';
import { fullName, type Repository } from '../world.ts';

export function codeRoutes(limits: Limits): Route[] {
  return [
    { method: 'GET', template: '/repos/{owner}/{repo}/git/trees/{tree_sha}', answer: (call) => tree(call, limits) },
    { method: 'GET', template: '/repos/{owner}/{repo}/git/blobs/{file_sha}', answer: (call) => blob(call, limits) },
    { method: 'GET', template: '/repos/{owner}/{repo}/git/ref/{ref}', answer: reference },
    { method: 'GET', template: '/repos/{owner}/{repo}/contents/{path}', answer: (call) => contents(call, limits) },
    { method: 'GET', template: '/repos/{owner}/{repo}/tarball/{ref}', answer: tarball },
    { method: 'GET', template: '/_codeload/{owner}/{repo}/legacy.tar.gz/{ref}', answer: codeload },
  ];
}

function readable(call: Call): Repository {
  return repositoryOf(call, ['contents'], 'read');
}

async function tree(call: Call, limits: Limits): Promise<Reply> {
  const repository = readable(call);
  const name = call.params.tree_sha ?? '';
  const commit = await repository.git.commitOf(name);
  const root = await repository.git.object(`${commit ?? name}^{tree}`);
  if (root === null) throw notFound();
  const entries = (await repository.git.tree(root.oid, call.query.has('recursive'))) ?? [];
  const api = `${call.url}/repos/${fullName(repository)}/git`;
  // asked by a commit or a branch, GitHub says the commit's SHA here, not the tree's
  const sha = commit ?? root.oid;
  return ok({
    sha,
    url: `${api}/trees/${sha}`,
    tree: entries.slice(0, limits.treeEntries).map(({ path, mode, type, sha, size }) => ({
      path,
      mode,
      type,
      sha,
      ...(size === null ? {} : { size }),
      ...(type === 'commit' ? {} : { url: `${api}/${type}s/${sha}` }),
    })),
    truncated: entries.length > limits.treeEntries,
  });
}

async function blob(call: Call, limits: Limits): Promise<Reply> {
  const repository = readable(call);
  const sha = call.params.file_sha ?? '';
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) {
    throw new Refusal(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  }
  const object = await repository.git.object(sha);
  if (object === null || object.type !== 'blob') throw notFound();
  if (object.bytes.length > limits.blobBytes) {
    throw new Refusal(403, 'This API returns blobs up to 100 MB in size.', [
      { resource: 'Blob', field: 'data', code: 'too_large' },
    ]);
  }
  if (call.accept.includes('raw')) return { status: 200, body: object.bytes };
  return ok({
    sha,
    node_id: `B_${sha}`,
    size: object.bytes.length,
    url: `${call.url}/repos/${fullName(repository)}/git/blobs/${sha}`,
    content: object.bytes.toString('base64').replace(/.{60}/g, '$&\n'),
    encoding: 'base64',
  });
}

async function reference(call: Call): Promise<Reply> {
  const repository = readable(call);
  const ref = `refs/${call.params.ref ?? ''}`;
  const sha = await repository.git.commitOf(ref);
  if (sha === null) throw notFound();
  const api = `${call.url}/repos/${fullName(repository)}/git`;
  return ok({
    ref,
    node_id: `REF_${ref}`,
    url: `${api}/${ref}`,
    object: { type: 'commit', sha, url: `${api}/commits/${sha}` },
  });
}

async function contents(call: Call, limits: Limits): Promise<Reply> {
  const repository = readable(call);
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const commit = await repository.git.commitOf(ref);
  if (commit === null) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const path = (call.params.path ?? '').replace(/\/$/, '');
  const { dir, name } = splitPath(path);
  const entries = await repository.git.tree(`${commit}:${dir}`, false);
  const entry = entries?.find((each) => each.path === name);
  if (entry === undefined) throw notFound();
  if (entry.type === 'tree') {
    const children = (await repository.git.tree(entry.sha, false)) ?? [];
    return ok(children.map((child) => showEntry(call, repository, ref, `${path}/${child.path}`, child)));
  }
  const shown = showEntry(call, repository, ref, path, entry);
  const object = entry.type === 'blob' ? await repository.git.object(entry.sha) : null;
  if (object === null) return ok({ ...shown, submodule_git_url: await submoduleUrl(repository, commit, path) });
  if (entry.mode === '120000') return ok({ ...shown, target: object.bytes.toString('utf8') });
  if (call.accept.includes('raw')) return { status: 200, body: object.bytes };
  const whole = object.bytes.length <= limits.contentBytes;
  const content = whole ? object.bytes.toString('base64').replace(/.{60}/g, '$&\n') : '';
  return ok({ ...shown, content, encoding: whole ? 'base64' : 'none' });
}

/** What .gitmodules says of the path; null where it says nothing. */
async function submoduleUrl(repository: Repository, commit: string, path: string): Promise<string | null> {
  const args = ['config', '--blob', `${commit}:.gitmodules`, '--get-regexp', '^submodule\\..*\\.(path|url)$'];
  const lines = (await repository.git.text(args).catch(() => '')).split('\n');
  const name = lines.find((line) => line.endsWith(`.path ${path}`))?.slice(0, -`.path ${path}`.length);
  return lines.find((line) => line.startsWith(`${name}.url `))?.slice(`${name}.url `.length) ?? null;
}

function splitPath(path: string): { dir: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { dir: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

function showEntry(call: Call, repository: Repository, ref: string, path: string, entry: GitTreeEntry) {
  const kind =
    entry.type === 'tree'
      ? 'dir'
      : entry.type === 'commit'
        ? 'submodule'
        : entry.mode === '120000'
          ? 'symlink'
          : 'file';
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const self = `${call.url}/repos/${fullName(repository)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${call.url}/repos/${fullName(repository)}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${HTML}/${fullName(repository)}/${entry.type === 'tree' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  const download =
    kind === 'file' ? `https://raw.githubusercontent.com/${fullName(repository)}/${ref}/${encoded}` : null;
  return {
    name: splitPath(path).name,
    path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: download,
    type: kind,
    _links: { self, git, html },
  };
}

async function tarball(call: Call): Promise<Reply> {
  const repository = readable(call);
  const ref = call.params.ref ?? '';
  if ((await repository.git.commitOf(ref)) === null) throw notFound();
  const token = call.caller.kind === 'installation' ? `?token=${call.caller.token.token}` : '';
  const location = `${call.url}/_codeload/${fullName(repository)}/legacy.tar.gz/${encodeURI(ref)}${token}`;
  return { status: 302, headers: { location } };
}

async function codeload(call: Call): Promise<Reply> {
  const repository = call.world.repository(call.params.owner ?? '', call.params.repo ?? '');
  const known = call.world.tokens.has(call.query.get('token') ?? '');
  if (repository === undefined || (repository.private && !known)) throw notFound();
  const sha = await repository.git.commitOf(call.params.ref ?? '');
  if (sha === null) throw notFound();
  const prefix = `${repository.owner.login}-${repository.name}-${sha.slice(0, 7)}/`;
  const bytes = await repository.git.archive(sha, prefix);
  const name = `${prefix.slice(0, -1)}.tar.gz`;
  return {
    status: 200,
    body: bytes,
    headers: { 'content-type': 'application/x-gzip', 'content-disposition': `attachment; filename=${name}` },
  };
}
