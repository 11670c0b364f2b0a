// What the package graph proves: an import cycle that the pull request closes.
import type { Finding } from '../../../domain/finding.ts';
import { cycleFactId, sitePlaces } from '../../change/state-facts.ts';
import { findCycles } from '../../graph/cycles.ts';
import type { GraphDelta } from '../../graph/delta.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { createFinding, shortName } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';

export const importCycle: GraphRule = {
  id: 'service/import-cycle',
  section: 'service-architecture',
  severity: 'critical',
  report: 'finding',
  title: 'Packages import each other in a circle',
  why: 'Go refuses to build packages that import each other, and none of them can be understood, tested or moved without the others.',
  exceptions: 'Never: the go command refuses it. Cycles that were there at the merge base are not said again.',
  fix: 'Cut the edge that points the wrong way: declare a small interface where the behaviour is needed and pass the implementation in, or move shared types to a package that imports neither.',
  tradeOffs:
    'An interface costs one indirection and a line of wiring; a third package costs a name that must stay honest.',
  example:
    'package order\n\n// Notifier is what orders need of whoever tells customers; package mail implements it and imports order.\ntype Notifier interface {\n\tPlaced(ctx context.Context, order Order) error\n}',
  references: ['https://go.dev/ref/spec#Import_declarations'],
  prove: cycleFindings,
};

/** One finding for each cycle of the head that was not there before and that the go command meets when it builds this commit. */
function cycleFindings({ delta, after, whole }: GraphSources): Finding[] {
  return delta.introducedCycles.flatMap((cycle) => {
    const members = metWhenBuilt(cycle, delta, after);
    const closing = delta.addedEdges.filter((edge) => members.has(edge.from) && members.has(edge.to));
    const [first, ...rest] = closing.flatMap((edge) => sitePlaces(edge, 'head'));
    const edge = closing[0];
    if (first === undefined || edge === undefined) return [];
    const way = shortestWay(after, edge.to, edge.from, members);
    const [from, to] = [shortName(edge.from), shortName(edge.to)];
    return createFinding({
      rule: importCycle.id,
      section: importCycle.section,
      severity: importCycle.severity,
      title: whole
        ? `Import cycle: ${from} imports ${to}, which depends on ${from}`
        : `Import cycle: ${from} now imports ${to}, which already depends on ${from}`,
      rationale: `The ${whole ? '' : 'new '}import closes the circle ${[edge.from, ...way].map((path) => `\`${path}\``).join(' → ')}. ${importCycle.why}`,
      recommendation: `Cut the edge that points the wrong way. If \`${from}\` needs behaviour of \`${to}\`, declare a small interface in \`${edge.from}\` and pass the implementation in from where both are wired; if both need the same types, move these to a package that imports neither.`,
      tradeOffs: importCycle.tradeOffs,
      example: '',
      places: [first, ...rest],
      factId: cycleFactId(cycle),
      key: cycle.join(' '),
    });
  });
}

/** Introduced cycles that lead over a release of another module: which commit that is built from, and what it imports, is not told here. */
export function countUncertainCycles(delta: GraphDelta, after: TreeGraph): number {
  return delta.introducedCycles.filter((cycle) => metWhenBuilt(cycle, delta, after).size === 0).length;
}

/** The packages of a cycle that import each other within what is built from this commit, one new import among them; else none. */
function metWhenBuilt(cycle: readonly string[], { addedEdges }: GraphDelta, after: TreeGraph): ReadonlySet<string> {
  const circles = findCycles(cycle, (from) => builtFromHere(after, from)).map((circle) => new Set(circle));
  const isClosing = (circle: ReadonlySet<string>) =>
    addedEdges.some(({ from, to }) => circle.has(from) && circle.has(to) && builtFromHere(after, from).includes(to));
  return circles.find(isClosing) ?? new Set();
}

/** Packages that one imports and that the go command takes from this commit. */
function builtFromHere({ graph, modules, edges, byDir }: TreeGraph, importPath: string): string[] {
  const dir = graph.packages.get(importPath)?.dir ?? '';
  const module = modules.locate(dir)?.module;
  if (module === undefined) return [];
  return [...(edges.get(dir) ?? [])]
    .filter(([, sites]) => sites.some(({ path }) => modules.isBuiltFromHere(path, module)))
    .map(([to]) => byDir.get(to)!.importPath);
}

/** Import paths from `from` to `to`, both included, over the fewest edges inside `members`. */
function shortestWay(graph: TreeGraph, from: string, to: string, members: ReadonlySet<string>): string[] {
  const previous = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined && at !== to; at = queue.shift()) {
    for (const next of builtFromHere(graph, at)) {
      if (!members.has(next) || previous.has(next)) continue;
      previous.set(next, at);
      queue.push(next);
    }
  }
  const way: string[] = [];
  for (let at: string | null | undefined = to; at !== null && at !== undefined; at = previous.get(at)) way.unshift(at);
  return way;
}
