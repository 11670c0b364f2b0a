// Finds breaking changes to the exported API of modules that others import.
import type { Finding, Place } from '../../../domain/finding.ts';
import type { GoModule, GoPackage } from '../../../domain/package-graph.ts';
import { counted } from '../../../text/format.ts';
import { consequenceOf } from '../../change/broken-code.ts';
import type { SurfaceChange } from '../../change/compare-api.ts';
import { apiFactId } from '../../change/state-facts.ts';
import { dirName, joinPath } from '../../graph/modules.ts';
import { importersOf, type TreeGraph } from '../../graph/package-graph.ts';
import { createFinding, shortName } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';
import { type MessageData, messageOfCase } from '../engine/message.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { KEEP_INTERFACE } from './promise.ts';

export const breakingChange: GraphRule = {
  id: 'api/breaking-change',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'Breaking change to an exported API',
  messages: {
    packageRemoved: 'This pull request removes package `{name}`; {consequence}.',
    removed: 'This pull request removes `{names}`; {consequence}.',
    unembedded: '`{name}` no longer embeds `{before}`; calls of its methods in other modules no longer compile.',
    added: 'This pull request adds `{names}`; {consequence}.',
    sealed: '`{name}` gained an unexported method; {consequence}.',
    otherType: '`{name}` looks unchanged, but `{after}` replaces `{before}`; {consequence}.',
    retyped: 'The type of `{name}` changed; {consequence}.',
    changed: '`{name}` changed from `{before}` to `{after}`; {consequence}.',
    more: 'And {changes}.',
    library: 'This needs a new major version: `{module}` builds no program except tools and is treated as a library.',
    major: 'The path of `{module}` promises compatibility within v{major}.',
  },
  why:
    'Code outside this repository fails to build when it upgrades, although a minor or patch release must stay ' +
    'compatible.',
  exceptions:
    'it ships as a new major version, the declaration was marked `Deprecated:`, or the package is a program, ' +
    'internal or test support; v0 may break too, but its path looks like v1, hence medium there.',
  fix: 'Add the new form next to the old one and let the old one call it, or release a new major version.',
  tradeOffs: 'You maintain two names until the next major version.',
  example:
    'package client\n' +
    '\n' +
    '// Dial connects without a timeout.\n' +
    '//\n' +
    '// Deprecated: use DialContext.\n' +
    'func Dial(address string) (*Client, error) {\n' +
    '\treturn DialContext(context.Background(), address)\n' +
    '}',
  references: ['https://go.dev/blog/module-compatibility', 'https://pkg.go.dev/golang.org/x/exp/cmd/apidiff'],
  withoutSuppressed: (sources, isSuppressed) => ({
    ...sources,
    apiChanges: sources.apiChanges.filter(
      ({ compatibility, place }) => compatibility !== 'breaking' || !isSuppressed(place),
    ),
  }),
  prove: apiFindings,
};

