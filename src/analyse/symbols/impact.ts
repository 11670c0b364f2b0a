// States what a change affects beyond its own lines: callers of changed declarations, entry points that reach them, and
// the tables, queues and variables they use.
import type { ChangedDeclaration, Fact } from '../../domain/architecture.ts';
import type { Place } from '../../domain/finding.ts';
import type { EntryPoint, Resource } from '../../domain/symbol-references.ts';
import { counted, listedCode } from '../../text/format.ts';
import { toCodeSpan } from '../../text/sanitize.ts';
import type { SymbolId } from './callers.ts';
import { placeOfLine, qualifiedName } from './source-quote.ts';
import type { TreeSymbols } from './symbols.ts';

/** Declarations that are looked at, facts of one kind, and places of one fact. */
const MAX_DECLARATIONS = 40;
const MAX_FACTS = 30;
const MAX_PLACES = 20;
/** Names that a statement lists. */
const MAX_NAMES = 8;

export interface ImpactSources {
  readonly before: TreeSymbols;
  readonly after: TreeSymbols;
  /** Changed declarations, without those of tests. */
  readonly declarations: readonly ChangedDeclaration[];
  /** Paths of changed Go files, before and after; null on the side where the file does not exist. */
  readonly files: readonly { readonly before: string | null; readonly head: string | null }[];
}

/** Facts about the impact of a change, in a fixed order, and the number of declarations left out. */
export function impactFacts(impact: ImpactSources): { readonly facts: readonly Fact[]; readonly notAsked: number } {
  const own = impact.declarations.filter(({ path, kind, change }) => {
    return !path.endsWith('_test.go') && change !== 'removed' && kind !== 'constant' && kind !== 'variable';
  });
  const asked = own.slice(0, MAX_DECLARATIONS);
  const facts = [
    ...entryPointFacts(impact),
    ...resourceFacts(impact, asked),
    ...asked.flatMap((declaration) => reachFact(impact.after, declaration) ?? []).slice(0, MAX_FACTS),
    ...asked.flatMap((declaration) => callerFact(impact, declaration) ?? []).slice(0, MAX_FACTS),
  ];
  return { facts, notAsked: own.length - asked.length };
}

function targetOf({ table }: TreeSymbols, { path, name }: ChangedDeclaration): SymbolId {
  return { dir: table.file(path)?.dir ?? '', name };
}

function callerFact({ before, after: symbols }: ImpactSources, declaration: ChangedDeclaration): Fact | null {
  if (declaration.change === 'added') return null;
  const uses = symbols.usesOf(targetOf(symbols, declaration));
  const implementers = symbols.implementersOf(declaration.package, declaration.name) ?? [];
  const lost = lostImplementers(before, declaration, implementers);
  if (uses.sites.length === 0 && implementers.length === 0 && lost.length === 0) return null;
  const name = qualifiedName(symbols.table, targetOf(symbols, declaration));
  const users = [...uses.sites, ...implementers].map((user) => user.package);
  const others = [...new Set(users)].filter((user) => user !== declaration.package);
  return {
    id: `caller:${declaration.package}:${declaration.name}`,
    kind: 'caller',
    subject: { kind: 'declaration', name, exported: declaration.exported, users: others, isCut: uses.cut },
    statement: `${toCodeSpan(name)} changes; ${describeUsers(uses, implementers, lost)}.`,
    places: [
      placeOf(symbols, declaration),
      ...[...uses.sites, ...implementers].map(({ place }) => place),
      ...lost.map(({ place }) => ({ ...place, side: 'before' as const })),
    ].slice(0, MAX_PLACES),
  };
}

