// What a change does to the structure, in words: the headline of the check and the list beside the picture.
import type { FactsSummary } from '../../domain/review.ts';
import { counted, edgeLabel, listed, sharedPrefix, shortPackage } from '../../text/format.ts';

/** The one structural change most worth a headline: "new import cycle", "new edge domain → store"; null when nothing changed. */
export function changeHeadline(facts: FactsSummary): string | null {
  if (facts.cyclesIntroduced.length > 0) {
    return facts.cyclesIntroduced.length === 1
      ? 'new import cycle'
      : `${facts.cyclesIntroduced.length} new import cycles`;
  }
  const added = facts.edges.filter((edge) => edge.change === 'added');
  const { added: moreAdded = 0, removed: moreRemoved = 0 } = facts.edgesLeftOut ?? {};
  const prefix = sharedPrefix(facts.edges.flatMap((edge) => [edge.from, edge.to]));
  if (added.length === 1 && added[0]) return `new edge ${edgeLabel(added[0], prefix)}`;
  if (facts.layerViolationsIntroduced > 0) {
    return counted(facts.layerViolationsIntroduced, 'new layer violation');
  }
  if (added.length > 1) return `${added.length + moreAdded} new import edges`;
  if (facts.apiBreaking.length > 0) return `${counted(facts.apiBreaking.length, 'breaking API change')}`;
  const removed = facts.edges.filter((edge) => edge.change === 'removed');
  if (removed.length > 0) return counted(removed.length + moreRemoved, 'import edge removed', 'import edges removed');
  return null;
}

/**
 * What the change does to the structure, one short sentence a fact; empty when nothing changed.
 * @param isDrawn a picture beside it shows the imports
 */
export function structureLines(facts: FactsSummary, isDrawn = false): string[] {
  const broken = byPackage(facts.apiBreaking);
  const packages = [
    ...facts.packagesAdded,
    ...facts.packagesRemoved,
    ...facts.cyclesIntroduced.flat(),
    ...broken.map((found) => found.path),
  ];
  const prefix = sharedPrefix([...facts.edges.flatMap((edge) => [edge.from, edge.to]), ...packages]);
  const short = (path: string) => shortPackage(path, prefix);
  const some = (items: readonly string[], max = 6, unlisted = 0) =>
    items.length <= max
      ? listed(items)
      : `${items.slice(0, max).join(', ')} and ${(items.length - max + unlisted).toLocaleString('en-US')} more`;
  const edges = (change: 'added' | 'removed') =>
    facts.edges.filter((edge) => edge.change === change).map((edge) => edgeLabel(edge, prefix));
  const lines: string[] = [];
  const say = (label: string, items: readonly string[], unlisted = 0) => {
    if (items.length > 0) lines.push(`${label}: ${some(items, 6, unlisted)}.`);
  };
  say('New packages', facts.packagesAdded.map(short));
  say('Removed packages', facts.packagesRemoved.map(short));
  if (!isDrawn) {
    say('New imports', edges('added'), facts.edgesLeftOut?.added);
    say('Removed imports', edges('removed'), facts.edgesLeftOut?.removed);
  }
  say(
    'New import cycles',
    facts.cyclesIntroduced.map((cycle) => [...cycle, cycle[0] ?? ''].map(short).join(' → ')),
  );
  const { layerViolationsIntroduced: crossed, layerViolationsBefore: old } = facts;
  if (crossed > 0 || old > 0) {
    const inRed = isDrawn && facts.edges.some((edge) => edge.crossesLayer) ? ' (red in the picture)' : '';
    lines.push(`Layer violations: ${crossed} new${inRed}${old > 0 ? `, ${old} from before this pull request` : ''}.`);
  }
  say(
    'Incompatible API changes',
    broken.map((found) => `${short(found.path)} (${some(found.symbols, 3)})`),
  );
  return lines;
}

/** "a/b: C.D (method of interface)" as the facts have it: symbols by the package that exports them. */
function byPackage(changes: readonly string[]): { readonly path: string; readonly symbols: readonly string[] }[] {
  const found = new Map<string, string[]>();
  for (const change of changes) {
    const [path = '', symbol = ''] = change.split(': ');
    found.set(path, [...(found.get(path) ?? []), symbol.replace(/ \(.*$/, '')]);
  }
  return [...found].map(([path, symbols]) => ({ path, symbols }));
}
