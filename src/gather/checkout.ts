// Implements the repository port on a local git repository. Read-only: it runs git's plumbing on commits and touches
// neither work tree nor index, so uncommitted changes are not reviewed.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ChangedFile } from '../domain/diff.ts';
import { BadInput } from '../domain/errors.ts';
import type { RepositoryPort, TreeListing } from '../domain/ports.ts';
import type { RepositoryName, Sha } from '../domain/review-request.ts';
import type { Target, TreeEntry } from '../domain/snapshot.ts';
import { listChanges } from './checkout/list-changes.ts';
import { findMissingObjects, listTree, readBlobs } from './checkout/read-objects.ts';
import { readRepositoryName } from './checkout/repository-name.ts';
import { resolveTarget } from './checkout/resolve-target.ts';
import { createGitRunner, type RunGit, SHORT_DEADLINE_MS } from './checkout/run-git.ts';

export interface Checkout extends RepositoryPort {
  readonly name: RepositoryName;
  /** The root of its work tree; null for a bare repository. */
  workTree(): Promise<string | null>;
  /** Frees the memory of what was read. No git process outlives the call that started it. */
  close(): Promise<void>;
}

/**
 * Opens the repository at `dir`: a work tree, a linked work tree, a folder inside either, or a bare repository.
 *
 * @param deadlineMs the longest that git may take to find it
 * @throws BadInput where there is none, CannotReview where there is no git or it does not answer
 */
export async function openCheckout(dir: string, deadlineMs = SHORT_DEADLINE_MS): Promise<Checkout> {
  const place = resolve(dir);
  if (!(await stat(place).catch(() => null))?.isDirectory()) throw new BadInput(`${place} is not a directory`);
  const found = await createGitRunner(place, null)(['rev-parse', '--absolute-git-dir'], { deadlineMs });
  if (found.exitCode !== 0) throw new BadInput(openFailure(place, found.stderr));
  const gitDir = found.stdout.toString('utf8').replace(/\n$/, '');
  const git = createGitRunner(gitDir, gitDir);
  const isPartial = (await git(['config', '--get-regexp', '^remote\\..*\\.promisor$'], { deadlineMs })).exitCode === 0;
  return {
    name: await readRepositoryName(git, gitDir),
    async workTree() {
      const shown = await createGitRunner(place, null)(['rev-parse', '--show-toplevel'], { deadlineMs });
      return shown.exitCode === 0 ? shown.stdout.toString('utf8').replace(/\n$/, '') : null;
    },
    ...createReader(git, isPartial),
  };
}

/** Reads each thing once: a review reads all twice, for the survey and for the snapshot. */
function createReader(git: RunGit, isPartial: boolean): Omit<Checkout, 'name' | 'workTree'> {
  const trees = new Map<Sha, TreeListing>();
  const changes = new Map<string, readonly ChangedFile[]>();
  const contents = new Map<Sha, Uint8Array>();
  const findMissing = async ({ mergeBase, base, head }: Target, signal: AbortSignal): Promise<ReadonlySet<Sha>> =>
    isPartial ? findMissingObjects(git, [mergeBase, base, head], signal) : new Set();
  return {
    target: (request, signal) => resolveTarget(git, request, signal),
    async changedFiles(target, signal) {
      signal.throwIfAborted();
      const { mergeBase, head } = target;
      const known = changes.get(`${mergeBase}...${head}`);
      if (known) return known;
      const listed = await listChanges(git, mergeBase, head, await findMissing(target, signal), signal);
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
      refuseMissing(unread, await findMissing(target, signal));
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

/** In a partial clone git would fetch each missing blob over the network, one by one. */
function refuseMissing(entries: readonly TreeEntry[], missing: ReadonlySet<Sha>): void {
  const absent = entries.filter(({ sha }) => missing.has(sha));
  if (absent.length === 0) return;
  throw new BadInput(
    `this partial clone lacks the contents of ${absent.length} files to review, such as ${absent[0]!.path}; ` +
      'fetch them with: git fetch --refetch --no-filter origin',
  );
}

function openFailure(place: string, stderr: string): string {
  if (stderr.includes('dubious ownership')) {
    return (
      `git refuses ${place} because it belongs to another user; ` +
      `allow it with: git config --global --add safe.directory ${place}`
    );
  }
  return `${place} is not inside a git repository; run the command in one, or pass --repo`;
}
