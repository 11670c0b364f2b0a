// Draws the change to the package graph as SVG, for pages that run no script: packages in columns from importer to imported.
import type { FactsSummary } from '../../domain/review.ts';
import { sharedPrefix, shortPackage } from '../../text/format.ts';
import { escapeHtml } from '../../text/sanitize.ts';
import { viewChange } from './graph-view.ts';

type Edge = FactsSummary['edges'][number];

const rowHeight = 46;
const boxHeight = 30;
const columnGap = 90;
const characterWidth = 7.4;
const padding = 12;
const dipDepth = 36;

interface Box {
  readonly path: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** An SVG element; empty when no edge changed. Classes: "added", "removed", "kept" and "crossing" (of a declared layer) on edges, "new" on boxes. Bounded as `viewChange` says. */
export function drawChangeAsSvg(facts: Pick<FactsSummary, 'edges' | 'packagesAdded'>): string {
  const { drawn: edges } = viewChange(facts);
  if (edges.length === 0) return '';
  const boxes = layOut(edges);
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + padding;
  const height = Math.max(...boxes.map((box) => box.y + boxHeight)) + 2 * padding;
  const byPath = new Map(boxes.map((box) => [box.path, box]));
  const isNew = new Set(facts.packagesAdded);
  return [
    `<svg class="graph" role="img" aria-label="Changed imports between packages" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<defs>${(['added', 'removed', 'kept', 'crossing'] as const).map(arrowHead).join('')}</defs>`,
    ...edges.map((edge) => arrow(edge, byPath)),
    ...boxes.map(
      (box) =>
        `<g class="box${isNew.has(box.path) ? ' new' : ''}"><title>${escapeHtml(box.path)}</title><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${boxHeight}" rx="6"/>` +
        `<text x="${box.x + box.width / 2}" y="${box.y + boxHeight / 2}" text-anchor="middle" dominant-baseline="central">${escapeHtml(box.label)}</text></g>`,
    ),
    '</svg>',
  ].join('');
}

function arrowHead(kind: Edge['change'] | 'crossing'): string {
  return `<marker id="head-${kind}" class="${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8Z"/></marker>`;
}

/** Each package stands one column right of the last package that imports it, by the edges that are there after the change; columns are centred. */
function layOut(edges: readonly Edge[]): Box[] {
  const paths = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const prefix = sharedPrefix(paths);
  const columns = new Map(paths.map((path) => [path, 0]));
  const present = edges.filter((edge) => edge.change !== 'removed');
  // As many rounds as packages settle any graph without cycles; the bound keeps one with cycles finite.
  for (let round = 0; round < Math.min(paths.length, 8); round++) {
    for (const { from, to } of present) {
      columns.set(to, Math.min(7, Math.max(columns.get(to) ?? 0, (columns.get(from) ?? 0) + 1)));
    }
  }
  const used = [...new Set(columns.values())].sort((a, b) => a - b);
  const membersOf = (column: number) => paths.filter((path) => columns.get(path) === column);
  const rows = Math.max(...used.map((column) => membersOf(column).length));
  let x = padding;
  return used.flatMap((column) => {
    const members = membersOf(column);
    const above = (rows - members.length) / 2;
    const labels = members.map((path) => shortPackage(path, prefix).slice(-40));
    const width = Math.round(Math.max(...labels.map((label) => label.length)) * characterWidth + 2 * padding);
    const boxes = members.map((path, row) => ({
      path,
      label: labels[row] ?? '',
      x,
      y: padding + (row + above) * rowHeight,
      width,
    }));
    x += width + columnGap;
    return boxes;
  });
}

function arrow(edge: Edge, boxes: ReadonlyMap<string, Box>): string {
  const from = boxes.get(edge.from);
  const to = boxes.get(edge.to);
  if (!from || !to) return '';
  const isForward = to.x > from.x;
  const [x1, x2] = isForward ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
  const [y1, y2] = [from.y + boxHeight / 2 - (isForward ? 3 : -5), to.y + boxHeight / 2 - (isForward ? 3 : -5)];
  const bend = (isForward ? 1 : -1) * Math.max(36, Math.abs(x2 - x1) / 2);
  // An arrow along a row would run behind the boxes between its ends: it goes below them.
  const dip = y1 === y2 && Math.abs(x2 - x1) > columnGap ? dipDepth : 0;
  const path =
    from.x === to.x
      ? `M${from.x + from.width} ${y1}C${from.x + from.width + 50} ${y1} ${to.x + to.width + 50} ${y2} ${to.x + to.width} ${y2}`
      : `M${x1} ${y1}C${x1 + bend} ${y1 + dip} ${x2 - bend} ${y2 + dip} ${x2} ${y2}`;
  const isCrossing = edge.crossesLayer === true;
  return `<path class="edge ${edge.change}${isCrossing ? ' crossing' : ''}" d="${path}" marker-end="url(#head-${isCrossing ? 'crossing' : edge.change})"/>`;
}
