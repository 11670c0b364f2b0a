// Holds the package graph to the layers that the team declared. Each source of declarations (our settings, a linter's file) is read
// into the same LayerPolicy; nothing is guessed from names.

import type { LayerViolation } from '../../domain/architecture.ts';
import type { GoPackage, ImportSite } from '../../domain/package-graph.ts';
import type { Settings } from '../../domain/settings.ts';
import { createAnyGlob, createGlob } from '../../text/glob.ts';
import type { TreeGraph } from './package-graph.ts';
import type { PackageRenames } from './package-renames.ts';

/** Why an import may not stand. */
export interface ForbiddenImport {
  /** Layer, component or rule that the importing package belongs to. */
  readonly from: string;
  /** What it may not reach for: a layer, a component, or the pattern that the import path matches. */
  readonly to: string;
  /** Id of the clause that forbids it; null for the team's settings. */
  readonly clause: string | null;
  /** What the source says, as the rest of a sentence that begins with its name; null where the layers say it. */
  readonly reason: string | null;
}

/** Whoever imports, as far as rules about imports ask. */
export type Importer = Pick<GoPackage, 'dir' | 'importPath' | 'module'>;

/** Declared rules about imports, whatever file declares them. */
export interface ImportPolicy {
  /** The file that declares it, as people know it. */
  readonly source: string;
  /** It holds test files to its rules as well, as the linter does whose file it is. */
  readonly judgesTests?: true;
  /** It holds files of other builds than the default one to its rules as well, as the linter does whose file it is. */
  readonly judgesVariants?: true;
  /** Layer of a package directory, where the file declares layers by name; null for one that lies in none. */
  layerOf?(dir: string): string | null;
  /** Why an import of a package may not stand; null where it may. `toDir` is null for packages outside the repository. */
  judge(importer: Importer, site: ImportSite, toDir: string | null): ForbiddenImport | null;
}

/** Declared layers. */
export interface LayerPolicy extends ImportPolicy {
  /** Layer of a package directory; null where none is declared. */
  layerOf(dir: string): string | null;
}

/** A violation before it is compared with the merge base; directories identify the packages. */
export interface FoundViolation {
  readonly site: ImportSite;
  readonly fromDir: string;
  /** Directory of the imported package; null outside the repository. */
  readonly toDir: string | null;
  readonly why: ForbiddenImport;
  readonly source: string;
}

/** The layers of .github/architect.yml. The first layer whose globs match a directory holds it. */
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

/** Everything that lays down which package may import which. */
export interface DeclaredLayers {
  /** Layers as the settings declare them. */
  readonly settings: LayerPolicy;
  /** Those of the settings, then all others: where two speak of one import, the first is heard. */
  readonly policies: readonly ImportPolicy[];
  /** Settings, a document or a linter's file declare layers, so that names have nothing to add. */
  readonly areDeclared: boolean;
}

/** @param others what documents and linters' files say */
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

/** "./internal/domain/" and "/internal/domain" mean what they seem to; the root package is ".". */
function directoryGlob(glob: string): string {
  const clean = glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  return clean === '' ? '.' : clean;
}

/** Every import of the graph that the policy forbids, by file and line. */
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

/** A violation in the words of the domain. */
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

/** One violation for each import: the first source to forbid it speaks, and the clauses of all the others are named. */
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

/** Tells which violations of the head the change brings in: neither the packages nor the moved file had it at the merge base. */
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
