// Puts decisions in the order in which they are worth reading where there is no room for all: those about what changes,
// then the newest, and those that no longer hold last.
import type { TreeEntry } from '../../domain/snapshot.ts';
import type { FileTexts } from './source-tree.ts';

/** Characters at the top of a record where it says how it stands. */
const TOP = 2_000;
/** Directories of changed files that are looked for in a document. */
const MAX_DIRS = 40;

/**
 * @param entries decisions, in any order
 * @param changedPaths paths of the changed files
 */
export function orderDecisions(
  entries: readonly TreeEntry[],
  texts: FileTexts,
  changedPaths: readonly string[],
): readonly TreeEntry[] {
  const dirs = [...new Set(changedPaths.map(directoryOf))].filter((dir) => dir.includes('/')).slice(0, MAX_DIRS);
  const placed = entries.map((entry) => {
    const text = texts.of(entry.sha) ?? '';
    return {
      entry,
      isEnded: saysEnded(text),
      isAbout: dirs.some((dir) => text.includes(dir)),
      age: numberOf(entry.path),
      date: dateOf(text),
    };
  });
  return placed
    .sort(
      (a, b) =>
        Number(a.isEnded) - Number(b.isEnded) ||
        Number(b.isAbout) - Number(a.isAbout) ||
        b.age - a.age ||
        (a.date === b.date ? 0 : a.date < b.date ? 1 : -1) ||
        (a.entry.path < b.entry.path ? -1 : 1),
    )
    .map(({ entry }) => entry);
}

const ENDED = /\b(superseded|deprecated|rejected|obsolete|withdrawn|replaced by|dropped|expired)\b/i;

/** Its status, in its first lines, begins with a word for the end. How it stands exactly is read elsewhere. */
function saysEnded(text: string): boolean {
  const lines = text.slice(0, TOP).split('\n');
  const at = lines.findIndex((line) => /^[^\p{L}]{0,8}status\b/iu.test(line));
  if (at === -1) return false;
  const said = lines
    .slice(at, at + 4)
    .join(' ')
    .slice(0, 120);
  return ENDED.test(said) && !/\baccepted\b/i.test(said);
}

/** "docs/adr/0042-x.md" is the 42nd. */
function numberOf(path: string): number {
  const digits = /^\D{0,12}(\d{1,8})/.exec(path.slice(path.lastIndexOf('/') + 1))?.[1];
  return digits === undefined ? 0 : Number(digits);
}

function dateOf(text: string): string {
  return /\b(19|20)\d\d-\d\d-\d\d\b/.exec(text.slice(0, TOP))?.[0] ?? '';
}

function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
