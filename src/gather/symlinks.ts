// Go files that are symbolic links: the go command builds what they point to, so the package graph needs it. Followed within one
// commit's listing alone, never on a disk, and only to a file of the same commit.
import { posix } from 'node:path';
import type { TreeListing } from '../domain/ports.ts';
import type { Sha } from '../domain/review-request.ts';
import type { SkipReason, TreeEntry } from '../domain/snapshot.ts';
import { isFile } from './source-tree.ts';

/** Longest path that Linux takes (PATH_MAX); a link that holds more points nowhere. */
const maxLinkBytes = 4_096;
/** From link to link. */
const maxSteps = 8;

/** Whether an entry is a link that the go command may take for a source file. */
export function isGoSymlink({ kind, path, size }: TreeEntry): boolean {
  return kind === 'symlink' && path.endsWith('.go') && (size ?? 0) <= maxLinkBytes;
}

/** What of a reading links change. */
interface LinkedReading {
  readonly listing: TreeListing;
  readonly wanted: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, SkipReason>;
}

/**
 * The same reading, with each Go file that is a link in the place of the file that it points to. A link that leads nowhere, out of the
 * repository or through a linked directory stays what it is, and so does one that the change touches: its diff is of the link, not of the file.
 */
export function followSymlinks<T extends LinkedReading>(
  reading: T,
  contents: ReadonlyMap<Sha, Uint8Array>,
  changed: ReadonlySet<string>,
): T {
  const links = reading.listing.entries.filter((entry) => isGoSymlink(entry) && !changed.has(entry.path));
  if (links.length === 0) return reading;
  const byPath = new Map(reading.listing.entries.map((entry) => [entry.path, entry]));
  const targets = new Map(
    links.flatMap((link): [string, TreeEntry][] => {
      const target = targetOf(link, byPath, contents);
      return target === null || !reading.wanted.has(target.path) ? [] : [[link.path, target]];
    }),
  );
  const follow = (entry: TreeEntry): TreeEntry => {
    const target = targets.get(entry.path);
    return target === undefined ? entry : { ...target, path: entry.path };
  };
  return {
    ...reading,
    listing: { ...reading.listing, entries: reading.listing.entries.map(follow) },
    wanted: new Set([...reading.wanted, ...targets.keys()]),
    refused: new Map([...reading.refused].filter(([path]) => !targets.has(path))),
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
