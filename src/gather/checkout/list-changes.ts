// Lists what changed between two commits of a local repository, with hunks as hosts show them.
import type { ChangedFile, ChangeStatus, Hunk } from '../../domain/diff.ts';
import type { Sha } from '../../domain/review-request.ts';
import { parseDiff } from '../diff/parse-diff.ts';
import { splitRecords } from './read-objects.ts';
import { type RunGit, runOrFail } from './run-git.ts';

const diffTree = ['diff-tree', '-r', '--no-relative', '--no-ext-diff', '--no-textconv', '--no-color', '--full-index'];
/** The default of the limit differs between versions of git. */
const findRenames = ['--find-renames', '-l1000'];
const asHostsShowIt = [
  '-p',
  '--unified=3',
  '--inter-hunk-context=0',
  '--diff-algorithm=myers',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

const statuses: Readonly<Record<string, ChangeStatus>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'modified',
  R: 'renamed',
  C: 'copied',
};

/** One record of git's raw listing. */
interface RawChange {
  readonly path: string;
  readonly previousPath: string | null;
  /** "M", "A", "D", "T", "R", "C". */
  readonly letter: string;
  readonly isModeChanged: boolean;
  readonly before: Sha;
  readonly head: Sha;
}

/**
 * Changed files with their hunks. Where blobs are missing there are neither renames nor hunks; the caller can compute
 * those of the texts that it has.
 *
 * @param missing objects that a partial clone lacks: git would fetch them over the network
 */
export async function listChanges(
  git: RunGit,
  from: Sha,
  to: Sha,
  missing: ReadonlySet<Sha>,
  signal: AbortSignal,
): Promise<readonly ChangedFile[]> {
  const plain = await readRaw(git, ['--no-renames'], from, to, signal);
  if (plain === null) throw new Error('git diff-tree without renames reads trees only');
  const canRead = !plain.some(({ before, head }) => missing.has(before) || missing.has(head));
  const renames = canRead ? await readRaw(git, findRenames, from, to, signal) : null;
  const hunks = renames
    ? await readHunks(git, [...diffTree, ...findRenames, ...asHostsShowIt, from, to], signal)
    : null;
  return (renames ?? plain).map((change) => toChangedFile(change, hunks?.get(change.path) ?? []));
}

function toChangedFile(
  { path, previousPath, letter, isModeChanged, before, head }: RawChange,
  found: readonly Hunk[],
): ChangedFile {
  // A file that becomes a link comes as two sections of one path, neither of which changes the file's text.
  const hunks = letter === 'T' ? [] : found;
  const isModeOnly = letter === 'M' && isModeChanged && before === head;
  return {
    path,
    previousPath,
    status: isModeOnly ? 'mode-changed' : (statuses[letter] ?? 'modified'),
    hunks,
    additions: countLines(found, 'added'),
    deletions: countLines(found, 'removed'),
    diff: hunks.length > 0 ? 'host' : 'none',
  };
}

/** null where git could not compare contents. */
async function readRaw(
  git: RunGit,
  options: readonly string[],
  from: Sha,
  to: Sha,
  signal: AbortSignal,
): Promise<readonly RawChange[] | null> {
  const args = [...diffTree, ...options, '--raw', '-z', from, to];
  if (!options.includes('--no-renames')) {
    const { exitCode, stdout } = await git(args, { signal });
    return exitCode === 0 ? readRecords(splitRecords(stdout)) : null;
  }
  return readRecords(splitRecords(await runOrFail(git, args, { signal })));
}

function readRecords(fields: readonly string[]): readonly RawChange[] {
  const changes: RawChange[] = [];
  for (let at = 0; at < fields.length; ) {
    const [beforeMode = '', headMode, before = '', head = '', status = ''] = fields[at]!.slice(1).split(' ');
    const letter = status.slice(0, 1);
    const isMove = letter === 'R' || letter === 'C';
    changes.push({
      path: fields[at + (isMove ? 2 : 1)]!,
      previousPath: isMove ? fields[at + 1]! : null,
      letter,
      isModeChanged: beforeMode !== headMode,
      before,
      head,
    });
    at += isMove ? 3 : 2;
  }
  return changes;
}

/** Hunks by path at the head; null where git could not make them, or they are too large for one string. */
async function readHunks(
  git: RunGit,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Hunk[]> | null> {
  const { exitCode, stdout } = await git(args, { signal });
  if (exitCode !== 0 || stdout.length > maxDiffBytes) return null;
  const byPath = new Map<string, readonly Hunk[]>();
  for (const { path, hunks } of parseDiff(stdout.toString('utf8'))) {
    byPath.set(path, [...(byPath.get(path) ?? []), ...hunks]);
  }
  return byPath;
}

/** Well below Node's longest string. */
const maxDiffBytes = 256 << 20;

function countLines(hunks: readonly Hunk[], kind: 'added' | 'removed'): number {
  return hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.kind === kind).length, 0);
}
