// Gives the other rooms a commit's files: a listing of all, and the text of those that were read. Texts are kept by
// SHA, so that the two sides of a change share what did not change.
import type { TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { SourceTree, TreeEntry } from '../../domain/snapshot.ts';
import { decodeText, unreadableReason } from './file-content.ts';

/** Texts by SHA, decoded on first use, once for all trees that hold the file. */
export interface FileTexts {
  /** undefined for a file that was not read, is binary, or is a pointer to Git LFS. */
  of(sha: Sha): string | undefined;
  has(sha: Sha): boolean;
}

export function createFileTexts(contents: ReadonlyMap<Sha, Uint8Array>): FileTexts {
  const decoded = new Map<Sha, string>();
  // Bytes are dropped once decoded, so that a large repository is not held twice.
  const undecoded = new Map<Sha, Uint8Array>();
  for (const [sha, bytes] of contents) {
    const reason = unreadableReason(bytes);
    if (reason === null || reason === 'not-utf-8') undecoded.set(sha, bytes);
  }
  return {
    has: (sha) => decoded.has(sha) || undecoded.has(sha),
    of(sha) {
      const bytes = undecoded.get(sha);
      if (bytes === undefined) return decoded.get(sha);
      const text = decodeText(bytes);
      decoded.set(sha, text);
      undecoded.delete(sha);
      return text;
    },
  };
}

/** @param wanted paths of the requested entries; another file with the same bytes as one of them is not readable */
export function createSourceTree(
  {
    commit,
    listing,
    wanted,
  }: { readonly commit: Sha; readonly listing: TreeListing; readonly wanted: ReadonlySet<string> },
  texts: FileTexts,
): SourceTree {
  const entries = new Map<string, TreeEntry>(listing.entries.map((entry) => [entry.path, entry]));
  const canRead = (entry: TreeEntry) => isFile(entry) && wanted.has(entry.path) && texts.has(entry.sha);
  let readable: readonly string[] | null = null;
  return {
    commit,
    entries,
    truncated: listing.truncated,
    text(path) {
      const entry = entries.get(path);
      return entry && canRead(entry) ? texts.of(entry.sha) : undefined;
    },
    readable() {
      readable ??= listing.entries
        .filter(canRead)
        .map(({ path }) => path)
        .sort();
      return readable;
    },
  };
}

/** Neither a symbolic link (`followSymlinks` follows those of Go files) nor a submodule. */
export function isFile(entry: TreeEntry): boolean {
  return entry.kind === 'file' || entry.kind === 'executable';
}
