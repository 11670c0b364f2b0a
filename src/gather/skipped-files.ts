// Decides which changed files are reviewed, and names the reason for each one that is skipped.
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ChangedFile } from '../domain/diff.ts';
import type { Sha } from '../domain/review-request.ts';
import type { SkippedFile, SkipReason, SourceTree, TreeEntry } from '../domain/snapshot.ts';
import type { Exclusions } from './exclusions.ts';
import { unreadableReason } from './read/file-content.ts';
import type { TargetFiles } from './read/read-files.ts';
import type { CommitFiles } from './read/read-plan.ts';

export interface JudgedFiles {
  /** Paths of the changed Go files to review. */
  readonly reviewed: ReadonlySet<string>;
  readonly skipped: readonly SkippedFile[];
  /** The same by path. */
  readonly skippedPaths: ReadonlyMap<string, SkipReason>;
}

/** Judged before other work gets its turn. */
const filesAtOnce = 50;

/** Yields to the event loop between files, so that a server stays responsive. */
export async function judgeFiles(
  files: TargetFiles,
  before: SourceTree,
  head: SourceTree,
  exclusions: Exclusions,
  signal: AbortSignal,
): Promise<JudgedFiles> {
  const skipped: SkippedFile[] = [];
  const reviewed = new Set<string>();
  for (const [index, file] of files.changed.entries()) {
    if (index % filesAtOnce === 0) await nextTick();
    signal.throwIfAborted();
    const { path } = file;
    const textBefore = before.text(file.previousPath ?? path);
    const reason =
      exclusions.byPath(path) ??
      whyUnread(file, files, before, head) ??
      (exclusions.byText(path, textBefore, head.text(path)) ? 'generated' : null);
    if (reason) skipped.push({ path, reason });
    else if (path.endsWith('.go')) reviewed.add(path);
  }
  return { reviewed, skipped, skippedPaths: new Map(skipped.map(({ path, reason }) => [path, reason])) };
}

const unreadReasons: ReadonlySet<SkipReason> = new Set([
  'binary',
  'too-large',
  'lfs-pointer',
  'symlink',
  'submodule',
  'not-utf-8',
  'unavailable',
  'over-budget',
]);

/** True where there is no text to show, not even the host's patch of it. */
export function isUnread(reason: SkipReason | undefined): boolean {
  return reason !== undefined && unreadReasons.has(reason);
}

/** Why the file cannot be read where it exists: at the head, or before for a removed file. */
function whyUnread(file: ChangedFile, files: TargetFiles, before: SourceTree, head: SourceTree): SkipReason | null {
  const isRemoved = file.status === 'removed';
  const entry = (isRemoved ? before : head).entries.get(file.path);
  return entry ? whyUnreadEntry(entry, isRemoved ? files.before : files.head, files.contents) : 'unavailable';
}

/** null for an entry that was read. */
export function whyUnreadEntry(
  entry: TreeEntry,
  { refused }: CommitFiles,
  contents: ReadonlyMap<Sha, Uint8Array>,
): SkipReason | null {
  const reason = refused.get(entry.path);
  if (reason) return reason;
  const bytes = contents.get(entry.sha);
  return bytes ? unreadableReason(bytes) : 'unavailable';
}
