// The door of this folder: who uses what in one tree, where the world comes in, and what it reaches. Written types only; what would
// take a type checker is counted and left alone.
import type {
  CallSite,
  EntryPoint,
  ReachableEntryPoints,
  Resource,
  SymbolReferences,
} from '../../domain/references.ts';

import type { TreeGraph } from '../graph/package-graph.ts';
import { keyOf, nameOf, type Site, sitesOf, standingOf, type Target, targetAt } from './callers.ts';
import { Reachability, sayWay, type Way } from './callers-to-entry.ts';
import { entriesOf, mainOf } from './entry-points.ts';
import type { Declared } from './expression-ir.ts';
import { implementersOf, interfacesWith } from './method-sets.ts';
import { reachedFrom } from './reachable-from.ts';
import { interfaceOf } from './resolve.ts';
import { resourcesIn } from './resources.ts';
import { quoteAt, wholeName } from './source-quote.ts';
import { type Code, openCode, openNoCode } from './symbol-table.ts';

/** Places that one answer lists at most. */
const MAX_SITES = 200;

/** Opens the references of a tree; the packages at `first` and their importers are read before the rest. */
export async function openReferences(
  graph: TreeGraph,
  first: readonly string[],
  signal?: AbortSignal,
): Promise<TreeReferences> {
  return new TreeReferences(await openCode(graph, first, signal));
}

/** Symbols of a tree of which nothing is read: every answer is empty. */
export function openNoReferences(graph: TreeGraph): TreeReferences {
  return new TreeReferences(openNoCode(graph));
}

/** Answers of `SymbolReferences`, at once. */
export type SymbolAnswers = {
  [Method in keyof SymbolReferences]: (
    ...args: Parameters<SymbolReferences[Method]>
  ) => Awaited<ReturnType<SymbolReferences[Method]>>;
};

/** The symbols of a tree as the other rooms ask for them. */
export function answerAsync(answers: SymbolAnswers): SymbolReferences {
  return {
    callersOf: async (importPath, name) => answers.callersOf(importPath, name),
    implementersOf: async (importPath, name) => answers.implementersOf(importPath, name),
    reachOf: async (path, line) => answers.reachOf(path, line),
    reachedBy: async (point) => answers.reachedBy(point),
    entryPointsOf: async (importPath) => answers.entryPointsOf(importPath),
    resourcesOf: async (importPath) => answers.resourcesOf(importPath),
  };
}

export class TreeReferences implements SymbolAnswers {
  readonly code: Code;
  private readonly reachability: Reachability;
  private readonly resources = new Map<string, readonly Resource[]>();

  constructor(code: Code) {
    this.code = code;
    this.reachability = new Reachability(code);
  }

  /** Sentences for people: what was not looked at. */
  get notes(): readonly string[] {
    const { unread } = this.code;
    const files = unread === 1 ? 'One Go file was' : `${unread} Go files were`;
    return unread === 0 ? [] : [`${files} too large or too deeply nested to look for callers and entry points in.`];
  }

  callersOf(importPath: string, name: string): ReturnType<SymbolAnswers['callersOf']> {
    const dir = this.dirOf(importPath);
    return dir === null ? { sites: [], unresolved: 0, cut: false } : this.sitesOf({ dir, name });
  }

  /** Uses of a declaration, and for a method those of the interface methods that it implements. */
  sitesOf(target: Target): ReturnType<SymbolAnswers['callersOf']> {
    const direct = sitesOf(this.code, target);
    const sites = direct.sites.map((site) => this.callSite(site, null));
    let cut = direct.cut;
    for (const through of this.interfacesOf(target)) {
      const found = sitesOf(this.code, through);
      cut ||= found.cut;
      const owner = wholeName(this.code, { ...through, name: through.name.split('.')[0]! });
      sites.push(...found.sites.map((site) => this.callSite(site, owner)));
    }
    return { sites: sites.slice(0, MAX_SITES), unresolved: direct.unresolved, cut: cut || sites.length > MAX_SITES };
  }

  private interfacesOf({ dir, name }: Target): readonly Target[] {
    const [owner, method] = name.split('.') as [string, string | undefined];
    const type = method === undefined ? null : standingOf(this.code, { dir, name: owner });
    if (
      type === null ||
      type.declared.kind !== 'type' ||
      interfaceOf(this.code, { is: 'named', standing: type }) !== null
    )
      return [];
    const found = interfacesWith(this.code, type, this.code.names.known(method!));
    return found.map((standing) => {
      const target = targetAt(this.code, standing);
      return { dir: target.dir, name: `${target.name}.${method}` };
    });
  }

