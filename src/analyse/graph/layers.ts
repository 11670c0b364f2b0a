// Holds the package graph to the layers that the team declared. Each source of declarations (our settings, a linter's file) is read
// into the same LayerPolicy; nothing is guessed from names.
import picomatch from 'picomatch';
import type { ImportSite, LayerViolation } from '../../domain/architecture.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Lineage } from './lineage.ts';
import type { TreeGraph } from './package-graph.ts';

/** Declared layers, whatever file declares them. */
export interface LayerPolicy {
  /** The file that declares it, as people know it. */
  readonly source: string;
  /** Layer of a package directory; null where none is declared. */
  layerOf(dir: string): string | null;
  mayImport(from: string, to: string): boolean;
  /** The pattern that forbids a layer an import path from outside the repository; null where it may use it. */
  forbids(layer: string, importPath: string): string | null;
}

/** A violation before it is compared with the merge base; directories identify the packages. */
export interface FoundViolation {
  readonly site: ImportSite;
  readonly fromDir: string;
  /** Directory of the imported package; null outside the repository. */
  readonly toDir: string | null;
  readonly from: string;
  readonly to: string;
  readonly source: string;
}

/** The layers of .github/architect.yml. The first layer whose globs match a directory holds it. */
export function policyOfSettings(settings: Settings): LayerPolicy {
  const layers = settings.layers.map((layer) => ({
    name: layer.name,
    holds: picomatch(layer.packages.map(directoryGlob), { dot: true }),
    allowed: new Set([layer.name, ...layer.mayImport]),
    forbidden: layer.mayNotUse.map((pattern) => ({ pattern, matches: picomatch(pattern, { dot: true }) })),
  }));
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return {
    source: '.github/architect.yml',
    layerOf: (dir) => layers.find((layer) => layer.holds(dir === '' ? '.' : dir))?.name ?? null,
    mayImport: (from, to) => byName.get(from)?.allowed.has(to) ?? true,
    forbids: (name, importPath) =>
      byName.get(name)?.forbidden.find((rule) => rule.matches(importPath))?.pattern ?? null,
  };
}

/** "./internal/domain/" and "/internal/domain" mean what they seem to; the root package is ".". */
function directoryGlob(glob: string): string {
  const clean = glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  return clean === '' ? '.' : clean;
}

/** Every import of the graph that the policy forbids, by file and line. */
export function findViolations(graph: TreeGraph, policy: LayerPolicy): readonly FoundViolation[] {
  const found: FoundViolation[] = [];
  for (const importer of graph.byDir.values()) {
    const from = policy.layerOf(importer.dir);
    if (from === null) continue;
    const { module } = graph.modules.locate(importer.dir)!;
    for (const site of importer.sites) {
      const dir = graph.modules.directoryOf(site.path, module);
      const toDir = dir !== null && graph.byDir.has(dir) ? dir : null;
      const to = toDir === null ? policy.forbids(from, site.path) : forbiddenLayer(policy, from, toDir);
      if (to !== null) found.push({ site, fromDir: importer.dir, toDir, from, to, source: policy.source });
    }
  }
  return found.sort((a, b) =>
    a.site.file === b.site.file ? a.site.line - b.site.line : a.site.file < b.site.file ? -1 : 1,
  );
}

function forbiddenLayer(policy: LayerPolicy, from: string, toDir: string): string | null {
  const to = policy.layerOf(toDir);
  return to !== null && !policy.mayImport(from, to) ? to : null;
}

/** A violation in the words of the domain. */
export function toLayerViolation(found: FoundViolation, introduced: boolean): LayerViolation {
  const { site, from, to, source } = found;
  return { file: site.file, line: site.line, import: site.path, quote: site.quote, from, to, source, introduced };
}

/** Tells which violations of the head the change brings in: neither the packages nor the moved file had it at the merge base. */
export function whatIsNew(
  head: readonly FoundViolation[],
  before: readonly FoundViolation[],
  lineage: Lineage,
): LayerViolation[] {
  const target = (found: FoundViolation) => (found.toDir === null ? `import ${found.site.path}` : `dir ${found.toDir}`);
  const known = new Set(
    before.flatMap((found) => [`${found.fromDir}\n${target(found)}`, `${found.site.file}\n${target(found)}`]),
  );
  return head.map((found) => {
    const targets =
      found.toDir === null
        ? [target(found)]
        : [found.toDir, ...lineage.formerDirs(found.toDir)].map((dir) => `dir ${dir}`);
    const sources = [...lineage.formerDirs(found.fromDir), lineage.formerPath(found.site.file)];
    const introduced = !sources.some((from) => targets.some((to) => known.has(`${from}\n${to}`)));
    return toLayerViolation(found, introduced);
  });
}
