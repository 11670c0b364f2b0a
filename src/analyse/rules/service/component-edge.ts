// Finds first imports from one component to another.
import type { ChangeRule } from '../engine/change-rule.ts';
import { matchComponentEdge, newComponentEdges } from './component-edges.ts';

export const componentEdge: ChangeRule = {
  id: 'service/component-edge',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'First import from one component to another',
  messages: {
    first: '`{from}` imports `{to}` for the first time.',
  },
  why: 'Until now a change in the imported component could not affect the importing one.',
  exceptions: 'the feature needs exactly this, as most first imports do.',
  fix: 'Check that the dependency is intended and points in the right direction.',
  tradeOffs: 'Avoiding it costs an interface or a few duplicated lines.',
  example: '',
  references: ['https://github.com/loov/goda'],
  check: (change) =>
    newComponentEdges(change).flatMap((edge) =>
      edge.cycle === null ? matchComponentEdge(componentEdge, edge, change, 'first') : [],
    ),
};
