// Checks the refuter's verdicts: a verdict needs a quote that occurs where it says, and a refutation a quote of code.
import type { Architecture } from '../../domain/architecture.ts';
import { isInForce } from '../../domain/clause.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { toRepositoryPath } from '../tools/workspace.ts';
import { blankComments, isProse } from '../verify/blank-comments.ts';
import { locateQuote } from '../verify/locate-quote.ts';
import type { VerdictClaim } from './verdict-submission.ts';

export interface CheckedVerdict {
  readonly verdict: VerdictClaim['verdict'];
  readonly reason: string;
  /** "path:line" of the quote; null where it does not occur. */
  readonly place: string | null;
  /** What was quoted there; null where it does not occur. */
  readonly evidence: { readonly path: string; readonly startLine: number; readonly quote: string } | null;
  /** Why the verdict was reduced to undecided; null where it stands. */
  readonly notProven: string | null;
}

/** What verdicts are checked against. */
export interface VerdictSources {
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
}

/** @returns verdicts by index of the finding, and sentences for the model, one per problem */
export function checkVerdicts(
  claims: readonly VerdictClaim[],
  findings: readonly Finding[],
  sources: VerdictSources,
): { readonly verdicts: ReadonlyMap<number, CheckedVerdict>; readonly problems: readonly string[] } {
  const verdicts = new Map<number, CheckedVerdict>();
  const problems: string[] = [];
  for (const [index, finding] of findings.entries()) {
    const number = index + 1;
    const about = claims.filter((claim) => claim.finding === number);
    const [claim] = about;
    if (claim === undefined) {
      problems.push(`finding ${number} has no verdict`);
    } else if (about.some(({ verdict }) => verdict !== claim.verdict)) {
      problems.push(`finding ${number} has contradictory verdicts`);
      const reason = 'The verdicts contradict each other.';
      verdicts.set(index, { verdict: 'undecided', reason, place: null, evidence: null, notProven: null });
    } else {
      const checked = checkVerdict(claim, finding, sources);
      if (checked.notProven !== null) problems.push(`finding ${number}: ${checked.notProven}`);
      verdicts.set(index, checked);
    }
  }
  return { verdicts, problems };
}

function checkVerdict(claim: VerdictClaim, finding: Finding, sources: VerdictSources): CheckedVerdict {
  const { verdict, reason } = claim;
  const quoted = locateEvidence(claim, finding, sources);
  if (typeof quoted === 'string') {
    if (verdict === 'undecided') return { verdict, reason, place: null, evidence: null, notProven: null };
    return { verdict: 'undecided', reason, place: null, evidence: null, notProven: quoted };
  }
  const place = `${quoted.path}:${quoted.startLine}`;
  const notProven = explainDoubt(claim, quoted, finding, sources.snapshot);
  const evidence = { path: quoted.path, startLine: quoted.startLine, quote: claim.quote };
  return { verdict: notProven === null ? verdict : 'undecided', reason, place, evidence, notProven };
}

function explainDoubt(
  claim: VerdictClaim,
  quoted: QuotedEvidence,
  finding: Finding,
  { before }: Snapshot,
): string | null {
  if (claim.verdict === 'undecided') return null;
  if (claim.verdict === 'confirmed') return explainNoSupport(quoted, finding);
  const doubt = explainNoProof(claim, quoted, finding);
  if (doubt !== null || claim.at === 'head') return doubt;
  // The code before the change refutes one thing: that the change brought it.
  const was = before.text(quoted.path);
  const hasMoved = was !== undefined && locateQuote(was, finding.quote) !== null;
  return hasMoved ? null : `"${quoted.path}" did not have the code of the finding before`;
}

interface QuotedEvidence {
  readonly kind: 'code' | 'document' | 'prose';
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
  /** The whole text that contains the quote. */
  readonly text: string;
}

