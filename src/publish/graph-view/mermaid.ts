// Draws package graphs as Mermaid, which GitHub renders: the change with one step around it, or a whole graph.
import type { FactsSummary } from '../../domain/review.ts';
import { sharedPrefix, shortPackage } from '../../text/format.ts';
import { oneLine } from '../../text/sanitize.ts';
import { type ChangeView, type Drawable, viewChange, viewGraph } from './graph-view.ts';

type EdgeChange = 'added' | 'removed' | 'kept';

/** GitHub shows pictures on white and on black, so only strokes are coloured and the fill is left to the theme. */
const strokes: Readonly<Record<EdgeChange, string>> = {
  added: 'stroke:#2da44e,stroke-width:2px',
  removed: 'stroke:#cf222e,stroke-width:2px,stroke-dasharray:4',
  kept: 'stroke:#8c959f',
};
const wrongStroke = 'stroke:#cf222e,stroke-width:3px';
const markStrokes = { cycle: wrongStroke, violation: 'stroke:#cf222e,stroke-width:3px,stroke-dasharray:4' };

/** A label inside double quotes: whatever Mermaid or HTML could read as syntax is written as an entity code. It refuses an empty one. */
function label(text: string): string {
  return (oneLine(text, 80) || '?').replace(/[^A-Za-z0-9 ._~/+-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** Gives each package a node name and says its declaration once. */
function createNodes(prefix: string): { name: (importPath: string) => string; lines: () => string[] } {
  const names = new Map<string, string>();
  return {
    name: (importPath) => {
      const known = names.get(importPath);
      if (known !== undefined) return known;
      const name = `p${names.size}`;
      names.set(importPath, name);
      return name;
    },
    lines: () => [...names].map(([path, name]) => `  ${name}["${label(shortPackage(path, prefix))}"]`),
  };
}

/** "from>to" of every edge that lies on one of the cycles. */
function edgesOfCycles(cycles: readonly (readonly string[])[]): (from: string, to: string) => boolean {
  const members = cycles.map((cycle) => new Set(cycle));
  return (from, to) => members.some((cycle) => cycle.has(from) && cycle.has(to));
}

/**
 * Mermaid of the import edges that changed and one step around them: added edges thick and green, removed ones dashed and red,
 * edges of a new cycle and those that cross a declared layer red. Empty when no edge changed. Bounded as `viewChange` says; the rest are counted in the picture.
 */
export function drawChangeAsMermaid(
  facts: Pick<FactsSummary, 'edges' | 'edgesLeftOut' | 'cyclesIntroduced' | 'packagesAdded'>,
): string {
  const { drawn, omitted } = viewChange(facts);
  if (drawn.length === 0) return '';
  const left = sayOmitted(omitted);
  const nodes = createNodes(sharedPrefix(drawn.flatMap((edge) => [edge.from, edge.to])));
  const inCycle = edgesOfCycles(facts.cyclesIntroduced);
  const arrows: string[] = [];
  const styles = new Map<string, number[]>();
  drawn.forEach((edge, index) => {
    const arrow = edge.change === 'added' ? '==>' : edge.change === 'removed' ? '-.->' : '-->';
    arrows.push(`  ${nodes.name(edge.from)} ${arrow} ${nodes.name(edge.to)}`);
    const isWrong = edge.change !== 'removed' && (edge.crossesLayer === true || inCycle(edge.from, edge.to));
    const stroke = isWrong ? wrongStroke : strokes[edge.change];
    styles.set(stroke, [...(styles.get(stroke) ?? []), index]);
  });
  const added = facts.packagesAdded.filter((path) => drawn.some(touches(path)));
  return [
    'flowchart LR',
    ...nodes.lines(),
    ...arrows,
    ...(left === null ? [] : [`  more["${left}"]`, '  style more stroke-dasharray:4']),
    ...[...styles].map(([stroke, links]) => `  linkStyle ${links.join(',')} ${stroke}`),
    ...added.map((path) => `  style ${nodes.name(path)} ${strokes.added}`),
  ].join('\n');
}

/** "and 3 more changed imports, 1 unchanged"; null where everything is drawn. */
function sayOmitted({ changed, kept }: ChangeView['omitted']): string | null {
  if (changed === 0) return kept === 0 ? null : `and ${kept} more import${kept === 1 ? '' : 's'}`;
  return `and ${changed} more changed import${changed === 1 ? '' : 's'}${kept === 0 ? '' : `, ${kept} unchanged`}`;
}

function touches(path: string): (edge: { from: string; to: string }) => boolean {
  return (edge) => edge.from === path || edge.to === path;
}

/**
 * Mermaid of a whole code base: layers as frames, circles red, crossed layers dashed. Bounded as `viewGraph` says; what is left out is
 * told in the picture.
 */
export function drawGraphAsMermaid(drawable: Drawable): string {
  const { nodes, edges, note } = viewGraph(drawable);
  const ids = new Map(nodes.map(({ name }, index) => [name, `p${index}`]));
  const layers = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
  const groups = layers.flatMap((layer, index) => {
    const lines = nodes
      .filter((one) => one.layer === layer)
      .map(({ name, label: said }) => `  ${ids.get(name)}["${label(said)}"]`);
    return layer === null ? lines : [`  subgraph layer${index}["${label(layer)}"]`, ...lines, '  end'];
  });
  return [
    'flowchart LR',
    ...groups,
    ...edges.map(({ from, to }) => `  ${ids.get(from)} --> ${ids.get(to)}`),
    ...(note === null ? [] : [`  more["${label(note)}"]`]),
    ...edges.flatMap(({ mark }, index) => (mark === null ? [] : [`  linkStyle ${index} ${markStrokes[mark]}`])),
  ].join('\n');
}
