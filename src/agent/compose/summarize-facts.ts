// Summarizes the facts of a change: packages, edges of the graph, cycles, layers, API, suppressions.
import type { ApiChange, Architecture, Suppression } from '../../domain/architecture.ts';
import type { PackageGraph } from '../../domain/package-graph.ts';
import type { FactsSummary } from '../../domain/review.ts';
import { oneLine } from '../../text/sanitize.ts';

/** A drawing with more edges is unreadable. */
const MAX_EDGES = 60;
/** Entries of one list: packages, cycles, declarations. */
const MAX_LISTED = 1_000;
/** Reasons shown for one rule. */
const MAX_REASONS = 3;

export function summarizeFacts(architecture: Architecture): FactsSummary {
  const { before, after, apiChanges, layerViolations } = architecture;
  return {
    packages: after.packages.size,
    packagesAdded: missingFrom(after, before).slice(0, MAX_LISTED),
    packagesRemoved: missingFrom(before, after).slice(0, MAX_LISTED),
    ...drawnEdges(architecture),
    cyclesIntroduced: architecture.introducedCycles.slice(0, MAX_LISTED).map((cycle) => [...cycle]),
    layerViolationsIntroduced: layerViolations.filter(({ introduced }) => introduced).length,
    layerViolationsBefore: layerViolations.filter(({ introduced }) => !introduced).length,
    apiBreaking: apiChanges
      .filter(isBreaking)
      .map(({ package: path, name }) => ({ package: path, symbol: name }))
      .slice(0, MAX_LISTED),
    apiAdded: apiChanges.filter(({ kind }) => kind === 'added').length,
    couldNotTell: { ...architecture.couldNotTell },
    suppressed: countSuppressed(architecture.suppressions),
  };
}

function countSuppressed(suppressions: readonly Suppression[]): FactsSummary['suppressed'] {
  const counted = new Map<string, FactsSummary['suppressed'][number]>();
  for (const { rule, by, reason } of suppressions) {
    const known = counted.get(`${rule} ${by}`) ?? { rule, by, count: 0, reasons: [] };
    const clean = oneLine(reason, 200);
    const reasons = known.reasons.includes(clean) ? known.reasons : [...known.reasons, clean].slice(0, MAX_REASONS);
    counted.set(`${rule} ${by}`, { ...known, count: known.count + 1, reasons });
  }
  return [...counted.values()].slice(0, MAX_LISTED);
}

function missingFrom(here: PackageGraph, there: PackageGraph): string[] {
  return [...here.packages.keys()].filter((path) => !there.packages.has(path)).sort();
}

export function isBreaking({ compatibility }: ApiChange): boolean {
  return compatibility === 'breaking';
}

/**
 * Selects the edges to draw: changed ones, then unchanged ones between the same packages, then those one step around.
 * Added edges that violate a layer or close a cycle come first, so that no limit hides them.
 */
function drawnEdges(architecture: Architecture): Pick<FactsSummary, 'edges' | 'edgesLeftOut'> {
  const { removedEdges, after } = architecture;
  const changed = [
    ...addedEdgesByHarm(architecture),
    ...removedEdges.map(({ from, to }) => ({ from, to, change: 'removed' as const })),
  ];
  const ends = new Set(changed.flatMap(({ from, to }) => [from, to]));
  const drawn = new Set(changed.map(({ from, to }) => `${from} ${to}`));
  const kept = ends.size === 0 ? [] : allEdges(after).filter(({ from, to }) => !drawn.has(`${from} ${to}`));
  const inside = kept.filter(({ from, to }) => ends.has(from) && ends.has(to));
  const around = kept.filter(({ from, to }) => ends.has(from) !== ends.has(to));
  const all = [...changed, ...[...inside, ...around].map((edge) => ({ ...edge, change: 'kept' as const }))];
  if (all.length <= MAX_EDGES) return { edges: all };
  const left = (change: FactsSummary['edges'][number]['change']) =>
    all.slice(MAX_EDGES).filter((edge) => edge.change === change).length;
  return {
    edges: all.slice(0, MAX_EDGES),
    edgesLeftOut: { added: left('added'), removed: left('removed'), kept: left('kept') },
  };
}

/** Added edges; those that violate a layer or close a cycle come first. */
function addedEdgesByHarm({ addedEdges, after, layerViolations, introducedCycles }: Architecture) {
  const crossed = new Set(
    layerViolations.filter((one) => one.introduced).map((one) => `${dirOf(one.file)} ${one.import}`),
  );
  const crossing = (from: string, to: string) =>
    crossed.has(`${after.packages.get(from)?.dir} ${to}`) ? { crossesLayer: true as const } : {};
  const isInCycle = (from: string, to: string) =>
    introducedCycles.some((cycle) => cycle.includes(from) && cycle.includes(to));
  const added = addedEdges.map(({ from, to }) => ({ from, to, change: 'added' as const, ...crossing(from, to) }));
  const isHarmful = (edge: (typeof added)[number]) => edge.crossesLayer === true || isInCycle(edge.from, edge.to);
  return [...added.filter(isHarmful), ...added.filter((edge) => !isHarmful(edge))];
}

function allEdges({ packages }: PackageGraph): { from: string; to: string }[] {
  return [...packages.values()].flatMap(({ importPath, imports }) =>
    imports.filter((to) => packages.has(to) && to !== importPath).map((to) => ({ from: importPath, to })),
  );
}

function dirOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
