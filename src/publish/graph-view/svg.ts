// Draws the change to the package graph as SVG, in columns from importer to imported, for pages without scripts.
import type { FactsSummary } from '../../domain/review.ts';
import { sharedPrefix, shortPackage } from '../../text/format.ts';
import { escapeHtml } from '../../text/sanitize.ts';
import { viewChange } from './change-view.ts';

type Edge = FactsSummary['edges'][number];

const rowHeight = 46;
const boxHeight = 30;
const columnGap = 90;
const characterWidth = 7.4;
const padding = 12;
const dipDepth = 36;
const maxColumns = 8;

interface Box {
  readonly path: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/**
 * An SVG element; empty when no import changed. Edges have the classes "added", "removed", "kept" and, across a
 * declared layer, "crossing"; boxes of new packages have "new". Limited as `viewChange` says.
 */
export function drawChangeAsSvg(facts: Pick<FactsSummary, 'edges' | 'packagesAdded'>): string {
  const { drawn: edges } = viewChange(facts);
  if (edges.length === 0) return '';
  const boxes = layOutBoxes(edges);
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + padding;
  const height = Math.max(...boxes.map((box) => box.y + boxHeight)) + 2 * padding;
  const byPath = new Map(boxes.map((box) => [box.path, box]));
  const added = new Set(facts.packagesAdded);
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return [
    `<svg class="graph" role="img" aria-label="Changed imports between packages" ${size}>`,
    `<defs>${(['added', 'removed', 'kept', 'crossing'] as const).map(drawArrowHead).join('')}</defs>`,
    ...edges.map((edge) => drawArrow(edge, byPath)),
    ...boxes.map((box) => drawBox(box, added.has(box.path))),
    '</svg>',
  ].join('');
}

function drawBox({ path, label, x, y, width }: Box, isNew: boolean): string {
  const middle = `x="${x + width / 2}" y="${y + boxHeight / 2}"`;
  return [
    `<g class="box${isNew ? ' new' : ''}"><title>${escapeHtml(path)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${boxHeight}" rx="6"/>`,
    `<text ${middle} text-anchor="middle" dominant-baseline="central">${escapeHtml(label)}</text></g>`,
  ].join('');
}

function drawArrowHead(kind: Edge['change'] | 'crossing'): string {
  const size = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"';
  return `<marker id="head-${kind}" class="${kind}" ${size}><path d="M0 0 8 4 0 8Z"/></marker>`;
}

/** The column of each package: one right of the last package that imports it after the change. */
function assignColumns(paths: readonly string[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const columns = new Map(paths.map((path) => [path, 0]));
  const present = edges.filter((edge) => edge.change !== 'removed');
  // As many rounds as columns settle any graph without cycles; one with cycles ends there too.
  for (let round = 0; round < Math.min(paths.length, maxColumns); round++) {
    for (const { from, to } of present) {
      columns.set(to, Math.min(maxColumns - 1, Math.max(columns.get(to) ?? 0, (columns.get(from) ?? 0) + 1)));
    }
  }
  return columns;
}

/** Boxes in columns, each column centred. */
function layOutBoxes(edges: readonly Edge[]): Box[] {
  const paths = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const prefix = sharedPrefix(paths);
  const columns = assignColumns(paths, edges);
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

function drawArrow(edge: Edge, boxes: ReadonlyMap<string, Box>): string {
  const from = boxes.get(edge.from);
  const to = boxes.get(edge.to);
  if (!from || !to) return '';
  const isCrossing = edge.crossesLayer === true;
  const kind = `edge ${edge.change}${isCrossing ? ' crossing' : ''}`;
  const head = `url(#head-${isCrossing ? 'crossing' : edge.change})`;
  return `<path class="${kind}" d="${arrowPath(from, to)}" marker-end="${head}"/>`;
}

function arrowPath(from: Box, to: Box): string {
  const isForward = to.x > from.x;
  const offset = boxHeight / 2 - (isForward ? 3 : -5);
  const [y1, y2] = [from.y + offset, to.y + offset];
  if (from.x === to.x) {
    const right = from.x + from.width;
    return `M${right} ${y1}C${right + 50} ${y1} ${to.x + to.width + 50} ${y2} ${to.x + to.width} ${y2}`;
  }
  const [x1, x2] = isForward ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
  const bend = (isForward ? 1 : -1) * Math.max(36, Math.abs(x2 - x1) / 2);
  // An arrow along a row would run behind the boxes between its ends: it goes below them.
  const dip = y1 === y2 && Math.abs(x2 - x1) > columnGap ? dipDepth : 0;
  return `M${x1} ${y1}C${x1 + bend} ${y1 + dip} ${x2 - bend} ${y2 + dip} ${x2} ${y2}`;
}
