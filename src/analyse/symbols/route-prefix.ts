// What stands in front of a route's path: groups it was made from, closures it is written in, and the one place that hands a router
// to the function around it.

import { calleeName, stringValue } from './call-arguments.ts';
import { declaredName, findUses, useSiteAt } from './callers.ts';
import { Op, type RecordedCall } from './expression-ir.ts';
import { operandA, operandB, opOf, recordedOf, usedTerm } from './packed.ts';
import { addsPrefix } from './routers.ts';
import type { IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Groups within groups within groups. */
const MAX_NESTING = 8;

/** The prefix of a route that `detail` registers, joined; "" where there is none or the text does not tell. */
export function routePrefix(table: SymbolTable, file: IndexedFile, call: RecordedCall, depth = 0): string {
  if (depth > MAX_NESTING) return '';
  const { index } = file;
  let prefix = '';
  // Along the chain: `r.Group("/api").Group("/v1").GET(…)`, whether in one expression or by variables.
  let term = opOf(index, call.term) === Op.Member ? operandA(index, call.term) : 0;
  while (opOf(index, term) === Op.Call) {
    const made = index.calls[recordedOf(operandB(index, term))];
    const callee = operandA(index, term);
    if (made !== undefined && addsPrefix(calleeName(table, file, made)))
      prefix = joinRoutes(stringValue(table, file, made.args[0]) ?? '', prefix);
    if (opOf(index, callee) !== Op.Member) return joinRoutes(ofFunction(table, file, call, depth), prefix);
    term = operandA(index, callee);
  }
  if (opOf(index, term) !== Op.Parameter) return joinRoutes(ofFunction(table, file, call, depth), prefix);
  const around = innermost(table, file, call);
  if (around === null) return joinRoutes(ofFunction(table, file, call, depth), prefix);
  const outer = joinRoutes(routePrefix(table, file, around, depth + 1), stringValue(table, file, around.args[0]) ?? '');
  return joinRoutes(outer, prefix);
}

/** The nearest `r.Route("/x", func(r chi.Router) { … })` around a call. */
function innermost(table: SymbolTable, file: IndexedFile, call: RecordedCall): RecordedCall | null {
  let found: RecordedCall | null = null;
  for (const other of file.index.calls) {
    if (other === call || !/^(Route|Group)$/.test(calleeName(table, file, other))) continue;
    if (!other.args.some((argument) => argument.start < call.start && call.start < argument.end)) continue;
    if (found === null || other.start > found.start) found = other;
  }
  return found;
}

/** Prefix that the one user of the function around a registration gives it; "" where there are more users, or none that does. */
function ofFunction(table: SymbolTable, file: IndexedFile, call: RecordedCall, depth: number): string {
  const declaration = file.index.declarations[call.within];
  if (declaration === undefined || (declaration.kind !== 'function' && declaration.kind !== 'method')) return '';
  const { sites, cut } = findUses(table, { dir: file.dir, name: declaredName(table, declaration) });
  const [site] = sites;
  if (site === undefined || sites.length > 1 || cut) return '';
  const { index } = site.file;
  for (const given of index.calls) {
    const name = calleeName(table, site.file, given);
    // `r.Route("/orders", h.Routes)`, `r.Mount("/orders", h.Routes())`
    if (
      addsPrefix(name) &&
      given.args.some((argument, at) => at > 0 && argument.from <= site.at && site.at < argument.to)
    )
      return joinRoutes(
        routePrefix(table, site.file, given, depth + 1),
        stringValue(table, site.file, given.args[0]) ?? '',
      );
    // `h.Register(api.Group("/orders"))`
    if (given.term !== usedTerm(index, site.at) || useSiteAt(site.file, site.at).line !== given.line) continue;
    for (const argument of given.args) {
      if (opOf(index, argument.term) !== Op.Call) continue;
      const group = index.calls[recordedOf(operandB(index, argument.term))];
      if (group === undefined || !addsPrefix(calleeName(table, site.file, group))) continue;
      return joinRoutes(
        routePrefix(table, site.file, group, depth + 1),
        stringValue(table, site.file, group.args[0]) ?? '',
      );
    }
  }
  return '';
}

/** "/api" and "orders" as "/api/orders"; a group's own "/" is the group. */
export function joinRoutes(before: string, after: string): string {
  if (before === '' || before === '/') return after === '' ? before : after;
  if (after === '' || after === '/') return before;
  return `${before.replace(/\/$/, '')}/${after.replace(/^\//, '')}`;
}
