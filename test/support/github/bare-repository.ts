// A real bare git repository behind each repository of the stand-in: everything that reads code is answered by the git binary, so
// patches, trees, merge bases and archives are true. Commits are made by plumbing with a fixed author and fixed dates, so that
// the same files always give the same SHAs.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Commit, parseCommit } from './commit.ts';
import { fastImport, type NewFiles } from './fast-import.ts';
import { type GitObject, ObjectReader } from './object-reader.ts';

/** One entry of a tree, as `ls-tree` tells it. */
export interface GitTreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes of a blob; null for trees, submodules, and blobs that an incomplete clone lacks. */
  readonly size: number | null;
  readonly path: string;
}

/** Where the objects of an existing repository are read from; that repository itself is never written to. */
export interface Existing {
  /** A work tree, its .git folder, or a bare repository. */
  readonly dir: string;
  /** Branches to show, each at a revision of that repository. */
  readonly branches: Readonly<Record<string, string>>;
}

// Nothing of the machine's own git settings may change a patch or a SHA; mirrors may belong to another user.
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_COUNT: '3',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
  GIT_CONFIG_KEY_1: 'core.quotePath',
  GIT_CONFIG_VALUE_1: 'false',
  GIT_CONFIG_KEY_2: 'gc.auto',
  GIT_CONFIG_VALUE_2: '0',
  LC_ALL: 'C',
};

const FIRST_COMMIT_AT = Date.UTC(2026, 0, 5, 9, 0, 0) / 1000;

/** A bare repository in a temporary folder; `remove` takes it away. */
export class BareRepository {
  readonly dir: string;
  readonly #temporary: string;
  #commits = 0;
  readonly #objects = new ObjectReader((args, input) => this.run(args, input));

