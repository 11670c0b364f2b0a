// Chooses the team's design documents, which a change is checked against, and reads them within limits.
import type { TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { DesignDocument, TreeEntry } from '../../domain/snapshot.ts';
import type { GlobBudget } from '../../text/glob.ts';
import { createPathMatcher } from '../path-matcher.ts';
import { isForeign } from './file-kinds.ts';
import { type FileTexts, isFile } from './source-tree.ts';

/** Read first, in this order, wherever they exist. */
const criticalFiles = [
  'modules/chariot/backend/CLAUDE.md',
  'modules/janus-framework/CLAUDE.md',
  'modules/tabularium/CLAUDE.md',
  'docs/DESIGN-PATTERNS.md',
  'docs/TECH-STACK.md',
];
const guideName = /(^|\/)(CLAUDE|AGENTS)\.md$/;
/** Where teams keep what they decided: docs/adr, docs/decisions, docs/architecture/decisions, doc/adr, adr. */
const decisionFolder = /^(docs?\/(adrs?|decisions|architecture)|adrs?)\//i;
const textName = /\.(md|markdown|mdx|txt|rst|adoc|asciidoc)$/i;

const maxDocuments = 100;
const maxCharactersEach = 100_000;
const maxCharactersTotal = 600_000;

/** Makes the question whether a file is a design document of some change: whoever edits it edits the rules. */
export function createDocumentTest(globs: readonly string[]): (path: string) => boolean {
  const isNamed = createPathMatcher(globs);
  return (path) =>
    !isForeign(path) &&
    (criticalFiles.includes(path) ||
      guideName.test(path) ||
      (decisionFolder.test(path) && textName.test(path)) ||
      isNamed(path));
}

/**
 * Documents for a change to `changedPaths`, most binding first: the critical files, guides at the root and then down
 * towards the changed files, decisions, and what the settings name.
 */
export function chooseDocuments(
  listing: TreeListing,
  changedPaths: readonly string[],
  globs: readonly string[],
  budget?: GlobBudget | undefined,
): readonly TreeEntry[] {
  const ancestors = new Set(['', ...changedPaths.flatMap(directoriesAbove)]);
  const isNamed = createPathMatcher(globs, { budget });
  const rank = ({ path, kind }: TreeEntry): number | null => {
    if (kind === 'submodule' || isForeign(path)) return null;
    const critical = criticalFiles.indexOf(path);
    if (critical !== -1) return critical;
    const depth = path.split('/').length;
    if (guideName.test(path) && ancestors.has(directoryOf(path))) return criticalFiles.length + depth;
    if (decisionFolder.test(path) && textName.test(path)) return 10_000;
    return isNamed(path) ? 20_000 : null;
  };
  return listing.entries
    .flatMap((entry) => {
      const place = rank(entry);
      return place === null ? [] : [{ entry, place }];
    })
    .sort((a, b) => a.place - b.place || (a.entry.path < b.entry.path ? -1 : 1))
    .map(({ entry }) => entry);
}

/** The chosen documents with their texts, within the limits, and a sentence for each one that was not read. */
export function readDocuments(
  chosen: readonly TreeEntry[],
  commit: Sha,
  texts: FileTexts,
): { documents: readonly DesignDocument[]; notes: readonly string[] } {
  const documents: DesignDocument[] = [];
  const notes: string[] = [];
  const seen = new Set<Sha>();
  const paths = new Set(chosen.filter(isFile).map(({ path }) => path));
  let left = maxCharactersTotal;
  for (const entry of chosen) {
    // The same text under two names (often CLAUDE.md and AGENTS.md) counts once.
    if (seen.has(entry.sha) || isSecondName(entry, paths)) continue;
    seen.add(entry.sha);
    const text = isFile(entry) ? texts.of(entry.sha) : undefined;
    if (text === undefined) {
      notes.push(noteUnread(entry, whyUnread(entry)));
    } else if (documents.length >= maxDocuments || left === 0) {
      notes.push(noteUnread(entry, 'too many documents'));
    } else {
      const kept = cutText(text, Math.min(maxCharactersEach, left));
      left -= kept.length;
      documents.push({ path: entry.path, commit, text: kept, cut: text.length - kept.length });
    }
  }
  return { documents, notes };
}

/** CLAUDE.md as a link to the AGENTS.md beside it, or the other way round, adds nothing. */
function isSecondName(entry: TreeEntry, paths: ReadonlySet<string>): boolean {
  const other = entry.path.endsWith('CLAUDE.md') ? 'AGENTS.md' : 'CLAUDE.md';
  return entry.kind === 'symlink' && guideName.test(entry.path) && paths.has(entry.path.replace(/[^/]+$/, other));
}

function whyUnread(entry: TreeEntry): string {
  if (entry.kind === 'symlink') return 'a symbolic link, which is not followed';
  if (entry.kind === 'submodule') return 'a submodule';
  return 'too large, not text, or not available';
}

function noteUnread({ path }: TreeEntry, reason: string): string {
  return `Design document ${path} was not read: ${reason}.`;
}

/** Never between the two halves of a surrogate pair. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** "a/b/c.go" → "a/b", "a", "". */
function directoriesAbove(path: string): string[] {
  const directories: string[] = [];
  for (let dir = directoryOf(path); ; dir = directoryOf(dir)) {
    directories.push(dir);
    if (dir === '') return directories;
  }
}
