// A change as a model is shown it: what its author says of it, the list of files, the diffs. All of it is data that others wrote.
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

/** Characters of all diffs together that one conversation is shown. */
export const DIFF_LIMIT = 240_000;
/** Characters. */
const MAX_TITLE = 300;
const MAX_BODY = 6_000;
const MAX_FILES_LISTED = 400;
/** Files that tools write from others: nothing in them is anybody's decision. */
const CHECKSUMS = /(^|\/)(go\.(work\.)?sum|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Cargo\.lock)$/;

const GAP: DataLine = { label: '…', text: '' };
const SIGNS = { context: ' ', added: '+', removed: '-' } as const;

/** What of a change a conversation is about, where it is not all of it. */
export interface ChangeFocus {
  /** Says which part it is, and what becomes of the others. */
  readonly intro: string;
  /** In the order in which they are to be shown. */
  readonly files: readonly ChangedFile[];
  /** Characters of a file that is not Go; left out: as of any other. */
  readonly otherFileSize?: number;
}

/** Go files of whose diffs there is no room for a line. `scale` as for `writeCode`. */
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

/** Go first, then what else changes, was not set aside and can be read. */
export function listShownFiles({ changedFiles, reviewed, skipped }: Snapshot): readonly ChangedFile[] {
  const others = new Set([...skipped, ...reviewed].map(({ path }) => path));
  return [...reviewed, ...changedFiles.filter(({ path }) => !others.has(path) && !CHECKSUMS.test(path))];
}

/** The files that change and how, without a word of the author's about it. */
export function writeChangedCode(snapshot: Snapshot, scale: number, focus?: ChangeFocus): string {
  const { target, changedFiles, reviewed, skipped } = snapshot;
  const aside = new Set(skipped.map(({ path }) => path));
  const go = new Set(reviewed.map(({ path }) => path));
  const files = focus?.files ?? listShownFiles(snapshot);
  const limitOf = ({ path }: ChangedFile) => (go.has(path) ? DIFF_LIMIT : (focus?.otherFileSize ?? DIFF_LIMIT));
  return [
    `# Changed files\n\n${writeFileList(changedFiles, aside)}`,
    `# Diff\n\nFrom the merge base ${target.mergeBase.slice(0, 12)} to the head ${target.head.slice(0, 12)}. Each line begins with its line number before and at the head.\n\n${writeDiffs(files, DIFF_LIMIT * scale, limitOf)}`,
  ].join('\n\n');
}

export function writeDescription(title: string, body: string): string {
  const plain = removeSignatures(removeHtmlComments(body.slice(0, 60_000))).trim();
  const cut = plain.length > MAX_BODY ? `${plain.slice(0, MAX_BODY)} […]` : plain;
  const lines = [{ label: 'title', text: title.slice(0, MAX_TITLE) }, ...toNumberedLines(cut)];
  return dataBlock('title and description', lines);
}

function writeFileList(files: readonly ChangedFile[], aside: ReadonlySet<string>): string {
  const lines = files.slice(0, MAX_FILES_LISTED).map((file): DataLine => {
    const from = file.previousPath === null ? '' : ` from ${file.previousPath}`;
    const set = aside.has(file.path) ? ', set aside' : '';
    return { label: file.status, text: `${file.path}${from} (+${file.additions} -${file.deletions}${set})` };
  });
  const more = files.length > MAX_FILES_LISTED ? `\n${files.length - MAX_FILES_LISTED} more files.` : '';
  return `${dataBlock('changed files', lines)}${more}`;
}

/** Characters that the diff of a file takes when it is shown whole. */
export function measureDiff(file: ChangedFile): number {
  return sizeOfLines(linesOf(file));
}

function linesOf({ hunks }: ChangedFile): readonly DataLine[] {
  return hunks.flatMap((hunk) => [GAP, ...hunk.lines.map(toDataLine)]).slice(1);
}

function writeDiffs(files: readonly ChangedFile[], limit: number, limitOf: (file: ChangedFile) => number): string {
  const blocks: string[] = [];
  const left: string[] = [];
  let room = limit;
  for (const file of files) {
    if (file.hunks.length === 0) continue;
    const { kept, rest } = fitLines(linesOf(file), Math.min(room, limitOf(file)));
    room -= sizeOfLines(kept);
    if (kept.length === 0) {
      left.push(file.path);
      continue;
    }
    const cut = rest > 0 ? `, its last ${rest} lines left out: use Read` : '';
    blocks.push(dataBlock(`diff ${quoteName(file.path)} (${file.status}${cut})`, kept));
  }
  if (left.length > 0) {
    const names = left.slice(0, MAX_FILES_LISTED).map((path) => ({ label: 'not shown', text: path }));
    blocks.push(`There was no room for the diffs of these; use Read:\n${dataBlock('files', names)}`);
  }
  return blocks.join('\n\n');
}

function toDataLine({ kind, text, beforeLine, headLine }: HunkLine): DataLine {
  const number = `${String(beforeLine ?? '').padStart(5)} ${String(headLine ?? '').padStart(5)} ${SIGNS[kind]}`;
  return { label: number, text };
}
