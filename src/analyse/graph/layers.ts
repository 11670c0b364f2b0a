// Checks the package graph against declared layers. Each declaring file (our settings, a linter's configuration) is
// read into the same ImportPolicy.

import type { LayerViolation } from '../../domain/architecture.ts';
import type { GoPackage, ImportSite } from '../../domain/package-graph.ts';
import type { Settings } from '../../domain/settings.ts';
import { createAnyGlob, createGlob } from '../../text/glob.ts';
import type { TreeGraph } from './package-graph.ts';
import type { PackageRenames } from './package-renames.ts';

/** Why an import is forbidden. */
export interface ForbiddenImport {
  /** Layer, component or rule of the importing package. */
  readonly from: string;
  /** What it must not import: a layer, a component, or a pattern of import paths. */
  readonly to: string;
  /** Id of the clause that forbids it; null for the settings. */
  readonly clause: string | null;
  /** What the source says, to follow its name in a sentence; null if its layers say it. */
  readonly reason: string | null;
}

/** An importing package, as far as import rules need it. */
type Importer = Pick<GoPackage, 'dir' | 'importPath' | 'module'>;

/** Rules about imports from one file. */
export interface ImportPolicy {
  /** The declaring file. */
  readonly source: string;
  /** It also applies to test files, as its linter does. */
  readonly judgesTests?: true;
  /** It also applies to files of other builds, as its linter does. */
  readonly judgesVariants?: true;
  /** Layer of a package directory, if the file declares layers; null outside of all layers. */
  layerOf?(dir: string): string | null;
  /**
   * Why a package must not import something; null if it may. `toDir` is null for packages outside of the repository.
   */
  judge(importer: Importer, site: ImportSite, toDir: string | null): ForbiddenImport | null;
}

/** A policy with layers. */
interface LayerPolicy extends ImportPolicy {
  /** Layer of a package directory; null if none is declared. */
  layerOf(dir: string): string | null;
}

/** A violation before the comparison with the merge base; directories identify the packages. */
export interface FoundViolation {
  readonly site: ImportSite;
  readonly fromDir: string;
  /** Directory of the imported package; null outside of the repository. */
  readonly toDir: string | null;
  readonly why: ForbiddenImport;
  readonly source: string;
}

/** The layers of .github/architect.yml. A directory belongs to the first layer whose globs match it. */
function policyOfSettings(settings: Settings): LayerPolicy {
  const layers = settings.layers.map((layer) => ({
    name: layer.name,
    holds: createAnyGlob(layer.packages.map(directoryGlob)),
    allowed: new Set([layer.name, ...layer.mayImport]),
    forbidden: layer.mayNotUse.map((pattern) => ({ pattern, matches: createGlob(pattern) })),
  }));
  const known = new Map<string, (typeof layers)[number] | null>();
  const layerAt = (dir: string) => {
    const cached = known.get(dir);
    if (cached !== undefined) return cached;
    const found = layers.find((layer) => layer.holds(dir === '' ? '.' : dir)) ?? null;
    known.set(dir, found);
    return found;
  };
  return {
    source: '.github/architect.yml',
    layerOf: (dir) => layerAt(dir)?.name ?? null,
    judge({ dir }, site, toDir) {
      const from = layerAt(dir);
      if (from === null) return null;
      const target = toDir === null ? null : (layerAt(toDir)?.name ?? null);
      const to =
        toDir === null
          ? (from.forbidden.find((rule) => rule.matches(site.path))?.pattern ?? null)
          : target === null || from.allowed.has(target)
            ? null
            : target;
      return to === null ? null : { from: from.name, to, clause: null, reason: null };
    },
  };
}

/** All declared rules about imports. */
export interface DeclaredLayers {
  /** Layers of the settings. */
  readonly settings: LayerPolicy;
  /** Policy of the settings, then all others. For each import the first policy that forbids it is quoted. */
  readonly policies: readonly ImportPolicy[];
  /** Settings, a document or a linter's configuration declare layers, so names are not used. */
  readonly areDeclared: boolean;
}

