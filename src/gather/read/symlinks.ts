// Follows Go files that are symbolic links, because the go command builds the files that they point to. Links are
// followed in one commit's listing, never on disk, and only to a file of the same commit.
import { posix } from 'node:path';
import type { TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { SkipReason, TreeEntry } from '../../domain/snapshot.ts';
import { isFile } from './source-tree.ts';

/** PATH_MAX on Linux; a longer link points nowhere. */
const maxLinkBytes = 4_096;
/** Links that lead to links. */
const maxSteps = 8;

/** True for a link that the go command may take for a source file. */
export function isGoSymlink({ kind, path, size }: TreeEntry): boolean {
  return kind === 'symlink' && path.endsWith('.go') && (size ?? 0) <= maxLinkBytes;
}

/** The part of a commit's files that links change. */
interface LinkedFiles {
  readonly listing: TreeListing;
  readonly wanted: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, SkipReason>;
}

/**
 * Replaces each Go file that is a link by the file that it points to. A link that leads nowhere, out of the repository
 * or through a linked directory stays a link, and so does one that the change touches: its diff is that of the link.
 */
export function followSymlinks<T extends LinkedFiles>(
  files: T,
  contents: ReadonlyMap<Sha, Uint8Array>,
  changed: ReadonlySet<string>,
): T {
  const links = files.listing.entries.filter((entry) => isGoSymlink(entry) && !changed.has(entry.path));
  if (links.length === 0) return files;
  const byPath = new Map(files.listing.entries.map((entry) => [entry.path, entry]));
  const targets = new Map(
    links.flatMap((link): [string, TreeEntry][] => {
      const target = targetOf(link, byPath, contents);
      return target === null || !files.wanted.has(target.path) ? [] : [[link.path, target]];
    }),
  );
  const follow = (entry: TreeEntry): TreeEntry => {
    const target = targets.get(entry.path);
    return target === undefined ? entry : { ...target, path: entry.path };
  };
  return {
    ...files,
    listing: { ...files.listing, entries: files.listing.entries.map(follow) },
    wanted: new Set([...files.wanted, ...targets.keys()]),
    refused: new Map([...files.refused].filter(([path]) => !targets.has(path))),
  };
}

function targetOf(
  link: TreeEntry,
  byPath: ReadonlyMap<string, TreeEntry>,
  contents: ReadonlyMap<Sha, Uint8Array>,
): TreeEntry | null {
  let at: TreeEntry | undefined = link;
  for (let step = 0; step < maxSteps && at?.kind === 'symlink'; step++) {
    const text: string = Buffer.from(contents.get(at.sha) ?? []).toString('utf8');
    at = text === '' || text.startsWith('/') ? undefined : byPath.get(posix.join(posix.dirname(at.path), text));
  }
  return at !== undefined && isFile(at) ? at : null;
}
