// Components: the parts that a newcomer sees first, one for each directory at the top of a module (or below internal/, pkg/ and cmd/).
// Go forbids import cycles between packages only; between components nothing does.

import { isCompositionRoot, isSupportDir } from './composition-roots.ts';
import { findCycles } from './find-cycles.ts';
import type { TreeGraph } from './package-graph.ts';
import type { PackageRenames } from './package-renames.ts';

/** A component with the package edges that leave it. */
export interface ComponentImports {
  /** Its directory from the repository's root; "." for packages at the root of the repository. */
  readonly name: string;
  /** Package directories, sorted. */
  readonly dirs: readonly string[];
  /** Components that it imports, with the package edges that make each: "from directory", "to directory". */
  readonly imports: ReadonlyMap<string, readonly (readonly [from: string, to: string])[]>;
  /** Every package of it puts programs together, so it is free to import everything. */
  readonly isRoot: boolean;
}

/** Directories that hold components and are none themselves. */
const SHELF = /^(internal|pkg|cmd|src|lib|libs|services|apps|modules|packages)$/;

/** The component that a package directory belongs to. */
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
  for (const dir of [...graph.byDir.keys()].sort()) {
    if (isSupportDir(dir)) continue;
    const name = componentOf(graph, dir);
    append(dirs, name, dir);
  }
  const components = new Map<string, ComponentImports>();
  for (const [name, members] of dirs) {
    const imports = new Map<string, [string, string][]>();
    for (const from of members) {
      for (const to of graph.edges.get(from)?.keys() ?? []) {
        if (isSupportDir(to)) continue;
        const target = componentOf(graph, to);
        if (target !== name) append(imports, target, [from, to]);
      }
    }
    components.set(name, { name, dirs: members, imports, isRoot: isRoot(graph, name, members) });
  }
  return components;
}

function append<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}

const MAYBE_ROOT = /(^|\/)(app|apps|application|server|servers|cli|commands?|run|service)$/i;

/** Its packages are wiring by name, or it may be by its name and nothing but commands imports it. */
function isRoot(graph: TreeGraph, name: string, dirs: readonly string[]): boolean {
  const isWiring = (dir: string) => isCompositionRoot(graph.byDir.get(dir)!);
  if (dirs.every(isWiring)) return true;
  if (!MAYBE_ROOT.test(name)) return false;
  const own = new Set(dirs);
  return [...graph.edges].every(
    ([from, targets]) => own.has(from) || isWiring(from) || ![...targets.keys()].some((dir) => own.has(dir)),
  );
}

/** Components that reach each other, each group sorted. */
export function findComponentCycles(components: ReadonlyMap<string, ComponentImports>): readonly (readonly string[])[] {
  return findCycles(components.keys(), (name) => [...(components.get(name)?.imports.keys() ?? [])]);
}

/** A first import between two components that were there before. */
export interface ComponentEdge {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly (readonly [from: string, to: string])[];
  /** The group of components that it makes or makes larger, when it closes a circle that was not there. */
  readonly cycle: readonly string[] | null;
}

/** First edges between existing components. A component that is new, and one that only wires, may import what it likes. */
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
