// Chooses the team's design documents, which a change is checked against, and reads them within limits.
import type { TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { DesignDocument, TreeEntry } from '../../domain/snapshot.ts';
import type { GlobBudget } from '../../text/glob.ts';
import { createPathMatcher } from '../path-matcher.ts';
import { isForeign } from './file-kinds.ts';
import { orderDecisions } from './order-documents.ts';
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
/** Rules that Claude Code reads beside CLAUDE.md. */
const claudeRules = /^\.claude\/(CLAUDE\.md$|rules\/)/;
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
      ((decisionFolder.test(path) || claudeRules.test(path)) && textName.test(path)) ||
      isNamed(path));
}

/** True for a guide that may import other files. */
export function isGuide(path: string): boolean {
  return guideName.test(path);
}

/** A document that is read for a change. */
export interface ChosenDocument {
  readonly entry: TreeEntry;
  readonly isDecision: boolean;
}

/**
 * Documents for a change to `changedPaths`, most binding first: the critical files, guides at the root and then down
 * towards the changed files, decisions of the repository and of the directories above them, and what the settings name.
 */
export function chooseDocuments(
  listing: TreeListing,
  changedPaths: readonly string[],
  globs: readonly string[],
  budget?: GlobBudget | undefined,
): readonly ChosenDocument[] {
  // Where nothing changes, as in a question about a commit, the whole repository is meant.
  const paths = changedPaths.length > 0 ? changedPaths : listing.entries.map(({ path }) => path);
  const ancestors = new Set(['', ...paths.flatMap(directoriesAbove)]);
  const isNamed = createPathMatcher(globs, { budget });
  const rank = (entry: TreeEntry): number | null => {
    if (entry.kind === 'submodule' || isForeign(entry.path)) return null;
    return placeOf(entry.path, ancestors) ?? (isNamed(entry.path) ? NAMED : null);
  };
  return listing.entries
    .flatMap((entry) => {
      const place = rank(entry);
      return place === null ? [] : [{ entry, place }];
    })
    .sort((a, b) => a.place - b.place || (a.entry.path < b.entry.path ? -1 : 1))
    .map(({ entry, place }) => ({ entry, isDecision: place === DECISION }));
}

/** Places behind all guides. */
const [CLAUDE_RULE, DECISION, NAMED] = [9_000, 10_000, 20_000];

/** Place of a document that needs no settings to count; null for other files. */
function placeOf(path: string, ancestors: ReadonlySet<string>): number | null {
  const critical = criticalFiles.indexOf(path);
  if (critical !== -1) return critical;
  if (guideName.test(path) && ancestors.has(directoryOf(path))) return criticalFiles.length + path.split('/').length;
  if (!textName.test(path)) return null;
  if (claudeRules.test(path)) return CLAUDE_RULE;
  return isDecision(path, ancestors) ? DECISION : null;
}

/** In a folder for decisions at the root, or in a directory above a changed file. */
function isDecision(path: string, ancestors: ReadonlySet<string>): boolean {
  if (decisionFolder.test(path)) return true;
  const parts = path.split('/');
  return parts.some(
    (_, at) => at > 0 && ancestors.has(parts.slice(0, at).join('/')) && decisionFolder.test(parts.slice(at).join('/')),
  );
}

/** The chosen documents with their texts, within the limits, and a sentence for each one that was not read. */
export function readDocuments(
  chosen: readonly ChosenDocument[],
  commit: Sha,
  texts: FileTexts,
  changedPaths: readonly string[],
): { documents: readonly DesignDocument[]; notes: readonly string[] } {
  const documents: DesignDocument[] = [];
  const notes: string[] = [];
  const seen = new Set<Sha>();
  const ordered = inOrder(chosen, texts, changedPaths);
  const paths = new Set(ordered.filter(isFile).map(({ path }) => path));
  let left = maxCharactersTotal;
  for (const entry of ordered) {
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

/** Decisions in the order in which they are worth reading, where the first of them stands. */
function inOrder(
  chosen: readonly ChosenDocument[],
  texts: FileTexts,
  changedPaths: readonly string[],
): readonly TreeEntry[] {
  const at = chosen.findIndex(({ isDecision }) => isDecision);
  const entries = (wanted: (document: ChosenDocument, index: number) => boolean) =>
    chosen.filter(wanted).map(({ entry }) => entry);
  if (at === -1) return entries(() => true);
  const decisions = entries(({ isDecision }) => isDecision);
  return [
    ...entries(({ isDecision }, index) => !isDecision && index < at),
    ...orderDecisions(decisions, texts, changedPaths),
    ...entries(({ isDecision }, index) => !isDecision && index > at),
  ];
}
