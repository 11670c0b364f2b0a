// Checks every claim of the model against the repository: quote, change, citations, mentions. A claim that fails is
// dropped with the reason. Nothing is taken on trust: lines are computed, and paths are known.
import { createHash } from 'node:crypto';
import type { Architecture } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import { type Finding, type Place, severityRank } from '../../domain/finding.ts';
import type { Dropped } from '../../domain/review.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { cleanText, oneLine } from '../../text/sanitize.ts';
import { toRepositoryPath } from '../tools/workspace.ts';
import { checkCitations } from './check-citations.ts';
import { unknownMentions } from './check-mentions.ts';
import { calibrateEffort } from './effort-estimate.ts';
import { formatGo } from './format-go.ts';
import { type LocatedQuote, locateQuote } from './locate-quote.ts';
import type { FindingClaim } from './review-submission.ts';

/** A claim with the finding it makes, or none where it fails. */
export type CheckedClaim =
  | { readonly claim: FindingClaim; readonly finding: Finding; readonly problems: readonly string[] }
  | { readonly claim: FindingClaim; readonly finding: null; readonly problems: readonly string[] };

interface SelectedFindings {
  readonly findings: readonly Finding[];
  readonly dropped: readonly Dropped[];
}

/** Checks each claim on its own. The model may still fix a claim without a finding. */
export function checkClaims(
  claims: readonly FindingClaim[],
  snapshot: Snapshot,
  architecture: Architecture,
): CheckedClaim[] {
  return claims.map((claim) => checkClaim(claim, snapshot, architecture));
}

/**
 * Selects the findings to verify, most important first: by severity, then in the model's own order. What failed, and
 * what repeats a fact or another claim, is dropped with the reason.
 */
export function selectFindings(checked: readonly CheckedClaim[], architecture: Architecture): SelectedFindings {
  const findings: Finding[] = [];
  const dropped: Dropped[] = [];
  const drop = ({ claim }: CheckedClaim, reason: string) => {
    dropped.push({
      title: oneLine(claim.title, 160),
      path: oneLine(claim.path, 300),
      reason: oneLine(reason, 400),
    });
  };
  for (const result of [...checked].sort(bySeverity)) {
    const { finding } = result;
    if (finding === null) drop(result, `${capitalise(result.problems.join('; '))}.`);
    else if (repeatsFact(finding, architecture.findings)) drop(result, 'Already reported by a rule.');
    else if (findings.some((other) => isSameMatter(finding, other))) drop(result, 'Duplicate of another finding.');
    else findings.push(finding);
  }
  return { findings, dropped };
}

function bySeverity(a: CheckedClaim, b: CheckedClaim): number {
  if (a.finding === null || b.finding === null) return Number(a.finding === null) - Number(b.finding === null);
  return severityRank(a.finding.severity) - severityRank(b.finding.severity);
}

function checkClaim(claim: FindingClaim, snapshot: Snapshot, architecture: Architecture): CheckedClaim {
  const path = toRepositoryPath(claim.path) ?? claim.path;
  const change = findChange(path, snapshot);
  const place = locate(path, claim.quote, claim.side, snapshot, change);
  if (typeof place === 'string') return { claim, finding: null, problems: [place] };
  const unknown = unknownMentions(`${claim.title}\n${claim.rationale}`, snapshot);
  if (unknown.length > 0) return { claim, finding: null, problems: unknown.map((name) => `there is no "${name}"`) };
  const otherPlaces = locateOthers(claim, place, snapshot);
  const {
    citations,
    problems,
    claimedEvidence: claimedGrounds,
  } = checkCitations(claim, [place, ...otherPlaces], snapshot, architecture);
  const evidence = citations.filter(({ kind }) => kind !== 'code');
  if (claimedGrounds > 0 && evidence.length === 0) return { claim, finding: null, problems };
  const touchesChange = change !== undefined || citations.some(({ factId }) => factId !== null);
  if (!touchesChange) return { claim, finding: null, problems: [`this pull request does not change "${path}"`] };
  const effort = claim.effort === null ? '' : `\n\nEffort: ${calibrateEffort(claim.effort)}.`;
  const example = formatGo(claim.example);
  const finding: Finding = {
    id: identify(claim, place),
    section: claim.section,
    severity: claim.severity,
    ...(claim.concern === undefined ? {} : { concern: claim.concern }),
    title: oneLine(claim.title, 160),
    ...place,
    rationale: cleanText(claim.rationale, 2_000),
    recommendation: cleanText(`${claim.recommendation}${effort}`, 2_100),
    tradeOffs: cleanText(claim.tradeOffs, 1_000),
    example: example.ok ? example.code : '',
    citations: [...citations],
    source: 'model',
    rule: null,
    otherPlaces,
  };
  return { claim, finding, problems };
}

