// What a change to the exported surface proves: a module that others import no longer lets them compile.
import type { Finding, Place } from '../../../domain/finding.ts';
import type { GoModule, GoPackage } from '../../../domain/package-graph.ts';
import type { SurfaceChange } from '../../change/api.ts';
import { apiFactId, joined } from '../../change/state-facts.ts';
import { dirName, joinPath } from '../../graph/modules.ts';
import { importersOf, type TreeGraph } from '../../graph/package-graph.ts';
import { createFinding, shortName } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

export const breakingChange: GraphRule = {
  id: 'api/breaking-change',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'Exported declarations of a library break their importers',
  why: 'By the Go 1 compatibility rules code outside this repository that uses them no longer compiles.',
  exceptions:
    'In a new major version, in programs, in packages for tests and below internal/, and for declarations marked `Deprecated:`. Below v2 the module path does not tell a v0, which promises nothing yet, from a v1: there the severity is medium.',
  fix: 'Add the new form beside the old one (another function, method or option) and let the old one call it, or release a new major version.',
  tradeOffs:
    'Two names to maintain until the next major version, against a release that every importer has to answer with a change of its own.',
  example:
    'package client\n\n// Dial connects without a limit in time.\n//\n// Deprecated: use DialContext.\nfunc Dial(address string) (*Client, error) { return DialContext(context.Background(), address) }',
  references: ['https://go.dev/doc/go1compat', 'https://pkg.go.dev/golang.org/x/exp/cmd/apidiff'],
  withoutSuppressed: (sources, isSuppressed) => ({
    ...sources,
    apiChanges: sources.apiChanges.filter(
      ({ compatibility, place }) => compatibility !== 'breaking' || !isSuppressed(place),
    ),
  }),
  prove: apiFindings,
};

/** One finding a module: the cause is one pull request's change of mind about its surface. */
function apiFindings({ apiChanges, before, after }: GraphSources): Finding[] {
  // Asked once for each directory, however much of it changes: the answer goes over all packages and imports.
  const promising = new Map<string, boolean>();
  const byModule = new Map<string, SurfaceChange[]>();
  for (const change of apiChanges) {
    if (change.compatibility !== 'breaking' || change.callsCompile || change.deprecated) continue;
    const side = change.place.side === 'head' ? after : before;
    const dir = dirName(change.place.path);
    const module = side.modules.locate(dir)?.module;
    if (module === undefined || isOutsideServices(change.place.path) || !isSameModule(before, after, module)) continue;
    const key = `${change.place.side} ${dir}`;
    const promises = promising.get(key) ?? (isLibrary(after, module) && !servesOnlyTests(side, dir));
    promising.set(key, promises);
    if (!promises) continue;
    byModule.set(module.path, [...(byModule.get(module.path) ?? []), change]);
  }
  return [...byModule].map(([module, changes]) => apiFinding(module, changes));
}

/**
 * Nothing in the module can be run on its own, so it is there to be imported; and where no major version in its path promises anything,
 * by others than the modules beside it that replace it with its directory, or the programs of the same repository.
 */
function isLibrary(graph: TreeGraph, { path, dir }: GoModule): boolean {
  const isTakenBeside = graph.modules.modules.some(
    (other) =>
      other.path !== path &&
      !isOutsideServices(other.file) &&
      (other.replaces.some((one) => one.path === path && joinPath(other.dir, one.with) === dir) ||
        (other.requires.some((one) => one.path === path) && holdsCommand(graph, other.path))),
  );
  return !holdsCommand(graph, path) && (majorOf(path) !== null || !(isTakenBeside || isPartOfPrograms(graph, dir)));
}

/** A module further down in a repository of programs, whose root is no library: a part of them, whoever of them takes it by now. */
function isPartOfPrograms(graph: TreeGraph, dir: string): boolean {
  const root = graph.modules.modules.find((one) => one.dir === '');
  const isLibraryAtRoot =
    root !== undefined &&
    !holdsCommand(graph, root.path) &&
    [...graph.byDir.values()].some(({ module }) => module === root.path);
  return (
    dir !== '' &&
    !isLibraryAtRoot &&
    graph.modules.modules.some(({ path, file }) => !isOutsideServices(file) && holdsCommand(graph, path))
  );
}

function holdsCommand(graph: TreeGraph, module: string): boolean {
  return [...graph.byDir.values()].some(
    (found) => found.module === module && found.name === 'main' && !isToolOfModule(found),
  );
}

/** Whoever imports the package in this repository is there for tests: it is a help for them, wherever it lies. */
function servesOnlyTests(graph: TreeGraph, dir: string): boolean {
  const importers = importersOf(graph, dir);
  return importers.length > 0 && importers.every((from) => isOutsideServices(`${from}/`));
}

const TOOL_DIRECTORY = /(^|\/)(_?examples?|tools?|hack|scripts?)(\/|$)/;

