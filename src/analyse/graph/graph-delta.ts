// Compares two package graphs: edges and cycles, with packages followed through renames.
import type { Edge } from '../../domain/package-graph.ts';
import { edgeBetween, type TreeGraph } from './package-graph.ts';
import type { PackageRenames } from './package-renames.ts';

export interface GraphDelta {
  readonly addedEdges: readonly Edge[];
  readonly removedEdges: readonly Edge[];
  /** Cycles that were not part of a cycle at the merge base, and cycles of the merge base that no longer exist. */
  readonly introducedCycles: readonly (readonly string[])[];
  readonly resolvedCycles: readonly (readonly string[])[];
  /** Directories of new and of removed packages; a move is neither. */
  readonly addedDirs: readonly string[];
  readonly removedDirs: readonly string[];
}

/** Compares two graphs. */
export function compareGraphs(before: TreeGraph, after: TreeGraph, renames: PackageRenames): GraphDelta {
  const origins = (dir: string): readonly string[] => (before.byDir.has(dir) ? [dir] : renames.formerDirs(dir));
  const kept = new Set<string>();
  const addedEdges: Edge[] = [];
  for (const [from, targets] of after.edges) {
    for (const to of targets.keys()) {
      const former = origins(from).flatMap((a) =>
        origins(to)
          .filter((b) => before.edges.get(a)?.has(b))
          .map((b) => `${a}\n${b}`),
      );
      for (const edge of former) kept.add(edge);
      if (former.length === 0) addedEdges.push(edgeBetween(after, from, to));
    }
  }
  const removedEdges: Edge[] = [];
  for (const [from, targets] of before.edges)
    for (const to of targets.keys()) if (!kept.has(`${from}\n${to}`)) removedEdges.push(edgeBetween(before, from, to));
  const survivors = new Set([...after.byDir.keys()].flatMap(origins));
  return {
    addedEdges: addedEdges.sort(compareEdges),
    removedEdges: removedEdges.sort(compareEdges),
    ...compareCycles(before, after, renames),
    addedDirs: [...after.byDir.keys()].filter((dir) => origins(dir).length === 0).sort(),
    removedDirs: [...before.byDir.keys()].filter((dir) => !survivors.has(dir)).sort(),
  };
}

function compareCycles(
  before: TreeGraph,
  after: TreeGraph,
  renames: PackageRenames,
): Pick<GraphDelta, 'introducedCycles' | 'resolvedCycles'> {
  const dirsOf = (graph: TreeGraph, cycle: readonly string[]): readonly string[] =>
    cycle.map((importPath) => graph.graph.packages.get(importPath)?.dir ?? importPath);
  const old = before.graph.cycles.map((cycle) => ({ cycle, dirs: new Set(dirsOf(before, cycle)) }));
  const fresh = after.graph.cycles.map((cycle) => ({
    cycle,
    dirs: new Set(dirsOf(after, cycle).map((dir) => renames.identity(dir))),
  }));
  const contains = (outer: ReadonlySet<string>, inner: ReadonlySet<string>) =>
    [...inner].every((dir) => outer.has(dir));
  return {
    introducedCycles: fresh
      .filter((cycle) => !old.some((other) => contains(other.dirs, cycle.dirs)))
      .map((c) => c.cycle),
    resolvedCycles: old.filter((cycle) => !fresh.some((other) => contains(other.dirs, cycle.dirs))).map((c) => c.cycle),
  };
}

function compareEdges(a: Edge, b: Edge): number {
  return a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1;
}
