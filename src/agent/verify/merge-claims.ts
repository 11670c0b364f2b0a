// Merges claims about one cause, from one conversation or several, into one claim with several places. Pure.
import { type Finding, isGrounded, type Place, severityRank } from '../../domain/finding.ts';
import type { CheckedClaim } from './check-claims.ts';

/** A claim that holds. */
export type VerifiedClaim = Extract<CheckedClaim, { readonly finding: Finding }>;

const MAX_PLACES = 50;
const MAX_CITATIONS = 10;

/** Selects the claims that hold, most important first, and merges those with the same section and title. */
export function mergeSameTitles(checked: readonly CheckedClaim[]): VerifiedClaim[] {
  const verified = checked.filter((one): one is VerifiedClaim => one.finding !== null).sort(bySeverity);
  const byTitle = new Map<string, VerifiedClaim[]>();
  for (const claim of verified) {
    const { section, title } = claim.finding;
    const key = `${section} ${title.toLowerCase().replace(/\s+/g, ' ').trim()}`;
    byTitle.set(key, [...(byTitle.get(key) ?? []), claim]);
  }
  return [...byTitle.values()].map(mergeAll);
}

/**
 * Merges each group into one claim.
 *
 * @param groups indices of `claims`; a claim that is in several groups counts for the first
 */
export function mergeGroups(claims: readonly VerifiedClaim[], groups: readonly (readonly number[])[]): VerifiedClaim[] {
  const taken = new Set<number>();
  const merged = groups.flatMap((group) => {
    const fresh = [...new Set(group)].filter((index) => claims[index] !== undefined && !taken.has(index));
    if (fresh.length < 2) return [];
    for (const index of fresh) taken.add(index);
    return [mergeAll(fresh.flatMap((index) => claims[index] ?? []))];
  });
  return [...merged, ...claims.filter((_, index) => !taken.has(index))];
}

/** The model names the most important first, so its order stays within a severity. */
function bySeverity(a: VerifiedClaim, b: VerifiedClaim): number {
  return severityRank(a.finding.severity) - severityRank(b.finding.severity);
}

/** Keeps the most important claim; the others add their places and citations. */
function mergeAll(claims: readonly VerifiedClaim[]): VerifiedClaim {
  const [first, ...others] = [...claims].sort(bySeverity);
  if (first === undefined || others.length === 0) return first as VerifiedClaim;
  const { finding } = first;
  const places = others.flatMap(({ finding: other }) => [placeOf(other), ...other.otherPlaces]);
  const otherPlaces = [...finding.otherPlaces];
  for (const place of places) {
    if (![finding, ...otherPlaces].some((known) => overlaps(known, place))) otherPlaces.push(place);
  }
  const cited = [finding, ...others.map((other) => other.finding)].flatMap(({ citations }) => citations);
  const citations = cited.filter(
    (one, index) => cited.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
  );
  // A claim without evidence does not raise the severity.
  const grounded = [finding, ...others.map((other) => other.finding)].filter(isGrounded);
  const [worst = finding] = grounded.sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  return {
    ...first,
    finding: {
      ...finding,
      severity: worst.severity,
      otherPlaces: otherPlaces.slice(0, MAX_PLACES),
      citations: citations.slice(0, MAX_CITATIONS),
    },
  };
}

function placeOf({ path, startLine, endLine, quote, side }: Finding): Place {
  return { path, startLine, endLine, quote, side };
}

function overlaps(a: Omit<Place, 'quote'>, b: Omit<Place, 'quote'>): boolean {
  return a.path === b.path && a.side === b.side && a.startLine <= b.endLine && b.startLine <= a.endLine;
}