/** "it is used in 2 places of 1 package: `Service.Place`; it is implemented by `mem.Orders`". */
function describeUsers(
  { sites, unresolved, cut }: ReturnType<TreeSymbols['usesOf']>,
  implementers: Implementers,
  lost: Implementers,
): string {
  const packages = new Set(sites.map((site) => site.package));
  const users = [...new Set(sites.map(({ within, place }) => within ?? place.path))];
  const where = `${counted(sites.length, 'place')} of ${counted(packages.size, 'package')}`;
  const names = (types: Implementers) =>
    listedCode(
      types.map(({ name }) => name),
      MAX_NAMES,
    );
  return [
    sites.length === 0 ? '' : `it is used in ${cut ? 'at least ' : ''}${where}: ${listedCode(users, MAX_NAMES)}`,
    unresolved === 0 ? '' : `${counted(unresolved, 'call')} of that name undecided`,
    implementers.length === 0 ? '' : `it is implemented by ${names(implementers)}`,
    lost.length === 0 ? '' : `it is no longer implemented by ${names(lost)}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

type Implementers = NonNullable<ReturnType<TreeSymbols['implementersOf']>>;

/** Types that implemented an interface before the change and no longer do. */
function lostImplementers(
  before: TreeSymbols,
  { kind, package: importPath, name }: ChangedDeclaration,
  now: Implementers,
): Implementers {
  if (kind !== 'type') return [];
  const kept = new Set(now.map((one) => one.name));
  return (before.implementersOf(importPath, name) ?? []).filter((one) => !kept.has(one.name));
}

function reachFact(symbols: TreeSymbols, declaration: ChangedDeclaration): Fact | null {
  if (declaration.kind !== 'function' && declaration.kind !== 'method') return null;
  const { paths, cut } = symbols.pathsTo(targetOf(symbols, declaration));
  const named = paths.filter(({ entryPoint }) => entryPoint.kind !== 'main');
  const [first, ...rest] = named;
  if (first === undefined) return null;
  const { name } = first.entryPoint;
  const through = first.path.map((step) => toCodeSpan(qualifiedName(symbols.table, step))).join(' → ');
  const others = [...new Set(rest.map(({ entryPoint }) => entryPoint.name))].filter((other) => other !== name);
  const more = others.length === 0 ? '' : ` Also reached from ${listedCode(others, MAX_NAMES)}.`;
  return {
    id: `entry-point:reaches:${declaration.package}:${declaration.name}`,
    kind: 'entry-point',
    statement: `${toCodeSpan(name)} reaches ${through}.${more}${cut ? ' Not every path was followed.' : ''}`,
    places: [placeOf(symbols, declaration), ...named.map(({ entryPoint }) => entryPoint.place)].slice(0, MAX_PLACES),
  };
}

function placeOf({ table }: TreeSymbols, { path, startLine }: ChangedDeclaration): Place {
  return placeOfLine(table, path, startLine);
}

/** Entry points that the change adds or removes. A move is neither. */
function entryPointFacts({ before, after, files }: ImpactSources): Fact[] {
  const old = files.flatMap((file) => (file.before === null ? [] : before.entryPointsIn(file.before)));
  const fresh = files.flatMap((file) => (file.head === null ? [] : after.entryPointsIn(file.head)));
  const key = ({ kind, name }: EntryPoint) => `${kind} ${name}`;
  const [oldKeys, freshKeys] = [new Set(old.map(key)), new Set(fresh.map(key))];
  const facts = [
    ...fresh.filter((one) => !oldKeys.has(key(one))).map((one) => entryPointFact(one, 'added')),
    ...old.filter((one) => !freshKeys.has(key(one))).map((one) => entryPointFact(one, 'removed')),
  ];
  return [...new Map(facts.map((one) => [one.id, one])).values()].slice(0, MAX_FACTS);
}

function entryPointFact(entryPoint: EntryPoint, change: 'added' | 'removed'): Fact {
  const { name, handler, framework, place } = entryPoint;
  const verb = change === 'added' ? 'is new' : 'was removed';
  const by = handler === null ? framework : `${framework}, handled by ${toCodeSpan(handler)}`;
  return {
    id: `entry-point:${change}:${entryPoint.package}:${name}`,
    kind: 'entry-point',
    statement: `${toCodeSpan(name)} ${verb} (${by}).`,
    places: [{ ...place, side: change === 'added' ? 'head' : 'before' }],
  };
}

/** Resources used in changed declarations. A use is new if the files before the change did not have it. */
function resourceFacts({ before, after, files }: ImpactSources, declarations: readonly ChangedDeclaration[]): Fact[] {
  const key = ({ kind, operation, name, within }: Resource) => `${kind} ${operation} ${name} ${within}`;
  const old = new Set(files.flatMap((file) => (file.before === null ? [] : before.resourcesIn(file.before))).map(key));
  const paths = new Set(files.flatMap(({ head }) => (head === null ? [] : [head])));
  const used = [...paths].flatMap((path) => {
    const changed = declarations.filter((one) => one.path === path);
    return changed.length === 0 ? [] : after.resourcesIn(path).filter((resource) => isWithin(resource, changed));
  });
  const facts = new Map<string, Fact>();
  for (const resource of used) {
    const { kind, operation, name, within, place } = resource;
    const id = ['resource', kind, resource.package, operation, name || (within ?? '')].join(':');
    const { places, ...fact } = facts.get(id) ?? {
      id,
      kind: 'resource' as const,
      statement: describeUse(resource, !old.has(key(resource))),
      places: [],
    };
    facts.set(id, { ...fact, places: [...places, place].slice(0, MAX_PLACES) });
  }
  return [...facts.values()].slice(0, MAX_FACTS);
}

function isWithin({ place: { startLine } }: Resource, declarations: readonly ChangedDeclaration[]): boolean {
  return declarations.some((one) => one.startLine <= startLine && startLine <= one.endLine);
}

const SERVICE: Readonly<Record<Resource['kind'], string>> = {
  dynamodb: 'DynamoDB',
  sql: 'SQL',
  cypher: 'Neo4j',
  sqs: 'SQS',
  sns: 'SNS',
  eventbridge: 'EventBridge',
  s3: 'S3',
  'secrets-manager': 'Secrets Manager',
  ssm: 'Parameter Store',
  'http-client': 'HTTP',
  environment: 'environment',
};

/** "`Service.Place` now runs SELECT on `orders` (SQL)." */
function describeUse(resource: Resource, isNew: boolean): string {
  const { kind, operation, name, detail, within } = resource;
  const who = `${toCodeSpan(within ?? resource.package)}${isNew ? ' now' : ''}`;
  const what = toCodeSpan(name);
  if (kind === 'environment') return `${who} reads ${what === '' ? 'a variable' : what} from the environment.`;
  const isHttp = kind === 'http-client';
  const verb = isHttp ? 'sends' : kind === 'sql' || kind === 'cypher' ? 'runs' : 'calls';
  const target = what === '' ? '' : ` ${isHttp ? 'to' : 'on'} ${what}`;
  return `${who} ${verb} ${operation}${target} (${SERVICE[kind]}${detail === '' ? '' : `: ${detail}`}).`;
}
