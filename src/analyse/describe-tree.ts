// Describes one tree as a whole, without a comparison.
import type { Description } from '../domain/architecture.ts';
import type { Settings } from '../domain/settings.ts';
import type { DesignDocument, SourceTree } from '../domain/snapshot.ts';
import { readLinterConfigs } from './clauses/linter-configs.ts';
import { describeComponents } from './graph/component-metrics.ts';
import { assignLayers } from './graph/conventional-layers.ts';
import { declareLayers, findViolations, mergeViolations, toLayerViolation } from './graph/layers.ts';
import { countImporters, measurePackage } from './graph/metrics.ts';
import { buildGraph } from './graph/package-graph.ts';
import { openSymbols, toSymbolReferences } from './symbols/symbols.ts';

/** The whole state of one tree, for facts without a review. */
export async function describeTree(tree: SourceTree, settings: Settings): Promise<Description> {
  const bare = buildGraph(tree);
  const layers = declareLayers(settings, readLinterConfigs(configurationsOf(tree), bare, bare));
  const built = assignLayers(bare, layers);
  const layerViolations = mergeViolations(
    layers.policies.map((one) => findViolations(built, one).map((found) => toLayerViolation(found, false))),
  );
  const importers = countImporters(built);
  const metrics = new Map(
    [...built.byDir].map(([dir, { importPath }]) => [importPath, measurePackage(built, dir, importers)!]),
  );
  const components = describeComponents(built);
  const references = await openSymbols(built, []);
  return {
    graph: built.graph,
    layerViolations,
    metrics,
    ...components,
    unread: [...built.unread],
    references: toSymbolReferences(references),
  };
}

/** Linter configurations of a tree with rules about imports, by their file names. */
function configurationsOf(tree: SourceTree): DesignDocument[] {
  return tree.readable().flatMap((path) => {
    const text = /(^|\/)((\.go-arch-lint|\.?arch-go|\.golangci)\.ya?ml|\.golangci\.(toml|json))$/.test(path)
      ? tree.text(path)
      : undefined;
    return text === undefined ? [] : [{ path, commit: tree.commit, text, cut: 0 }];
  });
}
