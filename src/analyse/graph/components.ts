// Groups packages into components: one for each directory at the top of a module or below internal/, pkg/ and cmd/. Go
// forbids import cycles between packages only, not between components.

import { isCompositionRoot, isSupportDir } from './composition-roots.ts';
import { findCycles } from './find-cycles.ts';
import type { TreeGraph } from './package-graph.ts';
import type { PackageRenames } from './package-renames.ts';

/** A component and its imports. */
export interface ComponentImports {
  /** Directory from the repository's root; "." for packages at the root. */
  readonly name: string;
  /** Package directories, sorted. */
  readonly dirs: readonly string[];
  /** Imported components, with the package edges of each import: [from directory, to directory]. */
  readonly imports: ReadonlyMap<string, readonly (readonly [from: string, to: string])[]>;
  /** All of its packages are composition roots, which may import everything. */
  readonly isRoot: boolean;
}

/** Directories that contain components and are none themselves. */
const SHELF = /^(internal|pkg|cmd|src|lib|libs|services|apps|modules|packages)$/;

/** Name of the component of a package directory. */
function componentOf(graph: TreeGraph, dir: string): string {
  const module = graph.modules.locate(dir)?.module;
  const root = module?.dir ?? '';
  const inside = (root === '' ? dir : dir.slice(root.length + 1)).split('/').filter((name) => name !== '');
  const depth = inside.findIndex((name) => !SHELF.test(name));
  const own = depth === -1 ? inside : inside.slice(0, depth + 1);
  return [root, ...own].filter((name) => name !== '').join('/') || '.';
}

/** All components of a tree, by name. */
export function readComponents(graph: TreeGraph): ReadonlyMap<string, ComponentImports> {
  const dirs = new Map<string, string[]>();
  for (const dir of [...graph.byDir.keys()].sort()) if (!isSupportDir(dir)) append(dirs, componentOf(graph, dir), dir);
  return new Map(
    [...dirs].map(([name, members]) => {
      const imports = importsOf(graph, name, members);
      return [name, { name, dirs: members, imports, isRoot: isRoot(graph, name, members) }];
    }),
  );
}

/** Imports of other components. */
function importsOf(graph: TreeGraph, name: string, dirs: readonly string[]): Map<string, [string, string][]> {
  const imports = new Map<string, [string, string][]>();
  for (const from of dirs) {
    for (const to of graph.edges.get(from)?.keys() ?? []) {
      const target = isSupportDir(to) ? name : componentOf(graph, to);
      if (target !== name) append(imports, target, [from, to]);
    }
  }
  return imports;
}

function append<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}

const MAYBE_ROOT = /(^|\/)(app|apps|application|server|servers|cli|commands?|run|service)$/i;

/** All its packages are composition roots, or its name suggests one and only composition roots import it. */
function isRoot(graph: TreeGraph, name: string, dirs: readonly string[]): boolean {
  const isWiring = (dir: string) => isCompositionRoot(graph.byDir.get(dir)!);
  if (dirs.every(isWiring)) return true;
  if (!MAYBE_ROOT.test(name)) return false;
  const own = new Set(dirs);
  return [...graph.edges].every(
    ([from, targets]) => own.has(from) || isWiring(from) || ![...targets.keys()].some((dir) => own.has(dir)),
  );
}

/** Components that import each other in a cycle, each group sorted. */
export function findComponentCycles(components: ReadonlyMap<string, ComponentImports>): readonly (readonly string[])[] {
  return findCycles(components.keys(), (name) => [...(components.get(name)?.imports.keys() ?? [])]);
}

/** A first import between two existing components. */
export interface ComponentEdge {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly (readonly [from: string, to: string])[];
  /** The cycle of components that it closes or extends; null if there is none, or it was there before. */
  readonly cycle: readonly string[] | null;
}

/** First imports between existing components. New components and composition roots may import anything. */
export function findNewComponentEdges(
  before: TreeGraph,
  after: TreeGraph,
  renames: PackageRenames,
): readonly ComponentEdge[] {
  const [old, fresh] = [readComponents(before), readComponents(after)];
  const origins = (name: string): readonly string[] =>
    old.has(name)
      ? [name]
      : [
          ...new Set(
            (fresh.get(name)?.dirs ?? [])
              .flatMap((dir) => renames.formerDirs(dir))
              .map((dir) => componentOf(before, dir)),
          ),
        ].filter((former) => old.has(former));
  const oldCycles = findComponentCycles(old).map((cycle) => new Set(cycle));
  const freshCycles = findComponentCycles(fresh);
  return [...fresh.values()].flatMap(({ name: from, imports, isRoot }) => {
    if (isRoot || !old.has(from)) return [];
    return [...imports].flatMap(([to, edges]): ComponentEdge[] => {
      const formerTo = origins(to);
      if (formerTo.length === 0 || formerTo.some((one) => one === from || old.get(from)!.imports.has(one))) return [];
      const cycle = freshCycles.find((members) => members.includes(from) && members.includes(to)) ?? null;
      const isOld = cycle !== null && oldCycles.some((members) => cycle.every((name) => members.has(name)));
      return [{ from, to, edges, cycle: isOld ? null : cycle }];
    });
  });
}
