// Reads a target's files in few requests: three listings, one list of changes, one for contents, and a second one for
// contents only where the settings name more.
import type { ChangedFile } from '../../domain/diff.ts';
import type { RepositoryPort } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { Target, TreeEntry } from '../../domain/snapshot.ts';
import { addMissingChanges } from '../diff/complete-changes.ts';
import { type CommitFiles, pathsOf, planReads, type ReadLimits } from './read-plan.ts';
import { isFile } from './source-tree.ts';
import { followSymlinks } from './symlinks.ts';

/** The files of a target's three commits. */
export interface TargetFiles {
  readonly changed: readonly ChangedFile[];
  readonly base: CommitFiles;
  readonly before: CommitFiles;
  readonly head: CommitFiles;
  readonly contents: ReadonlyMap<Sha, Uint8Array>;
}

/**
 * @param named paths of further files of the head
 * @throws as the repository does
 */
export async function readTargetFiles(
  repository: RepositoryPort,
  target: Target,
  limits: ReadLimits,
  signal: AbortSignal,
  named: readonly string[] = [],
): Promise<TargetFiles> {
  const commits = [...new Set([target.base, target.mergeBase, target.head])];
  const [listed, ...trees] = await Promise.all([
    repository.changedFiles(target, signal),
    ...commits.map((commit) => repository.tree(target, commit, signal)),
  ]);
  const listingOf = (commit: Sha) => trees[commits.indexOf(commit)]!;
  const changed = addMissingChanges(listed, listingOf(target.mergeBase), listingOf(target.head));
  const { base, before, head, entries } = planReads(target, changed, listingOf, named, limits);
  const contents = await repository.blobs(target, entries, target.head, signal);
  const changedPaths = new Set(pathsOf(changed));
  const follow = (files: CommitFiles) => followSymlinks(files, contents, changedPaths);
  return { changed, base, before: follow(before), head: follow(head), contents };
}

/** Adds contents of further files of the base commit: agents and documents that the settings name. */
export async function readMoreFiles(
  repository: RepositoryPort,
  target: Target,
  entries: readonly TreeEntry[],
  contents: ReadonlyMap<Sha, Uint8Array>,
  limits: ReadLimits,
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const missing = entries.filter(
    (entry) => isFile(entry) && !contents.has(entry.sha) && (entry.size ?? 0) <= limits.maxTextBytes,
  );
  if (missing.length === 0) return contents;
  return new Map([...contents, ...(await repository.blobs(target, missing, null, signal))]);
}
