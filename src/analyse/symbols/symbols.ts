// Answers who uses what in one tree, where requests come in and what they reach. Only written types count; what would
// need a type checker is counted as undecided. The door of this folder.
import type {
  CallSite,
  EntryPoint,
  ReachableEntryPoints,
  Resource,
  SymbolReferences,
} from '../../domain/symbol-references.ts';

import type { TreeGraph } from '../graph/package-graph.ts';
import { declaredName, findSymbol, findUses, type SymbolId, symbolIdOf, symbolKey, type UseSite } from './callers.ts';
import { type CallPaths, EntryPointSearch, namesOnPath } from './callers-to-entry.ts';
import { findMain, registrationsIn } from './entry-points.ts';
import type { IndexedDeclaration } from './file-index.ts';
import { findImplementers, findInterfaces, interfaceBody } from './method-sets.ts';
import { findReachable } from './reachable-from.ts';
import { findResources } from './resources.ts';
import { placeOfLine, qualifiedName } from './source-quote.ts';
import { emptySymbolTable, openSymbolTable, type SymbolTable } from './symbol-table.ts';

/** Places in one answer. */
const MAX_SITES = 200;

/** Opens the symbols of a tree. The packages in `first` and their importers are read first. */
export async function openSymbols(
  graph: TreeGraph,
  first: readonly string[],
  signal?: AbortSignal,
): Promise<TreeSymbols> {
  return new TreeSymbols(await openSymbolTable(graph, first, signal));
}

/** The symbols of a tree of which nothing is read: every answer is empty. */
export function emptySymbols(graph: TreeGraph): TreeSymbols {
  return new TreeSymbols(emptySymbolTable(graph));
}

/** The answers of `SymbolReferences` without promises. */
export type SymbolAnswers = {
  [Method in keyof SymbolReferences]: (
    ...args: Parameters<SymbolReferences[Method]>
  ) => Awaited<ReturnType<SymbolReferences[Method]>>;
};

/** Adapts answers to the interface of the domain. */
export function toSymbolReferences(answers: SymbolAnswers): SymbolReferences {
  return {
    callersOf: async (importPath, name) => answers.callersOf(importPath, name),
    implementersOf: async (importPath, name) => answers.implementersOf(importPath, name),
    reachOf: async (path, line) => answers.reachOf(path, line),
    reachedBy: async (point) => answers.reachedBy(point),
    entryPointsOf: async (importPath) => answers.entryPointsOf(importPath),
    resourcesOf: async (importPath) => answers.resourcesOf(importPath),
  };
}

export class TreeSymbols implements SymbolAnswers {
  readonly table: SymbolTable;
  private readonly reachability: EntryPointSearch;
  private readonly resources = new Map<string, readonly Resource[]>();

  constructor(table: SymbolTable) {
    this.table = table;
    this.reachability = new EntryPointSearch(table);
  }

  /** Notes for people: what was not read. */
  get notes(): readonly string[] {
    const { unread } = this.table;
    const files = unread === 1 ? 'One Go file was' : `${unread} Go files were`;
    return unread === 0 ? [] : [`${files} too large or too deeply nested to look for callers and entry points in.`];
  }

  callersOf(importPath: string, name: string): ReturnType<SymbolAnswers['callersOf']> {
    const dir = this.dirOf(importPath);
    return dir === null ? { sites: [], unresolved: 0, cut: false } : this.usesOf({ dir, name });
  }

  /** Uses of a declaration; for a method also uses of the interface methods that it implements. */
  usesOf(target: SymbolId): ReturnType<SymbolAnswers['callersOf']> {
    const direct = findUses(this.table, target);
    const sites = direct.sites.map((site) => this.callSite(site, null));
    let cut = direct.cut;
    for (const through of this.interfacesOf(target)) {
      const found = findUses(this.table, through);
      cut ||= found.cut;
      const owner = qualifiedName(this.table, { ...through, name: through.name.split('.')[0]! });
      sites.push(...found.sites.map((site) => this.callSite(site, owner)));
    }
    return { sites: sites.slice(0, MAX_SITES), unresolved: direct.unresolved, cut: cut || sites.length > MAX_SITES };
  }

  private interfacesOf({ dir, name }: SymbolId): readonly SymbolId[] {
    const [owner, method] = name.split('.') as [string, string | undefined];
    const type = method === undefined ? null : findSymbol(this.table, { dir, name: owner });
    if (
      type === null ||
      type.declaration.kind !== 'type' ||
      interfaceBody(this.table, { is: 'named', symbol: type }) !== null
    )
      return [];
    const found = findInterfaces(this.table, type, this.table.names.known(method!));
    return found.map((symbol) => {
      const target = symbolIdOf(this.table, symbol);
      return { dir: target.dir, name: `${target.name}.${method}` };
    });
  }

