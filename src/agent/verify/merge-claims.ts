// Claims that are one, of one conversation or of several: the same cause in several places is said once, with its places. Pure.
import { compareFindings, type Finding, isGrounded, type Place, severityRank } from '../../domain/finding.ts';
import type { CheckedClaim } from './check-claims.ts';

/** A claim that stands. */
export type VerifiedClaim = Extract<CheckedClaim, { readonly finding: Finding }>;

const MAX_PLACES = 50;
const MAX_CITATIONS = 10;

/** The claims that stand, the weightiest first, those with the same words about the same section made one. */
export function mergeSameTitles(checked: readonly CheckedClaim[]): VerifiedClaim[] {
  const sound = checked
    .filter((one): one is VerifiedClaim => one.finding !== null)
    .sort((a, b) => compareFindings(a.finding, b.finding));
  const byWords = new Map<string, VerifiedClaim[]>();
  for (const claim of sound) {
    const { section, title } = claim.finding;
    const words = `${section} ${title.toLowerCase().replace(/\s+/g, ' ').trim()}`;
    byWords.set(words, [...(byWords.get(words) ?? []), claim]);
  }
  return [...byWords.values()].map(mergeAll);
}

/**
 * Makes each group one claim.
 *
 * @param groups indices of `claims`; a claim is in one group at most, later groups give way
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

/** The weightiest says it; the others add where else, and what it rests on. */
function mergeAll(claims: readonly VerifiedClaim[]): VerifiedClaim {
  const [first, ...others] = [...claims].sort((a, b) => compareFindings(a.finding, b.finding));
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
  // What rests on nothing makes nothing worse.
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