/** Locates the quote, or explains why it proves nothing. */
function locateEvidence(
  { path: cited, quote, verdict, at }: VerdictClaim,
  { side }: Finding,
  { snapshot, architecture }: VerdictSources,
): QuotedEvidence | string {
  const path = toRepositoryPath(cited) ?? cited;
  if (countCharacters(quote) < 4) return 'the quote is missing or too short';
  const document = snapshot.documents.find((known) => known.path === path);
  if (document !== undefined) {
    const status = architecture.documents.find((known) => known.path === path);
    if (status !== undefined && !isInForce(status)) return `"${path}" is ${status.status}`;
    return locateIn([document.text], path, quote, 'document');
  }
  // Removed code shows what existed and refutes nothing: a removed guard no longer guards.
  const mayQuoteBefore = side === 'before' && verdict !== 'refuted';
  const before = mayQuoteBefore || at === 'base' ? snapshot.before.text(path) : undefined;
  const texts = at === 'base' ? [before] : [snapshot.head.text(path), before];
  return locateIn(texts, path, quote, isProse(path) ? 'prose' : 'code');
}

/** Locates the quote in the first of the texts that contains it. */
function locateIn(
  texts: readonly (string | undefined)[],
  path: string,
  quote: string,
  kind: QuotedEvidence['kind'],
): QuotedEvidence | string {
  for (const text of texts) {
    const found = text === undefined ? null : locateQuote(text, quote, [], kind === 'document');
    if (text !== undefined && found !== null) return { kind, path, ...found, text };
  }
  return `the quote does not occur in "${path}"`;
}

/** Lines between a finding and code that still speaks of the same thing. */
const NEAR_LINES = 25;

/** Explains why a located quote does not support a finding: it has to be code of what the finding is about. */
function explainNoSupport({ kind, path, startLine, endLine, quote }: QuotedEvidence, finding: Finding): string | null {
  if (kind !== 'code') return 'only code confirms a finding: quote the code that shows it';
  const places = [finding, ...finding.otherPlaces];
  const cited = [...places, ...finding.citations].map((place) => place.path);
  if (!cited.includes(path)) return `"${path}" is neither the file of the finding nor one that it cites`;
  const isNear = places.some(
    (place) =>
      place.path === path && startLine <= place.endLine + NEAR_LINES && endLine >= place.startLine - NEAR_LINES,
  );
  const names = identifiersIn(`${finding.quote} ${finding.title}`);
  const isNamed = [...identifiersIn(quote)].some((name) => names.has(name));
  return isNear || isNamed ? null : 'the quote has nothing of what the finding is about';
}

const COMMON =
  /^(?:break|case|chan|const|continue|default|defer|else|false|for|func|go|if|import|interface|map|nil|package|range|return|select|string|struct|switch|true|type|var|err|error|ctx|int|bool|byte|context)$/;

function identifiersIn(text: string): ReadonlySet<string> {
  return new Set((text.match(/[\p{L}_][\p{L}\p{Nd}_]{2,60}/gu) ?? []).filter((word) => !COMMON.test(word)));
}

/** Shorter quotes occur in every file. */
const MIN_CODE = 8;

/** Explains why a located quote refutes nothing; null where it may. */
function explainNoProof(
  { quote }: VerdictClaim,
  { kind, path, text }: QuotedEvidence,
  finding: Finding,
): string | null {
  if (kind === 'prose') return `"${path}" is neither code nor a document of the base branch`;
  if (kind === 'document') {
    if (isAboutSecurity(finding)) return 'no document can prove that something is safe: quote code';
    // A document can prove that a rule was misread, but only where the finding cites one.
    const citesDocument = finding.citations.some((cited) => cited.kind === 'document');
    return citesDocument ? null : 'the finding cites no document: quote code';
  }
  const code = blankComments(quote, path);
  if (countCharacters(code) < MIN_CODE) return 'a comment or so short a quote proves nothing: quote code';
  return locateQuote(blankComments(text, path), code) === null ? 'a comment proves nothing: quote code' : null;
}

/** Characters other than white space; 0 for a quote without a letter or digit. */
function countCharacters(text: string): number {
  return /\w/.test(text) ? text.replace(/\s/g, '').length : 0;
}

const SECURITY =
  /secur|auth|secret|credential|passw|token|inject|crypt|permission|privileg|tenan|account|certificate|tls|saniti[sz]|expos|leak|attack/i;

/** Broad on purpose: of a finding that only looks like one about security, no more is asked than a quote of code. */
function isAboutSecurity({ section, concern, title, rationale }: Finding): boolean {
  return concern === 'security' || section === 'risk-mitigation' || SECURITY.test(title) || SECURITY.test(rationale);
}
