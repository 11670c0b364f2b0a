// What stands in front of a route's path: groups it was made from, closures it is written in, and the one place that hands a router
// to the function around it.

import { calledName, literalOf } from './call-arguments.ts';
import { nameOf, siteAt, sitesOf } from './callers.ts';
import { type Detail, MAX_RESULTS, Op, operandA, operandB, opOf } from './expression-ir.ts';
import { isPrefixing } from './routers.ts';
import type { CodeFile } from './symbol.ts';
import type { Code } from './symbol-table.ts';

/** Groups within groups within groups. */
const MAX_NESTING = 8;

/** The prefix of a route that `detail` registers, joined; "" where there is none or the text does not tell. */
export function prefixOf(code: Code, file: CodeFile, detail: Detail, depth = 0): string {
  if (depth > MAX_NESTING) return '';
  const { index } = file;
  let prefix = '';
  // Along the chain: `r.Group("/api").Group("/v1").GET(…)`, whether in one expression or by variables.
  let term = opOf(index, detail.term) === Op.Member ? operandA(index, detail.term) : 0;
  while (opOf(index, term) === Op.Call) {
    const made = index.details[Math.floor(operandB(index, term) / MAX_RESULTS) - 1];
    const callee = operandA(index, term);
    if (made !== undefined && isPrefixing(calledName(code, file, made)))
      prefix = joinPaths(literalOf(code, file, made.parts[0]) ?? '', prefix);
    if (opOf(index, callee) !== Op.Member) return joinPaths(ofFunction(code, file, detail, depth), prefix);
    term = operandA(index, callee);
  }
  if (opOf(index, term) !== Op.Parameter) return joinPaths(ofFunction(code, file, detail, depth), prefix);
  const around = innermost(code, file, detail);
  if (around === null) return joinPaths(ofFunction(code, file, detail, depth), prefix);
  const outer = joinPaths(prefixOf(code, file, around, depth + 1), literalOf(code, file, around.parts[0]) ?? '');
  return joinPaths(outer, prefix);
}

/** The nearest `r.Route("/x", func(r chi.Router) { … })` around a call. */
function innermost(code: Code, file: CodeFile, detail: Detail): Detail | null {
  let found: Detail | null = null;
  for (const other of file.index.details) {
    if (other === detail || !/^(Route|Group)$/.test(calledName(code, file, other))) continue;
    if (!other.parts.some((part) => part.start < detail.start && detail.start < part.end)) continue;
    if (found === null || other.start > found.start) found = other;
  }
  return found;
}

/** Prefix that the one user of the function around a registration gives it; "" where there are more users, or none that does. */
function ofFunction(code: Code, file: CodeFile, detail: Detail, depth: number): string {
  const declared = file.index.declared[detail.declared];
  if (declared === undefined || (declared.kind !== 'function' && declared.kind !== 'method')) return '';
  const { sites, cut } = sitesOf(code, { dir: file.dir, name: nameOf(code, declared) });
  const [site] = sites;
  if (site === undefined || sites.length > 1 || cut) return '';
  const { index } = site.file;
  for (const given of index.details) {
    const name = calledName(code, site.file, given);
    // `r.Route("/orders", h.Routes)`, `r.Mount("/orders", h.Routes())`
    if (isPrefixing(name) && given.parts.some((part, at) => at > 0 && part.from <= site.at && site.at < part.to))
      return joinPaths(prefixOf(code, site.file, given, depth + 1), literalOf(code, site.file, given.parts[0]) ?? '');
    // `h.Register(api.Group("/orders"))`
    if (given.term !== index.uses[site.at * 3] || siteAt(site.file, site.at).line !== given.line) continue;
    for (const part of given.parts) {
      if (opOf(index, part.term) !== Op.Call) continue;
      const group = index.details[Math.floor(operandB(index, part.term) / MAX_RESULTS) - 1];
      if (group === undefined || !isPrefixing(calledName(code, site.file, group))) continue;
      return joinPaths(prefixOf(code, site.file, group, depth + 1), literalOf(code, site.file, group.parts[0]) ?? '');
    }
  }
  return '';
}

/** "/api" and "orders" as "/api/orders"; a group's own "/" is the group. */
export function joinPaths(before: string, after: string): string {
  if (before === '' || before === '/') return after === '' ? before : after;
  if (after === '' || after === '/') return before;
  return `${before.replace(/\/$/, '')}/${after.replace(/^\//, '')}`;
}
