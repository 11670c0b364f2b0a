// Reads the files at the head that the documents of a decision would replace.
import { outputPaths } from '../../domain/question.ts';
import type { SourceTree } from '../../domain/snapshot.ts';
import type { WriteRefusal } from './outcome.ts';

export interface RepositoryFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Git modes by path: an existing file keeps its mode. */
  readonly modes: ReadonlyMap<string, '100644' | '100755'>;
}

/** The existing files; or why one of them cannot be replaced without loss. */
export function readFiles(head: SourceTree, into: string): RepositoryFiles | { readonly refusal: WriteRefusal } {
  const texts = new Map<string, string>();
  const modes = new Map<string, '100644' | '100755'>();
  for (const path of Object.values(outputPaths(into))) {
    const blocked = foldersAbove(path).find((folder) => head.entries.has(folder));
    if (blocked !== undefined) return { refusal: { reason: 'not-a-file', path: blocked } };
    const entry = head.entries.get(path);
    if (entry === undefined) continue;
    if (entry.kind !== 'file' && entry.kind !== 'executable') return { refusal: { reason: 'not-a-file', path } };
    const text = head.text(path);
    // Invalid UTF-8 was decoded with replacement characters, and would be written back with them.
    if (text === undefined || text.includes('\uFFFD')) return { refusal: { reason: 'not-text', path } };
    texts.set(path, text);
    modes.set(path, entry.kind === 'executable' ? '100755' : '100644');
  }
  return { texts, modes };
}

/** "a/b/c.md" → "a", "a/b". An entry at one of these paths is not a folder. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
