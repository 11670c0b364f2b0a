// The repository port on a local git checkout. Read-only: it asks git's plumbing about commits and touches neither work
// tree nor index, so what is not committed is not reviewed.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ChangedFile } from '../domain/diff.ts';
import { BadInput } from '../domain/errors.ts';
import type { RepositoryPort, TreeListing } from '../domain/ports.ts';
import type { PullRequest, RepositoryName, ReviewRequest, Sha } from '../domain/review-request.ts';
import type { Target, TreeEntry } from '../domain/snapshot.ts';
import { listChanges } from './checkout/list-changes.ts';
import { findMissingObjects, listTree, readBlobs } from './checkout/read-objects.ts';
import { createGitRunner, type RunGit, runOrFail } from './checkout/run-git.ts';

/** Looked for in this order when the remote does not say which branch is its default. */
const usualDefaultBranches = [
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

export interface Checkout extends RepositoryPort {
  /** Taken from the remote "origin", else from the directory: "acme/platform". */
  readonly name: RepositoryName;
  /** Forgets what was read. No process of git's outlives the call that started it. */
  close(): Promise<void>;
}

/**
 * Opens the repository that `dir` lies in: a work tree, a linked work tree, a folder inside either, or a bare
 * repository.
 *
 * @throws BadInput where there is none, CannotReview where there is no git
 */
export async function openCheckout(dir: string): Promise<Checkout> {
  const place = resolve(dir);
  if (!(await stat(place).catch(() => null))?.isDirectory()) throw new BadInput(`${place} is not a directory`);
  const found = await createGitRunner(place, null)(['rev-parse', '--absolute-git-dir'], {});
  if (found.exitCode !== 0) throw new BadInput(openFailure(place, found.stderr));
  const gitDir = found.stdout.toString('utf8').replace(/\n$/, '');
  const git = createGitRunner(gitDir, gitDir);
  const name = await nameOf(git, gitDir);
  const isPartial = (await git(['config', '--get-regexp', '^remote\\..*\\.promisor$'], {})).exitCode === 0;
  // A review asks for the same things twice: when it surveys, and when it puts the snapshot together.
  const trees = new Map<Sha, TreeListing>();
  const changes = new Map<string, readonly ChangedFile[]>();
  const contents = new Map<Sha, Uint8Array>();
  const missing = async ({ mergeBase, base, head }: Target, signal: AbortSignal): Promise<ReadonlySet<Sha>> =>
    isPartial ? findMissingObjects(git, [mergeBase, base, head], signal) : new Set();
  return {
    name,
    target: (request, signal) => fixTarget(git, request, signal),
    async changedFiles(target, signal) {
      signal.throwIfAborted();
      const { mergeBase, head } = target;
      const known = changes.get(`${mergeBase}...${head}`);
      if (known) return known;
      const listed = await listChanges(git, mergeBase, head, await missing(target, signal), signal);
      changes.set(`${mergeBase}...${head}`, listed);
      return listed;
    },
    async tree(_target, commit, signal) {
      signal.throwIfAborted();
      const listing = trees.get(commit) ?? (await listTree(git, commit, isPartial, signal));
      trees.set(commit, listing);
      return listing;
    },
    async blobs(target, entries, _commit, signal) {
      signal.throwIfAborted();
      const unread = entries.filter(({ sha }) => !contents.has(sha));
      refuseMissing(unread, await missing(target, signal));
      for (const [sha, bytes] of await readBlobs(git, unread, signal)) contents.set(sha, bytes);
      return new Map(entries.flatMap(({ sha }) => (contents.has(sha) ? [[sha, contents.get(sha)!] as const] : [])));
    },
    organisationSettings: async () => null,
    requestCount: () => 0,
    async close() {
      for (const memory of [trees, changes, contents]) memory.clear();
    },
  };
}

/**
 * In a partial clone git would fetch each missing blob over the network, one by one; a reviewer that only reads must
 * not.
 */
function refuseMissing(entries: readonly TreeEntry[], missing: ReadonlySet<Sha>): void {
  const absent = entries.filter(({ sha }) => missing.has(sha));
  if (absent.length === 0) return;
  throw new BadInput(
    `this is a partial clone that lacks the contents of ${absent.length} files to review, such as ${absent[0]!.path}; fetch them with: git fetch --refetch --no-filter origin`,
  );
}

function openFailure(place: string, stderr: string): string {
  if (stderr.includes('dubious ownership')) {
    return `git refuses ${place} because it belongs to another user; allow it with: git config --global --add safe.directory ${place}`;
  }
  return `${place} is not inside a git repository; go to one, or name it with --repo`;
}

async function nameOf(git: RunGit, gitDir: string): Promise<RepositoryName> {
  const { stdout } = await git(['config', '--get', 'remote.origin.url'], {});
  const words = (text: string) => text.split(/[/:\\]/).filter((word) => word !== '');
  const origin = words(
    stdout
      .toString('utf8')
      .trim()
      .replace(/(\.git)?\/*$/, ''),
  );
  const [owner, name] = origin.length >= 2 ? origin.slice(-2) : [];
  if (owner && name) return { owner, name };
  return {
    owner: 'local',
    name:
      words(gitDir)
        .filter((word) => word !== '.git')
        .at(-1) ?? 'checkout',
  };
}

async function fixTarget(git: RunGit, request: ReviewRequest, signal: AbortSignal): Promise<Target> {
  const head = await resolveCommit(git, request.head ?? 'HEAD', signal);
  const baseRef = request.base ?? (await defaultBranch(git, signal));
  const base = await resolveCommit(git, baseRef, signal);
  const mergeBase = await findMergeBase(git, base, head, signal);
  const pullRequest =
    request.seen ?? (await describeHead(git, head, baseRef.replace(/^refs\/(heads|remotes)\//, ''), signal));
  return { repository: request.repository, htmlUrl: null, pullRequest, head, base, mergeBase };
}

async function resolveCommit(git: RunGit, revision: string, signal: AbortSignal): Promise<Sha> {
  const isAcceptable = revision !== '' && !revision.startsWith('-') && !/[\0\n]/.test(revision);
  const { exitCode, stdout } = isAcceptable
    ? await git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], { signal })
    : { exitCode: 1, stdout: '' };
  if (exitCode === 0) return stdout.toString().trim();
  if (revision === 'HEAD')
    throw new BadInput('the repository has no commit yet; commit something, or name one with --head');
  const advice = (await isShallow(git, signal))
    ? 'this clone is shallow and may lack it; make it whole with: git fetch --unshallow'
    : `check the spelling (git branch --all lists the branches), or fetch it: git fetch origin ${revision}`;
  throw new BadInput(`there is no commit named "${revision}" in this repository; ${advice}`);
}

async function defaultBranch(git: RunGit, signal: AbortSignal): Promise<string> {
  const { exitCode, stdout } = await git(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], { signal });
  const candidates = [...(exitCode === 0 ? [stdout.toString().trim()] : []), ...usualDefaultBranches];
  for (const candidate of candidates) {
    const found = await git(['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`], { signal });
    if (found.exitCode === 0) return candidate;
  }
  throw new BadInput(
    'cannot tell which branch the change goes into: there is no origin/HEAD, main or master; name it with --base',
  );
}

async function findMergeBase(git: RunGit, base: Sha, head: Sha, signal: AbortSignal): Promise<Sha> {
  const { exitCode, stdout, stderr } = await git(['merge-base', base, head], { signal });
  if (exitCode === 0) return stdout.toString().trim();
  if (await isShallow(git, signal)) {
    throw new BadInput(
      'this clone is shallow and does not reach back to where the two commits part; make it whole with: git fetch --unshallow',
    );
  }
  if (exitCode === 1) {
    throw new BadInput(
      `${base.slice(0, 12)} and ${head.slice(0, 12)} have no common ancestor, so there is no change between them to review; name another --base`,
    );
  }
  throw new BadInput(`git merge-base failed: ${stderr}`);
}

async function isShallow(git: RunGit, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await git(['rev-parse', '--is-shallow-repository'], { signal });
  return stdout.toString().trim() === 'true';
}

async function describeHead(git: RunGit, head: Sha, baseRef: string, signal: AbortSignal): Promise<PullRequest> {
  const format = '--format=%an%x00%s%x00%b';
  const shown = await runOrFail(
    git,
    ['log', '-1', '--no-show-signature', '--no-notes', '--encoding=UTF-8', '-z', format, head],
    { signal },
  );
  const [author = '', title = '', body = ''] = shown.toString('utf8').split('\0');
  return { number: null, title, body: body.trim(), author, draft: false, baseRef, fork: false, state: 'open' };
}
