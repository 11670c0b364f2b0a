// Finds import cycles that a change closes and that the go command refuses to build.
import type { Finding } from '../../../domain/finding.ts';
import { toCodeSpan } from '../../../text/sanitize.ts';
import { cycleFactId, sitePlaces } from '../../change/state-facts.ts';
import { findCycles } from '../../graph/find-cycles.ts';
import type { GraphDelta } from '../../graph/graph-delta.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { createFinding, shortName } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';
import { messageOfCase } from '../engine/message.ts';

export const importCycle: GraphRule = {
  id: 'service/import-cycle',
  section: 'service-architecture',
  severity: 'critical',
  report: 'finding',
  title: 'Import cycle',
  messages: {
    closes: 'The new import closes the cycle {path}.',
    has: 'The import closes the cycle {path}.',
  },
  why: 'The go command refuses to build packages that import each other ("import cycle not allowed").',
  exceptions: 'never; cycles that exist at the merge base are not reported again.',
  fix:
    'Remove the edge that points the wrong way: declare a small interface in the package that needs the ' +
    'behaviour and pass the implementation in, or move shared types to a package that imports neither.',
  tradeOffs: 'One interface and a line of wiring, or one more package.',
  example:
    'package order\n' +
    '\n' +
    '// Notifier is what orders need to notify customers; package mail implements it.\n' +
    'type Notifier interface {\n' +
    '\tPlaced(ctx context.Context, order Order) error\n' +
    '}',
  references: ['https://go.dev/ref/spec#Import_declarations'],
  prove: cycleFindings,
};

/** One finding for each new cycle that the go command meets when it builds this commit. */
function cycleFindings({ delta, after, whole }: GraphSources): Finding[] {
  return delta.introducedCycles.flatMap((cycle) => {
    const members = metWhenBuilt(cycle, delta, after);
    const closing = delta.addedEdges.filter((edge) => members.has(edge.from) && members.has(edge.to));
    const [first, ...rest] = closing.flatMap((edge) => sitePlaces(edge, 'head'));
    const edge = closing[0];
    if (first === undefined || edge === undefined) return [];
    const [from, to] = [shortName(edge.from), shortName(edge.to)];
    const cyclePath = [edge.from, ...shortestPath(after, edge.to, edge.from, members)].map(toCodeSpan).join(' → ');
    return createFinding(importCycle, {
      title: whole
        ? `Import cycle: ${from} imports ${to}, which depends on ${from}`
        : `Import cycle: ${from} now imports ${to}, which already depends on ${from}`,
      rationale: `${messageOfCase(importCycle, whole ? 'has' : 'closes', { path: cyclePath })} ${importCycle.why}`,
      recommendation:
        `Remove the edge that points the wrong way. If \`${from}\` needs behaviour of \`${to}\`, declare a small ` +
        `interface in \`${edge.from}\` and pass the implementation in; if both need the same types, move them to a ` +
        'package that imports neither.',
      places: [first, ...rest],
      factId: cycleFactId(cycle),
      key: cycle.join(' '),
    });
  });
}

/** Counts new cycles through a release of another module, whose commit and imports are unknown here. */
export function countUncertainCycles(delta: GraphDelta, after: TreeGraph): number {
  return delta.introducedCycles.filter((cycle) => metWhenBuilt(cycle, delta, after).size === 0).length;
}

/** The packages of a cycle that is built from this commit and has a new import; empty where there is none. */
function metWhenBuilt(cycle: readonly string[], { addedEdges }: GraphDelta, after: TreeGraph): ReadonlySet<string> {
  const circles = findCycles(cycle, (from) => builtFromHere(after, from)).map((circle) => new Set(circle));
  const isClosing = (circle: ReadonlySet<string>) =>
    addedEdges.some(({ from, to }) => circle.has(from) && circle.has(to) && builtFromHere(after, from).includes(to));
  return circles.find(isClosing) ?? new Set();
}

/** Imports of a package that the go command builds from this commit. */
function builtFromHere({ graph, modules, edges, byDir }: TreeGraph, importPath: string): string[] {
  const dir = graph.packages.get(importPath)?.dir ?? '';
  const module = modules.locate(dir)?.module;
  if (module === undefined) return [];
  return [...(edges.get(dir) ?? [])]
    .filter(([, sites]) => sites.some(({ path }) => modules.isBuiltFromHere(path, module)))
    .map(([to]) => byDir.get(to)!.importPath);
}

/** Import paths from `from` to `to`, both included, over the fewest edges inside `members`. */
function shortestPath(graph: TreeGraph, from: string, to: string, members: ReadonlySet<string>): string[] {
  const previous = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined && at !== to; at = queue.shift()) {
    for (const next of builtFromHere(graph, at)) {
      if (!members.has(next) || previous.has(next)) continue;
      previous.set(next, at);
      queue.push(next);
    }
  }
  const path: string[] = [];
  for (let at: string | null | undefined = to; at !== null && at !== undefined; at = previous.get(at)) path.unshift(at);
  return path;
}
