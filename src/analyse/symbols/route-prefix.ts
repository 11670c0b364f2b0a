// Finds the path in front of a route: of the groups and closures around its registration, and of the only caller that
// passes a router to the function around it.

import { calleeName, stringValue } from './call-arguments.ts';
import { declaredName, findUses, type UseSite } from './callers.ts';
import { Op, type RecordedCall } from './file-index.ts';
import { operandA, operandB, opOf, ownerTerm, recordedOf, usedTerm } from './packed.ts';
import { addsPrefix } from './routers.ts';
import type { IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Nested groups that are followed. */
const MAX_NESTING = 8;

/** Path in front of a route: of the groups, closures and functions around its registration; "" if none is known. */
export function routePrefix(table: SymbolTable, file: IndexedFile, call: RecordedCall, depth = 0): string {
  if (depth > MAX_NESTING) return '';
  const { prefix, root } = chainPrefix(table, file, call);
  const around = opOf(file.index, root) === Op.Parameter ? enclosingGroup(table, file, call) : null;
  const outer = around === null ? functionPrefix(table, file, call, depth) : groupPath(table, file, around, depth);
  return joinRoutes(outer, prefix);
}

/** Path of a group, with everything in front of it. */
function groupPath(table: SymbolTable, file: IndexedFile, group: RecordedCall, depth: number): string {
  return joinRoutes(routePrefix(table, file, group, depth + 1), stringValue(table, file, group.args[0]) ?? '');
}

/**
 * Path of the groups in a chain, `r.Group("/api").Group("/v1").GET(…)`, whether in one expression or by variables.
 * `root`: term of what the chain starts from; 0 if that is a plain call.
 */
function chainPrefix(table: SymbolTable, file: IndexedFile, call: RecordedCall): { prefix: string; root: number } {
  const { index } = file;
  let prefix = '';
  let root = ownerTerm(index, call.term);
  while (opOf(index, root) === Op.Call) {
    const made = index.calls[recordedOf(operandB(index, root))];
    if (made !== undefined && addsPrefix(calleeName(table, file, made)))
      prefix = joinRoutes(stringValue(table, file, made.args[0]) ?? '', prefix);
    root = ownerTerm(index, operandA(index, root));
  }
  return { prefix, root };
}

/** The nearest `r.Route("/x", func(r chi.Router) { … })` around a call. */
function enclosingGroup(table: SymbolTable, file: IndexedFile, call: RecordedCall): RecordedCall | null {
  let found: RecordedCall | null = null;
  for (const other of file.index.calls) {
    if (other === call || !/^(Route|Group)$/.test(calleeName(table, file, other))) continue;
    if (!other.args.some((argument) => argument.start < call.start && call.start < argument.end)) continue;
    if (found === null || other.start > found.start) found = other;
  }
  return found;
}

/** Prefix from the only user of the function around a registration; "" if there are several users or none. */
function functionPrefix(table: SymbolTable, file: IndexedFile, call: RecordedCall, depth: number): string {
  const declaration = file.index.declarations[call.within];
  if (declaration === undefined || (declaration.kind !== 'function' && declaration.kind !== 'method')) return '';
  const { sites, cut } = findUses(table, { dir: file.dir, name: declaredName(table, declaration) });
  const [site] = sites;
  if (site === undefined || sites.length > 1 || cut) return '';
  for (const given of site.file.index.calls) {
    const group = groupFor(table, site, given);
    if (group !== null) return groupPath(table, site.file, group, depth);
  }
  return '';
}

/** The group that a call passes to the function used at a site; null if it passes none. */
function groupFor(table: SymbolTable, { file, at, line }: UseSite, call: RecordedCall): RecordedCall | null {
  const { index } = file;
  // `r.Route("/orders", h.Routes)`, `r.Mount("/orders", h.Routes())`
  const isArgument = call.args.some((argument, position) => position > 0 && argument.from <= at && at < argument.to);
  if (isArgument && addsPrefix(calleeName(table, file, call))) return call;
  // `h.Register(api.Group("/orders"))`
  if (call.term !== usedTerm(index, at) || call.line !== line) return null;
  for (const { term } of call.args) {
    const group = opOf(index, term) === Op.Call ? index.calls[recordedOf(operandB(index, term))] : undefined;
    if (group !== undefined && addsPrefix(calleeName(table, file, group))) return group;
  }
  return null;
}

/** Joins "/api" and "orders" to "/api/orders"; the "/" of a group adds nothing. */
export function joinRoutes(before: string, after: string): string {
  if (before === '' || before === '/') return after === '' ? before : after;
  if (after === '' || after === '/') return before;
  return `${before.replace(/\/$/, '')}/${after.replace(/^\//, '')}`;
}
