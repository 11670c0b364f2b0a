// Notes what a reader should know about the repository as a whole: incomplete listings, unread files, a missing go.mod.
import type { SkipReason, TreeEntry } from '../domain/snapshot.ts';
import { isGraphSource } from './read/file-kinds.ts';
import type { TargetFiles } from './read/read-files.ts';
import type { CommitFiles } from './read/read-plan.ts';
import { whyUnreadEntry } from './skipped-files.ts';

/** Names in one note; the rest is counted. */
const maxNamed = 5;

/** One sentence a note. */
export function noteRepository(files: TargetFiles): readonly string[] {
  const commits = new Map([files.base, files.before, files.head].map((side) => [side.commit, side]));
  return [...[...commits.values()].flatMap(noteTruncation), ...noteUnread(files), ...noteMissingModule(files.head)];
}

/** Says which globs did not do all their work: true for those that were too many or too long. */
export function noteGlobs(cut: {
  readonly attributes: boolean;
  readonly ignore: boolean;
  readonly documents: boolean;
}) {
  const [few, left] = ['Use fewer or shorter globs.', 'too many or too long'];
  return [
    cut.attributes ? '.gitattributes: only the first 500 linguist lines were read; the others excluded no file.' : null,
    cut.ignore ? `Globs of \`ignore\` and .gitattributes are ${left}: some excluded no file. ${few}` : null,
    cut.documents ? `Globs of \`documents\` are ${left}: some documents were not found. ${few}` : null,
  ].filter((note) => note !== null);
}

function noteTruncation({ commit, listing }: CommitFiles): string[] {
  if (!listing.truncated) return [];
  return [
    `The file list of ${commit.slice(0, 12)} is incomplete: settings, documents or packages may be missing, ` +
      'so nothing is inferred from their absence.',
  ];
}

/** Unread files of the head's package graph that did not change. */
function noteUnread({ head, changed, contents }: TargetFiles): string[] {
  const changedPaths = new Set(changed.map(({ path }) => path));
  const unread = new Map<SkipReason, string[]>();
  const add = (reason: SkipReason, path: string) => {
    const paths = unread.get(reason) ?? [];
    paths.push(path);
    unread.set(reason, paths);
  };
  for (const entry of head.listing.entries) {
    if (entry.kind === 'submodule') add('submodule', entry.path);
    else if (isGraphSource(entry.path) && !changedPaths.has(entry.path)) {
      const reason = whyUnreadEntry(entry, head, contents);
      // A file that is not UTF-8 is part of the graph all the same.
      if (reason && reason !== 'not-utf-8') add(reason, entry.path);
    }
  }
  return [...unread].map(([reason, paths]) => `Not read (${reason}): ${listPaths(paths)}.`);
}

function noteMissingModule({ listing }: CommitFiles): string[] {
  const isModule = ({ path }: TreeEntry) => path === 'go.mod' || path.endsWith('/go.mod');
  if (listing.truncated || listing.entries.some(isModule)) return [];
  return ['No go.mod found: the package graph, and every check that needs it, is unavailable.'];
}

function listPaths(paths: readonly string[]): string {
  const more = paths.length - maxNamed;
  return `${paths.slice(0, maxNamed).join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-US')} more` : ''}`;
}
