// What a change does between components, the parts that a newcomer sees first (catalogue SA03, SA04). Both are signals: on real merges
// a first import between two components was most often what the feature needed, and a circle often ran through a helper.
import { type ComponentEdge, compareComponents } from '../../graph/components.ts';
import { matchPlace, type RuleContext } from '../engine/change-rule.ts';
import type { Match, Rule } from '../engine/rule.ts';

/** First edges that one change may bring before they stop saying anything: the whole layout moves. */
const MAX_EDGES = 10;

/** Components that a sentence names. */
const MAX_NAMED = 6;

/** Both rules ask the same of a change. */
const known = new WeakMap<RuleContext, readonly ComponentEdge[]>();

export function edgesOf(change: RuleContext): readonly ComponentEdge[] {
  const cached = known.get(change);
  if (cached !== undefined) return cached;
  const { around, renames } = change;
  const all = compareComponents(around.before, around.graph, renames);
  const edges = all.length > MAX_EDGES ? all.filter(({ cycle }) => cycle !== null).slice(0, MAX_EDGES) : all;
  known.set(change, edges);
  return edges;
}

export function sighting(rule: Rule, edge: ComponentEdge, { around, delta }: RuleContext): Match[] {
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
  return [matchPlace(rule, { path, startLine: line, endLine: line, quote, side: 'head', said })];
}
