// Writes git's fast-import stream: one process makes the blobs, the trees and the commit.

/** What to put at a path: text, bytes, an entry of another kind, or null to delete it. */
type NewFile =
  | string
  | Uint8Array
  | { readonly kind: 'executable' | 'symlink'; readonly content: string | Uint8Array }
  | { readonly kind: 'submodule'; readonly sha: string }
  | null;

export type NewFiles = Readonly<Record<string, NewFile>>;

export interface NewCommit {
  readonly branch: string;
  readonly parent: string | null;
  /** Further parents. */
  readonly merges: readonly string[];
  readonly files: NewFiles;
  readonly message: string;
  readonly author: string;
  /** Seconds since the epoch, for author and committer alike. */
  readonly seconds: number;
}

/** The stream for one commit; see https://git-scm.com/docs/git-fast-import#_input_format. */
export function fastImport(commit: NewCommit): Buffer {
  const email = `${commit.author.toLowerCase().replace(/[^a-z0-9]+/g, '.')}@example.com`;
  const who = `${commit.author} <${email}> ${commit.seconds} +0000`;
  return Buffer.concat([
    Buffer.from(`commit refs/heads/${commit.branch}\nauthor ${who}\ncommitter ${who}\n`),
    data(`${commit.message}\n`),
    ...(commit.parent === null ? [] : [Buffer.from(`from ${commit.parent}\n`)]),
    ...commit.merges.map((sha) => Buffer.from(`merge ${sha}\n`)),
    ...Object.entries(commit.files).map(([path, file]) => change(path, file)),
    Buffer.from('\ndone\n'),
  ]);
}

function change(path: string, file: NewFile): Buffer {
  const name = quote(path);
  if (file === null) return Buffer.from(`D ${name}\n`);
  if (typeof file === 'string' || file instanceof Uint8Array) return inline('100644', name, file);
  if (file.kind === 'submodule') return Buffer.from(`M 160000 ${file.sha} ${name}\n`);
  return inline(file.kind === 'symlink' ? '120000' : '100755', name, file.content);
}

function inline(mode: string, name: string, content: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`M ${mode} inline ${name}\n`), data(content)]);
}

function data(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}

function quote(path: string): string {
  return /[\n"\\]/.test(path)
    ? `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
    : path;
}
