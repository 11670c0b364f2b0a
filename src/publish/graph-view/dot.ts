// Draws a whole code base in the language of Graphviz (https://graphviz.org/doc/info/lang.html), for whoever lays out pictures locally.
import { oneLine } from '../../text/sanitize.ts';
import { type Drawable, viewGraph } from './graph-view.ts';

/** A quoted string, in which only the quote and the backslash mean something. */
function quoted(text: string): string {
  return `"${(oneLine(text, 200) || '?').replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

const styles = { cycle: ' [color="#cf222e", penwidth=2]', violation: ' [color="#cf222e", style=dashed, penwidth=2]' };

/** DOT of a code base: layers as clusters, circles red, crossed layers dashed. Bounded as `viewGraph` says, which the label repeats. */
export function drawGraphAsDot(drawable: Drawable): string {
  const { nodes, edges, note } = viewGraph(drawable);
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index}`]));
  const layers = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
  const node = ({ name, label }: (typeof nodes)[number]) => `${ids.get(name)} [label=${quoted(label)}];`;
  const groups = layers.flatMap((layer, index) => {
    const members = nodes.filter((one) => one.layer === layer).map(node);
    if (layer === null) return members.map((line) => `  ${line}`);
    return [
      `  subgraph cluster_${index} {`,
      `    label=${quoted(layer)};`,
      ...members.map((line) => `    ${line}`),
      '  }',
    ];
  });
  return [
    'digraph architecture {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="Helvetica", fontsize=11];',
    '  edge [color="#8c959f"];',
    ...(note === null ? [] : [`  label=${quoted(note)};`]),
    ...groups,
    ...edges.map(({ from, to, mark }) => `  ${ids.get(from)} -> ${ids.get(to)}${mark === null ? '' : styles[mark]};`),
    '}',
  ].join('\n');
}
