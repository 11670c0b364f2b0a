// Entry points and resources as `architect facts` prints them (architect.facts/v1).
import type { PackageGraph } from '../domain/package-graph.ts';
import type { SymbolReferences } from '../domain/references.ts';

/** Functions and resources that one entry point lists at most. */
const MAX_REACHED = 50;

/** Where the world comes in and what it reaches; what packages use outside of the process. In the order of import paths. */
export function describeReferences(graph: PackageGraph, references: SymbolReferences) {
  const packages = [...graph.packages.keys()].sort();
  return {
    entryPoints: packages.flatMap((importPath) =>
      references.entryPointsOf(importPath).map((point) => {
        const { functions, resources, cut } = references.reachedBy(point);
        const { kind, name, framework, method, path, handler, place } = point;
        const used = resources.map((one) =>
          [one.kind, one.operation, one.name].filter((part) => part !== '').join(' '),
        );
        return {
          ...{ kind, name, framework, method, path, handler, package: importPath },
          ...{ file: place.path, line: place.startLine },
          reaches: {
            functions: functions.slice(0, MAX_REACHED),
            resources: [...new Set(used)].slice(0, MAX_REACHED),
            complete: !cut && functions.length <= MAX_REACHED,
          },
        };
      }),
    ),
    resources: packages.flatMap((importPath) =>
      references.resourcesOf(importPath).map(({ kind, operation, name, detail, within, place }) => ({
        ...{ kind, operation, name, detail, within, package: importPath },
        layer: graph.packages.get(importPath)?.layer ?? null,
        layerByName: graph.packages.get(importPath)?.layerByName ?? null,
        ...{ file: place.path, line: place.startLine },
      })),
    ),
  };
}
