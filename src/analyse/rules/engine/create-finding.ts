// From a proof to a finding: what every rule of this room has to say, and how a finding keeps its identity across pushes.
import { createHash } from 'node:crypto';
import type { Citation, Concern, Finding, Place, Section, Severity } from '../../../domain/finding.ts';

/** What a rule says of one cause; the rest of the finding follows from it. */
export interface FindingParts {
  readonly rule: string;
  readonly section: Section;
  readonly severity: Severity;
  /** Left out: what its section stands for. */
  readonly concern?: Concern | undefined;
  readonly title: string;
  readonly rationale: string;
  readonly recommendation: string;
  readonly tradeOffs: string;
  readonly example: string;
  /** First the one that the finding stands at. */
  readonly places: readonly [Place, ...Place[]];
  readonly factId: string;
  /** What stays the same when lines move: symbol, import path, quoted code. */
  readonly key: string;
}

/** Makes a finding of a proof. Its id is made of rule, path and key, so that a push that only moves lines keeps it. */
export function createFinding(proof: FindingParts): Finding {
  const [place, ...otherPlaces] = proof.places;
  const id = createHash('sha256').update([proof.rule, place.path, proof.key].join('\n')).digest('hex').slice(0, 16);
  const citation: Citation = {
    kind: 'fact',
    path: place.path,
    quote: place.quote,
    startLine: place.startLine,
    factId: proof.factId,
  };
  const { section, severity, concern, title, rationale, recommendation, tradeOffs, example, rule } = proof;
  return {
    id,
    section,
    severity,
    ...(concern === undefined ? {} : { concern }),
    title,
    ...place,
    rationale,
    recommendation,
    tradeOffs,
    example,
    citations: [citation],
    source: 'fact',
    rule,
    otherPlaces,
  };
}

/** Last two elements of an import path: enough to know a package by. */
export function shortName(importPath: string): string {
  return importPath.split('/').slice(-2).join('/');
}
