// Finds first imports between components, for the two rules about them. Both rules are signals: on real merges a first
// import was most often what the feature needed, and a cycle often ran through a helper.
import { type ComponentEdge, findNewComponentEdges } from '../../graph/components.ts';
import { matchImport, type RuleContext } from '../engine/change-rule.ts';
import type { MessageData } from '../engine/message.ts';
import type { Match, Rule } from '../engine/rule.ts';

/** First edges of one change from which on only cycles count, because the whole layout moves. */
const MAX_EDGES = 10;

/** Both rules ask for the edges of one change. */
const known = new WeakMap<RuleContext, readonly ComponentEdge[]>();

/** First edges between existing components that a change adds. */
export function newComponentEdges(change: RuleContext): readonly ComponentEdge[] {
  const cached = known.get(change);
  if (cached !== undefined) return cached;
  const { around, renames } = change;
  const all = findNewComponentEdges(around.before, around.graph, renames);
  const edges = all.length > MAX_EDGES ? all.filter(({ cycle }) => cycle !== null).slice(0, MAX_EDGES) : all;
  known.set(change, edges);
  return edges;
}

/** A match at the first new import that makes an edge; none where the change adds no such import. */
export function matchComponentEdge(
  rule: Rule,
  edge: ComponentEdge,
  { around, delta }: RuleContext,
  message: string,
  data: MessageData = {},
): Match[] {
  const pairs = new Set(edge.edges.map(([from, to]) => `${from}\n${to}`));
  const dirOf = (importPath: string) => around.graph.graph.packages.get(importPath)?.dir ?? '';
  const site = delta.addedEdges.find(({ from, to }) => pairs.has(`${dirOf(from)}\n${dirOf(to)}`))?.sites[0];
  return site === undefined ? [] : [matchImport(rule, site, message, { from: edge.from, to: edge.to, ...data })];
}