/** @param others policies of documents and linter configurations */
export function declareLayers(
  settings: Settings,
  others: { readonly policies: readonly ImportPolicy[]; readonly declaresLayers: boolean },
): DeclaredLayers {
  const own = policyOfSettings(settings);
  return {
    settings: own,
    policies: [own, ...others.policies],
    areDeclared: settings.layers.length > 0 || others.declaresLayers,
  };
}

/** "./internal/domain/" and "/internal/domain" mean the same directory; the root package is ".". */
function directoryGlob(glob: string): string {
  const clean = glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  return clean === '' ? '.' : clean;
}

/** All imports of the graph that a policy forbids, by file and line. */
export function findViolations(graph: TreeGraph, policy: ImportPolicy): readonly FoundViolation[] {
  const found: FoundViolation[] = [];
  const judge = (importer: Importer, sites: readonly ImportSite[]) => {
    const { module } = graph.modules.locate(importer.dir)!;
    for (const site of sites) {
      const dir = graph.modules.directoryOf(site.path, module);
      const toDir = dir !== null && graph.byDir.has(dir) ? dir : null;
      const why = policy.judge(importer, site, toDir);
      if (why !== null) found.push({ site, fromDir: importer.dir, toDir, why, source: policy.source });
    }
  };
  for (const importer of graph.byDir.values())
    judge(importer, policy.judgesTests ? [...importer.sites, ...importer.testSites] : importer.sites);
  if (policy.judgesVariants) for (const variant of graph.graph.variants ?? []) judge(variant, variant.sites);
  return found.sort((a, b) =>
    a.site.file === b.site.file ? a.site.line - b.site.line : a.site.file < b.site.file ? -1 : 1,
  );
}

/** Converts a violation for the other rooms. */
export function toLayerViolation(found: FoundViolation, introduced: boolean): LayerViolation {
  const { site, why, source, toDir } = found;
  const { from, to, clause, reason } = why;
  return {
    file: site.file,
    line: site.line,
    import: site.path,
    quote: site.quote,
    from,
    to,
    ...(reason === null && toDir !== null ? { toLayer: to } : {}),
    source,
    introduced,
    ...(clause === null ? {} : { clauses: [clause] }),
    ...(reason === null ? {} : { reason }),
  };
}

/** One violation for each import: that of the first policy, with the clauses of all policies that forbid it. */
export function mergeViolations(lists: readonly (readonly LayerViolation[])[]): LayerViolation[] {
  const merged = new Map<string, LayerViolation>();
  for (const violation of lists.flat()) {
    const key = `${violation.file}\n${violation.line}\n${violation.import}`;
    const first = merged.get(key);
    const clauses = [...new Set([...(first?.clauses ?? []), ...(violation.clauses ?? [])])];
    merged.set(key, { ...(first ?? violation), ...(clauses.length === 0 ? {} : { clauses }) });
  }
  return [...merged.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Marks the violations that the change introduces: neither the packages nor the file, if moved, had them before. */
export function markIntroduced(
  head: readonly FoundViolation[],
  before: readonly FoundViolation[],
  renames: PackageRenames,
): LayerViolation[] {
  const target = (found: FoundViolation) => (found.toDir === null ? `import ${found.site.path}` : `dir ${found.toDir}`);
  const known = new Set(
    before.flatMap((found) => [`${found.fromDir}\n${target(found)}`, `${found.site.file}\n${target(found)}`]),
  );
  return head.map((found) => {
    const targets =
      found.toDir === null
        ? [target(found)]
        : [found.toDir, ...renames.formerDirs(found.toDir)].map((dir) => `dir ${dir}`);
    const sources = [...renames.formerDirs(found.fromDir), renames.formerPath(found.site.file)];
    const introduced = !sources.some((from) => targets.some((to) => known.has(`${from}\n${to}`)));
    return toLayerViolation(found, introduced);
  });
}
