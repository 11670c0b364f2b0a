// Resolves the commits that a request names: head, base and their merge base.
import { BadInput } from '../../domain/errors.ts';
import type { PullRequest, ReviewRequest, Sha } from '../../domain/review-request.ts';
import type { Target } from '../../domain/snapshot.ts';
import { type RunGit, runOrFail } from './run-git.ts';

/** In this order, where the remote does not name its default branch. */
const usualDefaultBranches = [
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

/** @throws BadInput where a commit is missing or the commits have no common ancestor */
export async function resolveTarget(git: RunGit, request: ReviewRequest, signal: AbortSignal): Promise<Target> {
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
  if (revision === 'HEAD') throw new BadInput('the repository has no commits');
  const advice = (await isShallow(git, signal))
    ? 'this clone is shallow and may not contain it; run: git fetch --unshallow'
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
  throw new BadInput('cannot determine the base branch (no origin/HEAD, main or master); pass --base');
}

async function findMergeBase(git: RunGit, base: Sha, head: Sha, signal: AbortSignal): Promise<Sha> {
  const { exitCode, stdout, stderr } = await git(['merge-base', base, head], { signal });
  if (exitCode === 0) return stdout.toString().trim();
  if (await isShallow(git, signal)) {
    throw new BadInput('this clone is shallow and does not contain the merge base; run: git fetch --unshallow');
  }
  if (exitCode === 1) {
    throw new BadInput(`${base.slice(0, 12)} and ${head.slice(0, 12)} have no common ancestor; pass another --base`);
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
