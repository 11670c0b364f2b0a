// Finds the entry points that reach a function: follows its callers, through interfaces that its type implements, up to
// routes, events and commands. Breadth first, so the first path found is a shortest one.
import type { EntryPoint } from '../../domain/symbol-references.ts';
import { calleeName } from './call-arguments.ts';
import { declaredName, findSymbol, findUses, type SymbolId, symbolKey, type UseSite } from './callers.ts';
import { findMain, type Registration, readRegistration } from './entry-points.ts';
import { findInterfaces } from './method-sets.ts';
import { serviceRegistration } from './routers.ts';
import { qualifiedName } from './source-quote.ts';
import type { IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Functions that are followed for one question, and for all questions of one review. */
const MAX_STEPS = 120;
const MAX_ALL_STEPS = 600;
/** Entry points in one answer. */
const MAX_REACHED = 20;

/** A path of calls from an entry point to a function. */
export interface CallPath {
  readonly entryPoint: EntryPoint;
  /** The function that the entry point calls comes first. */
  readonly path: readonly SymbolId[];
}

export interface CallPaths {
  readonly paths: readonly CallPath[];
  /** Not all callers were followed. */
  readonly cut: boolean;
}

interface Step {
  /** Functions whose bodies use it. */
  readonly callers: readonly SymbolId[];
  readonly entries: readonly EntryPoint[];
  readonly cut: boolean;
}

/** Answers for one tree. Callers are looked up once for each function. */
export class EntryPointSearch {
  private readonly table: SymbolTable;
  private readonly steps = new Map<string, Step>();
  private readonly entries = new Map<IndexedFile, (Registration | null)[]>();
  private services: ReadonlyMap<string, readonly EntryPoint[]> | null = null;

  constructor(table: SymbolTable) {
    this.table = table;
  }

  /** Entry points that reach a function or method. A `main` counts only if no request, event or command does. */
  pathsTo(target: SymbolId): CallPaths {
    const cameFrom = new Map<string, SymbolId[]>([[symbolKey(target), [target]]]);
    const queue: SymbolId[] = [target];
    const found = new Map<string, CallPath>();
    let cut = false;
    for (let at = 0; at < queue.length; at++) {
      if (at >= MAX_STEPS) {
        cut = true;
        break;
      }
      const now = queue[at]!;
      const path = cameFrom.get(symbolKey(now))!;
      const step = this.step(now);
      cut ||= step.cut;
      for (const point of step.entries) {
        const key = `${point.name}\n${point.place.path}:${point.place.startLine}`;
        if (!found.has(key)) found.set(key, { entryPoint: point, path });
      }
      for (const caller of step.callers) {
        if (cameFrom.has(symbolKey(caller))) continue;
        cameFrom.set(symbolKey(caller), [caller, ...path]);
        queue.push(caller);
      }
    }
    const all = [...found.values()];
    const telling = all.filter(({ entryPoint: point }) => point.kind !== 'main');
    const ways = telling.length > 0 ? telling : all;
    return { paths: ways.slice(0, MAX_REACHED), cut: cut || ways.length > MAX_REACHED };
  }

  private step(target: SymbolId): Step {
    const key = symbolKey(target);
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    if (this.steps.size >= MAX_ALL_STEPS) return { callers: [], entries: [], cut: true };
    const step = this.takeStep(target);
    this.steps.set(key, step);
    return step;
  }

  private takeStep(target: SymbolId): Step {
    const { table } = this;
    const callers = new Map<string, SymbolId>();
    const entries: EntryPoint[] = [];
    let cut = false;
    for (const used of [target, ...this.throughInterfaces(target)]) {
      const { sites, cut: isCut } = findUses(table, used);
      cut ||= isCut;
      for (const site of sites) {
        const entry = this.entryAt(site);
        if (entry !== null) entries.push(entry);
        else if (site.within !== null && site.use !== 'type') {
          const caller = { dir: site.file.dir, name: declaredName(table, site.within) };
          callers.set(symbolKey(caller), caller);
        }
      }
    }
    entries.push(...this.servicesOf(target));
    const main = this.mainAt(target);
    if (main !== null) entries.push(main);
    return { callers: [...callers.values()], entries, cut };
  }

  /** The same method, as named by interfaces of the repository. */
  private throughInterfaces(target: SymbolId): readonly SymbolId[] {
    const [owner, method] = target.name.split('.') as [string, string | undefined];
    if (method === undefined) return [];
    const { table } = this;
    const type = findSymbol(table, { dir: target.dir, name: owner });
    if (type === null || type.declaration.kind !== 'type') return [];
    return findInterfaces(table, type, table.names.known(method)).map(({ file, declaration }) => ({
      dir: file.dir,
      name: `${table.names.text(declaration.name)}.${method}`,
    }));
  }

  /** The registration whose handler contains a use. */
  private entryAt(site: UseSite): EntryPoint | null {
    const { table } = this;
    const { file, at } = site;
    const entries = this.entries.get(file) ?? [];
    this.entries.set(file, entries);
    for (const [position, call] of file.index.calls.entries()) {
      if (!call.args.some((argument) => argument.from <= at && at < argument.to)) continue;
      if (entries[position] === undefined) entries[position] = readRegistration(table, file, call);
      const entry = entries[position];
      if (entry?.handlers.some((argument) => argument.from <= at && at < argument.to)) return entry.entryPoint;
    }
    return null;
  }

  /** Services that the method implements. */
  private servicesOf(target: SymbolId): readonly EntryPoint[] {
    const [owner, method] = target.name.split('.') as [string, string | undefined];
    if (method === undefined || !/^\p{Lu}/u.test(method)) return [];
    this.services ??= this.readServices();
    const points = this.services.get(symbolKey({ dir: target.dir, name: owner })) ?? [];
    return points.map((point) => ({ ...point, name: `${point.name}/${method}` }));
  }

  private readServices(): ReadonlyMap<string, readonly EntryPoint[]> {
    const { table } = this;
    const services = new Map<string, EntryPoint[]>();
    for (const path of table.readPaths()) {
      const file = table.file(path);
      for (const call of file?.index.calls ?? []) {
        if (call.composite || serviceRegistration(calleeName(table, file!, call)) === null) continue;
        const entry = readRegistration(table, file!, call);
        if (entry?.implementation == null) continue;
        const { file: typeFile, declaration } = entry.implementation;
        const key = symbolKey({ dir: typeFile.dir, name: table.names.text(declaration.name) });
        services.set(key, [...(services.get(key) ?? []), entry.entryPoint]);
      }
    }
    return services;
  }

  private mainAt(target: SymbolId): EntryPoint | null {
    if (target.name !== 'main' && target.name !== 'init') return null;
    const symbol = findSymbol(this.table, { dir: target.dir, name: 'main' });
    return symbol === null ? null : findMain(this.table, symbol.file);
  }
}

/** ["handler.Create", "service.Service.Place"]. */
export function namesOnPath(table: SymbolTable, path: CallPath['path']): readonly string[] {
  return path.map((target) => qualifiedName(table, target));
}
