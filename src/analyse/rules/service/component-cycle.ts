// What a change does between components, the parts that a newcomer sees first (catalogue SA03, SA04). Both are signal
import type { ChangeRule } from '../engine/change-rule.ts';
import { edgesOf, sighting } from './component-edges.ts';

export const componentCycle: ChangeRule = {
  id: 'service/component-cycle',
  section: 'service-architecture',
  severity: 'medium',
  report: 'signal',
  title: 'Components begin to depend on each other in a circle',
  why: 'Go refuses circles between packages only. Between components they mean that none of them can be understood, tested or moved without the others.',
  exceptions: 'Where a component is a shelf of unrelated packages rather than a part with a purpose.',
  fix: 'Turn one of the imports round with an interface, or move what both need to a component of its own.',
  tradeOffs: 'One more interface or package.',
  example: '',
  references: [
    'https://web.archive.org/web/20150906155800/http://www.objectmentor.com/resources/articles/granularity.pdf',
  ],
  check: (change) =>
    edgesOf(change).flatMap((edge) => (edge.cycle === null ? [] : sighting(componentCycle, edge, change))),
};
