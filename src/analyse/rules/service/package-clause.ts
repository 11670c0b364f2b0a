// How the shape of packages changes (catalogue SA07, SA09, SA10): numbers that an architect weighs, and that nobody should be told by
// themselves. All are signals.
import { matchPlace, type RuleContext } from '../engine/change-rule.ts';
import type { Match, Rule } from '../engine/rule.ts';

/** Packages that import a stable one, and how much less stable what it begins to import must be. */
export const STABLE_FAN_IN = 8;

/** Stands at the package clause of the first file of the package that the change touches. */
export function sighting(rule: Rule, { files, around }: RuleContext, importPath: string, said: string): Match[] {
  const dir = around.graph.graph.packages.get(importPath)?.dir;
  const side = files.find(({ head }) => head !== null && !head.isTest && head.dir === dir)?.head;
  const index = side?.text.split('\n').findIndex((line) => /^package\s/.test(line)) ?? -1;
  if (side == null || index < 0) return [];
  const quote = side.text.split('\n')[index]!.trim();
  const line = index + 1;
  return [matchPlace(rule, { path: side.path, startLine: line, endLine: line, quote, side: 'head', said })];
}
