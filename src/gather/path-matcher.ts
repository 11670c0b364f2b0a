// Matches paths against lists of globs.
import { createAnyGlob } from '../text/glob.ts';

/**
 * Whether any of the globs matches a path. Globs that cannot be used match nothing; a directory's name matches what lies in it,
 * unless `filesOnly`.
 */
export function createMatcher(globs: readonly string[], { filesOnly = false } = {}): (path: string) => boolean {
  const patterns = filesOnly ? globs : globs.flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`]);
  return createAnyGlob(patterns);
}
