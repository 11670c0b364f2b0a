// Selects what a picture of package graphs shows, whatever it is drawn with: a whole code base, or one change.
import type { Description } from '../../domain/architecture.ts';
import type { GoPackage } from '../../domain/package-graph.ts';
import { sharedPrefix, shortPackage } from '../../text/format.ts';

/**
 * A reader takes in no more, and Mermaid refuses over 500 edges
 * (https://mermaid.js.org/config/schema-docs/config.html).
 */
const maxNodes = 200;
const maxEdges = 400;

export type Drawable = Pick<Description, 'graph' | 'components' | 'componentCycles' | 'layerViolations'>;

/** A layer that the team declared, or one inferred from the name of a directory. */
export interface ViewedLayer {
  readonly name: string;
  readonly isInferred: boolean;
}

interface ViewedNode {
  /** Of the node in the view, from 0. */
  readonly index: number;
  readonly label: string;
}

interface ViewedEdge {
  /** Indexes of nodes. */
  readonly from: number;
  readonly to: number;
  /** The edge is part of a cycle, or crosses a declared layer. */
  readonly mark: 'cycle' | 'violation' | null;
}

/** Numbers of what is not shown. */
export interface ViewOmission {
  /** Where a node is a component: how many packages the components hold. */
  readonly packages: number | null;
  readonly components: number;
  readonly nodes: number;
  readonly edges: number;
}

export interface GraphView {
  /** Nodes by layer; null for those without one. */
  readonly groups: readonly { readonly layer: ViewedLayer | null; readonly nodes: readonly ViewedNode[] }[];
  readonly edges: readonly ViewedEdge[];
  readonly omitted: ViewOmission;
}

interface NamedNode {
  readonly name: string;
  readonly label: string;
  readonly layer: ViewedLayer | null;
}

interface NamedEdge {
  readonly from: string;
  readonly to: string;
  readonly mark: ViewedEdge['mark'];
}

/** A view of a code base: at most 200 nodes and 400 edges. With more packages or imports, a node is a component. */
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
  return limit(
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
    null,
  );
}

function viewComponents({ graph, components, componentCycles }: Drawable): GraphView {
  const sorted = [...components].sort((a, b) => (a.name < b.name ? -1 : 1));
  const known = new Set(sorted.map(({ name }) => name));
  const sharedLayer = (paths: readonly string[]) => {
    const layers = new Map(paths.map((path) => layerOf(graph.packages.get(path))).map((one) => [layerKey(one), one]));
    return layers.size === 1 ? [...layers.values()][0]! : null;
  };
  return limit(
    sorted.map(({ name, packages }) => ({ name, label: name, layer: sharedLayer(packages) })),
    sorted.flatMap(({ name: from, imports }) =>
      imports.filter((to) => known.has(to)).map((to) => ({ from, to, mark: onCycle(componentCycles, from, to) })),
    ),
    graph.packages.size,
  );
}

function layerOf(found: GoPackage | undefined): ViewedLayer | null {
  if (found?.layer != null) return { name: found.layer, isInferred: false };
  return found?.layerByName === undefined ? null : { name: found.layerByName, isInferred: true };
}

/** Sorts by name; nodes without a layer come first. */
function layerKey(layer: ViewedLayer | null): string {
  return layer === null ? '' : `${layer.name} ${layer.isInferred}`;
}

function onCycle(cycles: readonly (readonly string[])[], from: string, to: string): 'cycle' | null {
  return cycles.some((members) => members.includes(from) && members.includes(to)) ? 'cycle' : null;
}

function dirOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

function limit(nodes: readonly NamedNode[], edges: readonly NamedEdge[], packages: number | null): GraphView {
  const shown = nodes.slice(0, maxNodes);
  const indexes = new Map(shown.map(({ name }, index) => [name, index]));
  // What is wrong is drawn first, so that no limit hides it.
  const inside = edges
    .filter(({ from, to }) => indexes.has(from) && indexes.has(to))
    .sort((a, b) => Number(a.mark === null) - Number(b.mark === null));
  const drawn = inside.slice(0, maxEdges);
  return {
    groups: groupByLayer(shown),
    edges: drawn.map(({ from, to, mark }) => ({ from: indexes.get(from)!, to: indexes.get(to)!, mark })),
    omitted: {
      packages,
      components: nodes.length,
      nodes: nodes.length - shown.length,
      edges: inside.length - drawn.length,
    },
  };
}

function groupByLayer(nodes: readonly NamedNode[]): GraphView['groups'] {
  const groups = new Map<string, { layer: ViewedLayer | null; nodes: ViewedNode[] }>();
  for (const [index, { label, layer }] of nodes.entries()) {
    const key = layerKey(layer);
    const group = groups.get(key) ?? { layer, nodes: [] };
    group.nodes.push({ index, label });
    groups.set(key, group);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([, group]) => group);
}
