// What the facts alone say of a change: the numbers and edges of the review, its summary, and the advice that follows from them.
import type { ApiChange, Architecture, Suppression } from '../../domain/architecture.ts';
import type { Section } from '../../domain/finding.ts';
import type { Edge, PackageGraph } from '../../domain/package-graph.ts';
import type { FactsSummary, Recommendations } from '../../domain/review.ts';
import { oneLine, toCodeSpan } from '../../text/sanitize.ts';

/** A picture with more edges than this is not read. */
const MAX_EDGES = 60;
/** Packages, cycles and declarations. */
const MAX_LISTED = 1_000;
/** Names of packages and declarations are the author's, and may be made to act: they are cleaned as the model's words are. */
const MAX_LINE = 1_500;
/** Lines in one of the six sections. */
const MAX_ADVICE = 4;
/** A package that so many others import is one whose change is felt. */
const WIDELY_USED = 5;

export function summarizeFacts(architecture: Architecture): FactsSummary {
  const { before, after, apiChanges, layerViolations } = architecture;
  return {
    packages: after.packages.size,
    packagesAdded: missingFrom(after, before).slice(0, MAX_LISTED),
    packagesRemoved: missingFrom(before, after).slice(0, MAX_LISTED),
    ...drawnEdges(architecture),
    cyclesIntroduced: architecture.introducedCycles.slice(0, MAX_LISTED).map((cycle) => [...cycle]),
    layerViolationsIntroduced: layerViolations.filter(({ introduced }) => introduced).length,
    layerViolationsBefore: layerViolations.filter(({ introduced }) => !introduced).length,
    apiBreaking: apiChanges
      .filter(isBreaking)
      .map(({ package: path, name }) => ({ package: path, symbol: name }))
      .slice(0, MAX_LISTED),
    apiAdded: apiChanges.filter(({ kind }) => kind === 'added').length,
    couldNotTell: { ...architecture.couldNotTell },
    suppressed: countSuppressed(architecture.suppressions),
  };
}

/** Reasons that are shown of one rule. */
const MAX_REASONS = 3;

function countSuppressed(suppressions: readonly Suppression[]): FactsSummary['suppressed'] {
  const counted = new Map<string, FactsSummary['suppressed'][number]>();
  for (const { rule, by, reason } of suppressions) {
    const known = counted.get(`${rule} ${by}`) ?? { rule, by, count: 0, reasons: [] };
    const clean = oneLine(reason, 200);
    const reasons = known.reasons.includes(clean) ? known.reasons : [...known.reasons, clean].slice(0, MAX_REASONS);
    counted.set(`${rule} ${by}`, { ...known, count: known.count + 1, reasons });
  }
  return [...counted.values()].slice(0, MAX_LISTED);
}

function missingFrom(here: PackageGraph, there: PackageGraph): string[] {
  return [...here.packages.keys()].filter((path) => !there.packages.has(path)).sort();
}

function isBreaking({ compatibility }: ApiChange): boolean {
  return compatibility === 'breaking';
}

/** Changed edges first, of them the wrong ones so that no bound hides them, then unchanged ones between the same packages, then those one step around. */
function drawnEdges({
  addedEdges,
  removedEdges,
  after,
  layerViolations,
  introducedCycles,
}: Architecture): Pick<FactsSummary, 'edges' | 'edgesLeftOut'> {
  const crossed = new Set(
    layerViolations.filter((one) => one.introduced).map((one) => `${dirOf(one.file)} ${one.import}`),
  );
  const crossing = (from: string, to: string) =>
    crossed.has(`${after.packages.get(from)?.dir} ${to}`) ? { crossesLayer: true as const } : {};
  const isInCycle = (from: string, to: string) =>
    introducedCycles.some((cycle) => cycle.includes(from) && cycle.includes(to));
  const added = addedEdges.map(({ from, to }) => ({ from, to, change: 'added' as const, ...crossing(from, to) }));
  const isWrong = (edge: (typeof added)[number]) => edge.crossesLayer === true || isInCycle(edge.from, edge.to);
  const changed = [
    ...added.filter(isWrong),
    ...added.filter((edge) => !isWrong(edge)),
    ...removedEdges.map(({ from, to }) => ({ from, to, change: 'removed' as const })),
  ];
  const ends = new Set(changed.flatMap(({ from, to }) => [from, to]));
  const drawn = new Set(changed.map(({ from, to }) => `${from} ${to}`));
  const kept = ends.size === 0 ? [] : allEdges(after).filter(({ from, to }) => !drawn.has(`${from} ${to}`));
  const inside = kept.filter(({ from, to }) => ends.has(from) && ends.has(to));
  const around = kept.filter(({ from, to }) => ends.has(from) !== ends.has(to));
  const all = [...changed, ...[...inside, ...around].map((edge) => ({ ...edge, change: 'kept' as const }))];
  if (all.length <= MAX_EDGES) return { edges: all };
  const left = (change: FactsSummary['edges'][number]['change']) =>
    all.slice(MAX_EDGES).filter((edge) => edge.change === change).length;
  return {
    edges: all.slice(0, MAX_EDGES),
    edgesLeftOut: { added: left('added'), removed: left('removed'), kept: left('kept') },
  };
}

