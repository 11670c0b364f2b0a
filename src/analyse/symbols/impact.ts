// What a change touches beyond its own lines, as facts: who calls what it changes, which entry points reach it, and which tables,
// queues and variables it uses.
import type { ChangedDeclaration, Fact } from '../../domain/architecture.ts';
import type { Place } from '../../domain/finding.ts';
import type { EntryPoint, Resource } from '../../domain/symbol-references.ts';
import { listedCode } from '../../text/format.ts';
import type { SymbolId } from './callers.ts';
import { placeOfLine, qualifiedName } from './source-quote.ts';
import type { TreeSymbols } from './symbols.ts';

/** Declarations that are asked about, facts of one kind, and places of one fact. */
const MAX_DECLARATIONS = 40;
const MAX_FACTS = 30;
const MAX_PLACES = 20;

export interface ImpactSources {
  readonly before: TreeSymbols;
  readonly after: TreeSymbols;
  /** Changed declarations of code that is judged; those of tests are passed over. */
  readonly declarations: readonly ChangedDeclaration[];
  /** Changed Go files, by their paths before and after; null on the side where they do not exist. */
  readonly files: readonly { readonly before: string | null; readonly head: string | null }[];
}

/** Facts about the surroundings of a change, in a fixed order, and how many declarations were not asked about. */
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
  const { sites, unresolved, cut } = symbols.usesOf(targetOf(symbols, declaration));
  const implementers = symbols.implementersOf(declaration.package, declaration.name) ?? [];
  const lost = lostImplementers(before, declaration, implementers);
  if (sites.length === 0 && implementers.length === 0 && lost.length === 0) return null;
  const name = qualifiedName(symbols.table, targetOf(symbols, declaration));
  const packages = new Set(sites.map((site) => site.package));
  const users = sites.map((site) => (site.within === null ? site.place.path : site.within));
  const used =
    sites.length === 0
      ? ''
      : ` is used in ${cut ? 'at least ' : ''}${count(sites.length, 'place')} of ${count(packages.size, 'package')}: ${listedCode([...new Set(users)], 8)}`;
  const unknown = unresolved === 0 ? '' : `; ${count(unresolved, 'call')} of that name could not be told`;
  const types =
    implementers.length === 0
      ? ''
      : ` is implemented by ${listedCode(
          implementers.map((type) => type.name),
          8,
        )}`;
  const others = [...packages, ...implementers.map((type) => type.package)].filter(
    (one) => one !== declaration.package,
  );
  return {
    id: `caller:${declaration.package}:${declaration.name}`,
    kind: 'caller',
    subject: { kind: 'declaration', name, exported: declaration.exported, users: [...new Set(others)], isCut: cut },
    statement: `\`${name}\`, which changes,${[used + unknown, types, sayLost(lost)].filter((part) => part !== '').join(', and')}.`,
    places: [
      placeOf(symbols, declaration),
      ...sites.map(({ place }) => place),
      ...implementers.map(({ place }) => place),
      ...lost.map(({ place }) => ({ ...place, side: 'before' as const })),
    ].slice(0, MAX_PLACES),
  };
}

type Implementers = NonNullable<ReturnType<TreeSymbols['implementersOf']>>;

/** Types that implemented an interface before the change and do not after it. */
function lostImplementers(
  before: TreeSymbols,
  { kind, package: importPath, name }: ChangedDeclaration,
  now: Implementers,
): Implementers {
  if (kind !== 'type') return [];
  const kept = new Set(now.map((one) => one.name));
  return (before.implementersOf(importPath, name) ?? []).filter((one) => !kept.has(one.name));
}

function sayLost(lost: Implementers): string {
  const names = listedCode(
    lost.map(({ name }) => name),
    8,
  );
  return lost.length === 0 ? '' : ` is no longer implemented by ${names}, which had its methods before`;
}

function reachFact(symbols: TreeSymbols, declaration: ChangedDeclaration): Fact | null {
  if (declaration.kind !== 'function' && declaration.kind !== 'method') return null;
  const target = targetOf(symbols, declaration);
  const { paths, cut } = symbols.pathsTo(target);
  const telling = paths.filter(({ entryPoint: point }) => point.kind !== 'main');
  const [first] = telling;
  if (first === undefined) return null;
  const { table } = symbols;
  const through = first.path.map((step) => `\`${qualifiedName(table, step)}\``).join(' → ');
  const others = [...new Set(telling.slice(1).map(({ entryPoint: point }) => point.name))].filter(
    (name) => name !== first.entryPoint.name,
  );
  const more = others.length === 0 ? '' : ` Also reached from ${listedCode(others, 6)}.`;
  const bounded = cut ? ' Not every path was followed.' : '';
  return {
    id: `entry-point:reaches:${declaration.package}:${declaration.name}`,
    kind: 'entry-point',
    statement: `\`${first.entryPoint.name}\` reaches ${through}.${more}${bounded}`,
    places: [placeOf(symbols, declaration), ...telling.map(({ entryPoint: point }) => point.place)].slice(
      0,
      MAX_PLACES,
    ),
  };
}