/** One finding for each module. */
function apiFindings({ apiChanges, before, after }: GraphSources): Finding[] {
  // Computed once for each directory, because it reads all packages and imports.
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
 * Tells whether other repositories import a module: it builds no program, and its path has a major version or neither
 * a module beside it nor a program of the same repository takes it from here.
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

/** A nested module in a repository of programs whose root is no library belongs to these programs. */
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

/** Only tests import the package in this repository. */
function servesOnlyTests(graph: TreeGraph, dir: string): boolean {
  const importers = importersOf(graph, dir);
  return importers.length > 0 && importers.every((from) => isOutsideServices(`${from}/`));
}

const TOOL_DIRECTORY = /(^|\/)(_?examples?|tools?|hack|scripts?)(\/|$)/;

/** A generator or another tool for the module's developers; below internal/, any command that serves no requests. */
function isToolOfModule({ dir, imports }: GoPackage): boolean {
  if (TOOL_DIRECTORY.test(dir)) return true;
  const serves = imports.some((path) =>
    /^(net\/http|google\.golang\.org\/grpc|github\.com\/aws\/aws-lambda-go\/)/.test(path),
  );
  return /(^|\/)internal(\/|$)/.test(dir) && !serves;
}

/** Major version in the path; null below v2. */
function majorOf(module: string): string | null {
  return /\/v([2-9]|[1-9][0-9]+)$/.exec(module)?.[1] ?? null;
}

/**
 * The module has the same path before and after. A new path is a new major version; of a removed module importers keep
 * the version that they have.
 */
function isSameModule(before: TreeGraph, after: TreeGraph, module: GoModule): boolean {
  const isHere = (graph: TreeGraph) =>
    graph.modules.modules.some(({ dir, path }) => dir === module.dir && path === module.path);
  return isHere(before) && isHere(after);
}

function apiFinding(module: string, changes: readonly SurfaceChange[]): Finding {
  const first = changes[0]!;
  const major = majorOf(module);
  return createFinding(breakingChange, {
    severity: major === null ? 'medium' : breakingChange.severity,
    title: titleOf(changes),
    rationale: [
      ...changeSentences(changes.slice(0, MAX_SPELLED_OUT)),
      ...(changes.length > MAX_SPELLED_OUT
        ? [
            messageOfCase(breakingChange, 'more', {
              changes: counted(changes.length - MAX_SPELLED_OUT, 'more breaking change'),
            }),
          ]
        : []),
      major === null
        ? messageOfCase(breakingChange, 'library', { module })
        : messageOfCase(breakingChange, 'major', { module, major }),
    ].join(' '),
    recommendation: adviceFor(first),
    places: changes.map((change) => change.place) as [Place, ...Place[]],
    factId: apiFactId(first),
    key: changes.map((change) => `${change.package}.${change.symbol}`).join(' '),
  });
}

function titleOf(changes: readonly SurfaceChange[]): string {
  const first = changes[0]!;
  const name = shortName(first.package);
  if (changes.length > 1) return `${name}: ${changes.length} breaking API changes`;
  return first.symbolKind === 'package' ? `Package ${name} was removed` : `${name}: breaking change to ${first.name}`;
}

/** Changes that one rationale spells out. */
const MAX_SPELLED_OUT = 4;
/** Characters of a struct's declaration that are shown. */
const MAX_STRUCT = 120;

/** Removed symbols, and added interface methods, share a sentence; each changed symbol has its own. */
function changeSentences(changes: readonly SurfaceChange[]): readonly string[] {
  const sentences = new Map<string, { message: string; data: MessageData; names: string[] }>();
  for (const change of changes) {
    const message = messageFor(change);
    const consequence = consequenceOf(change);
    const isListed = message === 'removed' || message === 'added';
    const key = isListed ? `${message} ${consequence}` : `${message} ${change.symbol} ${change.package}`;
    const known = sentences.get(key);
    if (known !== undefined) known.names.push(change.name);
    else {
      const { name, before, after } = change.otherType === null ? change : { ...change, ...change.otherType };
      const data = { name, before: before ?? '', after: after ?? '', consequence };
      sentences.set(key, { message, data, names: [name] });
    }
  }
  return [...sentences.values()].map(({ message, data, names }) =>
    messageOfCase(breakingChange, message, { ...data, names }),
  );
}

function messageFor({ kind, symbolKind, seals, before, after, otherType }: SurfaceChange): string {
  if (symbolKind === 'package') return 'packageRemoved';
  if (kind === 'removed') return symbolKind === 'interface-embedded' ? 'unembedded' : 'removed';
  if (kind === 'added') return 'added';
  if (seals) return 'sealed';
  if (otherType !== null) return 'otherType';
  const isLongStruct = [before, after].some(
    (text) => text !== null && text.length > MAX_STRUCT && text.includes('struct {'),
  );
  return isLongStruct || before === after ? 'retyped' : 'changed';
}

function adviceFor(change: SurfaceChange): string {
  if (change.kind === 'removed')
    return (
      'Keep the old name, marked `Deprecated:` and calling the new one, until the next major version. If it is not ' +
      'meant for other modules, move it below `internal/`.'
    );
  if (change.symbolKind === 'interface-method') return KEEP_INTERFACE;
  return breakingChange.fix;
}
