// What stands at the head where the documents of a decision are to go, and whether they can go there.
import { outputPaths } from '../../domain/question.ts';
import type { SourceTree } from '../../domain/snapshot.ts';
import { reasons } from './words.ts';

export interface RepositoryFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Of git, by path: a file that exists keeps its own. */
  readonly modes: ReadonlyMap<string, '100644' | '100755'>;
}

/** The files that exist, or why one of them can not be written over without losing something. */
export function readFiles(head: SourceTree, into: string): RepositoryFiles | { readonly refused: string } {
  const texts = new Map<string, string>();
  const modes = new Map<string, '100644' | '100755'>();
  for (const path of Object.values(outputPaths(into))) {
    const blocked = foldersAbove(path).find((folder) => head.entries.has(folder));
    if (blocked !== undefined) return { refused: reasons.symlink(blocked) };
    const entry = head.entries.get(path);
    if (entry === undefined) continue;
    if (entry.kind !== 'file' && entry.kind !== 'executable') return { refused: reasons.symlink(path) };
    const text = head.text(path);
    // What was not UTF-8 came with replacement characters, and would be written back with them.
    if (text === undefined || text.includes('\uFFFD')) return { refused: reasons.unreadable(path) };
    texts.set(path, text);
    modes.set(path, entry.kind === 'executable' ? '100755' : '100644');
  }
  return { texts, modes };
}

/** "a/b/c.md" → "a", "a/b". Whatever stands there is no folder. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
