// What the model's tools can see: the files of the head as they were read, the team's documents as they stand at the base, and
// above both what the tools have written, which nobody but the model sees. Nothing outside of it can be named.
import type { Snapshot } from '../../domain/snapshot.ts';

/** Where the repository seems to lie, for a model that is used to absolute paths. */
export const ROOT = '/repo';

const MAX_WRITTEN_FILES = 100;
const MAX_WRITTEN_CHARACTERS = 400_000;

export interface Workspace {
  /** All paths of the head, and those written, from the repository's root, sorted. */
  paths(): readonly string[];
  /** Paths whose text can be had, sorted. */
  readable(): readonly string[];
  read(path: string): WorkspaceFile;
  /** Keeps a text above the snapshot; a sentence where there is no room for it, else null. */
  write(path: string, text: string): string | null;
  /** Takes back what was written. */
  unwrite(path: string): void;
  /** What was written, by path. */
  written(): ReadonlyMap<string, string>;
}

export type WorkspaceFile =
  | { readonly kind: 'text'; readonly text: string; readonly note: string | null }
  | { readonly kind: 'not-read'; readonly why: string }
  | { readonly kind: 'missing' };

export function createWorkspace(snapshot: Snapshot): Workspace {
  const { head, documents } = snapshot;
  const documentPaths = documents.map(({ path }) => path);
  const written = new Map<string, string>();
  const below = [...new Set([...head.entries.keys(), ...documentPaths])].sort();
  const readableBelow = [...new Set([...head.readable(), ...documentPaths])].sort();
  const withWritten = (paths: readonly string[]) =>
    written.size === 0 ? paths : [...new Set([...paths, ...written.keys()])].sort();
  const readBelow = createReader(snapshot);
  return {
    paths: () => withWritten(below),
    readable: () => withWritten(readableBelow),
    read(path) {
      const text = written.get(path);
      return text === undefined ? readBelow(path) : { kind: 'text', text, note: '(as you wrote it)' };
    },
    write(path, text) {
      const others = [...written].filter(([other]) => other !== path);
      const size = others.reduce((sum, [, other]) => sum + other.length, text.length);
      if (others.length >= MAX_WRITTEN_FILES)
        return `There is room for ${MAX_WRITTEN_FILES} files of yours, and it is used.`;
      if (size > MAX_WRITTEN_CHARACTERS)
        return `There is room for ${MAX_WRITTEN_CHARACTERS} characters of yours, and this would exceed it.`;
      written.set(path, text);
      return null;
    },
    unwrite: (path) => {
      written.delete(path);
    },
    written: () => written,
  };
}

function createReader({ head, documents, changedFiles }: Snapshot): (path: string) => WorkspaceFile {
  const byPath = new Map(documents.map((document) => [document.path, document]));
  const changed = new Set(changedFiles.map(({ path }) => path));
  const removed = new Set(changedFiles.filter(({ status }) => status === 'removed').map(({ path }) => path));
  return (path) => {
    const document = byPath.get(path);
    if (document !== undefined) {
      return { kind: 'text', text: document.text, note: noteOf(path, document.cut, changed) };
    }
    const text = head.text(path);
    if (text !== undefined) return { kind: 'text', text, note: null };
    const entry = head.entries.get(path);
    if (entry !== undefined) {
      const what = entry.kind === 'file' || entry.kind === 'executable' ? 'file' : entry.kind;
      return { kind: 'not-read', why: `it is a ${what} that reviews do not load` };
    }
    if (removed.has(path)) return { kind: 'not-read', why: 'this pull request removes it; its text is in the diff' };
    return { kind: 'missing' };
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
function similarPaths(workspace: Workspace, path: string): string[] {
  const name = path.split('/').at(-1) ?? '';
  return name === ''
    ? []
    : workspace
        .paths()
        .filter((known) => known === name || known.endsWith(`/${name}`))
        .slice(0, 3);
}

/** Says that a file is not there, and where to look. */
export function explainMissing(workspace: Workspace, path: string): string {
  if (path === '' || workspace.paths().some((known) => known.startsWith(`${path}/`))) {
    return `"${path || ROOT}" is a directory. List it with Glob, for example pattern "*" and path "${path || ROOT}".`;
  }
  const similar = similarPaths(workspace, path);
  const hint = similar.length === 0 ? 'Find its name with Glob.' : `Did you mean ${similar.join(', ')}?`;
  return `There is no file "${path}" at the head. ${hint}`;
}
