// What a picture of a whole code base shows, before it is written in one notation or another: packages, or components where the packages
// are too many, grouped by layer, with circles and crossed layers marked.
import type { Description } from '../../domain/architecture.ts';
import type { GoPackage } from '../../domain/package-graph.ts';
import type { FactsSummary } from '../../domain/review.ts';
import { sharedPrefix, shortPackage } from '../../text/format.ts';

/** A reader takes in no more, and Mermaid refuses over 500 edges (https://mermaid.js.org/config/schema-docs/config.html). */
const maxNodes = 200;
const maxEdges = 400;

export type Drawable = Pick<Description, 'graph' | 'components' | 'componentCycles' | 'layerViolations'>;

export interface GraphViewEdge {
  readonly from: string;
  readonly to: string;
  /** It lies on a circle, or crosses a declared layer. */
  readonly mark: 'cycle' | 'violation' | null;
}

export interface GraphView {
  readonly nodes: readonly { readonly name: string; readonly label: string; readonly layer: string | null }[];
  readonly edges: readonly GraphViewEdge[];
  /** What the picture does not show, as a sentence; null where it shows everything. */
  readonly note: string | null;
}

/** Of a change a reader takes in about this many edges, and of what stays this many beside it. */
const maxChangeEdges = 40;
const maxNearEdges = 12;

export interface ChangeView {
  /** Changed edges first, then kept ones at the same packages, nearest first. Empty when no edge changed. */
  readonly drawn: FactsSummary['edges'];
  /** Changed edges over the bound, and kept ones at the same packages, that are not drawn. */
  readonly omitted: { readonly changed: number; readonly kept: number };
}

/** The import edges that changed and one step around them: at most 40, of them at most 12 kept ones. */
export function viewChange({ edges, edgesLeftOut }: Pick<FactsSummary, 'edges' | 'edgesLeftOut'>): ChangeView {
  const changed = edges.filter((edge) => edge.change !== 'kept');
  const ends = new Set(changed.flatMap((edge) => [edge.from, edge.to]));
  const near = edges.filter((edge) => edge.change === 'kept' && (ends.has(edge.from) || ends.has(edge.to)));
  const drawn = [...changed, ...near.slice(0, maxNearEdges)].slice(0, maxChangeEdges);
  const { added = 0, removed = 0, kept = 0 } = edgesLeftOut ?? {};
  const shown = Math.min(changed.length, drawn.length);
  const omitted = {
    changed: changed.length - shown + added + removed,
    kept: near.length - (drawn.length - shown) + kept,
  };
  return { drawn, omitted };
}

/** At most 200 nodes and 400 edges, by name. Where the packages or their imports are more, a node is a component. */
export function viewGraph(drawable: Drawable): GraphView {
  const { packages } = drawable.graph;
  const imports = [...packages.values()].flatMap((found) => found.imports.filter((path) => packages.has(path)));
  const isLarge = packages.size > maxNodes || imports.length > maxEdges;
  return isLarge ? viewComponents(drawable) : viewPackages(drawable);
}

function viewPackages({ graph, layerViolations }: Drawable): GraphView {
  const packages = [...graph.packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const prefix = sharedPrefix(packages.map(([path]) => path));
  const forbidden = new Set(layerViolations.map(({ file, import: path }) => `${dirOf(file)}\n${path}`));
  return cutTo(
    packages.map(([name, found]) => ({ name, label: shortPackage(name, prefix), layer: layerOf(found) })),
    packages.flatMap(([from, { imports, dir }]) =>
      imports
        .filter((to) => graph.packages.has(to))
        .map((to) => ({
          from,
          to,
          mark: forbidden.has(`${dir}\n${to}`) ? 'violation' : onCycle(graph.cycles, from, to),
        })),
    ),
    [],
  );
}

function viewComponents({ graph, components, componentCycles }: Drawable): GraphView {
  const sorted = [...components].sort((a, b) => (a.name < b.name ? -1 : 1));
  const known = new Set(sorted.map(({ name }) => name));
  const layerOfAll = (paths: readonly string[]) => {
    const layers = new Set(paths.map((path) => layerOf(graph.packages.get(path))));
    return layers.size === 1 ? [...layers][0]! : null;
  };
  return cutTo(
    sorted.map(({ name, packages }) => ({ name, label: name, layer: layerOfAll(packages) })),
    sorted.flatMap(({ name: from, imports }) =>
      imports.filter((to) => known.has(to)).map((to) => ({ from, to, mark: onCycle(componentCycles, from, to) })),
    ),
    [`${graph.packages.size} packages, drawn as ${sorted.length} components`],
  );
}

function layerOf(found: GoPackage | undefined): string | null {
  return found?.layer ?? (found?.layerByName === undefined ? null : `${found.layerByName} (by its name)`);
}

function onCycle(cycles: readonly (readonly string[])[], from: string, to: string): 'cycle' | null {
  return cycles.some((members) => members.includes(from) && members.includes(to)) ? 'cycle' : null;
}

function dirOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

function cutTo(nodes: GraphView['nodes'], edges: readonly GraphViewEdge[], notes: readonly string[]): GraphView {
  const shown = nodes.slice(0, maxNodes);
  const names = new Set(shown.map(({ name }) => name));
  // What is wrong is drawn first, so that no bound hides it.
  const inside = edges
    .filter(({ from, to }) => names.has(from) && names.has(to))
    .sort((a, b) => Number(a.mark === null) - Number(b.mark === null));
  const drawn = inside.slice(0, maxEdges);
  const left = [
    ...notes,
    ...(nodes.length > shown.length ? [`${nodes.length - shown.length} more left out`] : []),
    ...(inside.length > drawn.length ? [`${inside.length - drawn.length} more imports left out`] : []),
  ];
  return { nodes: shown, edges: drawn, note: left.length === 0 ? null : left.join('; ') };
}