function allEdges({ packages }: PackageGraph): { from: string; to: string }[] {
  return [...packages.values()].flatMap(({ importPath, imports }) =>
    imports.filter((to) => packages.has(to) && to !== importPath).map((to) => ({ from: importPath, to })),
  );
}

/** Two sentences with names, for a model that has to know what the change is about. */
export function describeChange(architecture: Architecture, reviewedFiles: number): string {
  const broken = architecture.apiChanges.filter(isBreaking).map(({ symbol }) => `\`${symbol}\``);
  const edges = (all: readonly Edge[]) => all.map((edge) => arrow(architecture, edge));
  const { packagesAdded, packagesRemoved } = summarizeFacts(architecture);
  const packages = (all: readonly string[]) => all.map((path) => shortName(architecture, path));
  return tell(architecture, reviewedFiles, {
    packagesAdded: named('package', packages(packagesAdded)),
    packagesRemoved: named('package', packages(packagesRemoved)),
    importsAdded: named('import', edges(architecture.addedEdges)),
    importsRemoved: named('import', edges(architecture.removedEdges)),
    broken: broken.length === 0 ? null : `${count(broken.length, 'exported declaration')} (${someOf(broken)})`,
  });
}

/** The same in numbers, for a page that names everything right below. */
export function describeChangeInNumbers(architecture: Architecture, reviewedFiles: number): string {
  const { packagesAdded, packagesRemoved, apiBreaking } = summarizeFacts(architecture);
  const some = (all: readonly unknown[], noun: string) => (all.length === 0 ? null : count(all.length, noun));
  return tell(architecture, reviewedFiles, {
    packagesAdded: some(packagesAdded, 'package'),
    packagesRemoved: some(packagesRemoved, 'package'),
    importsAdded: some(architecture.addedEdges, 'import'),
    importsRemoved: some(architecture.removedEdges, 'import'),
    broken: some(apiBreaking, 'exported declaration'),
  });
}

/** How what changed is said; null where there is nothing of the kind. */
type Told = Readonly<
  Record<'packagesAdded' | 'packagesRemoved' | 'importsAdded' | 'importsRemoved' | 'broken', string | null>
>;

function tell(architecture: Architecture, reviewedFiles: number, told: Told): string {
  const facts = summarizeFacts(architecture);
  const saying = (verb: string, ...what: (string | null)[]) => {
    const said = joined(what.filter((one) => one !== null));
    return said === '' ? null : `${verb} ${said}`;
  };
  const some = (number: number, noun: string) => (number === 0 ? null : count(number, noun));
  const doings = [
    saying('adds', told.packagesAdded, told.importsAdded),
    saying('removes', told.packagesRemoved, told.importsRemoved),
    saying('exports', some(facts.apiAdded, 'new declaration')),
  ].filter((doing) => doing !== null);
  const crossings = some(facts.layerViolationsIntroduced, 'place');
  const harms = [
    saying('closes', some(facts.cyclesIntroduced.length, 'import cycle')),
    crossings === null ? null : `crosses a declared layer in ${crossings}`,
    told.broken === null ? null : `changes ${told.broken} incompatibly`,
  ].filter((harm) => harm !== null);
  const subject = `The change touches ${count(reviewedFiles, 'Go file')}`;
  // Without a module there is neither a graph nor an API to speak of.
  if (architecture.before.packages.size + architecture.after.packages.size === 0) return `${subject}.`;
  if (doings.length + harms.length === 0)
    return `${subject} and leaves the package graph and the exported API as they are.`;
  const deeds = doings.length === 0 ? '' : doings.length === 1 ? ` and ${doings[0]}` : `: it ${joined(doings)}`;
  return oneLine(`${subject}${deeds}.${harms.length === 0 ? '' : ` It ${joined(harms)}.`}`, MAX_LINE);
}

