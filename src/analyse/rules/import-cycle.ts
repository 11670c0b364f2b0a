// What the package graph proves: an import cycle that the pull request closes.
import type { Finding } from '../../domain/finding.ts';
import { cycleFactId, sitePlaces } from '../facts.ts';
import type { GraphDelta } from '../graph/delta.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { shortName, toFinding } from './proof.ts';
import type { RuleText } from './rule.ts';

export const importCycle: RuleText = {
  id: 'service/import-cycle',
  section: 'service-architecture',
  severity: 'critical',
  voice: 'finding',
  title: 'Packages import each other in a circle',
  why: 'Go refuses to build packages that import each other, and the two can no longer be understood, tested or released apart.',
  fine: 'Never: the go command refuses it. Cycles that were there at the merge base are not said again.',
  fix: 'Cut the edge that points the wrong way: declare a small interface where the behaviour is needed and pass the implementation in, or move shared types to a package that imports neither.',
  tradeOffs:
    'An interface costs one indirection and a line of wiring; a third package costs a name that must stay honest.',
  example: '',
  references: ['https://go.dev/ref/spec#Import_declarations'],
};

/** One finding for each cycle of the head that was not there before. */
export function cycleFindings(delta: GraphDelta, after: TreeGraph): Finding[] {
  return delta.introducedCycles.flatMap((cycle) => {
    const members = new Set(cycle);
    const closing = delta.addedEdges.filter((edge) => members.has(edge.from) && members.has(edge.to));
    const [first, ...rest] = closing.flatMap((edge) => sitePlaces(edge, 'head'));
    const edge = closing[0];
    if (first === undefined || edge === undefined) return [];
    const way = shortestWay(after, edge.to, edge.from, members);
    const [from, to] = [shortName(edge.from), shortName(edge.to)];
    return toFinding({
      rule: importCycle.id,
      section: importCycle.section,
      severity: importCycle.severity,
      title: `Import cycle: ${from} now imports ${to}, which already depends on ${from}`,
      rationale: `The new import closes the circle ${[edge.from, ...way].map((path) => `\`${path}\``).join(' → ')}. ${importCycle.why}`,
      recommendation: `Cut the edge that points the wrong way. If \`${from}\` needs behaviour of \`${to}\`, declare a small interface in \`${edge.from}\` and pass the implementation in from where both are wired; if both need the same types, move these to a package that imports neither.`,
      tradeOffs: importCycle.tradeOffs,
      example: '',
      places: [first, ...rest],
      factId: cycleFactId(cycle),
      key: cycle.join(' '),
    });
  });
}

/** Import paths from `from` to `to`, both included, over the fewest edges inside `members`. */
function shortestWay(graph: TreeGraph, from: string, to: string, members: ReadonlySet<string>): string[] {
  const previous = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined && at !== to; at = queue.shift()) {
    const found = graph.graph.packages.get(at);
    for (const dir of graph.edges.get(found?.dir ?? '')?.keys() ?? []) {
      const next = graph.byDir.get(dir)!.importPath;
      if (!members.has(next) || previous.has(next)) continue;
      previous.set(next, at);
      queue.push(next);
    }
  }
  const way: string[] = [];
  for (let at: string | null | undefined = to; at !== null && at !== undefined; at = previous.get(at)) way.unshift(at);
  return way;
}
