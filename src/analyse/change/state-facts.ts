// States the facts of a change: sentences with an id that findings cite, and the places that prove them.
import type { ApiChange, Fact, LayerViolation } from '../../domain/architecture.ts';
import type { Place } from '../../domain/finding.ts';
import type { Edge } from '../../domain/package-graph.ts';
import { listedCode } from '../../text/format.ts';
import type { DependencyChange } from '../graph/dependency-changes.ts';
import type { GraphDelta } from '../graph/graph-delta.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { consequenceOf } from './broken-code.ts';
import type { SurfaceChange } from './compare-api.ts';

/** Places of one fact; the statement has their number. */
const MAX_PLACES = 20;

export interface FactSources {
  /** Nothing is compared, so nothing is new. */
  readonly whole: boolean;
  readonly before: TreeGraph;
  readonly after: TreeGraph;
  readonly delta: GraphDelta;
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly SurfaceChange[];
  readonly dependencies: readonly DependencyChange[];
}

/** All facts of a change, in a fixed order. */
export function stateFacts(sources: FactSources): readonly Fact[] {
  const { delta } = sources;
  const facts: Fact[] = [
    ...delta.addedEdges.map((edge) => edgeFact(edge, 'edge-added')),
    ...delta.removedEdges.map((edge) => edgeFact(edge, 'edge-removed')),
    ...delta.introducedCycles.map((cycle) => cycleFact(cycle, sources)),
    ...delta.resolvedCycles.map(
      (cycle): Fact => ({
        id: `cycle-resolved:${cycle.join('->')}`,
        kind: 'cycle-resolved',
        statement: `The import cycle between ${listedCode(cycle)} is gone.`,
        places: [],
      }),
    ),
    ...sources.layerViolations.filter((violation) => violation.introduced).map(violationFact),
    ...apiFacts(sources.apiChanges),
    ...sources.dependencies.map(dependencyFact),
    ...packageFacts(sources),
  ];
  return [...new Map(facts.map((fact) => [fact.id, fact])).values()];
}

/** Id of the fact that states an introduced violation. */
export function violationFactId(violation: LayerViolation): string {
  return `layer-violation:${violation.file}->${violation.import}`;
}

export function cycleFactId(cycle: readonly string[]): string {
  return `cycle-introduced:${cycle.join('->')}`;
}

export function apiFactId(change: ApiChange): string {
  return `api-${change.kind}:${change.package}:${change.symbol}`;
}

export function sitePlaces(edge: Pick<Edge, 'sites'>, side: Place['side']): Place[] {
  return edge.sites
    .slice(0, MAX_PLACES)
    .map((site) => ({ path: site.file, startLine: site.line, endLine: site.line, quote: site.quote, side }));
}

function edgeFact(edge: Edge, kind: 'edge-added' | 'edge-removed'): Fact {
  const files = edge.sites.length === 1 ? '' : ` (${edge.sites.length} files)`;
  const statement =
    kind === 'edge-added'
      ? `\`${edge.from}\` now imports \`${edge.to}\`${files}.`
      : `\`${edge.from}\` no longer imports \`${edge.to}\`.`;
  const side = kind === 'edge-added' ? 'head' : 'before';
  return { id: `${kind}:${edge.from}->${edge.to}`, kind, statement, places: sitePlaces(edge, side) };
}

function cycleFact(cycle: readonly string[], { delta, after, whole }: FactSources): Fact {
  const members = new Set(cycle);
  const closing = delta.addedEdges.filter((edge) => members.has(edge.from) && members.has(edge.to));
  const places = closing.flatMap((edge) => sitePlaces(edge, 'head')).slice(0, MAX_PLACES);
  const known = places.length > 0 ? places : firstSite(cycle, after);
  return {
    id: cycleFactId(cycle),
    kind: 'cycle-introduced',
    statement: `${listedCode(cycle)} import each other in a cycle${whole ? '' : ' that was not there before'}.`,
    places: known,
  };
}

function firstSite(cycle: readonly string[], after: TreeGraph): Place[] {
  const members = new Set(cycle);
  for (const importPath of cycle)
    for (const site of after.graph.packages.get(importPath)?.sites ?? [])
      if (members.has(site.path)) return sitePlaces({ sites: [site] }, 'head');
  return [];
}

