// Presents a commit's full tree as a change that adds every file, for reviews of everything at one commit.
import type { ChangedFile } from '../domain/diff.ts';
import type { RepositoryPort } from '../domain/ports.ts';
import type { Sha } from '../domain/review-request.ts';

/** Git's name for the empty tree, which exists in every repository. */
function emptyTree(like: Sha): Sha {
  return like.length === 64
    ? '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'
    : '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
}

/** Settings and documents are those of the commit itself. Read limits are those of any review. */
export function createFullTreeRepository(repository: RepositoryPort): RepositoryPort {
  return {
    ...repository,
    async target(request, signal) {
      const target = await repository.target({ ...request, base: request.head ?? 'HEAD' }, signal);
      return { ...target, mergeBase: emptyTree(target.head), whole: true };
    },
    async changedFiles(target, signal) {
      const { entries } = await repository.tree(target, target.head, signal);
      return entries.map(
        ({ path }): ChangedFile => ({
          path,
          previousPath: null,
          status: 'added',
          hunks: [],
          additions: 0,
          deletions: 0,
          diff: 'host',
        }),
      );
    },
    async tree(target, commit, signal) {
      if (commit === target.mergeBase) return { entries: [], truncated: false };
      return repository.tree(target, commit, signal);
    },
    blobs: (target, entries, commit, signal) =>
      repository.blobs({ ...target, mergeBase: target.head }, entries, commit, signal),
  };
}
