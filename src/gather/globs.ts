// Globs as teams write them, matched in bounded time: settings and .gitattributes come from repositories that we do not know.
import picomatch from 'picomatch';

/** Wildcards in one glob. Matching backtracks, so its time grows with their number: https://github.com/micromatch/picomatch#options */
const maxWildcards = 8;
/** Longer paths are matched by no glob. */
const maxPathLength = 1_024;

/** What is wrong with a glob, as the end of a sentence; null for one that can be used. */
export function globProblem(glob: string): string | null {
  if (/[@!+?*]\(/.test(glob)) return 'uses extended patterns such as "+(…)", which are not supported';
  if ((glob.match(/\*+|\?|\[/g)?.length ?? 0) > maxWildcards) return `has more than ${maxWildcards} wildcards`;
  if (glob.startsWith('!')) return 'starts with "!"; leaving out of a list is not supported, name what is meant';
  if (glob.startsWith('/') || glob.startsWith('./'))
    return 'starts with a slash; write it from the repository root, without one';
  if (glob.includes('\\')) return 'holds a backslash; write "/" between directories';
  return null;
}

/**
 * Whether any of the globs matches a path. Globs that cannot be used match nothing; a directory's name matches what lies in it,
 * unless `filesOnly`.
 */
export function createMatcher(globs: readonly string[], { filesOnly = false } = {}): (path: string) => boolean {
  const usable = globs.filter((glob) => globProblem(glob) === null);
  if (usable.length === 0) return () => false;
  const patterns = filesOnly ? usable : usable.flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`]);
  const matches = picomatch(patterns, { dot: true, noextglob: true, nonegate: true, nobrace: filesOnly });
  return (path) => path.length <= maxPathLength && matches(path);
}
