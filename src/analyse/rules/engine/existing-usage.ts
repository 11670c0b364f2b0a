// What the repository has already: the helper or the place that a recommendation names.

import type { Line } from './repository-context.ts';
import type { Match, Rule } from './rule.ts';

/**
 * A precedent by search: the first line of the module that `pattern` matches, unless it stands in one of the cases
 * themselves. `say` gets the place as code ("`internal/store/tx.go:12`") and the name of the function that the line
 * declares, "" where it declares none.
 */
export function findExistingUsage(
  pattern: RegExp,
  say: (place: string, name: string) => string,
): NonNullable<Rule['existingUsage']> {
  return (sightings, around) => {
    const line = around.findInModule(pattern, sightings[0]!.path);
    if (line === null) return null;
    const name = /^func\s+(?:\([^)]*\)\s*)?(\w+)/.exec(line.text)?.[1] ?? '';
    return isOneOfThem(line, name, sightings) ? null : say(`\`${line.path}:${line.line}\``, name);
  };
}

/** Lines around a case that are a part of it: the other fields of its literal. */
const BESIDE = 4;

function isOneOfThem({ path, line }: Line, name: string, sightings: readonly Match[]): boolean {
  return sightings.some(
    (one) =>
      one.path === path &&
      ((line >= one.startLine - BESIDE && line <= one.endLine + BESIDE) ||
        (name !== '' && one.func?.split('.').at(-1) === name)),
  );
}
