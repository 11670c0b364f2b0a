// Says what a change does to the package structure: the headline of the check, and the list beside the picture.
import type { FactsSummary } from '../../domain/review.ts';
import { counted, edgeLabel, listed, sharedPrefix, shortPackage } from '../../text/format.ts';

/** The most important structural change: "new import cycle", "new edge domain → store"; null when nothing changed. */
export function changeHeadline(facts: FactsSummary): string | null {
  const cycles = facts.cyclesIntroduced.length;
  if (cycles > 0) return cycles === 1 ? 'new import cycle' : `${cycles} new import cycles`;
  const added = facts.edges.filter((edge) => edge.change === 'added');
  const { added: moreAdded = 0, removed: moreRemoved = 0 } = facts.edgesLeftOut ?? {};
  const prefix = sharedPrefix(facts.edges.flatMap((edge) => [edge.from, edge.to]));
  if (added.length === 1 && added[0]) return `new edge ${edgeLabel(added[0], prefix)}`;
  if (facts.layerViolationsIntroduced > 0) return counted(facts.layerViolationsIntroduced, 'new layer violation');
  if (added.length > 1) return `${added.length + moreAdded} new import edges`;
  if (facts.apiBreaking.length > 0) return counted(facts.apiBreaking.length, 'breaking API change');
  const removed = facts.edges.filter((edge) => edge.change === 'removed');
  if (removed.length > 0) return counted(removed.length + moreRemoved, 'import edge removed', 'import edges removed');
  return null;
}

/**
 * One short sentence for each kind of structural change; empty when nothing changed.
 *
 * @param isDrawn a picture beside the list shows the imports
 */
export function structureLines(facts: FactsSummary, isDrawn = false): string[] {
  const broken = groupByPackage(facts.apiBreaking);
  const short = shortener(facts, broken);
  const cycles = facts.cyclesIntroduced.map((cycle) => [...cycle, cycle[0] ?? ''].map(short).join(' → '));
  const edges = (change: 'added' | 'removed') =>
    facts.edges
      .filter((edge) => edge.change === change && !isDrawn)
      .map(({ from, to }) => `${short(from)} → ${short(to)}`);
  return [
    line('New packages', facts.packagesAdded.map(short)),
    line('Removed packages', facts.packagesRemoved.map(short)),
    line('New imports', edges('added'), facts.edgesLeftOut?.added),
    line('Removed imports', edges('removed'), facts.edgesLeftOut?.removed),
    line('New import cycles', cycles),
    violationsLine(facts, isDrawn),
    line(
      'Breaking API changes',
      broken.map(({ path, symbols }) => `${short(path)} (${symbols.includes(path) ? 'removed' : someOf(symbols, 3)})`),
    ),
  ].filter((text) => text !== '');
}

/** Removes the prefix that all packages named on the page share. */
function shortener(facts: FactsSummary, broken: readonly BrokenPackage[]): (path: string) => string {
  const prefix = sharedPrefix([
    ...facts.edges.flatMap((edge) => [edge.from, edge.to]),
    ...facts.packagesAdded,
    ...facts.packagesRemoved,
    ...facts.cyclesIntroduced.flat(),
    ...broken.map(({ path }) => path),
  ]);
  return (path) => shortPackage(path, prefix);
}

/** @param unlisted further items that are only counted */
function line(label: string, items: readonly string[], unlisted = 0): string {
  return items.length === 0 ? '' : `${label}: ${someOf(items, 6, unlisted)}.`;
}

function someOf(items: readonly string[], max: number, unlisted = 0): string {
  if (items.length <= max) return listed(items);
  const more = items.length - max + unlisted;
  return `${items.slice(0, max).join(', ')} and ${more.toLocaleString('en-US')} more`;
}

function violationsLine(facts: FactsSummary, isDrawn: boolean): string {
  const { layerViolationsIntroduced: introduced, layerViolationsBefore: existing } = facts;
  if (introduced === 0 && existing === 0) return '';
  const colour = isDrawn && facts.edges.some((edge) => edge.crossesLayer) ? ' (red in the diagram)' : '';
  return `Layer violations: ${introduced} new${colour}${existing === 0 ? '' : `, ${existing} existing`}.`;
}

interface BrokenPackage {
  readonly path: string;
  readonly symbols: readonly string[];
}

function groupByPackage(changes: FactsSummary['apiBreaking']): BrokenPackage[] {
  const groups = new Map<string, string[]>();
  for (const { package: path, symbol } of changes) groups.set(path, [...(groups.get(path) ?? []), symbol]);
  return [...groups].map(([path, symbols]) => ({ path, symbols }));
}
