// Completes the host's list of changed files: adds files and hunks that it left out, from the two trees and texts, and
// corrects wrong labels.
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ChangedFile } from '../../domain/diff.ts';
import type { TreeListing } from '../../domain/ports.ts';
import type { SourceTree, TreeEntry } from '../../domain/snapshot.ts';
import { computeHunks } from './compute-diff.ts';

/**
 * Adds changed files that the host left out (it stops at 3,000) and labels mode changes. A truncated listing proves
 * nothing, so the host's list then stays as it is.
 */
export function addMissingChanges(
  listed: readonly ChangedFile[],
  before: TreeListing,
  head: TreeListing,
): readonly ChangedFile[] {
  if (before.truncated || head.truncated) return listed;
  const beforeEntries = byPath(before);
  const headEntries = byPath(head);
  const known = new Set(
    listed.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath])),
  );
  const files = listed.map((file) => {
    const was = beforeEntries.get(file.previousPath ?? file.path);
    const is = headEntries.get(file.path);
    const isModeOnly = file.status === 'modified' && was && is && was.sha === is.sha && was.kind !== is.kind;
    return isModeOnly ? { ...file, status: 'mode-changed' as const } : file;
  });
  for (const path of new Set([...beforeEntries.keys(), ...headEntries.keys()])) {
    const was = beforeEntries.get(path);
    const is = headEntries.get(path);
    if (known.has(path) || (was?.sha === is?.sha && was?.kind === is?.kind)) continue;
    files.push({
      path,
      previousPath: null,
      status: statusOf(was, is),
      hunks: [],
      additions: 0,
      deletions: 0,
      diff: 'none',
    });
  }
  return files;
}

function statusOf(was: TreeEntry | undefined, is: TreeEntry | undefined): ChangedFile['status'] {
  if (!was) return 'added';
  if (!is) return 'removed';
  return was.sha === is.sha ? 'mode-changed' : 'modified';
}

function byPath(listing: TreeListing): ReadonlyMap<string, TreeEntry> {
  return new Map(listing.entries.map((entry) => [entry.path, entry]));
}

/** Files that cannot be compared in reasonable time, each of which takes all of it, before the rest is not tried. */
const maxIncomparable = 10;

/**
 * Computes the file's hunks from its texts where the host gave none although they differ. null: that takes too long.
 */
function addFileHunks(file: ChangedFile, before: SourceTree, head: SourceTree): ChangedFile | null {
  const was = file.status === 'added' ? '' : before.text(file.previousPath ?? file.path);
  const is = file.status === 'removed' ? '' : head.text(file.path);
  if (was === undefined || is === undefined || was === is) return file;
  const hunks = computeHunks(was, is);
  if (!hunks) return null;
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const additions = lines.filter(({ kind }) => kind === 'added').length;
  return {
    ...file,
    hunks,
    additions,
    deletions: lines.filter(({ kind }) => kind === 'removed').length,
    diff: 'computed',
  };
}

/** Yields to the event loop between files, so that a server stays responsive. */
export async function addMissingHunks(
  files: readonly ChangedFile[],
  isWanted: (file: ChangedFile) => boolean,
  before: SourceTree,
  head: SourceTree,
  signal: AbortSignal,
): Promise<readonly ChangedFile[]> {
  const done: ChangedFile[] = [];
  let incomparable = 0;
  for (const file of files) {
    if (file.diff === 'none' && isWanted(file) && incomparable < maxIncomparable) {
      await nextTick();
      signal.throwIfAborted();
      const completed = addFileHunks(file, before, head);
      if (completed === null) incomparable += 1;
      done.push(completed ?? file);
    } else {
      done.push(file);
    }
  }
  return done;
}
