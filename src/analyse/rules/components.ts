// What a change does between components, the parts that a newcomer sees first (catalogue SA03, SA04). Both are signals: on real merges
// a first import between two components was most often what the feature needed, and a circle often ran through a helper.
import { type ComponentEdge, compareComponents } from '../graph/components.ts';
import type { ChangeRule, WholeChange } from './engine/change-rule.ts';
import type { Rule, Sighting } from './engine/rule.ts';

/** First edges that one change may bring before they stop saying anything: the whole layout moves. */
const MAX_EDGES = 10;
/** Components that a sentence names. */
const MAX_NAMED = 6;

export const componentCycle: ChangeRule = {
  id: 'service/component-cycle',
  section: 'service-architecture',
  severity: 'medium',
  voice: 'signal',
  title: 'Components begin to depend on each other in a circle',
  why: 'Go refuses circles between packages only. Between components they mean that none of them can be understood, tested or moved without the others.',
  fine: 'Where a component is a shelf of unrelated packages rather than a part with a purpose.',
  fix: 'Turn one of the imports round with an interface, or move what both need to a component of its own.',
  tradeOffs: 'One more interface or package.',
  example: '',
  references: [
    'https://web.archive.org/web/20150906155800/http://www.objectmentor.com/resources/articles/granularity.pdf',
  ],
  check: (change) =>
    edgesOf(change).flatMap((edge) => (edge.cycle === null ? [] : sighting(componentCycle, edge, change))),
};

export const componentEdge: ChangeRule = {
  id: 'service/component-edge',
  section: 'service-architecture',
  severity: 'low',
  voice: 'signal',
  title: 'The first import from one component to another',
  why: 'Until now the one could change without the other.',
  fine: 'Where the feature is about exactly this: most first imports are.',
  fix: 'Ask whether the dependency is meant, and whether it points the right way.',
  tradeOffs: 'A dependency that is kept out costs an interface, or the same few lines twice.',
  example: '',
  references: ['https://github.com/loov/goda'],
  check: (change) =>
    edgesOf(change).flatMap((edge) => (edge.cycle === null ? sighting(componentEdge, edge, change) : [])),
};

/** Both rules ask the same of a change. */
const known = new WeakMap<WholeChange, readonly ComponentEdge[]>();

function edgesOf(change: WholeChange): readonly ComponentEdge[] {
  const cached = known.get(change);
  if (cached !== undefined) return cached;
  const { around, lineage } = change;
  const all = compareComponents(around.before, around.graph, lineage);
  const edges = all.length > MAX_EDGES ? all.filter(({ cycle }) => cycle !== null).slice(0, MAX_EDGES) : all;
  known.set(change, edges);
  return edges;
}

function sighting(rule: Rule, edge: ComponentEdge, { around, delta }: WholeChange): Sighting[] {
  const pairs = new Set(edge.edges.map(([from, to]) => `${from}\n${to}`));
  const dirOf = (importPath: string) => around.graph.graph.packages.get(importPath)?.dir ?? '';
  const site = delta.addedEdges.find(({ from, to }) => pairs.has(`${dirOf(from)}\n${dirOf(to)}`))?.sites[0];
  if (site === undefined) return [];
  const first = `\`${edge.from}\` imports \`${edge.to}\` for the first time`;
  const circle = edge.cycle
    ?.slice(0, MAX_NAMED)
    .map((name) => `\`${name}\``)
    .join(', ');
  const more = (edge.cycle?.length ?? 0) > MAX_NAMED ? ` and ${edge.cycle!.length - MAX_NAMED} more` : '';
  const said =
    edge.cycle === null
      ? `${first}.`
      : `${first}, which makes a circle of components that was not there: ${circle}${more}.`;
  const { file: path, line, quote } = site;
  return [{ rule, path, scope: edge.from, startLine: line, endLine: line, quote, said, severity: rule.severity }];
}
