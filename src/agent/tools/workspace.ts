// The file system of the model's tools, in memory: files at the head, design documents at the base, and above both
// what the tools wrote. Nothing outside it can be named.
import type { Snapshot } from '../../domain/snapshot.ts';

/** Root of the repository for the model, which is used to absolute paths. */
export const ROOT = '/repo';

const MAX_WRITTEN_FILES = 100;
const MAX_WRITTEN_CHARACTERS = 400_000;

export interface Workspace {
  /** All paths of the head and those written, relative to the root, sorted. */
  paths(): readonly string[];
  /** Paths whose text is available, sorted. */
  readable(): readonly string[];
  read(path: string): WorkspaceFile;
  /** Text before the change; undefined where there was none. */
  readBefore(path: string): string | undefined;
  /** Keeps a text above the snapshot. Returns a sentence where there is no room for it, else null. */
  write(path: string, text: string): string | null;
  /** Forgets what was written to the path. */
  unwrite(path: string): void;
  /** Written texts by path. */
  written(): ReadonlyMap<string, string>;
}

type WorkspaceFile =
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
    readBefore: (path) => snapshot.before.text(path),
    write(path, text) {
      const others = [...written].filter(([other]) => other !== path);
      const size = others.reduce((sum, [, other]) => sum + other.length, text.length);
      if (others.length >= MAX_WRITTEN_FILES) return `You can write at most ${MAX_WRITTEN_FILES} files.`;
      if (size > MAX_WRITTEN_CHARACTERS) return `You can write at most ${MAX_WRITTEN_CHARACTERS} characters in total.`;
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
    changed.has(path) ? 'as it is at the base; the version in this pull request does not apply to this review' : null,
    cut > 0 ? `without its last ${cut} characters` : null,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : `(${path}: ${notes.join('; ')})`;
}

/** Makes "/repo/a.go", "./a.go" or "a.go" relative to the root; null where the path leads out of the repository. */
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

/** Up to three paths with the same file name. */
function similarPaths(workspace: Workspace, path: string): string[] {
  const name = path.split('/').at(-1) ?? '';
  return name === ''
    ? []
    : workspace
        .paths()
        .filter((known) => known === name || known.endsWith(`/${name}`))
        .slice(0, 3);
}

/** Explains that a file does not exist, and where to look. */
export function explainMissing(workspace: Workspace, path: string): string {
  if (path === '' || workspace.paths().some((known) => known.startsWith(`${path}/`))) {
    return `"${path || ROOT}" is a directory. List it with Glob, for example pattern "*" and path "${path || ROOT}".`;
  }
  const similar = similarPaths(workspace, path);
  const hint = similar.length === 0 ? 'Find its name with Glob.' : `Did you mean ${similar.join(', ')}?`;
  return `There is no file "${path}" at the head. ${hint}`;
}