function placeOf({ table }: TreeSymbols, { path, startLine }: ChangedDeclaration): Place {
  return placeOfLine(table, path, startLine);
}

/** Entry points that the change adds or takes away; one that only moves is neither. */
function entryPointFacts({ before, after, files }: ImpactSources): Fact[] {
  const old = files.flatMap((file) => (file.before === null ? [] : before.entryPointsIn(file.before)));
  const fresh = files.flatMap((file) => (file.head === null ? [] : after.entryPointsIn(file.head)));
  const fact = (point: EntryPoint, change: 'added' | 'removed'): Fact => ({
    id: `entry-point:${change}:${point.package}:${point.name}`,
    kind: 'entry-point',
    statement: `\`${point.name}\` ${change === 'added' ? 'is new' : 'is gone'}${point.handler === null ? '' : `: ${change === 'added' ? 'answered' : 'it was answered'} by \`${point.handler}\``} (${point.framework}).`,
    places: [{ ...point.place, side: change === 'added' ? 'head' : 'before' }],
  });
  const names = (points: readonly EntryPoint[]) => new Set(points.map(({ kind, name }) => `${kind} ${name}`));
  const [oldNames, freshNames] = [names(old), names(fresh)];
  const facts = [
    ...fresh.filter(({ kind, name }) => !oldNames.has(`${kind} ${name}`)).map((point) => fact(point, 'added')),
    ...old.filter(({ kind, name }) => !freshNames.has(`${kind} ${name}`)).map((point) => fact(point, 'removed')),
  ];
  return [...new Map(facts.map((one) => [one.id, one])).values()].slice(0, MAX_FACTS);
}

/** Resources inside of changed declarations; whether a use is new is told by what the files used before. */
function resourceFacts({ before, after, files }: ImpactSources, declarations: readonly ChangedDeclaration[]): Fact[] {
  const key = ({ kind, operation, name, within }: Resource) => `${kind} ${operation} ${name} ${within}`;
  const old = new Set(files.flatMap((file) => (file.before === null ? [] : before.resourcesIn(file.before))).map(key));
  const facts = new Map<string, Fact>();
  const asked = new Set(declarations.map(({ path }) => path));
  const paths = new Set(files.flatMap(({ head }) => (head !== null && asked.has(head) ? [head] : [])));
  for (const path of paths) {
    for (const resource of after.resourcesIn(path)) {
      const { startLine } = resource.place;
      const isTouched = declarations.some(
        (one) => one.path === path && one.startLine <= startLine && startLine <= one.endLine,
      );
      if (!isTouched) continue;
      const id = `resource:${resource.kind}:${resource.package}:${resource.operation}:${resource.name || (resource.within ?? '')}`;
      const known = facts.get(id);
      const statement = sayResource(resource, !old.has(key(resource)));
      if (known === undefined) facts.set(id, { id, kind: 'resource', statement, places: [resource.place] });
      else if (known.places.length < MAX_PLACES) facts.set(id, { ...known, places: [...known.places, resource.place] });
    }
  }
  return [...facts.values()].slice(0, MAX_FACTS);
}

const CALLED: Readonly<Record<Resource['kind'], string>> = {
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
  environment: 'the environment',
};

function sayResource({ kind, operation, name, detail, within, package: importPath }: Resource, isNew: boolean): string {
  const who = within === null ? `\`${importPath}\`` : `\`${within}\``;
  const what = name === '' ? '' : ` \`${name}\``;
  const told = detail === '' ? '' : ` (${detail})`;
  if (kind === 'environment') return `${who} ${isNew ? 'now reads' : 'reads'}${what} from the environment.`;
  return `${who} ${isNew ? 'now does' : 'does'} ${operation}${kind === 'sql' || kind === 'cypher' ? ' on' : ''}${what} by ${CALLED[kind]}${told}.`;
}

function count(number: number, noun: string): string {
  return `${number === 1 ? 'one' : number} ${noun}${number === 1 ? '' : 's'}`;
}
