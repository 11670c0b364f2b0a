// Finds new imports from a widely imported package to a much less stable one.
import { countImporters, instabilityOf } from '../../graph/metrics.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { type ChangeRule, matchImport } from '../engine/change-rule.ts';
import { isWidelyImported } from './widely-imported.ts';

/** Difference in instability above which an import is reported. */
const LESS_STABLE_BY = 0.3;

export const lessStableDependency: ChangeRule = {
  id: 'service/less-stable-dependency',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'Stable package imports a less stable one',
  messages: {
    lessStable:
      '`{from}`, imported by {importers} packages (instability {instability}), now imports `{to}` (instability ' +
      '{other}).',
  },
  why:
    'By the stable dependencies principle, imports point towards what changes less; a package with many ' +
    'importers now changes whenever the less stable one does.',
  exceptions: 'the imported package is a leaf that only looks unstable, such as logging or metrics.',
  fix: 'Check whether the stable package can declare what it needs as its own interface.',
  tradeOffs: 'One more interface.',
  example: '',
  references: [
    'https://web.archive.org/web/20110714224327/http://www.objectmentor.com/resources/articles/stability.pdf',
  ],
  check(change) {
    const { graph } = change.around;
    const importers = countImporters(graph);
    return change.delta.addedEdges.flatMap(({ from, to, sites: [site] }) => {
      const [source, target] = [couplingOf(graph, from, importers), couplingOf(graph, to, importers)];
      if (site === undefined || !isWidelyImported(source)) return [];
      if (source.instability === null || target.instability === null) return [];
      if (target.instability - source.instability <= LESS_STABLE_BY) return [];
      const [instability, other] = [source.instability.toFixed(2), target.instability.toFixed(2)];
      const data = { from, importers: source.fanIn, instability, to, other };
      return [matchImport(lessStableDependency, site, 'lessStable', data)];
    });
  },
};

function couplingOf({ graph, edges }: TreeGraph, importPath: string, importers: ReadonlyMap<string, number>) {
  const dir = graph.packages.get(importPath)?.dir ?? '';
  const fanIn = importers.get(dir) ?? 0;
  return { fanIn, instability: instabilityOf(fanIn, edges.get(dir)?.size ?? 0) };
}
