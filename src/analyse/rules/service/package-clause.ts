// Places the matches of rules about a whole package at its package clause.
import { type ChangeRule, matchLine, packageClauseLine, type RuleContext } from '../engine/change-rule.ts';
import type { MessageData } from '../engine/message.ts';
import type { Match } from '../engine/rule.ts';

/** A match at the package clause of the first changed file of the package; none where no file is changed. */
export function matchPackageClause(
  rule: ChangeRule,
  { files, around }: RuleContext,
  importPath: string,
  message: string,
  data: MessageData,
): Match[] {
  const dir = around.graph.graph.packages.get(importPath)?.dir;
  const side = files.find(({ head }) => head !== null && !head.isTest && head.dir === dir)?.head;
  const line = side == null ? null : packageClauseLine(side.text);
  if (side == null || line === null) return [];
  return [matchLine(rule, { path: side.path, line, text: side.text, message, data: { package: importPath, ...data } })];
}