function violationFact(violation: LayerViolation): Fact {
  const { file, line, quote } = violation;
  return {
    id: violationFactId(violation),
    kind: 'layer-violation',
    statement:
      `\`${file}\` imports \`${violation.import}\`, which ${violation.source} does not allow: ` +
      `layer \`${violation.from}\` must not use \`${violation.to}\`.`,
    places: [{ path: file, startLine: line, endLine: line, quote, side: 'head' }],
  };
}

/** One fact for the additions of each package, which may be hundreds; one for each change that affects importers. */
function apiFacts(changes: readonly SurfaceChange[]): Fact[] {
  const facts: Fact[] = [];
  const added = new Map<string, SurfaceChange[]>();
  for (const change of changes) {
    if (change.kind === 'added' && change.compatibility === 'compatible')
      added.set(change.package, [...(added.get(change.package) ?? []), change]);
    else facts.push(apiFact(change));
  }
  for (const [importPath, additions] of added) {
    const names = listedCode(additions.map((change) => change.symbol));
    facts.push({
      id: `api-added:${importPath}`,
      kind: 'api-added',
      statement: `\`${importPath}\` exports ${additions.length} more: ${names}.`,
      places: additions.slice(0, MAX_PLACES).map((change) => change.place),
    });
  }
  return facts;
}

function apiFact(change: SurfaceChange): Fact {
  const { symbol, package: importPath, kind, place } = change;
  const statement = `\`${symbol}\` of \`${importPath}\` ${sayApiChange(change)}; ${sayCompatibility(change)}.`;
  return { id: apiFactId(change), kind: `api-${kind}`, statement, places: [place] };
}

function sayCompatibility(change: SurfaceChange): string {
  if (change.compatibility === 'compatible') return 'importers still compile';
  if (change.compatibility === 'breaking') return consequenceOf(change);
  return 'undecided: without type checking we cannot tell whether importers still compile';
}

function sayApiChange({ kind, before, after, otherType, seals }: SurfaceChange): string {
  if (seals) return 'gains an unexported method';
  if (otherType !== null)
    return `reads the same, but names \`${otherType.after}\` where it named \`${otherType.before}\``;
  if (kind === 'removed') return `is removed (it was \`${before}\`)`;
  if (kind === 'added') return `is added: \`${after}\``;
  return before === after
    ? 'changes because its surrounding declaration changed'
    : `changes from \`${before}\` to \`${after}\``;
}

/** Id of the fact that states a changed requirement. */
export function dependencyFactId({ module, path, before, after }: DependencyChange): string {
  const kind = before === null ? 'dependency-added' : after === null ? 'dependency-removed' : 'dependency-changed';
  return `${kind}:${module}->${path}`;
}

function dependencyFact(change: DependencyChange): Fact {
  const { module, path, before, after, isIndirect, place } = change;
  const indirect = isIndirect ? ' directly; it is now indirect' : '';
  const [kind, statement] =
    before === null
      ? (['dependency-added', `\`${module}\` now requires \`${path}\` ${after}.`] as const)
      : after === null
        ? ([
            'dependency-removed',
            `\`${module}\` no longer requires \`${path}\`${indirect} (it was ${before}).`,
          ] as const)
        : (['dependency-changed', `\`${module}\` requires \`${path}\` ${after} instead of ${before}.`] as const);
  const subject = { kind: 'requirement', module, path, version: after ?? before ?? '' } as const;
  return { id: dependencyFactId(change), kind, statement, subject, places: place === null ? [] : [place] };
}

function packageFacts({ delta, before, after }: FactSources): Fact[] {
  const fact = (graph: TreeGraph, dir: string, kind: 'package-added' | 'package-removed'): Fact => {
    const found = graph.byDir.get(dir)!;
    const verb = kind === 'package-added' ? 'is new' : 'was removed';
    const count = found.files.length + found.testFiles.length;
    return {
      id: `${kind}:${found.importPath}`,
      kind,
      statement: `Package \`${found.importPath}\` ${verb} (${count} ${count === 1 ? 'file' : 'files'}).`,
      places: [],
    };
  };
  return [
    ...delta.addedDirs.map((dir) => fact(after, dir, 'package-added')),
    ...delta.removedDirs.map((dir) => fact(before, dir, 'package-removed')),
  ];
}
