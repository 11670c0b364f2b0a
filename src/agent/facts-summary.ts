// What the facts alone say of a change: the numbers and edges of the review, its summary, and the advice that follows from them.
import type { ApiChange, Architecture, Edge, PackageGraph, Suppression } from '../domain/architecture.ts';
import type { Section } from '../domain/finding.ts';
import type { FactsSummary, Recommendations } from '../domain/review.ts';
import { cleanLineOf } from './clean-output.ts';

/** A picture with more edges than this is not read. */
const MAX_EDGES = 60;
const MAX_LISTED = 100;
/** Names of packages and declarations are the author's, and may be made to act: they are cleaned as the model's words are. */
const MAX_LINE = 1_500;
/** Lines in one of the six sections. */
const MAX_ADVICE = 4;
/** A package that so many others import is one whose change is felt. */
const WIDELY_IMPORTED = 5;

export function summariseFacts(architecture: Architecture): FactsSummary {
  const { before, after, apiChanges, layerViolations } = architecture;
  return {
    packages: after.packages.size,
    packagesAdded: missingFrom(after, before).slice(0, MAX_LISTED),
    packagesRemoved: missingFrom(before, after).slice(0, MAX_LISTED),
    edges: drawnEdges(architecture),
    cyclesIntroduced: architecture.introducedCycles.slice(0, MAX_LISTED).map((cycle) => [...cycle]),
    layerViolationsIntroduced: layerViolations.filter(({ introduced }) => introduced).length,
    layerViolationsBefore: layerViolations.filter(({ introduced }) => !introduced).length,
    apiBreaking: apiChanges.filter(isBreaking).map(nameOf).slice(0, MAX_LISTED),
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
    const clean = cleanLineOf(reason, 200);
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

function nameOf(change: ApiChange): string {
  return `${change.package}: ${change.symbol}`;
}

/** Changed edges first, then unchanged ones between the same packages, then those one step around. */
function drawnEdges({ addedEdges, removedEdges, after }: Architecture): FactsSummary['edges'] {
  const changed = [
    ...addedEdges.map(({ from, to }) => ({ from, to, change: 'added' as const })),
    ...removedEdges.map(({ from, to }) => ({ from, to, change: 'removed' as const })),
  ];
  const ends = new Set(changed.flatMap(({ from, to }) => [from, to]));
  const drawn = new Set(changed.map(({ from, to }) => `${from} ${to}`));
  const kept = ends.size === 0 ? [] : allEdges(after).filter(({ from, to }) => !drawn.has(`${from} ${to}`));
  const inside = kept.filter(({ from, to }) => ends.has(from) && ends.has(to));
  const around = kept.filter(({ from, to }) => ends.has(from) !== ends.has(to));
  return [...changed, ...[...inside, ...around].map((edge) => ({ ...edge, change: 'kept' as const }))].slice(
    0,
    MAX_EDGES,
  );
}

function allEdges({ packages }: PackageGraph): { from: string; to: string }[] {
  return [...packages.values()].flatMap(({ importPath, imports }) =>
    imports.filter((to) => packages.has(to) && to !== importPath).map((to) => ({ from: importPath, to })),
  );
}

/** Two or three sentences: what the change does to the architecture, by the facts. */
export function describeChange(architecture: Architecture, reviewedFiles: number): string {
  const facts = summariseFacts(architecture);
  const doings = [
    listed(
      'adds',
      'package',
      facts.packagesAdded.map((path) => shortName(architecture, path)),
    ),
    listed(
      'removes',
      'package',
      facts.packagesRemoved.map((path) => shortName(architecture, path)),
    ),
    listed(
      'adds',
      'import',
      architecture.addedEdges.map((edge) => arrow(architecture, edge)),
    ),
    listed(
      'drops',
      'import',
      architecture.removedEdges.map((edge) => arrow(architecture, edge)),
    ),
    facts.apiAdded === 0 ? null : `exports ${count(facts.apiAdded, 'new declaration')}`,
  ].filter((doing) => doing !== null);
  const harms = [
    facts.cyclesIntroduced.length === 0 ? null : `closes ${count(facts.cyclesIntroduced.length, 'import cycle')}`,
    facts.layerViolationsIntroduced === 0
      ? null
      : `crosses a declared layer in ${count(facts.layerViolationsIntroduced, 'place')}`,
    facts.apiBreaking.length === 0
      ? null
      : `breaks ${count(facts.apiBreaking.length, 'exported declaration')} (${someOf(architecture.apiChanges.filter(isBreaking).map((change) => `\`${change.symbol}\``))})`,
  ].filter((harm) => harm !== null);
  const subject = `The change touches ${count(reviewedFiles, 'Go file')}`;
  const first =
    doings.length === 0 && harms.length === 0
      ? `${subject} and leaves the package graph and the exported API as they are.`
      : doings.length === 0
        ? `${subject}.`
        : `${subject}: it ${joined(doings)}.`;
  return cleanLineOf(harms.length === 0 ? first : `${first} It ${joined(harms)}.`, MAX_LINE);
}

/** What a review of everything at one commit is about. */
export function describeState({ after }: Architecture, reviewedFiles: number): string {
  const packages = count(after.packages.size, 'package');
  return `This is the whole state of the commit: ${packages} and ${count(reviewedFiles, 'Go file')} with everything that is found in them, however old.`;
}

function listed(verb: string, noun: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return names.length === 1 ? `${verb} the ${noun} ${names[0]}` : `${verb} ${names.length} ${noun}s (${someOf(names)})`;
}

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3);
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

export function noAdvice(): Record<Section, string[]> {
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
 * Advice that follows from the facts of this change and that no finding gives already; a section about which they say nothing stays
 * empty.
 */
export function adviseFromFacts(architecture: Architecture): Recommendations {
  const advice: Recommendations = {
    ...noAdvice(),
    'api-design': adviseOnApi(architecture),
    'testing-strategy': adviseOnTests(architecture),
    'deployment-operations': adviseOnDependencies(architecture),
    'risk-mitigation': adviseOnReach(architecture),
  };
  for (const lines of Object.values(advice)) {
    lines.splice(0, lines.length, ...lines.slice(0, MAX_ADVICE).map((line) => cleanLineOf(line, MAX_LINE)));
  }
  return advice;
}

/** One line a package and kind of change: ten removed functions are one decision. */
function adviseOnApi({ apiChanges, after, findings }: Architecture): string[] {
  const saysSo = new Set<string | null>(['api/breaking-change', 'api/promise']);
  const found = new Set(findings.filter(({ rule }) => saysSo.has(rule)).map(({ path }) => dirOf(path)));
  const breaking = apiChanges.filter((change) => isBreaking(change) && !found.has(dirOf(change.place.path)));
  return [...new Set(breaking.map((change) => change.package))].flatMap((path) => {
    const importers = importersOf(after, path).length;
    const users = importers === 0 ? '' : ` (imported by ${count(importers, 'package')} here)`;
    const symbols = (isWanted: (change: ApiChange) => boolean) =>
      breaking.filter((change) => change.package === path && isWanted(change)).map(({ symbol }) => `\`${symbol}\``);
    const removed = symbols(({ kind }) => kind === 'removed');
    const changed = symbols(({ kind }) => kind !== 'removed');
    return [
      ...(removed.length === 0
        ? []
        : [
            `Keep ${someOf(removed)} of \`${path}\`${users} beside what replaces it for one release, or raise the major version.`,
          ]),
      ...(changed.length === 0
        ? []
        : [
            `Offer the new form of ${someOf(changed)} of \`${path}\`${users} under a new name, or raise the major version.`,
          ]),
    ];
  });
}

