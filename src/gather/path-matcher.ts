// Matches paths against lists of globs.
import { createAnyGlob, type GlobBudget } from '../text/glob.ts';

/**
 * Matches a path against any of the globs. An unusable glob matches nothing; the name of a directory matches all files
 * in it, unless `filesOnly`.
 */
export function createPathMatcher(
  globs: readonly string[],
  { filesOnly = false, budget }: { readonly filesOnly?: boolean; readonly budget?: GlobBudget | undefined } = {},
): (path: string) => boolean {
  const patterns = filesOnly ? globs : globs.flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`]);
  return createAnyGlob(patterns, budget);
}
