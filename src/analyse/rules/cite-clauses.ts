// Connects clauses and findings: findings cite the clauses that forbid them, broken compatibility promises become
// findings, and each clause that facts can check is kept or violated.
import type { LayerViolation } from '../../domain/architecture.ts';
import { type Clause, type ClauseCheck, type ClausePlace, isInForce } from '../../domain/clause.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import type { Citation, Finding, Place } from '../../domain/finding.ts';
import { listedCode } from '../../text/format.ts';
import type { SurfaceChange } from '../change/compare-api.ts';
import { apiFactId } from '../change/state-facts.ts';
import { touchesScope } from '../clauses/clause-scope.ts';
import type { Rulebook } from '../clauses/rulebook.ts';
import { dirName } from '../graph/modules.ts';
import { KEEP_INTERFACE, promise } from './api/promise.ts';
import { createFinding, shortName } from './engine/create-finding.ts';
import { messageOfCase } from './engine/message.ts';
import type { RuleText } from './engine/rule.ts';

/** Clauses that one finding cites, the nearest first. */
const MAX_CITED = 3;

export interface ClauseEvidence {
  readonly rulebook: Rulebook;
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly SurfaceChange[];
}

/** All findings, each with the clauses that forbid what it found, then the broken promises that no finding covers. */
export function citeClauses(
  findings: readonly Finding[],
  evidence: ClauseEvidence,
  rules: readonly RuleText[],
): readonly Finding[] {
  const patterns = new Map(rules.map(({ id, clausePattern }) => [id, clausePattern]));
  const clauses = new Map(evidence.rulebook.clauses.map((clause) => [clause.id, clause]));
  const broken = brokenPromises(evidence);
  const grounded = findings.map((finding) => {
    const ids = [
      ...layerClauses(finding, evidence),
      ...apiClauses(finding, broken),
      ...clausesAbout(finding, patterns, evidence.rulebook.clauses),
    ];
    return cite(finding, ids, clauses);
  });
  const covered = new Set(findings.filter(({ rule }) => rule === 'api/breaking-change').flatMap(placesOf));
  const uncovered = [...broken].flatMap(([id, changes]) => {
    const rest = changes.filter((change) => !covered.has(keyOf(change.place)));
    for (const change of rest) covered.add(keyOf(change.place));
    const clause = clauses.get(id);
    return clause === undefined || rest.length === 0 ? [] : [cite(promiseFinding(clause, rest), [id], clauses)];
  });
  return [...grounded, ...uncovered];
}

function cite(finding: Finding, ids: readonly string[], clauses: ReadonlyMap<string, Clause>): Finding {
  const citations = [...new Set(ids)].slice(0, MAX_CITED).flatMap((id): Citation[] => {
    const clause = clauses.get(id);
    if (clause === undefined) return [];
    return [{ kind: 'document', path: clause.path, quote: clause.text, startLine: clause.startLine, factId: null }];
  });
  return citations.length === 0 ? finding : { ...finding, citations: [...finding.citations, ...citations] };
}

/** Ids of the clauses in force at the finding's place that match its rule's pattern. */
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
    .filter(({ scope }) => scope.layers.length === 0 && touchesScope(scope, [path], () => null))
    .map(({ id }) => id);
}

function layerClauses(finding: Finding, evidence: ClauseEvidence): readonly string[] {
  if (finding.rule !== 'service/layer') return [];
  const places = new Set(placesOf(finding));
  return evidence.layerViolations
    .filter(({ file, line, introduced }) => introduced && places.has(`${file}:${line}:head`))
    .flatMap((violation) => clausesOf(violation, evidence.rulebook));
}

/** Clauses that forbid an import: those that name it, and those about the direction of imports that it goes against. */
function clausesOf({ clauses = [], from, to, toLayer }: LayerViolation, { directions }: Rulebook): readonly string[] {
  if (toLayer === undefined || from === to) return clauses;
  const against = directions.filter(({ layers }) => layers.length > 0 && !layers.includes(toLayer));
  return [...clauses, ...against.map(({ clause }) => clause)];
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
  const names = listedCode([...new Set(changes.map(({ name }) => name))], 5);
  const packages = listedCode([...new Set(changes.map((change) => shortName(change.package)))], 3);
  const subject = changes.length === 1 ? `${first.name} breaks` : `${changes.length} changes break`;
  const sentence = messageOfCase(promise, promiseMessage(changes), { document: clause.path, packages, names });
  return createFinding(promise, {
    severity: clause.strength === 'must' ? promise.severity : 'medium',
    title: `${shortName(first.package)}: ${subject} a documented compatibility promise`,
    rationale: `${sentence} ${promise.why}`,
    recommendation: first.symbolKind === 'interface-method' ? KEEP_INTERFACE : promise.fix,
    tradeOffs:
      `${promise.tradeOffs} If the promise no longer holds, change \`${clause.path}\` first, in its own pull ` +
      'request, so that importers learn of it.',
    places: changes.map(({ place }) => place) as [Place, ...Place[]],
    factId: apiFactId(first),
    key: `${clause.id} ${changes.map((change) => `${change.package}.${change.symbol}`).join(' ')}`,
  });
}

function promiseMessage(changes: readonly SurfaceChange[]): string {
  const [kind, ...others] = new Set(changes.map((change) => change.kind));
  if (others.length > 0) return 'changes';
  return kind === 'added' ? 'adds' : kind === 'removed' ? 'removes' : 'changes';
}

/** Outcome of each clause for the change. Violations from before the change do not count. */
export function checkClauses(
  evidence: ClauseEvidence,
  changed: readonly ChangedFile[],
  layerOf: (dir: string) => string | null,
): readonly ClauseCheck[] {
  const violated = new Set([
    ...evidence.layerViolations
      .filter(({ introduced }) => introduced)
      .flatMap((violation) => clausesOf(violation, evidence.rulebook)),
    ...brokenPromises(evidence).keys(),
  ]);
  const breaks = breaksOf(evidence);
  const paths = changed.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]));
  return evidence.rulebook.clauses.map(({ id, scope, checkability, status }) => {
    const touched = violated.has(id) || touchesScope(scope, paths, (path) => layerOf(dirName(path)));
    const isChecked = checkability === 'by-fact' && status === 'accepted';
    const outcome = !isChecked || !touched ? null : violated.has(id) ? 'violated' : 'kept';
    const isOfState = isChecked && evidence.rulebook.checkedByImports.has(id);
    return { clause: id, touched, outcome, ...(isOfState ? { breaks: breaks.get(id) ?? [] } : {}) };
  });
}

/** Places of one clause. */
const MAX_BREAKS = 200;

/** Where the head breaks each clause about imports. */
function breaksOf({ layerViolations, rulebook }: ClauseEvidence): ReadonlyMap<string, readonly ClausePlace[]> {
  const breaks = new Map<string, ClausePlace[]>();
  for (const violation of layerViolations)
    for (const id of clausesOf(violation, rulebook)) {
      const places = breaks.get(id) ?? [];
      const { file: path, line, introduced } = violation;
      if (places.length < MAX_BREAKS) breaks.set(id, [...places, { path, line, isOld: !introduced }]);
    }
  return breaks;
}
