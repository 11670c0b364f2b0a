// Measures how packages are coupled: Martin's metrics, from the graph and a count of declared types.
import type { MetricsChange, PackageMetrics } from '../../domain/package-graph.ts';
import { countTypes, type TypeCount } from '../go/count-types.ts';
import type { GraphDelta } from './graph-delta.ts';
import { dirName } from './modules.ts';
import type { TreeGraph } from './package-graph.ts';
import type { PackageRenames } from './package-renames.ts';

/** Packages whose metrics are compared in one change, by directory. */
const MAX_COMPARED = 200;

/** Counts by blob SHA, for both trees and the next push. */
const counted = new Map<string, TypeCount>();
const MAX_COUNTED = 60_000;

/** Number of packages of the repository that import each package directory. */
export function countImporters(graph: TreeGraph): ReadonlyMap<string, number> {
  const importers = new Map<string, number>();
  for (const [from, targets] of graph.edges)
    for (const to of targets.keys()) if (to !== from) importers.set(to, (importers.get(to) ?? 0) + 1);
  return importers;
}

/** I = Ce / (Ca + Ce); null for a package without neighbors. */
export function instabilityOf(fanIn: number, fanOut: number): number | null {
  return fanIn + fanOut === 0 ? null : fanOut / (fanIn + fanOut);
}

/** Martin's metrics from their counts; see `PackageMetrics` for the formulas. */
export function toMetrics(counts: Pick<PackageMetrics, 'fanIn' | 'fanOut' | 'files'> & TypeCount): PackageMetrics {
  const { fanIn, fanOut, types, interfaces, files, lines } = counts;
  const instability = instabilityOf(fanIn, fanOut);
  const abstractness = types === 0 ? 0 : interfaces / types;
  const distance = instability === null ? null : Math.abs(abstractness + instability - 1);
  return { fanIn, fanOut, instability, abstractness, distance, files, lines };
}

/** Metrics of one package directory; null if there is no package. */
export function measurePackage(
  graph: TreeGraph,
  dir: string,
  importers: ReadonlyMap<string, number>,
): PackageMetrics | null {
  const found = graph.byDir.get(dir);
  if (found === undefined) return null;
  const fanOut = [...(graph.edges.get(dir)?.keys() ?? [])].filter((to) => to !== dir).length;
  return toMetrics({
    fanIn: importers.get(dir) ?? 0,
    fanOut,
    files: found.files.length,
    ...countFiles(graph, found.files),
  });
}

/** Sum of the types and lines of some files. */
export function countFiles(graph: TreeGraph, files: readonly string[]): TypeCount {
  let [types, interfaces, lines] = [0, 0, 0];
  for (const path of files) {
    const count = countFile(graph, path);
    types += count.types;
    interfaces += count.interfaces;
    lines += count.lines;
  }
  return { types, interfaces, lines };
}

function countFile({ tree }: TreeGraph, path: string): TypeCount {
  const sha = tree.entries.get(path)?.sha;
  const known = sha === undefined ? undefined : counted.get(sha);
  if (known !== undefined) return known;
  const count = countTypes(tree.text(path) ?? '');
  if (sha !== undefined) {
    if (counted.size >= MAX_COUNTED) counted.delete(counted.keys().next().value!);
    counted.set(sha, count);
  }
  return count;
}

/** Metrics before and after of packages whose files or imports change. */
export function compareMetrics(
  before: TreeGraph,
  after: TreeGraph,
  delta: GraphDelta,
  renames: PackageRenames,
  changedPaths: readonly string[],
): readonly MetricsChange[] {
  const dirs = new Set(changedPaths.filter((path) => path.endsWith('.go')).map(dirName));
  for (const { from, to } of [...delta.addedEdges, ...delta.removedEdges])
    for (const importPath of [from, to]) {
      const found = after.graph.packages.get(importPath) ?? before.graph.packages.get(importPath);
      if (found !== undefined) dirs.add(found.dir);
    }
  const [old, fresh] = [countImporters(before), countImporters(after)];
  return [...dirs]
    .filter((dir) => after.byDir.has(dir) || delta.removedDirs.includes(dir))
    .sort()
    .slice(0, MAX_COMPARED)
    .map((dir) => ({
      package: (after.byDir.get(dir) ?? before.byDir.get(dir)!).importPath,
      before: measurePackage(before, after.byDir.has(dir) ? renames.identity(dir) : dir, old),
      after: measurePackage(after, dir, fresh),
    }));
}
