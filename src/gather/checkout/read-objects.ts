// Reads trees and blobs from a local repository, many at a time.
import { BadInput } from '../../domain/errors.ts';
import type { TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { TreeEntry } from '../../domain/snapshot.ts';
import { kindOfMode } from '../tree-mode.ts';
import { type RunGit, runOrFail } from './run-git.ts';

/** Contents read by one command; more would make its buffer needlessly large. */
const maxBytesPerRead = 128 << 20;
/** For a file whose size git does not know. */
const assumedBytes = 64 << 10;

/** @param isPartial the clone may lack blobs: git would fetch each one over the network to list its size */
export async function listTree(
  git: RunGit,
  commit: Sha,
  isPartial: boolean,
  signal: AbortSignal,
): Promise<TreeListing> {
  const long = isPartial ? [] : ['--long'];
  const listed = await runOrFail(git, ['ls-tree', '-r', '-z', ...long, '--full-tree', commit], { signal });
  const entries = splitRecords(listed).map((record): TreeEntry => {
    // "BAD" instead of a size: the blob is missing. Other files are readable.
    const [, mode, sha, size, path] = /^(\d+) \w+ ([0-9a-f]+)(?: +(\d+|-|BAD))?\t(.*)$/s.exec(record) ?? [];
    if (!mode || !sha || !path) throw new BadInput(`unexpected output of git ls-tree: ${record.slice(0, 200)}`);
    return { path, kind: kindOfMode(mode), sha, size: size && /^\d/.test(size) ? Number(size) : null };
  });
  return { entries, truncated: false };
}

/** Bytes by SHA; a blob that is not in the repository is left out. */
export async function readBlobs(
  git: RunGit,
  entries: readonly TreeEntry[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const contents = new Map<Sha, Uint8Array>();
  for (const batch of batches(entries)) {
    const input = `${batch.join('\n')}\n`;
    const printed = await runOrFail(git, ['cat-file', '--batch', '--buffer'], { signal, input });
    for (const [sha, bytes] of splitBatch(printed)) contents.set(sha, bytes);
  }
  return contents;
}

function* batches(entries: readonly TreeEntry[]): Generator<readonly Sha[]> {
  let batch = new Set<Sha>();
  let bytes = 0;
  for (const { sha, size } of entries) {
    batch.add(sha);
    bytes += size ?? assumedBytes;
    if (bytes < maxBytesPerRead) continue;
    yield [...batch];
    batch = new Set();
    bytes = 0;
  }
  if (batch.size > 0) yield [...batch];
}

/** git cat-file --batch prints "sha type size", the bytes, and a line feed; "sha missing" for a missing object. */
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

/** Objects of these commits' trees that a partial clone lacks. */
export async function findMissingObjects(
  git: RunGit,
  commits: readonly Sha[],
  signal: AbortSignal,
): Promise<ReadonlySet<Sha>> {
  const args = ['rev-list', '--objects', '--no-walk', '--missing=print', ...new Set(commits)];
  const printed = await runOrFail(git, args, { signal });
  return new Set([...printed.toString('latin1').matchAll(/^\?([0-9a-f]+)$/gm)].map(([, sha]) => sha!));
}

/** The NUL-terminated records of a `-z` output. A path that is not UTF-8 gets U+FFFD; its blob is read by its SHA. */
export function splitRecords(output: Buffer): string[] {
  const texts = output.toString('utf8').split('\0');
  texts.pop();
  return texts;
}