  private callSite({ file, line, use, within }: Site, through: string | null): CallSite {
    return {
      package: this.code.importPathOf(file.dir),
      within: within === null ? null : nameOf(this.code, within),
      use,
      through,
      place: quoteAt(this.code, file.path, line),
    };
  }

  implementersOf(importPath: string, name: string): ReturnType<SymbolAnswers['implementersOf']> {
    const dir = this.dirOf(importPath);
    const standing = dir === null ? null : standingOf(this.code, { dir, name });
    if (standing === null || standing.declared.kind !== 'type') return null;
    if (interfaceOf(this.code, { is: 'named', standing }) === null) return null;
    return implementersOf(this.code, standing)
      .slice(0, MAX_SITES)
      .map((type) => ({
        name: wholeName(this.code, targetAt(this.code, type)),
        package: this.code.importPathOf(type.file.dir),
        place: quoteAt(this.code, type.file.path, type.declared.startLine),
      }));
  }

  reachOf(path: string, line: number): readonly ReachableEntryPoints[] {
    const file = this.code.file(path);
    if (file === null) return [];
    const inside = this.entryAround(path, line);
    if (inside !== null) return [{ entryPoint: inside, path: [] }];
    const declared = file.index.declared.find((one) => one.startLine <= line && line <= one.endLine && isCode(one));
    if (declared === undefined) return [];
    const { ways } = this.waysTo({ dir: file.dir, name: nameOf(this.code, declared) });
    return ways.map((way) => ({ entryPoint: way.point, path: sayWay(this.code, way) }));
  }

  waysTo(target: Target): { readonly ways: readonly Way[]; readonly cut: boolean } {
    return this.reachability.waysTo(target);
  }

  /** A request, event or command reaches this line, as far as the text tells. */
  isReachedByRequests(path: string, line: number): boolean {
    return this.reachOf(path, line).some(
      ({ entryPoint }) => entryPoint.kind !== 'main' && entryPoint.kind !== 'command',
    );
  }

  /** The registration that hands over a function written on the spot, where the line lies in that function. */
  private entryAround(path: string, line: number): EntryPoint | null {
    const file = this.code.file(path)!;
    const text = this.code.graph.tree.text(path) ?? '';
    const lineOf = (offset: number) => {
      let count = 1;
      for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) count += 1;
      return count;
    };
    for (const { point, parts } of entriesOf(this.code, file).toReversed())
      if (point.handler === null && parts.some(({ start, end }) => lineOf(start) <= line && line <= lineOf(end)))
        return point;
    return null;
  }

  entryPointsOf(importPath: string): readonly EntryPoint[] {
    const dir = this.dirOf(importPath);
    return dir === null ? [] : this.code.package(dir).files.flatMap((file) => this.entryPointsIn(file.path));
  }

  /** Entry points that one file registers, `main` last. */
  entryPointsIn(path: string): readonly EntryPoint[] {
    const file = this.code.file(path);
    if (file === null) return [];
    const main = mainOf(this.code, file);
    return [...entriesOf(this.code, file).map(({ point }) => point), ...(main === null ? [] : [main])];
  }

  resourcesOf(importPath: string): readonly Resource[] {
    const dir = this.dirOf(importPath);
    if (dir === null) return [];
    const known =
      this.resources.get(dir) ?? this.code.package(dir).files.flatMap((file) => resourcesIn(this.code, file));
    this.resources.set(dir, known);
    return known;
  }

  reachedBy(point: EntryPoint): ReturnType<SymbolAnswers['reachedBy']> {
    const file = this.code.file(point.place.path);
    if (file === null) return { functions: [], resources: [], cut: false };
    const { startLine } = point.place;
    const entry = entriesOf(this.code, file).find(
      (one) => one.point.name === point.name && one.point.place.startLine === startLine,
    );
    const own = file.index.declared.filter((one) => one.startLine === startLine && isCode(one));
    const { targets, cut } = reachedFrom(this.code, entry ?? { file, parts: own, implementation: null });
    const inside = new Set(targets.map(keyOf));
    const resources = [...new Set(targets.map(({ dir }) => dir))].flatMap((dir) =>
      this.resourcesOf(this.code.importPathOf(dir)).filter(
        ({ within }) => within !== null && inside.has(keyOf({ dir, name: within })),
      ),
    );
    return { functions: targets.map((target) => wholeName(this.code, target)), resources, cut };
  }

  /** Resources that one file uses. */
  resourcesIn(path: string): readonly Resource[] {
    const file = this.code.file(path);
    return file === null ? [] : resourcesIn(this.code, file);
  }

  private dirOf(importPath: string): string | null {
    return this.code.graph.graph.packages.get(importPath)?.dir ?? null;
  }
}

function isCode(declared: Declared): boolean {
  return declared.kind === 'function' || declared.kind === 'method';
}
