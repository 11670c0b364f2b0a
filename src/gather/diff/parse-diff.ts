// Parses unified diffs: git's output for a whole change, and the bare hunks that a host gives for one file. Pure; lines
// get their numbers here and nowhere else.
import type { Hunk, HunkLine } from '../../domain/diff.ts';

/** One `diff --git` section that has hunks. */
export interface FilePatch {
  /** Path at the head; for a removed file its path before. */
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;
const kinds = { ' ': 'context', '+': 'added', '-': 'removed' } as const;

/**
 * The hunks of one file, as a host gives them (no file header). null where the text is incomplete or malformed: a host
 * that cuts a long patch leaves its last hunk shorter than its header declares.
 */
export function parseHunks(patch: string): readonly Hunk[] | null {
  const lines = splitLines(patch);
  const hunks: Hunk[] = [];
  let at = 0;
  while (at < lines.length) {
    const read = readHunk(lines, at);
    if (!read) return null;
    hunks.push(read.hunk);
    at = read.next;
  }
  return hunks;
}

/**
 * The sections of a `git diff-tree -p` that have hunks, in order. The others (binary, mode only, pure rename) are in
 * git's raw listing. Content cannot pose as a header, because hunks are read by their line counts.
 *
 * @throws Error where a hunk is cut short
 */
export function parseDiff(text: string): readonly FilePatch[] {
  const lines = splitLines(text);
  const sections: Sections = { files: [], before: '', current: null };
  let at = 0;
  while (at < lines.length) {
    if (!lines[at]!.startsWith('@@ ')) {
      readHeader(lines[at]!, sections);
      at += 1;
      continue;
    }
    const read = readHunk(lines, at);
    if (!read || !sections.current) throw new Error(`the diff is cut short at line ${at + 1}`);
    sections.current.hunks.push(read.hunk);
    at = read.next;
  }
  return sections.files;
}

interface Sections {
  readonly files: FileSection[];
  /** Path of the last "---" line. */
  before: string;
  /** Null between a "diff --git" line and the next "+++" line. */
  current: FileSection | null;
}

interface FileSection {
  readonly path: string;
  readonly hunks: Hunk[];
}

function readHeader(line: string, sections: Sections): void {
  if (line.startsWith('diff --git ')) sections.current = null;
  else if (line.startsWith('--- ')) sections.before = headerPath(line);
  else if (line.startsWith('+++ ')) {
    const head = headerPath(line);
    sections.current = { path: head === '/dev/null' ? sections.before : head, hunks: [] };
    sections.files.push(sections.current);
  }
}

/** A hunk of marked lines ("+new", "-old", " same"; "\ No newline…" is skipped), numbered from the starts. */
export function numberLines(
  beforeStart: number,
  headStart: number,
  heading: string,
  marked: readonly string[],
): Hunk | null {
  const lines: HunkLine[] = [];
  let beforeLine = beforeStart;
  let headLine = headStart;
  for (const line of marked) {
    if (line.startsWith('\\')) continue;
    const kind = kinds[line[0] as keyof typeof kinds];
    if (!kind) return null;
    lines.push({
      kind,
      text: line.slice(1),
      beforeLine: kind === 'added' ? null : beforeLine++,
      headLine: kind === 'removed' ? null : headLine++,
    });
  }
  return {
    beforeStart,
    beforeLines: beforeLine - beforeStart,
    headStart,
    headLines: headLine - headStart,
    heading,
    lines,
  };
}

function readHunk(lines: readonly string[], start: number): { hunk: Hunk; next: number } | null {
  const header = hunkHeader.exec(lines[start]!);
  if (!header) return null;
  const beforeStart = Number(header[1]);
  const headStart = Number(header[3]);
  const next = findHunkEnd(lines, start + 1, Number(header[2] ?? 1), Number(header[4] ?? 1));
  if (next === null) return null;
  const hunk = numberLines(beforeStart, headStart, header[5] ?? '', lines.slice(start + 1, next));
  return hunk && { hunk, next };
}

/** Index after the hunk's last line; null where it has more or fewer lines than declared. */
function findHunkEnd(lines: readonly string[], start: number, beforeLines: number, headLines: number): number | null {
  let [beforeLeft, headLeft, next] = [beforeLines, headLines, start];
  while (beforeLeft > 0 || headLeft > 0) {
    const mark = lines[next]?.[0];
    if (mark === undefined) return null;
    if (mark === ' ' || mark === '-') beforeLeft -= 1;
    if (mark === ' ' || mark === '+') headLeft -= 1;
    if (beforeLeft < 0 || headLeft < 0) return null;
    next += 1;
  }
  while (lines[next]?.startsWith('\\')) next += 1;
  return next;
}

/** Only a line feed ends a line; a carriage return, or another language's line end, is content. */
function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function headerPath(line: string): string {
  // git adds a tab to a path with a space, and quotes one with a control character, a quote or a backslash.
  const written = line.slice(4).replace(/\t$/, '');
  const path = written.startsWith('"') ? unquotePath(written) : written;
  return path === '/dev/null' ? path : path.replace(/^[ab]\//, '');
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** A path in git's C-style quotes: https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath */
export function unquotePath(quoted: string): string {
  const bytes: Buffer[] = [];
  for (const [piece] of quoted.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/gsu)) {
    if (piece[0] !== '\\') bytes.push(Buffer.from(piece));
    else bytes.push(Buffer.from([escapes[piece[1]!] ?? Number.parseInt(piece.slice(1), 8)]));
  }
  return Buffer.concat(bytes).toString('utf8');
}