function adviseOnTests({ apiChanges, after }: Architecture): string[] {
  const added = apiChanges.filter(({ kind }) => kind === 'added');
  return [...new Set(added.map((change) => change.package))]
    .filter((path) => after.packages.get(path)?.testFiles.length === 0)
    .map((path) => {
      const symbols = added.filter((change) => change.package === path).map(({ symbol }) => `\`${symbol}\``);
      return `Test \`${path}\`: it now exports ${someOf(symbols)} and has no test file.`;
    });
}

function adviseOnDependencies({ facts }: Architecture): string[] {
  return facts
    .filter(({ kind }) => kind === 'dependency-added')
    .map((fact) => `Weigh a new dependency: ${fact.statement}`);
}

function adviseOnReach({ declarations, after }: Architecture): string[] {
  const exported = declarations.filter((declaration) => declaration.exported && declaration.change !== 'added');
  return [...new Set(exported.map((declaration) => declaration.package))]
    .map((path) => ({ path, importers: importersOf(after, path).length }))
    .filter(({ importers }) => importers >= WIDELY_IMPORTED)
    .sort((a, b) => b.importers - a.importers)
    .map(({ path, importers }) => {
      const names = exported.filter((declaration) => declaration.package === path).map(({ name }) => `\`${name}\``);
      return `\`${path}\` is imported by ${importers} packages: read the callers of ${someOf(names)} before it is released.`;
    });
}

function dirOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function importersOf({ packages }: PackageGraph, importPath: string): string[] {
  return [...packages.values()].filter(({ imports }) => imports.includes(importPath)).map((found) => found.importPath);
}
