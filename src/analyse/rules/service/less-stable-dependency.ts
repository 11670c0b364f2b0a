// How the shape of packages changes (catalogue SA07, SA09, SA10): numbers that an architect weighs, and that nobody s
import { countImporters, instabilityOf } from '../../graph/metrics.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { type ChangeRule, matchPlace } from '../engine/change-rule.ts';
import { STABLE_FAN_IN } from './package-clause.ts';

const LESS_STABLE_BY = 0.3;

export const lessStableDependency: ChangeRule = {
  id: 'service/less-stable-dependency',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'A stable package begins to import one that is less stable',
  why: 'By the stable dependencies principle imports point towards what changes less: what many packages hang on now changes whenever the less stable one does.',
  exceptions: 'Where the imported package is a leaf that only looks unstable, as one for logs or metrics does.',
  fix: 'Ask whether the stable package can say what it needs as an interface of its own.',
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
      if (site === undefined || source.fanIn < STABLE_FAN_IN) return [];
      if (source.instability === null || target.instability === null) return [];
      if (target.instability - source.instability <= LESS_STABLE_BY) return [];
      const said = `\`${from}\`, which ${source.fanIn} packages import (instability ${source.instability.toFixed(2)}), now imports \`${to}\` (instability ${target.instability.toFixed(2)}).`;
      const { file: path, line, quote } = site;
      return [matchPlace(lessStableDependency, { path, startLine: line, endLine: line, quote, side: 'head', said })];
    });
  },
};

function couplingOf({ graph, edges }: TreeGraph, importPath: string, importers: ReadonlyMap<string, number>) {
  const dir = graph.packages.get(importPath)?.dir ?? '';
  const fanIn = importers.get(dir) ?? 0;
  return { fanIn, instability: instabilityOf(fanIn, edges.get(dir)?.size ?? 0) };
}
