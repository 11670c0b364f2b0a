// The repository port on a local git checkout. Read-only: it asks git's plumbing about commits and touches neither work tree nor
// index, so what is not committed is not reviewed.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ChangedFile, ChangeStatus, Hunk } from '../domain/diff.ts';
import { BadInput, messageOf } from '../domain/errors.ts';
import type { RepositoryPort, TreeListing } from '../domain/ports.ts';
import type { PullRequest, RepositoryName, ReviewRequest, Sha } from '../domain/review-request.ts';
import type { Target, TreeEntry } from '../domain/snapshot.ts';
import { createGit, type Git, mustRun } from './git.ts';
import { parseDiff } from './parse-diff.ts';

/** Contents read in one go; more would make one buffer needlessly large. */
const maxBytesPerRead = 128 << 20;
/** Looked for in this order when the remote does not say which branch is its default. */
const usualDefaultBranches = [
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

export interface Checkout extends RepositoryPort {
  /** Taken from the remote "origin", else from the directory: "acme/platform". */
  readonly name: RepositoryName;
  /** Forgets what was read. No process of git's outlives the call that started it. */
  close(): Promise<void>;
}

/**
 * Opens the repository that `dir` lies in: a work tree, a linked work tree, a folder inside either, or a bare repository.
 *
 * @throws BadInput where there is none, CannotReview where there is no git
 */
export async function openCheckout(dir: string): Promise<Checkout> {
  const place = resolve(dir);
  if (!(await stat(place).catch(() => null))?.isDirectory()) throw new BadInput(`${place} is not a directory`);
  const found = await createGit(['-C', place])(['rev-parse', '--absolute-git-dir'], {});
  if (found.exitCode !== 0) throw new BadInput(openFailure(place, found.stderr));
  const gitDir = found.stdout.toString('utf8').replace(/\n$/, '');
  const git = createGit(['--git-dir', gitDir]);
  const name = await nameOf(git, gitDir);
  // A review reads the same blobs when it surveys and when it puts the snapshot together.
  const read = new Map<Sha, Uint8Array>();
  return {
    name,
    target: (request, signal) => fixTarget(git, request, signal),
    changedFiles: (target, signal) => listChanges(git, target, signal),
    tree: (_target, commit, signal) => listTree(git, commit, signal),
    async blobs(_target, entries, _commit, signal) {
      const missing = entries.filter(({ sha }) => !read.has(sha));
      if (missing.length > 0) for (const [sha, bytes] of await readBlobs(git, missing, signal)) read.set(sha, bytes);
      return new Map(entries.flatMap(({ sha }) => (read.has(sha) ? [[sha, read.get(sha)!] as const] : [])));
    },
    organisationSettings: async () => null,
    requestCount: () => 0,
    close: async () => read.clear(),
  };
}

function openFailure(place: string, stderr: string): string {
  if (stderr.includes('dubious ownership')) {
    return `git refuses ${place} because it belongs to another user; allow it with: git config --global --add safe.directory ${place}`;
  }
  return `${place} is not inside a git repository; go to one, or name it with --repo`;
}

async function nameOf(git: Git, gitDir: string): Promise<RepositoryName> {
  const { stdout } = await git(['config', '--get', 'remote.origin.url'], {});
  const words = (text: string) => text.split(/[/:\\]/).filter((word) => word !== '');
  const origin = words(
    stdout
      .toString('utf8')
      .trim()
      .replace(/\.git$/, ''),
  );
  const [owner, name] = origin.length >= 2 ? origin.slice(-2) : [];
  if (owner && name) return { owner, name };
  return {
    owner: 'local',
    name:
      words(gitDir)
        .filter((word) => word !== '.git')
        .at(-1) ?? 'checkout',
  };
}

async function fixTarget(git: Git, request: ReviewRequest, signal: AbortSignal): Promise<Target> {
  const head = await resolveCommit(git, request.head ?? 'HEAD', signal);
  const baseRef = request.base ?? (await defaultBranch(git, signal));
  const base = await resolveCommit(git, baseRef, signal);
  const mergeBase = await findMergeBase(git, base, head, signal);
  const pullRequest =
    request.seen ?? (await describeHead(git, head, baseRef.replace(/^refs\/(heads|remotes)\//, ''), signal));
  return { repository: request.repository, htmlUrl: null, pullRequest, head, base, mergeBase };
}

async function resolveCommit(git: Git, revision: string, signal: AbortSignal): Promise<Sha> {
  const isAcceptable = revision !== '' && !revision.startsWith('-') && !/[\0\n]/.test(revision);
  const { exitCode, stdout } = isAcceptable
    ? await git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], { signal })
    : { exitCode: 1, stdout: '' };
  if (exitCode === 0) return stdout.toString().trim();
  if (revision === 'HEAD')
    throw new BadInput('the repository has no commit yet; commit something, or name one with --head');
  const advice = (await isShallow(git, signal))
    ? `this clone is shallow and may lack it: git fetch --unshallow, then git fetch origin ${revision}`
    : `check the spelling (git branch --all lists the branches), or fetch it: git fetch origin ${revision}`;
  throw new BadInput(`there is no commit named "${revision}" in this repository; ${advice}`);
}

async function defaultBranch(git: Git, signal: AbortSignal): Promise<string> {
  const { exitCode, stdout } = await git(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], { signal });
  const candidates = [...(exitCode === 0 ? [stdout.toString().trim()] : []), ...usualDefaultBranches];
  for (const candidate of candidates) {
    const found = await git(['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`], { signal });
    if (found.exitCode === 0) return candidate;
  }
  throw new BadInput(
    'cannot tell which branch the change goes into: there is no origin/HEAD, main or master; name it with --base',
  );
}

async function findMergeBase(git: Git, base: Sha, head: Sha, signal: AbortSignal): Promise<Sha> {
  const { exitCode, stdout, stderr } = await git(['merge-base', base, head], { signal });
  if (exitCode === 0) return stdout.toString().trim();
  if (await isShallow(git, signal)) {
    throw new BadInput(
      'this clone is shallow and does not reach back to where the two commits part; make it whole with: git fetch --unshallow',
    );
  }
  if (exitCode === 1) {
    throw new BadInput(
      `${base.slice(0, 12)} and ${head.slice(0, 12)} have no common ancestor, so there is no change between them to review; name another --base`,
    );
  }
  throw new BadInput(`git merge-base failed: ${stderr}`);
}

async function isShallow(git: Git, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await git(['rev-parse', '--is-shallow-repository'], { signal });
  return stdout.toString().trim() === 'true';
}

async function describeHead(git: Git, head: Sha, baseRef: string, signal: AbortSignal): Promise<PullRequest> {
  const format = '--format=%an%x00%s%x00%b';
  const shown = await mustRun(git, ['log', '-1', '--no-show-signature', '--no-notes', '-z', format, head], { signal });
  const [author = '', title = '', body = ''] = shown.toString('utf8').split('\0');
  return { number: null, title, body: body.trim(), author, draft: false, baseRef, fork: false, state: 'open' };
}

async function listTree(git: Git, commit: Sha, signal: AbortSignal): Promise<TreeListing> {
  const listed = await mustRun(git, ['ls-tree', '-r', '-z', '--long', '--full-tree', commit], { signal });
  const entries: TreeEntry[] = [];
  for (const record of records(listed)) {
    const [, mode, sha, size, path] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(record) ?? [];
    if (!mode || !sha || !path)
      throw new BadInput(`git ls-tree printed a line that cannot be read: ${record.slice(0, 200)}`);
    entries.push({ path, kind: kindOf(mode), sha, size: size === '-' ? null : Number(size) });
  }
  return { entries, truncated: false };
}

function kindOf(mode: string): TreeEntry['kind'] {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return mode === '100755' ? 'executable' : 'file';
}

const statuses: Readonly<Record<string, ChangeStatus>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'modified',
  R: 'renamed',
  C: 'copied',
};

async function listChanges(git: Git, target: Target, signal: AbortSignal): Promise<readonly ChangedFile[]> {
  const diff = ['diff-tree', '-r', '--find-renames', '--no-relative', '--no-ext-diff', '--no-textconv', '--no-color'];
  const commits = [target.mergeBase, target.head];
  const listed = records(await mustRun(git, [...diff, '--raw', '-z', ...commits], { signal }));
  const hunks = await readHunks(
    git,
    [
      ...diff,
      '-p',
      '--unified=3',
      '--inter-hunk-context=0',
      '--diff-algorithm=myers',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      ...commits,
    ],
    signal,
  );
  const files: ChangedFile[] = [];
  for (let at = 0; at < listed.length; ) {
    const [beforeMode, , , , status = ''] = listed[at]!.slice(1).split(' ');
    const headMode = listed[at]!.split(' ')[1];
    const isMove = status.startsWith('R') || status.startsWith('C');
    const previousPath = isMove ? listed[at + 1]! : null;
    const path = listed[at + (isMove ? 2 : 1)]!;
    at += isMove ? 3 : 2;
    // A file that turns into a link comes as two sections of one path: neither is a change to the text of the file.
    const own = status === 'T' ? [] : (hunks.get(path) ?? []);
    const isModeOnly = status === 'M' && own.length === 0 && beforeMode !== headMode;
    files.push({
      path,
      previousPath,
      status: isModeOnly ? 'mode-changed' : (statuses[status[0]!] ?? 'modified'),
      hunks: own,
      additions: countLines(own, 'added'),
      deletions: countLines(own, 'removed'),
      diff: own.length > 0 ? 'host' : 'none',
    });
  }
  return files;
}

/** Hunks by path at the head. A diff too large to be held in one piece leaves it to the caller to compare the files it needs. */
async function readHunks(
  git: Git,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Hunk[]>> {
  try {
    const text = (await mustRun(git, args, { signal })).toString('utf8');
    return new Map(parseDiff(text).map(({ path, hunks }) => [path, hunks]));
  } catch (error) {
    signal.throwIfAborted();
    if (/maxBuffer|string longer than/.test(messageOf(error))) return new Map();
    throw error;
  }
}

function countLines(hunks: readonly Hunk[], kind: 'added' | 'removed'): number {
  return hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.kind === kind).length, 0);
}

async function readBlobs(git: Git, entries: readonly TreeEntry[], signal: AbortSignal): Promise<Map<Sha, Uint8Array>> {
  await refusePartialClone(git, entries, signal);
  const contents = new Map<Sha, Uint8Array>();
  let batch = new Map<Sha, number>();
  let batchBytes = 0;
  const flush = async () => {
    if (batch.size === 0) return;
    const input = `${[...batch.keys()].join('\n')}\n`;
    const printed = await mustRun(git, ['cat-file', '--batch', '--buffer'], { signal, input });
    for (const [sha, bytes] of splitBatch(printed)) contents.set(sha, bytes);
    batch = new Map();
    batchBytes = 0;
  };
  for (const { sha, size } of entries) {
    batch.set(sha, size ?? 0);
    batchBytes += size ?? 0;
    if (batchBytes >= maxBytesPerRead) await flush();
  }
  await flush();
  return contents;
}

/** git cat-file --batch prints "sha type size", the bytes, and a line feed; "sha missing" for what is not there. */
function* splitBatch(printed: Buffer): Generator<[Sha, Uint8Array]> {
  for (let at = 0; at < printed.length; ) {
    const end = printed.indexOf(10, at);
    const [sha = '', type, size] = printed.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type === 'missing' || size === undefined) continue;
    if (type === 'blob') yield [sha, printed.subarray(at, at + Number(size))];
    at += Number(size) + 1;
  }
}

/** In a partial clone git would fetch each missing blob over the network, one by one; a reviewer that only reads must not. */
async function refusePartialClone(git: Git, entries: readonly TreeEntry[], signal: AbortSignal): Promise<void> {
  const { exitCode } = await git(['config', '--get-regexp', '^remote\\..*\\.promisor$'], { signal });
  if (exitCode !== 0) return;
  const input = `${entries.map(({ sha }) => sha).join('\n')}\n`;
  const args = ['rev-list', '--objects', '--no-walk=unsorted', '--missing=print', '--stdin'];
  const { stdout } = await git(args, { signal, input });
  if (!/^\?/m.test(stdout.toString('latin1'))) return;
  throw new BadInput(
    'this is a partial clone that lacks the contents of files to review; fetch them with: git fetch --refetch --no-filter origin',
  );
}

/** The NUL-terminated records of a `-z` output. A path that is not UTF-8 is shown with U+FFFD; its SHA still reads it. */
function records(output: Buffer): string[] {
  const texts = output.toString('utf8').split('\0');
  texts.pop();
  return texts;
}
