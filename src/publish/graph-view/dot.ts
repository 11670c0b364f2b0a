// Draws a code base in the language of Graphviz (https://graphviz.org/doc/info/lang.html).
import { oneLine } from '../../text/sanitize.ts';
import { type Drawable, viewGraph } from './graph-view.ts';
import { layerLabel, omissionNote } from './picture-words.ts';

/** A quoted string, in which only the quote and the backslash have a meaning. */
function quoted(text: string): string {
  return `"${(oneLine(text, 200) || '?').replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

const styles = { cycle: ' [color="#cf222e", penwidth=2]', violation: ' [color="#cf222e", style=dashed, penwidth=2]' };

/** Layers are clusters, imports of a cycle are red, imports across layers are dashed. Limited as `viewGraph` says. */
export function drawGraphAsDot(drawable: Drawable): string {
  const { groups, edges, omitted } = viewGraph(drawable);
  const note = omissionNote(omitted);
  const clusters = groups.flatMap(({ layer, nodes }, index) => {
    const lines = nodes.map((node) => `n${node.index} [label=${quoted(node.label)}];`);
    if (layer === null) return lines.map((line) => `  ${line}`);
    return [
      `  subgraph cluster_${index} {`,
      `    label=${quoted(layerLabel(layer))};`,
      ...lines.map((line) => `    ${line}`),
      '  }',
    ];
  });
  return [
    'digraph architecture {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="Helvetica", fontsize=11];',
    '  edge [color="#8c959f"];',
    ...(note === null ? [] : [`  label=${quoted(note)};`]),
    ...clusters,
    ...edges.map(({ from, to, mark }) => `  n${from} -> n${to}${mark === null ? '' : styles[mark]};`),
    '}',
  ].join('\n');
}
