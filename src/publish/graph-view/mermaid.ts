// Draws package graphs as Mermaid, which GitHub renders.
import type { FactsSummary } from '../../domain/review.ts';
import { sharedPrefix, shortPackage } from '../../text/format.ts';
import { oneLine } from '../../text/sanitize.ts';
import { viewChange } from './change-view.ts';
import { type Drawable, viewGraph } from './graph-view.ts';
import { layerLabel, omissionNote, omittedImports } from './picture-words.ts';

type ChangedEdge = FactsSummary['edges'][number];

/** GitHub shows pictures on white and on black, so only strokes are coloured and the theme fills the boxes. */
const strokes: Readonly<Record<ChangedEdge['change'], string>> = {
  added: 'stroke:#2da44e,stroke-width:2px',
  removed: 'stroke:#cf222e,stroke-width:2px,stroke-dasharray:4',
  kept: 'stroke:#8c959f',
};
const wrongStroke = 'stroke:#cf222e,stroke-width:3px';
const markStrokes = { cycle: wrongStroke, violation: 'stroke:#cf222e,stroke-width:3px,stroke-dasharray:4' };
const arrows = { added: '==>', removed: '-.->', kept: '-->' } as const;

/**
 * A label in double quotes. Characters that Mermaid or HTML could read as syntax are entity codes; empty ones are
 * refused.
 */
function label(text: string): string {
  return (oneLine(text, 80) || '?').replace(/[^A-Za-z0-9 ._~/+-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** Whether an import is part of one of the cycles. */
function findCycleEdges(cycles: readonly (readonly string[])[]): (edge: ChangedEdge) => boolean {
  const members = cycles.map((cycle) => new Set(cycle));
  return ({ from, to }) => members.some((cycle) => cycle.has(from) && cycle.has(to));
}

type DrawnFacts = Pick<FactsSummary, 'edges' | 'edgesLeftOut' | 'cyclesIntroduced' | 'packagesAdded'>;

/**
 * The imports that changed, with some around them: added ones thick and green, removed ones dashed and red, those of a
 * new cycle or across a declared layer red. Empty when no import changed. Limited as `viewChange` says.
 */
export function drawChangeAsMermaid(facts: DrawnFacts): string {
  const { drawn, omitted } = viewChange(facts);
  if (drawn.length === 0) return '';
  const paths = [...new Set(drawn.flatMap((edge) => [edge.from, edge.to]))];
  const ids = new Map(paths.map((path, index) => [path, `p${index}`]));
  const prefix = sharedPrefix(paths);
  const note = omittedImports(omitted);
  const added = facts.packagesAdded.filter((path) => ids.has(path));
  return [
    'flowchart LR',
    ...paths.map((path) => `  ${ids.get(path)}["${label(shortPackage(path, prefix))}"]`),
    ...drawn.map(({ from, to, change }) => `  ${ids.get(from)} ${arrows[change]} ${ids.get(to)}`),
    ...(note === null ? [] : [`  more["${note}"]`, '  style more stroke-dasharray:4']),
    ...linkStyles(drawn, findCycleEdges(facts.cyclesIntroduced)),
    ...added.map((path) => `  style ${ids.get(path)} ${strokes.added}`),
  ].join('\n');
}

/** One line for each stroke, with the numbers of the edges that have it. */
function linkStyles(edges: readonly ChangedEdge[], inCycle: (edge: ChangedEdge) => boolean): string[] {
  const styles = new Map<string, number[]>();
  for (const [index, edge] of edges.entries()) {
    const isWrong = edge.change !== 'removed' && (edge.crossesLayer === true || inCycle(edge));
    const stroke = isWrong ? wrongStroke : strokes[edge.change];
    styles.set(stroke, [...(styles.get(stroke) ?? []), index]);
  }
  return [...styles].map(([stroke, links]) => `  linkStyle ${links.join(',')} ${stroke}`);
}

/** Layers are frames, imports of a cycle are red, imports across layers are dashed. Limited as `viewGraph` says. */
export function drawGraphAsMermaid(drawable: Drawable): string {
  const { groups, edges, omitted } = viewGraph(drawable);
  const note = omissionNote(omitted);
  const frames = groups.flatMap(({ layer, nodes }, index) => {
    const lines = nodes.map((node) => `  p${node.index}["${label(node.label)}"]`);
    return layer === null ? lines : [`  subgraph layer${index}["${label(layerLabel(layer))}"]`, ...lines, '  end'];
  });
  return [
    'flowchart LR',
    ...frames,
    ...edges.map(({ from, to }) => `  p${from} --> p${to}`),
    ...(note === null ? [] : [`  more["${label(note)}"]`]),
    ...edges.flatMap(({ mark }, index) => (mark === null ? [] : [`  linkStyle ${index} ${markStrokes[mark]}`])),
  ].join('\n');
}
