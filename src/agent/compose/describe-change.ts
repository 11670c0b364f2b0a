// Describes a change in one or two sentences made of facts.
import type { Architecture } from '../../domain/architecture.ts';
import type { Edge } from '../../domain/package-graph.ts';
import { counted, listed } from '../../text/format.ts';
import { oneLine, toCodeSpan } from '../../text/sanitize.ts';
import { isBreaking, summarizeFacts } from './summarize-facts.ts';

const MAX_CHARACTERS = 1_500;
const MAX_NAMES = 3;

/** Describes a change with the names of packages and declarations, for a model that has to know what it is about. */
export function describeChange(architecture: Architecture, reviewedFiles: number): string {
  const { packagesAdded, packagesRemoved } = summarizeFacts(architecture);
  const packages = (paths: readonly string[]) => paths.map((path) => shortName(architecture, path));
  const imports = (edges: readonly Edge[]) => edges.map((edge) => arrow(architecture, edge));
  const broken = architecture.apiChanges.filter(isBreaking).map(({ symbol }) => toCodeSpan(symbol));
  return describe(architecture, reviewedFiles, {
    packagesAdded: named('package', packages(packagesAdded)),
    packagesRemoved: named('package', packages(packagesRemoved)),
    importsAdded: named('import', imports(architecture.addedEdges)),
    importsRemoved: named('import', imports(architecture.removedEdges)),
    broken: broken.length === 0 ? null : `${counted(broken.length, 'breaking API change')} (${someOf(broken)})`,
  });
}

/** Describes a change in numbers, for a page that lists the names below. */
export function describeChangeInNumbers(architecture: Architecture, reviewedFiles: number): string {
  const { packagesAdded, packagesRemoved, apiBreaking } = summarizeFacts(architecture);
  return describe(architecture, reviewedFiles, {
    packagesAdded: countOf(packagesAdded.length, 'package'),
    packagesRemoved: countOf(packagesRemoved.length, 'package'),
    importsAdded: countOf(architecture.addedEdges.length, 'import'),
    importsRemoved: countOf(architecture.removedEdges.length, 'import'),
    broken: countOf(apiBreaking.length, 'breaking API change'),
  });
}

/** Describes a review of everything at one commit. */
export function describeCommit({ after }: Architecture, reviewedFiles: number): string {
  const packages = counted(after.packages.size, 'package');
  return `Full review of the commit: ${packages}, ${counted(reviewedFiles, 'Go file')}, including existing findings.`;
}

/** Phrases for what changed; null where nothing of the kind did. */
type Phrases = Readonly<
  Record<'packagesAdded' | 'packagesRemoved' | 'importsAdded' | 'importsRemoved' | 'broken', string | null>
>;

function describe(architecture: Architecture, reviewedFiles: number, phrases: Phrases): string {
  const facts = summarizeFacts(architecture);
  const subject = `The change touches ${counted(reviewedFiles, 'Go file')}`;
  // Without a module there is neither a package graph nor an API.
  if (architecture.before.packages.size + architecture.after.packages.size === 0) return `${subject}.`;
  const changes = [
    clause('adds', phrases.packagesAdded, phrases.importsAdded),
    clause('removes', phrases.packagesRemoved, phrases.importsRemoved),
    clause('exports', countOf(facts.apiAdded, 'new declaration')),
  ].filter((part) => part !== null);
  const violations = countOf(facts.layerViolationsIntroduced, 'place');
  const harms = [
    clause('introduces', countOf(facts.cyclesIntroduced.length, 'import cycle')),
    violations === null ? null : `violates the declared layers in ${violations}`,
    clause('makes', phrases.broken),
  ].filter((part) => part !== null);
  if (changes.length + harms.length === 0) {
    return `${subject}; the package graph and the exported API are unchanged.`;
  }
  const what =
    changes.length === 0 ? '' : changes.length === 1 ? ` and ${changes[0]}` : `: it ${listedClauses(changes)}`;
  return oneLine(`${subject}${what}.${harms.length === 0 ? '' : ` It ${listed(harms)}.`}`, MAX_CHARACTERS);
}

/** "adds 2 packages and 1 import"; null without an object. */
function clause(verb: string, ...objects: (string | null)[]): string | null {
  const present = objects.filter((object) => object !== null);
  return present.length === 0 ? null : `${verb} ${listed(present)}`;
}

/** As `listed`, with a comma before the last "and" where a clause has one of its own. */
function listedClauses(clauses: readonly string[]): string {
  const isCompound = clauses.some((text) => text.includes(' and '));
  return isCompound ? `${clauses.slice(0, -1).join(', ')}, and ${clauses.at(-1)}` : listed(clauses);
}

function countOf(number: number, noun: string): string | null {
  return number === 0 ? null : counted(number, noun);
}

function named(noun: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return names.length === 1 ? `the ${noun} ${names[0]}` : `${counted(names.length, noun)} (${someOf(names)})`;
}

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : listed(shown);
}

/** An import path without its module, as a code span. */
function shortName({ after, before }: Architecture, importPath: string): string {
  const found = after.packages.get(importPath) ?? before.packages.get(importPath);
  return toCodeSpan(found === undefined || found.dir === '' ? importPath : found.dir);
}

function arrow(architecture: Architecture, { from, to }: Pick<Edge, 'from' | 'to'>): string {
  return `${shortName(architecture, from)} → ${shortName(architecture, to)}`;
}
