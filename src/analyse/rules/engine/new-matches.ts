// Keeps the matches that a change introduces: not those that were there before, moved, or are a function's habit.
import { distance } from 'fastest-levenshtein';
import type { ChangedFile } from '../../../domain/diff.ts';
import { severityRank } from '../../../domain/finding.ts';
import { dirName } from '../../graph/modules.ts';
import type { Match } from './rule.ts';

/** Matches of one changed file, before and after. */
export interface ComparedFile<T extends Match = Match> {
  readonly file: ChangedFile;
  readonly before: readonly Match[];
  readonly head: readonly T[];
  /** The old file could be parsed, or the file is new: whatever else the head has was introduced. */
  readonly isComparable: boolean;
}

/**
 * Matches of the head that the change introduces. Not introduced is a match with the same text as one before, or of the
 * same rule in the same function (anywhere in its package), or in another function of the file with its line rewritten.
 * The line itself need not be new: removing a deferred Rollback is enough.
 */
export function newMatches<T extends Match>(files: readonly ComparedFile<T>[]): readonly T[] {
  const unmatched = new Set(files.flatMap(({ file, before }) => before.map((match) => ({ match, path: file.path }))));
  const habits = countAlike(files.flatMap(({ before }) => before));
  const take = (isSame: (earlier: { match: Match; path: string }) => boolean): boolean => {
    for (const earlier of unmatched) if (isSame(earlier)) return unmatched.delete(earlier);
    return false;
  };
  const heads = files.flatMap(({ file, before, head, isComparable }) => {
    const added = before.length === 0 || head.length === 0 ? new Set<number | null>() : addedLines(file);
    return head.map((match) => ({ file, match, isComparable, isAdded: added.has(match.startLine) }));
  });
  // What did not move is paired with its earlier self first, and of equal lines the untouched one.
  const untouched = new Set(
    [...heads.filter(({ isAdded }) => !isAdded), ...heads.filter(({ isAdded }) => isAdded)].filter(({ file, match }) =>
      take(({ match: other, path }) => path === file.path && fingerprint(other) === fingerprint(match)),
    ),
  );
  const sameFile = heads.filter((one) => !untouched.has(one) && !isHabit(one.match, habits));
  const sameText = sameFile.filter(
    ({ match }) => !take(({ match: other }) => fingerprint(other) === fingerprint(match)),
  );
  return sameText
    .filter(
      ({ file, match }) =>
        !take(
          ({ match: other, path }) =>
            other.rule.id === match.rule.id &&
            (path === file.path
              ? other.func === match.func || isRewritten(other, match)
              : isSameFunction(other, match)),
        ),
    )
    .filter(({ file, match, isComparable }) => isComparable || addedLines(file).has(match.startLine))
    .map(({ match }) => match);
}

function addedLines(file: ChangedFile): ReadonlySet<number | null> {
  return new Set(
    file.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.kind === 'added').map((line) => line.headLine)),
  );
}

/** Number of equal lines in a function that make them a habit of the team: one more is not reported. */
const HABIT = 3;

/** Whether the function already has the same line several times. Security and medium or higher are always reported. */
function isHabit(match: Match, known: ReadonlyMap<string, number>): boolean {
  const { rule, severity } = match;
  if (rule.security === true || severityRank(severity) < severityRank('medium')) return false;
  return (known.get(habitOf(match)) ?? 0) >= HABIT;
}

function countAlike(matches: readonly Match[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of matches) counts.set(habitOf(one), (counts.get(habitOf(one)) ?? 0) + 1);
  return counts;
}

function habitOf(match: Match): string {
  return `${match.path}\n${match.func}\n${fingerprint(match)}`;
}

/** Identifies a case by its code, whatever its place and white space. */
function fingerprint({ rule, quote }: Match): string {
  return `${rule.id}\n${quote.replace(/\s+/g, ' ')}`;
}

/** Whether both are in the same function of a package, in any file; code in init or outside of functions is not. */
function isSameFunction(old: Match, now: Match): boolean {
  return now.func !== null && now.func !== 'init' && old.func === now.func && dirName(old.path) === dirName(now.path);
}

/** Whether a line is another one with some names changed. */
function isRewritten({ quote: old }: Match, { quote }: Match): boolean {
  return 2 * distance(old.slice(0, MAX_COMPARED), quote.slice(0, MAX_COMPARED)) <= Math.max(old.length, quote.length);
}

/** Characters of a line that are compared. */
const MAX_COMPARED = 200;