  constructor(existing?: Existing) {
    this.#temporary = mkdtempSync(join(tmpdir(), 'github-double-'));
    this.dir = join(this.#temporary, 'repo.git');
    const format = existing === undefined ? 'sha1' : gitIn(existing.dir, ['rev-parse', '--show-object-format']);
    gitIn(this.#temporary, ['init', '-q', '--bare', `--object-format=${format}`, '--initial-branch=main', this.dir]);
    if (existing !== undefined) this.#borrow(existing);
  }

  #borrow(existing: Existing): void {
    const objects = resolve(existing.dir, gitIn(existing.dir, ['rev-parse', '--git-path', 'objects']));
    mkdirSync(join(this.dir, 'objects', 'info'), { recursive: true });
    writeFileSync(join(this.dir, 'objects', 'info', 'alternates'), `${objects}\n`);
    const shallow = resolve(existing.dir, gitIn(existing.dir, ['rev-parse', '--git-path', 'shallow']));
    // where history was cut off git must not look for parents
    if (existsSync(shallow)) copyFileSync(shallow, join(this.dir, 'shallow'));
    for (const [branch, revision] of Object.entries(existing.branches)) {
      const sha = gitIn(existing.dir, ['rev-parse', '--verify', `${revision}^{commit}`]);
      gitIn(this.dir, ['update-ref', `refs/heads/${branch}`, sha]);
    }
  }

  /** Runs git in this repository. @throws an Error with git's own words when it fails */
  run(args: readonly string[], input?: string | Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = spawn('git', args, { cwd: this.dir, env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'pipe'] });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      // git may end before it has read everything it was given
      child.stdin.on('error', () => {});
      child.on('close', (code) => {
        if (code === 0) resolve(Buffer.concat(out));
        else reject(new Error(`git ${args.join(' ')}: ${Buffer.concat(err).toString().trim()}`));
      });
      child.stdin.end(input);
    });
  }

  /** The same, as trimmed text. */
  async text(args: readonly string[], input?: string | Buffer): Promise<string> {
    return (await this.run(args, input)).toString('utf8').trim();
  }

  /** SHA of the commit that a branch, tag, SHA or `HEAD~1`-like name stands for; null where there is none. */
  async commitOf(revision: string): Promise<string | null> {
    if (revision === '' || revision.startsWith('-') || /[\0\n]/.test(revision)) return null;
    return this.text(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]).catch(() => null);
  }

  /** The object of that name ("<sha>", "<commit>:<path>"); null where there is none. Questions of one turn share one process. */
  object(name: string): Promise<GitObject | null> {
    return this.#objects.read(name);
  }

  /** The commit of that SHA. @throws when there is none */
  async commitObject(sha: string): Promise<Commit> {
    const object = await this.object(sha);
    if (object?.type !== 'commit') throw new Error(`${sha} is no commit of ${this.dir}`);
    return parseCommit(object.oid, object.bytes.toString('utf8'));
  }

  /** Entries of a tree in git's order; null where the name is no tree. */
  async tree(treeish: string, recursive: boolean): Promise<readonly GitTreeEntry[] | null> {
    const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), treeish];
    const listing = await this.run(args).catch(() => null);
    return listing === null ? null : listing.toString('utf8').split('\0').filter(Boolean).map(parseTreeEntry);
  }

  /** A gzipped tar of a commit, every path under `prefix`. Blobs that an incomplete clone lacks are left out. */
  async archive(commit: string, prefix: string): Promise<Buffer> {
    const entries = (await this.tree(commit, true)) ?? [];
    const lacking = entries.filter(({ type, size }) => type === 'blob' && size === null);
    const paths = lacking.length === 0 ? [] : ['.', ...lacking.map(({ path }) => `:(exclude,literal)${path}`)];
    return this.run(['archive', '--format=tar.gz', `--prefix=${prefix}`, commit, ...paths]);
  }

  /** Best common ancestor; null for unrelated histories. */
  mergeBase(one: string, other: string): Promise<string | null> {
    return this.text(['merge-base', one, other]).catch(() => null);
  }

  /** Commits reachable from `to` and not from `from`, oldest first, at most `limit` of the newest. */
  async between(from: string, to: string, limit: number): Promise<readonly string[]> {
    const listing = await this.text(['rev-list', '--topo-order', '--reverse', `^${from}`, to]);
    return listing === '' ? [] : listing.split('\n').slice(-limit);
  }

  async branches(): Promise<Readonly<Record<string, string>>> {
    const listing = await this.text(['for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads']);
    return Object.fromEntries(
      listing
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ') as [string, string]),
    );
  }

  /** Names the default branch, which need not exist yet: "HEAD" is it from then on. */
  setHead(branch: string): Promise<unknown> {
    return this.run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  }

  setRef(ref: string, sha: string): Promise<unknown> {
    return this.run(['update-ref', ref, sha]);
  }

  /** Makes a commit of another repository, with all it needs, readable here under `ref`. */
  async take(from: BareRepository, sha: string, ref: string): Promise<void> {
    if (from !== this) await this.run(['fetch', '-q', '--no-tags', from.dir, sha]);
    await this.setRef(ref, sha);
  }

  /**
   * Writes files over those of `branch` (null deletes one) and commits. A branch that does not exist starts at `from`, or empty.
   *
   * @returns SHA of the commit
   */
  async commit(
    branch: string,
    files: NewFiles,
    message: string,
    options: { from?: string; merges?: readonly string[]; author?: string } = {},
  ): Promise<string> {
    const parent =
      (await this.commitOf(`refs/heads/${branch}`)) ??
      (options.from === undefined ? null : await this.commitOf(options.from));
    const seconds = FIRST_COMMIT_AT + 60 * this.#commits++;
    const author = options.author ?? 'Robin Author';
    const merges = options.merges ?? [];
    await this.run(
      ['fast-import', '--quiet', '--force'],
      fastImport({ branch, parent, merges, files, message, author, seconds }),
    );
    return this.text(['rev-parse', '--verify', `refs/heads/${branch}`]);
  }

  /** A tree with files written over it, on no branch. @returns SHA of the tree */
  async treeWith(tree: string, files: NewFiles): Promise<string> {
    const parent = await this.commitTree(tree, [], 'Before');
    const branch = `unnamed-${this.#commits}`;
    const after = {
      branch,
      parent,
      merges: [],
      files,
      message: 'After',
      author: 'Robin Author',
      seconds: FIRST_COMMIT_AT,
    };
    await this.run(['fast-import', '--quiet', '--force'], fastImport(after));
    const sha = await this.text(['rev-parse', '--verify', `refs/heads/${branch}^{tree}`]);
    await this.run(['update-ref', '-d', `refs/heads/${branch}`]);
    return sha;
  }

  /** Commits a tree as it is, on no branch. @returns SHA of the commit */
  async commitTree(tree: string, parents: readonly string[], message: string): Promise<string> {
    const seconds = FIRST_COMMIT_AT + 60 * this.#commits++;
    const who = `Robin Author <robin.author@example.com> ${seconds} +0000`;
    const head = [`tree ${tree}`, ...parents.map((sha) => `parent ${sha}`), `author ${who}`, `committer ${who}`];
    return this.text(['hash-object', '-t', 'commit', '-w', '--stdin'], `${head.join('\n')}\n\n${message}\n`);
  }

  remove(): void {
    if (existsSync(this.#temporary)) rmSync(this.#temporary, { recursive: true, force: true });
  }
}

function gitIn(dir: string, args: readonly string[]): string {
  return execFileSync('git', args, { cwd: dir, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
}

function parseTreeEntry(line: string): GitTreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
  if (type !== 'blob' && type !== 'tree' && type !== 'commit') throw new Error(`ls-tree says ${line}`);
  return { mode, type, sha, size: /^\d+$/.test(size) ? Number(size) : null, path: line.slice(tab + 1) };
}
