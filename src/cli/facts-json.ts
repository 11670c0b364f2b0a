// Formats the facts of one commit as JSON (architect.facts/v1).
import { relative } from 'node:path';
import type { Description } from '../domain/architecture.ts';
import type { GoPackage, PackageMetrics } from '../domain/package-graph.ts';
import { toReferencesJson } from './references-json.ts';

/** Imports are of the default linux/amd64 build without tests; files are relative to their package's directory. */
export async function toFactsJson(rev: string, described: Description) {
  const { graph, layerViolations, components, componentCycles, unread, references } = described;
  return {
    schema: 'architect.facts/v1',
    rev,
    modules: graph.modules.map(({ path, dir, goVersion, requires, replaces, excludes = [], retracts = [] }) => ({
      path,
      dir,
      goVersion,
      requires,
      replaces,
      excludes,
      retracts,
    })),
    packages: packagesOf(described),
    variants: (graph.variants ?? []).map(({ dir, importPath, files, sites }) => ({
      importPath,
      dir,
      files: files.map((file) => relative(dir, file)),
      imports: [...new Set(sites.map(({ path }) => path))].sort(),
    })),
    ...(await toReferencesJson(graph, references)),
    cycles: graph.cycles,
    components: components.map(({ metrics, ...rest }) => ({ ...rest, metrics: rounded(metrics) })),
    componentCycles,
    layerViolations: layerViolations.map(({ file, line, import: path, from, to, source }) => ({
      file,
      line,
      import: path,
      from,
      to,
      source,
    })),
    unread,
  };
}

function packagesOf({ graph, metrics }: Description) {
  return [...graph.packages.values()]
    .sort((a, b) => (a.importPath < b.importPath ? -1 : 1))
    .map((found) => ({ ...found, tests: testImportsOf(found) }))
    .map(({ importPath, name, dir, files, imports, tests, layer, layerByName = null }) => ({
      importPath,
      name,
      dir,
      files: files.map((file) => relative(dir, file)),
      imports,
      testImports: tests.inside,
      externalTestImports: tests.outside,
      layer,
      layerByName,
      metrics: rounded(metrics.get(importPath)),
    }));
}

/** Imports of test files of the package itself, and of its external tests. */
function testImportsOf({ testSites, externalTestFiles = [] }: GoPackage) {
  const external = new Set(externalTestFiles);
  const pathsOf = (sites: GoPackage['testSites']) => [...new Set(sites.map(({ path }) => path))].sort();
  return {
    inside: pathsOf(testSites.filter(({ file }) => !external.has(file))),
    outside: pathsOf(testSites.filter(({ file }) => external.has(file))),
  };
}

/** Shares with three decimals. */
function rounded(metrics: PackageMetrics | undefined) {
  if (metrics === undefined) return null;
  const round = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 1000);
  const { instability, abstractness, distance } = metrics;
  return { ...metrics, instability: round(instability), abstractness: round(abstractness), distance: round(distance) };
}