  private callSite({ file, line, use, within }: UseSite, through: string | null): CallSite {
    return {
      package: this.table.importPathOf(file.dir),
      within: within === null ? null : declaredName(this.table, within),
      use,
      through,
      place: placeOfLine(this.table, file.path, line),
    };
  }

  implementersOf(importPath: string, name: string): ReturnType<SymbolAnswers['implementersOf']> {
    const dir = this.dirOf(importPath);
    const symbol = dir === null ? null : findSymbol(this.table, { dir, name });
    if (symbol === null || symbol.declaration.kind !== 'type') return null;
    if (interfaceBody(this.table, { is: 'named', symbol }) === null) return null;
    return findImplementers(this.table, symbol)
      .slice(0, MAX_SITES)
      .map((type) => ({
        name: qualifiedName(this.table, symbolIdOf(this.table, type)),
        package: this.table.importPathOf(type.file.dir),
        place: placeOfLine(this.table, type.file.path, type.declaration.startLine),
      }));
  }

  reachOf(path: string, line: number): readonly ReachableEntryPoints[] {
    const file = this.table.file(path);
    if (file === null) return [];
    const inside = this.entryAround(path, line);
    if (inside !== null) return [{ entryPoint: inside, path: [] }];
    const declaration = file.index.declarations.find(
      (one) => one.startLine <= line && line <= one.endLine && isCode(one),
    );
    if (declaration === undefined) return [];
    const { paths } = this.pathsTo({ dir: file.dir, name: declaredName(this.table, declaration) });
    return paths.map(({ entryPoint, path }) => ({ entryPoint, path: namesOnPath(this.table, path) }));
  }

  pathsTo(target: SymbolId): CallPaths {
    return this.reachability.pathsTo(target);
  }

  /** Tells whether a request or event reaches this line, as far as the text tells. */
  isReachedByRequests(path: string, line: number): boolean {
    return this.reachOf(path, line).some(
      ({ entryPoint }) => entryPoint.kind !== 'main' && entryPoint.kind !== 'command',
    );
  }

  /** The registration whose function literal contains the line. */
  private entryAround(path: string, line: number): EntryPoint | null {
    const file = this.table.file(path)!;
    const text = this.table.graph.tree.text(path) ?? '';
    const lineOf = (offset: number) => {
      let count = 1;
      for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) count += 1;
      return count;
    };
    for (const { entryPoint: point, handlers: args } of registrationsIn(this.table, file).toReversed())
      if (point.handler === null && args.some(({ start, end }) => lineOf(start) <= line && line <= lineOf(end)))
        return point;
    return null;
  }

  entryPointsOf(importPath: string): readonly EntryPoint[] {
    const dir = this.dirOf(importPath);
    return dir === null ? [] : this.table.package(dir).files.flatMap((file) => this.entryPointsIn(file.path));
  }

  /** Entry points that a file registers, `main` last. */
  entryPointsIn(path: string): readonly EntryPoint[] {
    const file = this.table.file(path);
    if (file === null) return [];
    const main = findMain(this.table, file);
    return [
      ...registrationsIn(this.table, file).map(({ entryPoint: point }) => point),
      ...(main === null ? [] : [main]),
    ];
  }

  resourcesOf(importPath: string): readonly Resource[] {
    const dir = this.dirOf(importPath);
    if (dir === null) return [];
    const known =
      this.resources.get(dir) ?? this.table.package(dir).files.flatMap((file) => findResources(this.table, file));
    this.resources.set(dir, known);
    return known;
  }

  reachedBy(point: EntryPoint): ReturnType<SymbolAnswers['reachedBy']> {
    const file = this.table.file(point.place.path);
    if (file === null) return { functions: [], resources: [], cut: false };
    const { startLine } = point.place;
    const registration = registrationsIn(this.table, file).find(
      (one) => one.entryPoint.name === point.name && one.entryPoint.place.startLine === startLine,
    );
    const own = file.index.declarations.filter((one) => one.startLine === startLine && isCode(one));
    const { targets, cut } = findReachable(this.table, registration ?? { file, handlers: own, implementation: null });
    const inside = new Set(targets.map(symbolKey));
    const resources = [...new Set(targets.map(({ dir }) => dir))].flatMap((dir) =>
      this.resourcesOf(this.table.importPathOf(dir)).filter(
        ({ within }) => within !== null && inside.has(symbolKey({ dir, name: within })),
      ),
    );
    return { functions: targets.map((target) => qualifiedName(this.table, target)), resources, cut };
  }

  /** Resources that a file uses. */
  resourcesIn(path: string): readonly Resource[] {
    const file = this.table.file(path);
    return file === null ? [] : findResources(this.table, file);
  }

  private dirOf(importPath: string): string | null {
    return this.table.graph.graph.packages.get(importPath)?.dir ?? null;
  }
}

function isCode(declaration: IndexedDeclaration): boolean {
  return declaration.kind === 'function' || declaration.kind === 'method';
}
