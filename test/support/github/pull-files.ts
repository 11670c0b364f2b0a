// What a pull request changes, asked of git.
import { type DiffEntry, diffFiles } from './diff.ts';
import type { PullNumbers } from './show/pull.ts';
import type { PullRequest } from './world.ts';

/** GitHub lists at most this many commits of a pull request. */
export const MAX_COMMITS = 250;

/** What the pull request changes: from the merge base of its base and head to its head. */
export async function pullFiles(pull: PullRequest, head = pull.head.sha): Promise<readonly DiffEntry[]> {
  const { git } = pull.repository;
  const mergeBase = await git.mergeBase(pull.base.sha, head);
  return diffFiles(git, mergeBase ?? pull.base.sha, head);
}

export async function pullNumbers(pull: PullRequest): Promise<PullNumbers> {
  const [entries, between] = await Promise.all([
    pullFiles(pull),
    pull.repository.git.between(pull.base.sha, pull.head.sha, MAX_COMMITS),
  ]);
  return {
    additions: entries.reduce((sum, entry) => sum + entry.additions, 0),
    deletions: entries.reduce((sum, entry) => sum + entry.deletions, 0),
    changedFiles: entries.length,
    commits: between.length,
  };
}

/** Whether a comment may be made at that commit: it is the head or lies between the base and the head. */
export async function isPart(pull: PullRequest, commitId: string): Promise<boolean> {
  if (commitId === pull.head.sha) return true;
  const { git } = pull.repository;
  if (!/^[0-9a-f]{40,64}$/.test(commitId) || (await git.commitOf(commitId)) === null) return false;
  return (await git.between(pull.base.sha, pull.head.sha, Number.MAX_SAFE_INTEGER)).includes(commitId);
}