/** A generator, or another help for those who work on the module. Below internal/ that is a command that serves nobody. */
function isToolOfModule({ dir, imports }: GoPackage): boolean {
  if (TOOL_DIRECTORY.test(dir)) return true;
  const serves = imports.some((path) =>
    /^(net\/http|google\.golang\.org\/grpc|github\.com\/aws\/aws-lambda-go\/)/.test(path),
  );
  return /(^|\/)internal(\/|$)/.test(dir) && !serves;
}

/** Major version that the path promises; null below v2. */
function majorOf(module: string): string | null {
  return /\/v([2-9]|[1-9][0-9]+)$/.exec(module)?.[1] ?? null;
}

/**
 * The module has the same path before and after. A new path is a new major version, as Go asks for; of a module that is gone
 * importers keep the version that they have.
 */
function isSameModule(before: TreeGraph, after: TreeGraph, module: GoModule): boolean {
  const isHere = (graph: TreeGraph) =>
    graph.modules.modules.some(({ dir, path }) => dir === module.dir && path === module.path);
  return isHere(before) && isHere(after);
}

function apiFinding(module: string, changes: readonly SurfaceChange[]): Finding {
  const first = changes[0]!;
  const major = majorOf(module);
  const said = sayChanges(changes.slice(0, MAX_SAID));
  const more = changes.length > MAX_SAID ? ` And ${changes.length - MAX_SAID} more.` : '';
  const promise =
    major === null
      ? `\`${module}\` holds no command of its own: it is there to be imported`
      : `the path of \`${module}\` promises compatibility within v${major}`;
  return createFinding({
    rule: breakingChange.id,
    section: breakingChange.section,
    severity: major === null ? 'medium' : breakingChange.severity,
    title: titleOf(changes),
    rationale: `${said.join(' ')}${more} By the Go 1 compatibility rules that breaks code outside this repository, and ${promise}.`,
    recommendation: adviceFor(first),
    tradeOffs: breakingChange.tradeOffs,
    example: '',
    places: changes.map((change) => change.place) as [Place, ...Place[]],
    factId: apiFactId(first),
    key: changes.map((change) => `${change.package}.${change.symbol}`).join(' '),
  });
}

function titleOf(changes: readonly SurfaceChange[]): string {
  const first = changes[0]!;
  if (changes.length > 1)
    return `${shortName(first.package)}: ${changes.length} exported declarations break their importers`;
  if (first.symbol === '(package)')
    return `Package ${shortName(first.package)} is gone, and its importers no longer compile`;
  return `${shortName(first.package)}: importers of ${first.symbol.split(' ')[0]} no longer compile`;
}

/** Changes that one rationale spells out. */
const MAX_SAID = 4;

/** What is alike is one sentence: "`A` and `B` are removed." */
function sayChanges(changes: readonly SurfaceChange[]): readonly string[] {
  const alike = new Map<string, SurfaceChange[]>();
  for (const change of changes) {
    const key = change.symbol === '(package)' || change.kind === 'changed' ? sayChange(change) : change.kind;
    alike.set(key, [...(alike.get(key) ?? []), change]);
  }
  return [...alike.values()].map((group) => {
    const [first] = group;
    if (group.length === 1) return sayChange(first!);
    const names = joined(group.map(({ symbol }) => `\`${symbol.split(' ')[0]}\``));
    return first!.kind === 'removed'
      ? `${names} are removed.`
      : `Interfaces gain ${names}, which their implementations outside do not have.`;
  });
}

function sayChange(change: SurfaceChange): string {
  const name = `\`${change.symbol.split(' ')[0]}\``;
  if (change.symbol === '(package)') return `Package \`${change.package}\` is gone.`;
  if (change.kind === 'removed') return `${name} is removed.`;
  if (change.kind === 'added') return `The interface gains ${name}, which its implementations outside do not have.`;
  if (change.otherType !== null)
    return `${name} reads the same, but takes \`${change.otherType.after}\` where it took \`${change.otherType.before}\`.`;
  // What a struct within a type has become is longer than anybody reads.
  if ([change.before, change.after].some((text) => text !== null && text.length > 120 && text.includes('struct {')))
    return `${name} has another type.`;
  return `${name} was \`${change.before}\` and is now \`${change.after}\`.`;
}

function adviceFor(change: SurfaceChange): string {
  if (change.kind === 'removed')
    return 'Keep the old name for one release, marked `Deprecated:` and calling the new way, and remove it with the next major version. If nobody outside is meant to use it, move it below `internal/`, so that the question does not come back.';
  if (change.symbol.endsWith('(method of interface)'))
    return 'Leave the interface as it is and declare a second, optional one with the new methods; callers that want them ask for it with a type assertion, as `net/http` does with `Flusher`.';
  return 'Add the new form beside the old one (another function, method or option) and let the old one call it, or release a new major version.';
}
