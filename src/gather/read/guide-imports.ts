// Follows `@path` in CLAUDE.md, as Claude Code does, but never out of the repository
// (https://docs.claude.com/en/docs/claude-code/memory#claude-md-imports).
import { posix } from 'node:path';
import type { TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { TreeEntry } from '../../domain/snapshot.ts';
import { isForeign } from './file-kinds.ts';
import { createFileTexts, isFile } from './source-tree.ts';

/** A guide, what it imports, what that imports, and so on. */
const MAX_DEPTH = 4;
const MAX_IMPORTS = 40;
const TEXT = /\.(md|mdc|markdown|mdx|txt|rst|adoc)$/i;

/** Reads further files, and returns them with those that were known. */
type ReadMore = (
  entries: readonly TreeEntry[],
  contents: ReadonlyMap<Sha, Uint8Array>,
) => Promise<ReadonlyMap<Sha, Uint8Array>>;

/** The files that guides import, in the order of their mentions, level by level. */
export async function followGuideImports(
  guides: readonly TreeEntry[],
  listing: TreeListing,
  contents: ReadonlyMap<Sha, Uint8Array>,
  readMore: ReadMore,
): Promise<{ readonly imported: readonly TreeEntry[]; readonly contents: ReadonlyMap<Sha, Uint8Array> }> {
  const byPath = new Map(listing.entries.map((entry) => [entry.path, entry]));
  const seen = new Set(guides.map(({ path }) => path));
  const imported: TreeEntry[] = [];
  let read = contents;
  let level = guides;
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const texts = createFileTexts(new Map(level.flatMap(({ sha }) => (read.has(sha) ? [[sha, read.get(sha)!]] : []))));
    const named = level.flatMap(({ path, sha }) => importsIn(texts.of(sha) ?? '', path));
    const next = [...new Set(named)]
      .flatMap((path) => (seen.has(path) || isForeign(path) ? [] : (byPath.get(path) ?? [])))
      .filter(isFile)
      .slice(0, MAX_IMPORTS - imported.length);
    for (const { path } of next) seen.add(path);
    if (next.length > 0) read = await readMore(next, read);
    imported.push(...next);
    level = next;
  }
  return { imported, contents: read };
}

/** Paths that a guide imports, from the repository's root. Code says nothing. */
function importsIn(text: string, path: string): string[] {
  const dir = posix.dirname(path);
  return textOutsideCode(text).flatMap((line) =>
    [...line.matchAll(/(?<![\w`/])@((?:\.{1,2}\/)*[\w.-][\w./-]{0,200})/g)].flatMap(([, target]) => {
      const clean = posix.normalize(posix.join(dir, target!.replace(/[.,;:]+$/, '')));
      return clean.startsWith('..') || !TEXT.test(clean) ? [] : [clean];
    }),
  );
}

function textOutsideCode(text: string): string[] {
  let fence: string | null = null;
  return text.split('\n', 3_000).flatMap((line) => {
    const mark = /^\s{0,3}(```|~~~)/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === null ? mark : fence === mark ? null : fence;
    return fence !== null || mark !== undefined ? [] : [line.slice(0, 2_000).replace(/`[^`]*`/g, ' ')];
  });
}
