// Checks citations: a fact has to exist and be about this code, and quoted words have to occur in the document.
import type { Architecture, Fact, FactKind } from '../../domain/architecture.ts';
import { type Clause, type DocumentStatus, isInForce } from '../../domain/clause.ts';
import type { Citation, Place } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { toRepositoryPath } from '../tools/workspace.ts';
import { locateQuote } from './locate-quote.ts';
import type { FindingClaim } from './review-submission.ts';

/** Shorter quotes occur in every document. */
const MIN_QUOTE = 12;

interface CheckedCitations {
  readonly citations: readonly Citation[];
  /** Why citations are false, one sentence each. */
  readonly problems: readonly string[];
  /** Number of cited facts and documents, true or false: a finding that has some and keeps none is dropped. */
  readonly claimedEvidence: number;
}

/** @param about the code that citations have to be about; null: any code of the repository */
export function checkCitations(
  claim: Pick<FindingClaim, 'citations'>,
  about: readonly Place[] | null,
  snapshot: Snapshot,
  architecture: Architecture,
): CheckedCitations {
  const paths = about?.map(({ path }) => path) ?? null;
  const citations: Citation[] = [];
  const problems: string[] = [];
  let demoted = 0;
  for (const cited of claim.citations) {
    const outcome =
      cited.kind === 'fact'
        ? checkFact(cited.factId, about, architecture)
        : cited.kind === 'document' && cited.clauseId !== undefined && cited.clauseId.trim() !== ''
          ? checkClause(cited.clauseId, paths, architecture)
          : checkQuote(cited.kind, cited.path, cited.quote, snapshot, architecture);
    if (outcome === null) demoted += 1;
    else if (typeof outcome === 'string') problems.push(outcome);
    else if (!citations.some((other) => isSame(other, outcome))) citations.push(outcome);
  }
  const evidenceOnly = citations.filter(({ kind, factId }) => kind === 'code' && factId !== null).length;
  const claimedGrounds = claim.citations.filter(({ kind }) => kind !== 'code').length - evidenceOnly - demoted;
  return { citations, problems, claimedEvidence: claimedGrounds };
}

function isSame(a: Citation, b: Citation): boolean {
  const isSamePlace = a.kind === b.kind && a.factId === b.factId && a.path === b.path && a.startLine === b.startLine;
  return isSamePlace && (a.kind !== 'document' || a.quote === b.quote);
}

/** null for a fact about other code: the finding stands without it. */
function checkFact(id: string, about: readonly Place[] | null, { facts }: Architecture): Citation | string | null {
  const paths = about?.map(({ path }) => path) ?? null;
  const fact = facts.find((known) => known.id === id.trim());
  if (fact === undefined) return `there is no fact "${id}"`;
  if (paths !== null && !isAbout(fact, paths)) return null;
  const place = fact.places.find(({ path }) => paths?.includes(path)) ?? fact.places[0];
  const proves = PROVING.has(fact.kind) && (about === null || about.some((one) => isAt(fact, one)));
  return {
    kind: proves ? 'fact' : 'code',
    path: place?.path ?? paths?.[0] ?? '',
    quote: place?.quote ?? fact.statement,
    startLine: place?.startLine ?? 1,
    factId: fact.id,
  };
}

/**
 * Kinds of facts that are a fault by themselves, at their own place: a finding may stand on one of them. All others
 * state what exists; for a finding they are evidence that somebody has to judge, like a quote of code.
 */
export const PROVING: ReadonlySet<FactKind> = new Set([
  'rule',
  'layer-violation',
  'cycle-introduced',
  'api-removed',
  'api-changed',
]);

/** The place overlaps with a place of the fact. */
function isAt({ places }: Fact, { path, side, startLine, endLine }: Place): boolean {
  return places.some(
    (place) => place.path === path && place.side === side && place.startLine <= endLine && startLine <= place.endLine,
  );
}

/** A place of the fact is in the same package. A fact without places is about the whole repository. */
function isAbout({ places }: Fact, paths: readonly string[]): boolean {
  const directories = new Set(paths.map(directoryOf));
  return places.length === 0 || places.some(({ path }) => directories.has(directoryOf(path)));
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Finds a clause by its id, or by its label, which models use too. */
export function findClause(id: string, clauses: readonly Clause[]): Clause | undefined {
  const wanted = id.trim().replace(/^\[|\]$/g, '');
  return clauses.find((clause) => clause.id === wanted || clause.label === wanted);
}

function checkClause(id: string, paths: readonly string[] | null, { clauses }: Architecture): Citation | string {
  const clause = findClause(id, clauses);
  if (clause === undefined) return `there is no clause "${id}"`;
  if (!isInForce(clause)) return explainNotInForce(clause);
  const { dir } = clause.scope;
  if (dir !== '' && paths !== null && !paths.some((path) => path.startsWith(`${dir}/`))) {
    return `"${clause.path}" applies to "${dir}" only`;
  }
  return { kind: 'document', path: clause.path, quote: clause.text, startLine: clause.startLine, factId: null };
}

function explainNotInForce({ path, status, supersededBy }: DocumentStatus): string {
  const by = supersededBy === null ? '' : ` by "${supersededBy}"`;
  const state = status === 'proposed' ? 'only proposed' : status;
  return `"${path}" is ${state}${by} and cannot support a finding`;
}

function checkQuote(
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
    return kind === 'document' ? `"${cited}" is not one of the documents` : `"${cited}" cannot be read at the head`;
  }
  const status = kind === 'document' ? documents.find((known) => known.path === path) : undefined;
  if (status !== undefined && !isInForce(status)) return explainNotInForce(status);
  if (quote.trim().length < MIN_QUOTE && kind === 'document') return `"${quote}" is too short to be a clause`;
  // Prose may be wrapped differently; only the words have to match.
  const found = locateQuote(text, quote, [], kind === 'document');
  if (found === null) return `the cited text does not occur in "${cited}"`;
  return { kind, path, quote: found.quote, startLine: found.startLine, factId: null };
}
