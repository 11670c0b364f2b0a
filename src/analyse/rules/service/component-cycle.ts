// Finds first imports that close a dependency cycle between components.
import type { ChangeRule } from '../engine/change-rule.ts';
import { matchComponentEdge, newComponentEdges } from './component-edges.ts';

/** Components of a cycle that a message names. */
const MAX_NAMED = 6;

export const componentCycle: ChangeRule = {
  id: 'service/component-cycle',
  section: 'service-architecture',
  severity: 'medium',
  report: 'signal',
  title: 'Dependency cycle between components',
  messages: {
    closes: '`{from}` imports `{to}` for the first time, which closes a cycle of components: `{cycle}`.',
    closesLong:
      '`{from}` imports `{to}` for the first time, which closes a cycle of {count} components: `{cycle}` and others.',
  },
  why:
    'Go rejects cycles between packages, not between components; components in a cycle cannot be understood, ' +
    'tested or moved separately.',
  exceptions: 'the component is only a collection of unrelated packages.',
  fix: 'Invert one import with an interface, or move what both need into its own component.',
  tradeOffs: 'One more interface or package.',
  example: '',
  references: [
    'https://web.archive.org/web/20150906155800/http://www.objectmentor.com/resources/articles/granularity.pdf',
  ],
  check: (change) =>
    newComponentEdges(change).flatMap((edge) => {
      if (edge.cycle === null) return [];
      const { length: count } = edge.cycle;
      const data = { count, cycle: edge.cycle.slice(0, MAX_NAMED) };
      return matchComponentEdge(componentCycle, edge, change, count > MAX_NAMED ? 'closesLong' : 'closes', data);
    }),
};
