// Brings clauses and findings together: a finding that a clause forbids cites it word for word beside its fact, a promise about
// exported declarations that is broken becomes a finding, and each clause that facts can check is told kept or violated.
import type { LayerViolation } from '../../domain/architecture.ts';
import { type Clause, type ClauseCheck, isInForce } from '../../domain/clause.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import type { Citation, Finding, Place } from '../../domain/finding.ts';
import type { SurfaceChange } from '../change/api.ts';
import { apiFactId, list } from '../change/state-facts.ts';
import type { Rulebook } from '../clauses/rulebook.ts';
import { isTouched } from '../clauses/scope.ts';
import { dirName } from '../graph/modules.ts';
import { promise } from './api/promise.ts';
import { createFinding, shortName } from './engine/create-finding.ts';
import type { RuleText } from './engine/rule.ts';

/** Clauses that one finding cites; the nearest come first. */
const MAX_CITED = 3;

export interface ClauseEvidence {
  readonly rulebook: Rulebook;
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly SurfaceChange[];
}

/** The findings, each with the clauses that forbid what it found, and those that only a clause makes a finding. None is left out. */
export function citeClauses(
  findings: readonly Finding[],
  grounds: ClauseEvidence,
  rules: readonly RuleText[],
): readonly Finding[] {
  const patterns = new Map(rules.map(({ id, clausePattern }) => [id, clausePattern]));
  const clauses = new Map(grounds.rulebook.clauses.map((clause) => [clause.id, clause]));
  const broken = brokenPromises(grounds);
  const grounded = findings.map((finding) => {
    const ids = [
      ...layerClauses(finding, grounds),
      ...apiClauses(finding, broken),
      ...clausesAbout(finding, patterns, grounds.rulebook.clauses),
    ];
    return cite(finding, ids, clauses);
  });
  const told = new Set(findings.filter(({ rule }) => rule === 'api/breaking-change').flatMap(placesOf));
  const untold = [...broken].flatMap(([id, changes]) => {
    const rest = changes.filter((change) => !told.has(keyOf(change.place)));
    for (const change of rest) told.add(keyOf(change.place));
    const clause = clauses.get(id);
    return clause === undefined || rest.length === 0 ? [] : [cite(promiseFinding(clause, rest), [id], clauses)];
  });
  return [...grounded, ...untold];
}

function cite(finding: Finding, ids: readonly string[], clauses: ReadonlyMap<string, Clause>): Finding {
  const citations = [...new Set(ids)].slice(0, MAX_CITED).flatMap((id): Citation[] => {
    const clause = clauses.get(id);
    if (clause === undefined) return [];
    return [{ kind: 'document', path: clause.path, quote: clause.text, startLine: clause.startLine, factId: null }];
  });
  return citations.length === 0 ? finding : { ...finding, citations: [...finding.citations, ...citations] };
}

/** Ids of the clauses in force at the finding's place that forbid what its rule looks for, by the rule's own pattern. */
function clausesAbout(
  { rule, path }: Finding,
  patterns: ReadonlyMap<string, RegExp | undefined>,
  clauses: readonly Clause[],
): readonly string[] {
  const pattern = rule === null ? undefined : patterns.get(rule);
  if (pattern === undefined) return [];
  return clauses
    .filter(
      (clause) => isInForce(clause) && clause.strength !== 'may' && pattern.test(clause.text.replace(/\s+/g, ' ')),
    )
    .filter(({ scope }) => scope.layers.length === 0 && isTouched(scope, [path], () => null))
    .map(({ id }) => id);
}

function layerClauses(finding: Finding, grounds: ClauseEvidence): readonly string[] {
  if (finding.rule !== 'service/layer') return [];
  const places = new Set(placesOf(finding));
  return grounds.layerViolations
    .filter(({ file, line, introduced }) => introduced && places.has(`${file}:${line}:head`))
    .flatMap((violation) => clausesOf(violation, grounds.rulebook));
}

