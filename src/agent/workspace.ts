// What the model's tools can see: the files of the head as they were read, and the team's documents as they stand at the base.
// Nothing outside of the snapshot can be named.
import type { Snapshot } from '../domain/snapshot.ts';

/** Where the repository seems to lie, for a model that is used to absolute paths. */
export const ROOT = '/repo';

export interface Workspace {
  /** All paths of the head, from the repository's root, sorted. */
  paths(): readonly string[];
  /** Paths whose text can be had, sorted. */
  readable(): readonly string[];
  read(path: string): WorkspaceFile;
}

export type WorkspaceFile =
  | { readonly kind: 'text'; readonly text: string; readonly note: string | null }
  | { readonly kind: 'not-read'; readonly why: string }
  | { readonly kind: 'missing' };

export function createWorkspace(snapshot: Snapshot): Workspace {
  const { head, documents } = snapshot;
  const byPath = new Map(documents.map((document) => [document.path, document]));
  const changed = new Set(snapshot.changedFiles.map(({ path }) => path));
  const removed = new Set(snapshot.changedFiles.filter(({ status }) => status === 'removed').map(({ path }) => path));
  const paths = [...new Set([...head.entries.keys(), ...byPath.keys()])].sort();
  const readable = [...new Set([...head.readable(), ...byPath.keys()])].sort();
  return {
    paths: () => paths,
    readable: () => readable,
    read(path) {
      const document = byPath.get(path);
      if (document !== undefined)
        return { kind: 'text', text: document.text, note: noteOf(path, document.cut, changed) };
      const text = head.text(path);
      if (text !== undefined) return { kind: 'text', text, note: null };
      const entry = head.entries.get(path);
      if (entry !== undefined) {
        const what = entry.kind === 'file' || entry.kind === 'executable' ? 'file' : entry.kind;
        return { kind: 'not-read', why: `it is a ${what} that reviews do not load` };
      }
      if (removed.has(path)) return { kind: 'not-read', why: 'this pull request removes it; its text is in the diff' };
      return { kind: 'missing' };
    },
  };
}

function noteOf(path: string, cut: number, changed: ReadonlySet<string>): string | null {
  const notes = [
    changed.has(path)
      ? 'as it stands at the base; this pull request changes it, which has no power over this review'
      : null,
    cut > 0 ? `its last ${cut} characters are left out` : null,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : `(${path}: ${notes.join('; ')})`;
}

/** A path as tools take it ("/repo/a.go", "./a.go", "a.go") from the repository's root; null when it leads out of it. */
export function toRepositoryPath(path: string): string | null {
  const rooted = path.startsWith(`${ROOT}/`) || path === ROOT ? path.slice(ROOT.length) : path;
  const parts: string[] = [];
  for (const part of rooted.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** Up to three known paths that end like `path`, for somebody who guessed. */
export function similarPaths(workspace: Workspace, path: string): string[] {
  const name = path.split('/').at(-1) ?? '';
  return name === ''
    ? []
    : workspace
        .paths()
        .filter((known) => known === name || known.endsWith(`/${name}`))
        .slice(0, 3);
}
