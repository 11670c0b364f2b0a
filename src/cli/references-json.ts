// Formats entry points and resources for `architect facts` (architect.facts/v1).
import type { GoPackage, PackageGraph } from '../domain/package-graph.ts';
import type { EntryPoint, Resource, SymbolReferences } from '../domain/symbol-references.ts';

/** Most functions and resources listed per entry point. */
const MAX_REACHED = 50;

/** Lists entry points with what they reach, and resources that packages use; in the order of import paths. */
export async function toReferencesJson(graph: PackageGraph, references: SymbolReferences) {
  const packages = [...graph.packages.keys()].sort();
  const entryPoints = [];
  const resources = [];
  for (const importPath of packages) {
    for (const point of await references.entryPointsOf(importPath))
      entryPoints.push(await describeEntryPoint(importPath, point, references));
    for (const one of await references.resourcesOf(importPath))
      resources.push(describeResource(importPath, one, graph.packages.get(importPath)));
  }
  return { entryPoints, resources };
}

async function describeEntryPoint(importPath: string, point: EntryPoint, references: SymbolReferences) {
  const { functions, resources, cut } = await references.reachedBy(point);
  const { kind, name, framework, method, path, handler, place } = point;
  const used = resources.map((one) => [one.kind, one.operation, one.name].filter((part) => part !== '').join(' '));
  return {
    ...{ kind, name, framework, method, path, handler, package: importPath },
    ...{ file: place.path, line: place.startLine },
    reaches: {
      functions: functions.slice(0, MAX_REACHED),
      resources: [...new Set(used)].slice(0, MAX_REACHED),
      complete: !cut && functions.length <= MAX_REACHED,
    },
  };
}

function describeResource(importPath: string, resource: Resource, found: GoPackage | undefined) {
  const { kind, operation, name, detail, within, place } = resource;
  return {
    ...{ kind, operation, name, detail, within, package: importPath },
    layer: found?.layer ?? null,
    layerByName: found?.layerByName ?? null,
    ...{ file: place.path, line: place.startLine },
  };
}