/** What a review of everything at one commit is about. */
export function describeCommit({ after }: Architecture, reviewedFiles: number): string {
  const packages = count(after.packages.size, 'package');
  return `This is the whole state of the commit: ${packages} and ${count(reviewedFiles, 'Go file')} with everything that is found in them, however old.`;
}

function named(noun: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return names.length === 1 ? `the ${noun} ${names[0]}` : `${names.length} ${noun}s (${someOf(names)})`;
}

function someOf(names: readonly string[], max = 3): string {
  const shown = names.slice(0, max);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : joined(shown);
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function count(number: number, noun: string): string {
  return `${number === 1 ? 'one' : number} ${noun}${number === 1 ? '' : 's'}`;
}

/** An import path without its module, in code marks. */
function shortName({ after, before }: Architecture, importPath: string): string {
  const found = after.packages.get(importPath) ?? before.packages.get(importPath);
  return `\`${found === undefined || found.dir === '' ? importPath : found.dir}\``;
}

function arrow(architecture: Architecture, { from, to }: Pick<Edge, 'from' | 'to'>): string {
  return `${shortName(architecture, from)} → ${shortName(architecture, to)}`;
}

export function emptyRecommendations(): Record<Section, string[]> {
  return {
    'service-architecture': [],
    'api-design': [],
    'concurrency-performance': [],
    'testing-strategy': [],
    'deployment-operations': [],
    'risk-mitigation': [],
  };
}

/**
 * Advice that follows from the facts of this change and that no rule gives: what it makes the module depend on, and where it will
 * be felt. A section about which they say nothing stays empty.
 */
export function recommendFromFacts(architecture: Architecture): Recommendations {
  const advice: Recommendations = {
    ...emptyRecommendations(),
    'deployment-operations': adviseOnDependencies(architecture),
    'risk-mitigation': adviseOnReach(architecture),
  };
  for (const lines of Object.values(advice)) {
    lines.splice(0, lines.length, ...lines.slice(0, MAX_ADVICE).map((line) => oneLine(line, MAX_LINE)));
  }
  return advice;
}

/** One line: ten new requirements are one question. */
function adviseOnDependencies({ facts, findings, after }: Architecture): string[] {
  // What a finding speaks of already is not said twice.
  const told = new Set(
    findings.flatMap(({ citations }) => citations.map((one) => (one.kind === 'fact' ? one.factId : ''))),
  );
  const own = new Set(after.modules.map(({ path }) => path));
  const added = facts.flatMap(({ id, kind, subject }) => {
    if (kind !== 'dependency-added' || subject?.kind !== 'requirement' || told.has(id)) return [];
    return own.has(subject.path) ? [] : [`${toCodeSpan(subject.path)} ${subject.version}`];
  });
  const names = [...new Set(added)];
  if (names.length === 0) return [];
  return [
    `Check that the ${names.length === 1 ? 'new dependency is' : `${names.length} new dependencies are`} needed: ${someOf(names, 6)}.`,
  ];
}

/** Exported declarations that change and that many packages use by name: an import of the package alone feels nothing. */
function adviseOnReach({ facts }: Architecture): string[] {
  return facts
    .flatMap(({ subject }) => (subject?.kind === 'declaration' && subject.exported ? [subject] : []))
    .filter(({ users }) => users.length >= WIDELY_USED)
    .sort((a, b) => b.users.length - a.users.length)
    .map(({ name, users, isCut }) => {
      const count = `${isCut ? 'at least ' : ''}${users.length}`;
      return `${toCodeSpan(name)} changes and is used by ${count} other packages: check their expectations.`;
    });
}

function dirOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
