// Writes a change for the model, as data: the author's description, the list of files, the diffs.
import type { ChangedFile, HunkLine } from '../../domain/diff.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import {
  type DataLine,
  dataBlock,
  fitLines,
  quoteName,
  removeHtmlComments,
  removeSignatures,
  sizeOfLines,
  toNumberedLines,
} from '../safety/untrusted-text.ts';

/** Characters of all diffs in one conversation. */
export const DIFF_LIMIT = 240_000;
/** Characters. */
const MAX_TITLE = 300;
const MAX_BODY = 6_000;
const MAX_FILES_LISTED = 400;
/** Files that tools generate from others, so nobody decided anything in them. */
const CHECKSUMS = /(^|\/)(go\.(work\.)?sum|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Cargo\.lock)$/;

const GAP: DataLine = { label: '…', text: '' };
const SIGNS = { context: ' ', added: '+', removed: '-' } as const;

/** The part of a change that a conversation is about. */
export interface ChangeFocus {
  /** Says which part it is, and who reads the others; may be empty. */
  readonly intro: string;
  /** In the order to show them. */
  readonly files: readonly ChangedFile[];
  /** Characters of a file that is not Go. Omitted: no extra limit. */
  readonly otherFileSize?: number;
}

/** Go files without room for a single line of their diff. `scale` as for `writeChangedCode`. */
export function listFilesWithoutRoom({ reviewed }: Snapshot, scale: number): string[] {
  let room = DIFF_LIMIT * scale;
  return reviewed.flatMap((file) => {
    const lines = linesOf(file);
    if (lines.length === 0) return [];
    const { kept } = fitLines(lines, room);
    room -= sizeOfLines(kept);
    return kept.length === 0 ? [file.path] : [];
  });
}

/** Go files first, then other changed files that are neither skipped nor generated. */
export function listShownFiles({ changedFiles, reviewed, skipped }: Snapshot): readonly ChangedFile[] {
  const others = new Set([...skipped, ...reviewed].map(({ path }) => path));
  return [...reviewed, ...changedFiles.filter(({ path }) => !others.has(path) && !CHECKSUMS.test(path))];
}

/** Writes the list of changed files and their diffs, without the author's description. */
export function writeChangedCode(snapshot: Snapshot, scale: number, focus?: ChangeFocus): string {
  const { target, changedFiles, reviewed, skipped } = snapshot;
  const skippedPaths = new Set(skipped.map(({ path }) => path));
  const go = new Set(reviewed.map(({ path }) => path));
  const files = focus?.files ?? listShownFiles(snapshot);
  const limitOf = ({ path }: ChangedFile) => (go.has(path) ? DIFF_LIMIT : (focus?.otherFileSize ?? DIFF_LIMIT));
  return [
    `# Changed files\n\n${writeFileList(changedFiles, skippedPaths)}`,
    `# Diff\n\n${explainDiff(target)}\n\n${writeDiffs(files, DIFF_LIMIT * scale, limitOf)}`,
  ].join('\n\n');
}

function explainDiff({ mergeBase, head }: Snapshot['target']): string {
  const range = `From the merge base ${mergeBase.slice(0, 12)} to the head ${head.slice(0, 12)}.`;
  return `${range} Each line starts with its line numbers at the merge base and at the head.`;
}

export function writeDescription(title: string, body: string): string {
  const plain = removeSignatures(removeHtmlComments(body.slice(0, 60_000))).trim();
  const cut = plain.length > MAX_BODY ? `${plain.slice(0, MAX_BODY)} […]` : plain;
  const lines = [{ label: 'title', text: title.slice(0, MAX_TITLE) }, ...toNumberedLines(cut)];
  return dataBlock('title and description', lines);
}

function writeFileList(files: readonly ChangedFile[], skipped: ReadonlySet<string>): string {
  const lines = files.slice(0, MAX_FILES_LISTED).map((file): DataLine => {
    const from = file.previousPath === null ? '' : ` from ${file.previousPath}`;
    const skip = skipped.has(file.path) ? ', skipped' : '';
    return { label: file.status, text: `${file.path}${from} (+${file.additions} -${file.deletions}${skip})` };
  });
  const more = files.length > MAX_FILES_LISTED ? `\n${files.length - MAX_FILES_LISTED} more files.` : '';
  return `${dataBlock('changed files', lines)}${more}`;
}

/** Characters of the whole diff of a file. */
export function measureDiff(file: ChangedFile): number {
  return sizeOfLines(linesOf(file));
}

function linesOf({ hunks }: ChangedFile): readonly DataLine[] {
  return hunks.flatMap((hunk) => [GAP, ...hunk.lines.map(toDataLine)]).slice(1);
}

function writeDiffs(files: readonly ChangedFile[], limit: number, limitOf: (file: ChangedFile) => number): string {
  const blocks: string[] = [];
  const omitted: string[] = [];
  let room = limit;
  for (const file of files) {
    if (file.hunks.length === 0) continue;
    const { kept, rest } = fitLines(linesOf(file), Math.min(room, limitOf(file)));
    room -= sizeOfLines(kept);
    if (kept.length === 0) {
      omitted.push(file.path);
      continue;
    }
    const cut = rest > 0 ? `, its last ${rest} lines omitted: use Read` : '';
    blocks.push(dataBlock(`diff ${quoteName(file.path)} (${file.status}${cut})`, kept));
  }
  if (omitted.length > 0) {
    const names = omitted.slice(0, MAX_FILES_LISTED).map((path) => ({ label: 'not shown', text: path }));
    blocks.push(`The diffs of these files are omitted for lack of room; use Read:\n${dataBlock('files', names)}`);
  }
  return blocks.join('\n\n');
}

function toDataLine({ kind, text, beforeLine, headLine }: HunkLine): DataLine {
  const label = `${String(beforeLine ?? '').padStart(5)} ${String(headLine ?? '').padStart(5)} ${SIGNS[kind]}`;
  return { label, text };
}
