// Finds the helper or place in the repository that a recommendation names as an example.
import type { Line } from './repository-context.ts';
import type { Match, Rule } from './rule.ts';

/**
 * A search for an example: the first line of the module that `pattern` matches, unless it is part of a case.
 * `say` gets the place as code ("`store/tx.go:12`") and the name of the function that the line declares, or "".
 */
export function findExistingUsage(
  pattern: RegExp,
  say: (place: string, name: string) => string,
): NonNullable<Rule['existingUsage']> {
  return (matches, around) => {
    const line = around.findInModule(pattern, matches[0]!.path);
    if (line === null) return null;
    const name = /^func\s+(?:\([^)]*\)\s*)?(\w+)/.exec(line.text)?.[1] ?? '';
    return isPartOfCase(line, name, matches) ? null : say(`\`${line.path}:${line.line}\``, name);
  };
}

/** Lines around a case that belong to it: the other fields of its literal. */
const NEIGHBOURS = 4;

function isPartOfCase({ path, line }: Line, name: string, matches: readonly Match[]): boolean {
  return matches.some(
    (one) =>
      one.path === path &&
      ((line >= one.startLine - NEIGHBOURS && line <= one.endLine + NEIGHBOURS) ||
        (name !== '' && one.func?.split('.').at(-1) === name)),
  );
}
