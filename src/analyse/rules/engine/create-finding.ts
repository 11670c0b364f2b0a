// Creates a finding from what a rule proves; its id stays the same when lines move.
import { createHash } from 'node:crypto';
import type { Citation, Finding, Place, Severity } from '../../../domain/finding.ts';
import type { RuleText } from './rule.ts';

/** What a finding says beyond its rule. */
export interface FindingParts {
  /** Left out: the rule's. */
  readonly severity?: Severity;
  readonly title: string;
  readonly rationale: string;
  /** Left out: the rule's fix. */
  readonly recommendation?: string;
  /** Left out: the rule's. */
  readonly tradeOffs?: string;
  /** Go code; left out: none. */
  readonly example?: string;
  /** The finding is anchored at the first. */
  readonly places: readonly [Place, ...Place[]];
  readonly factId: string;
  /** What stays the same when lines move: symbol, import path, quoted code. */
  readonly key: string;
}

/** Creates a finding. Its id is a hash of rule, path and key, so a push that only moves lines keeps it. */
export function createFinding(rule: RuleText, parts: FindingParts): Finding {
  const [place, ...otherPlaces] = parts.places;
  const id = createHash('sha256').update([rule.id, place.path, parts.key].join('\n')).digest('hex').slice(0, 16);
  const citation: Citation = {
    kind: 'fact',
    path: place.path,
    quote: place.quote,
    startLine: place.startLine,
    factId: parts.factId,
  };
  const { severity = rule.severity, recommendation = rule.fix, tradeOffs = rule.tradeOffs, example = '' } = parts;
  return {
    id,
    section: rule.section,
    severity,
    ...(rule.security === true ? { concern: 'security' as const } : {}),
    title: parts.title,
    ...place,
    rationale: parts.rationale,
    recommendation,
    tradeOffs,
    example,
    citations: [citation],
    source: 'fact',
    rule: rule.id,
    otherPlaces,
  };
}

/** Last two elements of an import path, by which people know a package. */
export function shortName(importPath: string): string {
  return importPath.split('/').slice(-2).join('/');
}
