// Inline threads: where GitHub lets a comment stand, and where it stands after the next push.
import { anchorIn, type DiffEntry, diffFiles, hunkUpTo, type PatchLine, patchLines } from './diff.ts';
import { pullFiles } from './pull-files.ts';
import type { PullRequest, Thread, World } from './world.ts';

/** Where a new comment is to stand, as the API's fields say it. */
export interface Anchor {
  readonly path: string;
  readonly subjectType: 'line' | 'file';
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number | null;
  readonly startLine: number | null;
  readonly startSide: 'LEFT' | 'RIGHT' | null;
  /** The old way to say the line: counted from the patch's first `@@`. */
  readonly position: number | null;
}

/** Reads where a comment is to stand from the API's fields. */
export function anchorFrom(input: Readonly<Record<string, unknown>>): Anchor {
  const side = (name: string) => (input[name] === 'LEFT' || input[name] === 'RIGHT' ? input[name] : null);
  const whole = (name: string) => (typeof input[name] === 'number' ? input[name] : null);
  return {
    path: String(input.path ?? ''),
    subjectType: input.subject_type === 'file' ? 'file' : 'line',
    side: side('side') ?? 'RIGHT',
    line: whole('line'),
    startLine: whole('start_line'),
    startSide: side('start_side'),
    position: whole('position'),
  };
}

/** Why GitHub refuses an anchor. */
export type AnchorProblem = 'path' | 'line' | 'start-line' | 'start-order' | 'hunk';

/** The thread that an anchor opens, not yet part of the pull request; or what is wrong with the anchor. */
export async function openThread(
  world: World,
  pull: PullRequest,
  commitId: string,
  anchor: Anchor,
): Promise<Thread | AnchorProblem> {
  const file = (await pullFiles(pull, commitId)).find((entry) => entry.path === anchor.path);
  if (file === undefined) return 'path';
  if (anchor.subjectType === 'file') return thread(world, pull, commitId, anchor, '', null);
  const at = placeOf(file, anchor);
  if (at === undefined) return 'line';
  const placed = { ...anchor, side: at.kind === 'removed' ? 'LEFT' : anchor.side, line: lineOn(at, anchor) } as const;
  const problem = startProblem(file.patch ?? '', placed, at);
  return problem ?? thread(world, pull, commitId, placed, hunkUpTo(file.patch ?? '', at), at.position);
}

function placeOf(file: DiffEntry, anchor: Anchor): PatchLine | undefined {
  if (file.patch === null) return undefined;
  if (anchor.line !== null) return anchorIn(file.patch, anchor.side, anchor.line);
  return patchLines(file.patch).find((line) => line.position === anchor.position);
}

function lineOn(at: PatchLine, anchor: Anchor): number | null {
  return at.kind === 'removed' || anchor.side === 'LEFT' ? at.left : at.right;
}

function startProblem(patch: string, anchor: Anchor, end: PatchLine): AnchorProblem | null {
  if (anchor.startLine === null) return null;
  const side = anchor.startSide ?? anchor.side;
  const start = anchorIn(patch, side, anchor.startLine);
  if (start === undefined) return 'start-line';
  if (start.position >= end.position) return 'start-order';
  return start.hunk === end.hunk ? null : 'hunk';
}

function thread(
  world: World,
  pull: PullRequest,
  commitId: string,
  anchor: Anchor,
  diffHunk: string,
  position: number | null,
): Thread {
  return {
    id: world.nextId(),
    pull,
    path: anchor.path,
    subjectType: anchor.subjectType,
    side: anchor.side,
    startSide: anchor.startLine === null ? null : (anchor.startSide ?? anchor.side),
    originalLine: anchor.line,
    originalStartLine: anchor.startLine,
    originalPosition: position,
    originalCommitId: commitId,
    diffHunk,
    line: anchor.line,
    startLine: anchor.startLine,
    position,
    commitId,
    outdated: false,
    resolvedBy: null,
    comments: [],
  };
}

/** Moves every thread to where its line is in the pull request's new diff; one whose line was changed or left the diff is outdated. */
export async function moveThreads(pull: PullRequest): Promise<void> {
  const files = await pullFiles(pull);
  const moves = new Map<string, readonly DiffEntry[]>();
  for (const each of pull.threads) {
    const file = files.find((entry) => entry.path === each.path);
    if (each.subjectType === 'file') {
      each.outdated = file === undefined;
      continue;
    }
    const changes =
      moves.get(each.originalCommitId) ?? (await diffFiles(pull.repository.git, each.originalCommitId, pull.head.sha));
    moves.set(each.originalCommitId, changes);
    const patch = changes.find((entry) => (entry.previousPath ?? entry.path) === each.path)?.patch ?? '';
    const move = (line: number | null) => (each.side === 'LEFT' || line === null ? line : movedLine(patch, line));
    const line = move(each.originalLine);
    const at = line === null ? undefined : anchorIn(file?.patch ?? '', each.side, line);
    each.outdated = at === undefined;
    each.line = at === undefined ? null : line;
    each.startLine = at === undefined ? null : move(each.originalStartLine);
    each.position = at?.position ?? null;
    if (at !== undefined) each.commitId = pull.head.sha;
  }
}

/** Where a line of the old text is in the new one; null when the patch touches it. */
export function movedLine(patch: string, line: number): number | null {
  let shift = 0;
  for (const [, beforeText, beforeCount = '1', , headCount = '1'] of patch.matchAll(HUNK)) {
    const before = Number(beforeText);
    // a hunk that only adds names the line it comes after
    const first = beforeCount === '0' ? before + 1 : before;
    if (line < first) break;
    if (line < first + Number(beforeCount)) {
      return patchLines(patch).find((each) => each.left === line && each.kind === 'context')?.right ?? null;
    }
    shift += Number(headCount) - Number(beforeCount);
  }
  return line + shift;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm;
