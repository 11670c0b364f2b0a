// What a change does between components, the parts that a newcomer sees first (catalogue SA03, SA04). Both are signal
import type { ChangeRule } from '../engine/change-rule.ts';
import { edgesOf, sighting } from './component-edges.ts';

export const componentEdge: ChangeRule = {
  id: 'service/component-edge',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'The first import from one component to another',
  why: 'Until now the one could change without the other.',
  exceptions: 'Where the feature is about exactly this: most first imports are.',
  fix: 'Ask whether the dependency is meant, and whether it points the right way.',
  tradeOffs: 'A dependency that is kept out costs an interface, or the same few lines twice.',
  example: '',
  references: ['https://github.com/loov/goda'],
  check: (change) =>
    edgesOf(change).flatMap((edge) => (edge.cycle === null ? sighting(componentEdge, edge, change) : [])),
};
