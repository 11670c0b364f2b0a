// A commit's files as the other rooms see them: a listing of all, and the text of those that were read. Texts are kept by
// SHA, so the two sides of a change share what did not change.
import type { TreeListing } from '../domain/ports.ts';
import type { Sha } from '../domain/review-request.ts';
import type { SourceTree, TreeEntry } from '../domain/snapshot.ts';
import { decodeText, unreadableReason } from './file-content.ts';

/** Texts by SHA: decoded when first asked for, once for all trees that hold the file. */
export interface FileTexts {
  /** undefined for what was not read, is binary, or only points to a file in Git LFS. */
  of(sha: Sha): string | undefined;
  has(sha: Sha): boolean;
}

export function createFileTexts(contents: ReadonlyMap<Sha, Uint8Array>): FileTexts {
  const decoded = new Map<Sha, string>();
  // Bytes are let go once they are decoded: a large repository would otherwise be held twice.
  const waiting = new Map<Sha, Uint8Array>();
  for (const [sha, bytes] of contents) {
    const reason = unreadableReason(bytes);
    if (reason === null || reason === 'not-utf-8') waiting.set(sha, bytes);
  }
  return {
    has: (sha) => decoded.has(sha) || waiting.has(sha),
    of(sha) {
      const bytes = waiting.get(sha);
      if (bytes === undefined) return decoded.get(sha);
      const text = decodeText(bytes);
      decoded.set(sha, text);
      waiting.delete(sha);
      return text;
    },
  };
}

/** @param wanted which entries were asked for: a file that happens to share its bytes with one of them is not readable by that */
export function createSourceTree(
  commit: Sha,
  listing: TreeListing,
  texts: FileTexts,
  wanted: ReadonlySet<string>,
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

/** Symbolic links are not followed here (Go files among them are, by `followLinks`), and submodules hold nothing to read. */
export function isFile(entry: TreeEntry): boolean {
  return entry.kind === 'file' || entry.kind === 'executable';
}
