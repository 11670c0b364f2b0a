// Checks what a finding claims to rest on: the fact must exist and be about this code, the words must stand in the document.
import type { Architecture, Fact, FactKind } from '../../domain/architecture.ts';
import { type Clause, type DocumentStatus, isInForce } from '../../domain/clause.ts';
import type { Citation, Place } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { toRepositoryPath } from '../tools/workspace.ts';
import { locateQuote } from './locate-quote.ts';
import type { FindingClaim } from './review-submission.ts';

/** Fewer characters than this are in every document. */
const MIN_CLAUSE = 12;

export interface CheckedCitations {
  readonly citations: readonly Citation[];
  /** Why citations were sunk, one sentence each. */
  readonly problems: readonly string[];
  /** Of facts and documents, true or not: a finding that has some and keeps none was not honest. */
  readonly claimedEvidence: number;
}

/** @param about the code that the citations have to be about; null: the repository as a whole */
export function checkCitations(
  claim: Pick<FindingClaim, 'citations'>,
  about: readonly Place[] | null,
  snapshot: Snapshot,
  architecture: Architecture,
): CheckedCitations {
  const paths = about?.map(({ path }) => path) ?? null;
  const citations: Citation[] = [];
  const problems: string[] = [];
  for (const cited of claim.citations) {
    const outcome =
      cited.kind === 'fact'
        ? checkFact(cited.factId, about, architecture)
        : cited.kind === 'document' && cited.clauseId !== undefined && cited.clauseId.trim() !== ''
          ? checkClause(cited.clauseId, paths, architecture)
          : checkWords(cited.kind, cited.path, cited.quote, snapshot, architecture);
    if (typeof outcome === 'string') problems.push(outcome);
    else if (!citations.some((other) => isSame(other, outcome))) citations.push(outcome);
  }
  const asides = citations.filter(({ kind, factId }) => kind === 'code' && factId !== null).length;
  const claimedGrounds = claim.citations.filter(({ kind }) => kind !== 'code').length - asides;
  return { citations, problems, claimedEvidence: claimedGrounds };
}

function isSame(a: Citation, b: Citation): boolean {
  const isSamePlace = a.kind === b.kind && a.factId === b.factId && a.path === b.path && a.startLine === b.startLine;
  return isSamePlace && (a.kind !== 'document' || a.quote === b.quote);
}

function checkFact(id: string, about: readonly Place[] | null, { facts }: Architecture): Citation | string {
  const paths = about?.map(({ path }) => path) ?? null;
  const fact = facts.find((known) => known.id === id.trim());
  if (fact === undefined) return `there is no fact "${id}"`;
  if (paths !== null && !isAbout(fact, paths)) return `the fact "${id}" is about other code`;
  const place = fact.places.find(({ path }) => paths?.includes(path)) ?? fact.places[0];
  return {
    kind: about === null || !SAYS_NO_TROUBLE.has(fact.kind) || about.some((one) => isAt(fact, one)) ? 'fact' : 'code',
    path: place?.path ?? paths?.[0] ?? '',
    quote: place?.quote ?? fact.statement,
    startLine: place?.startLine ?? 1,
    factId: fact.id,
  };
}

/** Kinds of facts that tell what is there and nothing against it: beside other code they are evidence, and no ground. */
const SAYS_NO_TROUBLE: ReadonlySet<FactKind> = new Set([
  'api-added',
  'package-added',
  'edge-removed',
  'cycle-resolved',
  'dependency-removed',
  'entry-point',
  'caller',
  'resource',
]);

/** The finding stands on the very lines that the fact is about. */
function isAt({ places }: Fact, { path, startLine, endLine }: Place): boolean {
  return places.some((place) => place.path === path && place.startLine <= endLine && startLine <= place.endLine);
}

/** A fact is about the code of a finding when one of its places lies in the same package. A fact without places is about it all. */
function isAbout({ places }: Fact, paths: readonly string[]): boolean {
  const directories = new Set(paths.map(directoryOf));
  return places.length === 0 || places.some(({ path }) => directories.has(directoryOf(path)));
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The clause of an id, or of the short form that a model may take from it; undefined where there is none. */
export function findClause(id: string, clauses: readonly Clause[]): Clause | undefined {
  const wanted = id.trim().replace(/^\[|\]$/g, '');
  return clauses.find((clause) => clause.id === wanted || clause.label === wanted);
}

function checkClause(id: string, paths: readonly string[] | null, { clauses }: Architecture): Citation | string {
  const clause = findClause(id, clauses);
  if (clause === undefined) return `there is no clause "${id}"`;
  if (!isInForce(clause)) return explainStanding(clause);
  const { dir } = clause.scope;
  if (dir !== '' && paths !== null && !paths.some((path) => path.startsWith(`${dir}/`)))
    return `"${clause.path}" governs "${dir}" only`;
  return { kind: 'document', path: clause.path, quote: clause.text, startLine: clause.startLine, factId: null };
}

/** Why a document is no ground for a finding. */
function explainStanding({ path, status, supersededBy }: DocumentStatus): string {
  const by = supersededBy === null ? '' : ` by "${supersededBy}"`;
  return `"${path}" is ${status}${by}, so it is no ground for a finding`;
}

function checkWords(
  kind: 'document' | 'code',
  cited: string,
  quote: string,
  snapshot: Snapshot,
  { documents }: Architecture,
): Citation | string {
  const path = toRepositoryPath(cited) ?? cited;
  const document = snapshot.documents.find((known) => known.path === path);
  const text = kind === 'document' ? document?.text : snapshot.head.text(path);
  if (text === undefined) {
    return kind === 'document' ? `"${cited}" is none of the documents` : `"${cited}" cannot be read at the head`;
  }
  const standing = kind === 'document' ? documents.find((known) => known.path === path) : undefined;
  if (standing !== undefined && !isInForce(standing)) return explainStanding(standing);
  if (quote.trim().length < MIN_CLAUSE && kind === 'document') return `"${quote}" is too short to be a clause`;
  // Prose is wrapped wherever its editor likes; the words have to be the same, the line ends need not.
  const found = locateQuote(text, quote, [], kind === 'document');
  if (found === null) return `the words cited from "${cited}" do not stand there`;
  return { kind, path, quote: found.quote, startLine: found.startLine, factId: null };
}