/** Clauses that forbid an import: those that name it, and those that say which way imports point when it points another way. */
function clausesOf(violation: LayerViolation, { directions }: Rulebook): readonly string[] {
  const { clauses, reason, from, to, import: path } = violation;
  // Between two declared layers `to` is a layer; for packages outside the repository it is a pattern of import paths.
  const isInside = reason === undefined && !/[./*]/.test(to) && path.includes('/');
  const against = isInside ? directions.filter(({ layers }) => layers.length > 0 && !layers.includes(to)) : [];
  return [...(clauses ?? []), ...(from === to ? [] : against.map(({ clause }) => clause))];
}

function apiClauses(finding: Finding, broken: ReadonlyMap<string, readonly SurfaceChange[]>): readonly string[] {
  if (finding.rule !== 'api/breaking-change') return [];
  const places = new Set(placesOf(finding));
  return [...broken].flatMap(([id, changes]) => (changes.some(({ place }) => places.has(keyOf(place))) ? [id] : []));
}

function placesOf(finding: Finding): readonly string[] {
  return [finding, ...finding.otherPlaces].map(keyOf);
}

function keyOf({ path, startLine, side }: Pick<Place, 'path' | 'startLine' | 'side'>): string {
  return `${path}:${startLine}:${side}`;
}

/** Breaking changes by the clause that forbids them. */
function brokenPromises({ rulebook, apiChanges }: ClauseEvidence): ReadonlyMap<string, readonly SurfaceChange[]> {
  const broken = new Map<string, SurfaceChange[]>();
  for (const rule of rulebook.apiRules) {
    const changes = apiChanges.filter(
      (change) =>
        change.compatibility === 'breaking' &&
        !change.callsCompile &&
        !change.deprecated &&
        rule.forbids(dirName(change.place.path), change.kind),
    );
    if (changes.length > 0) broken.set(rule.clause, changes);
  }
  return broken;
}

function promiseFinding(clause: Clause, changes: readonly SurfaceChange[]): Finding {
  const first = changes[0]!;
  const names = list([...new Set(changes.map((change) => change.symbol.split(' ')[0]!))], 5);
  const packages = list([...new Set(changes.map((change) => shortName(change.package)))], 3);
  return createFinding({
    rule: promise.id,
    section: promise.section,
    severity: clause.strength === 'must' ? promise.severity : 'medium',
    title: `${shortName(first.package)}: ${changes.length === 1 ? `${first.symbol.split(' ')[0]} breaks` : `${changes.length} changes break`} a promise to importers`,
    rationale: `\`${clause.path}\` promises importers of ${packages} that what is exported stays as it is, and this pull request ${verbFor(changes, names)}. By the Go 1 compatibility rules their code no longer compiles.`,
    recommendation: first.symbol.endsWith('(method of interface)')
      ? 'Leave the interface as it is and declare a second one with the new method; callers that want it ask by a type assertion.'
      : promise.fix,
    tradeOffs: `${promise.tradeOffs} Where the promise no longer holds, change \`${clause.path}\` first, on its own, so that importers hear of it.`,
    example: '',
    places: changes.map(({ place }) => place) as [Place, ...Place[]],
    factId: apiFactId(first),
    key: `${clause.id} ${changes.map((change) => `${change.package}.${change.symbol}`).join(' ')}`,
  });
}

function verbFor(changes: readonly SurfaceChange[], names: string): string {
  const kinds = new Set(changes.map(({ kind }) => kind));
  if (kinds.size > 1) return `changes ${names}`;
  return { added: `adds ${names} to an interface`, removed: `removes ${names}`, changed: `changes ${names}` }[
    changes[0]!.kind
  ];
}

/** What change and facts say of each clause. Old violations that the change leaves alone do not make it violated. */
export function checkClauses(
  grounds: ClauseEvidence,
  changed: readonly ChangedFile[],
  layerOf: (dir: string) => string | null,
): readonly ClauseCheck[] {
  const violated = new Set([
    ...grounds.layerViolations
      .filter(({ introduced }) => introduced)
      .flatMap((violation) => clausesOf(violation, grounds.rulebook)),
    ...brokenPromises(grounds).keys(),
  ]);
  const paths = changed.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]));
  return grounds.rulebook.clauses.map(({ id, scope, checkability, status }) => {
    const touched = violated.has(id) || isTouched(scope, paths, (path) => layerOf(dirName(path)));
    const isChecked = checkability === 'by-fact' && status === 'accepted';
    return { clause: id, touched, outcome: !isChecked || !touched ? null : violated.has(id) ? 'violated' : 'kept' };
  });
}
