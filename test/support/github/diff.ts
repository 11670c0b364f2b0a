// What differs between two commits, in the form of GitHub's "diff entries": true patches from git, and which of their lines can
// carry a comment.
import type { BareRepository } from './bare-repository.ts';

export interface DiffEntry {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  readonly additions: number;
  readonly deletions: number;
  /** Blob at the head; for a removed file the blob before. */
  readonly sha: string;
  /** From the first `@@` on, without a last line feed; null for binary, mode-only and empty changes. */
  readonly patch: string | null;
}

/** One line of a patch that GitHub can point at. `position` counts from the first `@@`, as the old API does. */
export interface PatchLine {
  readonly kind: 'context' | 'added' | 'removed';
  readonly left: number | null;
  readonly right: number | null;
  readonly hunk: number;
  readonly position: number;
  readonly text: string;
}

const STATUS = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', C: 'copied', T: 'changed' } as const;

// What differs between two SHAs never changes, and one review asks for it again and again.
const known = new WeakMap<BareRepository, Map<string, Promise<readonly DiffEntry[]>>>();

/** Files that differ between two commits, given by SHA, in git's order, renames detected as GitHub does. */
export function diffFiles(git: BareRepository, from: string, to: string): Promise<readonly DiffEntry[]> {
  const ofRepository = known.get(git) ?? new Map<string, Promise<readonly DiffEntry[]>>();
  known.set(git, ofRepository);
  const diff = ofRepository.get(`${from} ${to}`) ?? readDiff(git, from, to);
  ofRepository.set(`${from} ${to}`, diff);
  return diff;
}

async function readDiff(git: BareRepository, from: string, to: string): Promise<readonly DiffEntry[]> {
  const range = ['-r', '-M', '--no-color', '--no-ext-diff', '--no-textconv', from, to];
  const [list, patches] = await Promise.all([
    git.run(['diff-tree', '--raw', '--numstat', '-z', '--no-abbrev', ...range]),
    git.run(['diff-tree', '-p', '--full-index', ...range]),
  ]);
  const sections = splitPatches(patches.toString('utf8'));
  return parseList(list.toString('utf8')).map(({ letter, ...entry }) => {
    const patch = sections.shift() ?? null;
    if (letter !== 'T') return { ...entry, patch };
    // git shows a change of type (a file becomes a symlink) as a removal and an addition
    sections.shift();
    return { ...entry, patch: null };
  });
}

type Listed = Omit<DiffEntry, 'patch'> & { readonly letter: string };

function parseList(text: string): Listed[] {
  const words = text.split('\0');
  let at = 0;
  const next = () => words[at++] ?? '';
  const entries: Omit<Listed, 'additions' | 'deletions'>[] = [];
  while (words[at]?.startsWith(':')) {
    const [, , before = '', after = '', score = ''] = next().slice(1).split(' ');
    const letter = score.charAt(0);
    const previousPath = letter === 'R' || letter === 'C' ? next() : null;
    const status = STATUS[letter as keyof typeof STATUS] ?? 'changed';
    entries.push({ path: next(), previousPath, status, sha: letter === 'D' ? before : after, letter });
  }
  return entries.map((entry) => {
    const [additions, deletions, path] = next().split('\t');
    // a rename's two names follow in words of their own
    if (path === '') at += 2;
    return { ...entry, additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
  });
}

function splitPatches(text: string): (string | null)[] {
  return `\n${text}`
    .split('\ndiff --git ')
    .slice(1)
    .map((section) => {
      const start = section.indexOf('\n@@ ');
      return start < 0 ? null : section.slice(start + 1).replace(/\n$/, '');
    });
}

/** The lines of a patch, hunk headers left out. */
export function patchLines(patch: string): readonly PatchLine[] {
  const lines: PatchLine[] = [];
  let [left, right, hunk] = [0, 0, -1];
  for (const [position, line] of patch.split('\n').entries()) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    const mark = line.charAt(0);
    const text = line.slice(1);
    if (header !== null) {
      [left, right, hunk] = [Number(header[1]), Number(header[2]), hunk + 1];
    } else if (mark === '+') {
      lines.push({ kind: 'added', left: null, right: right++, hunk, position, text });
    } else if (mark === '-') {
      lines.push({ kind: 'removed', left: left++, right: null, hunk, position, text });
    } else if (mark === ' ') {
      lines.push({ kind: 'context', left: left++, right: right++, hunk, position, text });
    }
  }
  return lines;
}

/** The line that a comment on `line` of `side` would stand on; undefined outside the diff. */
export function anchorIn(patch: string, side: 'LEFT' | 'RIGHT', line: number): PatchLine | undefined {
  return patchLines(patch).find((each) => (side === 'LEFT' ? each.left : each.right) === line);
}

/** GitHub's `diff_hunk`: the hunk from its header down to the line. */
export function hunkUpTo(patch: string, at: PatchLine): string {
  const lines = patch.split('\n').slice(0, at.position + 1);
  const start = lines.findLastIndex((line) => line.startsWith('@@ '));
  return lines.slice(start).join('\n');
}