/** Computes a stable id from section, path and quote, which do not change with lines or wording. */
function identify({ section }: FindingClaim, { path, quote }: Place): string {
  const words = quote.split(/\s+/).join(' ').trim();
  return `model/${createHash('sha256')
    .update(JSON.stringify([section, path, words]))
    .digest('hex')
    .slice(0, 16)}`;
}

function findChange(path: string, { changedFiles, skipped }: Snapshot): ChangedFile | undefined {
  if (skipped.some((file) => file.path === path)) return undefined;
  return changedFiles.find((file) => file.path === path || file.previousPath === path);
}

/** Locates the quote, or explains why it cannot be located. */
function locate(
  path: string,
  quote: string,
  side: Place['side'],
  { head, before }: Snapshot,
  change: ChangedFile | undefined,
): Place | string {
  if (quote.replace(/\s/g, '').length < 4 || !/\w/.test(quote)) return 'the quote is too short to be located';
  const lines = change?.hunks.flatMap((hunk) => hunk.lines) ?? [];
  const added = lines.flatMap(({ kind, headLine }) => (kind === 'added' && headLine !== null ? [headLine] : []));
  const removed = lines.flatMap(({ kind, beforeLine }) =>
    kind === 'removed' && beforeLine !== null ? [beforeLine] : [],
  );
  const headPath = change?.path ?? path;
  const atHead = find(head.text(headPath), quote, added);
  if (side === 'head' && atHead !== null) return toPlace(headPath, atHead, 'head');
  const beforePath = change?.previousPath ?? path;
  const wasThere = find(before.text(beforePath), quote, removed);
  // At the merge base, only removed code is searched: all other code is at the head.
  if (wasThere !== null && removed.some((line) => line >= wasThere.startLine && line <= wasThere.endLine)) {
    return toPlace(beforePath, wasThere, 'before');
  }
  if (atHead !== null) return toPlace(headPath, atHead, 'head');
  if (head.text(headPath) === undefined && before.text(beforePath) === undefined) return `"${path}" cannot be read`;
  return `the quote does not occur in "${path}"`;
}

function find(text: string | undefined, quote: string, near: readonly number[]): LocatedQuote | null {
  return text === undefined ? null : locateQuote(text, quote, near);
}

function toPlace(path: string, { startLine, endLine, quote }: LocatedQuote, side: Place['side']): Place {
  return { path, startLine, endLine, quote, side };
}

function locateOthers(claim: FindingClaim, first: Place, snapshot: Snapshot): Place[] {
  const places: Place[] = [];
  for (const other of claim.otherPlaces) {
    const path = toRepositoryPath(other.path) ?? other.path;
    const place = locate(path, other.quote, 'head', snapshot, findChange(path, snapshot));
    if (typeof place === 'string') continue;
    if (![first, ...places].some((known) => overlaps(known, place))) places.push(place);
  }
  return places;
}

type Span = Pick<Place, 'path' | 'side' | 'startLine' | 'endLine'>;

function overlaps(a: Span, b: Span): boolean {
  return a.path === b.path && a.side === b.side && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

/** Lines between two quotes of one cause. */
const NEAR_LINES = 3;

/** The same place, or a few lines beside it for the same cause: section and concern. */
function isSameMatter(finding: Finding, other: Finding): boolean {
  if (finding.id === other.id) return true;
  if (finding.section !== other.section) return false;
  const isSameCause = finding.concern === other.concern && namesAlike(finding.title, other.title);
  const around = isSameCause ? NEAR_LINES : 0;
  const { startLine, endLine } = other;
  return overlaps(finding, { ...other, startLine: startLine - around, endLine: endLine + around });
}

/** Most words of one title are in the other. */
function namesAlike(a: string, b: string): boolean {
  const words = (title: string) => new Set(title.toLowerCase().match(/[a-z0-9_]{4,40}/g));
  const [some, others] = [words(a), words(b)];
  const shared = [...some].filter((word) => others.has(word)).length;
  return shared * 2 >= Math.min(some.size, others.size) && shared > 0;
}

/** The same lines in the same section, or the same fact: a fact's own finding says it better. */
function repeatsFact(finding: Finding, factFindings: readonly Finding[]): boolean {
  const cited = new Set(finding.citations.flatMap(({ factId }) => (factId === null ? [] : [factId])));
  return factFindings.some(
    (other) =>
      [other, ...other.otherPlaces].some((place) => overlaps(finding, place)) &&
      (other.section === finding.section || other.citations.some(({ factId }) => factId !== null && cited.has(factId))),
  );
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
