// The coverage ledger: which changed files are judged, which are not and why, and what a reader should know of the whole
// repository. Nothing is left out without a line.
import type { ChangedFile } from '../domain/diff.ts';
import type { Sha } from '../domain/review-request.ts';
import type { SkippedFile, SkipReason, SourceTree, TreeEntry } from '../domain/snapshot.ts';
import type { createExclusions } from './exclusions.ts';
import { unreadableReason } from './read/file-content.ts';
import { type CommitFiles, isGraphSource, type TargetFiles } from './read/read-plan.ts';

/** Names in one note; the rest is counted. */
const maxNamed = 5;

export interface JudgedFiles {
  /** Paths of changed Go files to judge. */
  readonly reviewed: ReadonlySet<string>;
  /** Why changed files are not looked at, by path. */
  readonly skippedPaths: ReadonlyMap<string, SkipReason>;
  readonly skipped: readonly SkippedFile[];
  readonly notes: readonly string[];
}

export function judgeFiles(
  reading: TargetFiles,
  before: SourceTree,
  head: SourceTree,
  exclusions: ReturnType<typeof createExclusions>,
): JudgedFiles {
  const skipped: SkippedFile[] = [];
  const reviewed = new Set<string>();
  for (const file of reading.changed) {
    const { path } = file;
    const textBefore = before.text(file.previousPath ?? path);
    const reason =
      exclusions.byPath(path) ??
      whyUnread(file, reading, before, head) ??
      (exclusions.byText(path, textBefore, head.text(path)) ? 'generated' : null);
    if (reason) skipped.push({ path, reason });
    else if (path.endsWith('.go')) reviewed.add(path);
  }
  const commits = new Map([reading.base, reading.before, reading.head].map((side) => [side.commit, side]));
  const notes = [...commits.values()].flatMap(truncationNote);
  return {
    reviewed,
    skippedPaths: new Map(skipped.map(({ path, reason }) => [path, reason])),
    skipped,
    notes: [...notes, ...headNotes(reading)],
  };
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

/** Whether the reason means that there is no text to show, not even a host's patch of it. */
export function isUnread(reason: SkipReason | undefined): boolean {
  return reason !== undefined && unreadReasons.has(reason);
}

/** Why the file cannot be read on the side where it stands (the head, or before for a removed file). */
function whyUnread(file: ChangedFile, reading: TargetFiles, before: SourceTree, head: SourceTree): SkipReason | null {
  const isRemoved = file.status === 'removed';
  const side = isRemoved ? reading.before : reading.head;
  const entry = (isRemoved ? before : head).entries.get(file.path);
  return entry ? whyUnreadEntry(entry, side, reading.contents) : 'unavailable';
}

function whyUnreadEntry(
  entry: TreeEntry,
  { refused }: CommitFiles,
  contents: ReadonlyMap<Sha, Uint8Array>,
): SkipReason | null {
  const reason = refused.get(entry.path);
  if (reason) return reason;
  const bytes = contents.get(entry.sha);
  return bytes ? unreadableReason(bytes) : 'unavailable';
}

function truncationNote({ commit, listing }: CommitFiles): string[] {
  if (!listing.truncated) return [];
  return [
    `The host could not list all files of ${commit.slice(0, 12)}: settings, documents and packages may be missing, and nothing is concluded from their absence.`,
  ];
}

/** What of the head's graph was not read, though nobody changed it. */
function headNotes({ head, changed, contents }: TargetFiles): string[] {
  const changedPaths = new Set(changed.map(({ path }) => path));
  const unread = new Map<SkipReason, string[]>();
  for (const entry of head.listing.entries) {
    if (entry.kind === 'submodule') note(unread, 'submodule', entry.path);
    else if (isGraphSource(entry.path) && !changedPaths.has(entry.path)) {
      const reason = whyUnreadEntry(entry, head, contents);
      // What is not UTF-8 takes part in the graph all the same.
      if (reason && reason !== 'not-utf-8') note(unread, reason, entry.path);
    }
  }
  const notes = [...unread].map(([reason, paths]) => `Not read (${reason}): ${listed(paths)}.`);
  const isModule = ({ path }: TreeEntry) => path === 'go.mod' || path.endsWith('/go.mod');
  if (!head.listing.truncated && !head.listing.entries.some(isModule)) {
    notes.push('There is no go.mod: which package imports which cannot be told, nor what follows from it.');
  }
  return notes;
}

function note(groups: Map<SkipReason, string[]>, reason: SkipReason, path: string): void {
  const paths = groups.get(reason);
  if (paths) paths.push(path);
  else groups.set(reason, [path]);
}

function listed(paths: readonly string[]): string {
  const more = paths.length - maxNamed;
  return `${paths.slice(0, maxNamed).join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-US')} more` : ''}`;
}
