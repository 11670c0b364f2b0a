// Defines a finding: one architectural problem with its evidence. The zod schemas are part of architect.review/v1.
import { z } from 'zod';
import { Fix } from './fix.ts';

/** The six sections of an architecture review, in the agent's order. */
export const Section = z.enum([
  'service-architecture',
  'api-design',
  'concurrency-performance',
  'testing-strategy',
  'deployment-operations',
  'risk-mitigation',
]);
export type Section = z.infer<typeof Section>;

/** Most severe first. */
export const Severity = z.enum(['critical', 'high', 'medium', 'low']);
export type Severity = z.infer<typeof Severity>;

/** 0 for critical, 3 for low. */
export function severityRank(severity: Severity): number {
  return Severity.options.indexOf(severity);
}

/** True if `severity` is at least as severe as `threshold`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severityRank(severity) <= severityRank(threshold);
}

/** What a finding endangers most; the most important first. */
export const Concern = z.enum(['security', 'reliability', 'performance']);
export type Concern = z.infer<typeof Concern>;

/** Lines of one file; both ends 1-based and inclusive. `quote` is their exact text. */
export const Place = z.object({
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  quote: z.string(),
  side: z.enum(['head', 'before']).describe('"before": the code at the merge base, which the pull request removes.'),
  fix: Fix.optional().describe('A small, complete fix of this place that its rule computed. Omitted: there is none.'),
});
export type Place = z.infer<typeof Place>;

/** Evidence of a finding. */
export const Citation = z.object({
  kind: z.enum(['fact', 'document', 'code']),
  path: z.string(),
  quote: z.string(),
  startLine: z.number().int().positive(),
  /** Id of the fact for kind "fact", and for code that a fact merely points at; otherwise null. */
  factId: z.string().nullable().default(null),
});
export type Citation = z.infer<typeof Citation>;

/** One architectural problem that the pull request introduces or touches. */
export const Finding = z.object({
  id: z.string().describe('Stable across pushes: built from rule, path and quoted code, never from line numbers.'),
  section: Section,
  severity: Severity,
  concern: Concern.optional().describe('What it endangers most; omitted: what its section stands for.'),
  title: z.string(),
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  side: z.enum(['head', 'before']),
  quote: z.string(),
  fix: Fix.optional().describe('As in a place.'),
  rationale: z.string().describe('What is wrong and why it matters here.'),
  recommendation: z.string(),
  tradeOffs: z.string(),
  example: z.string().describe('Go code that shows the recommendation; may be empty.'),
  citations: z.array(Citation),
  source: z
    .enum(['fact', 'model'])
    .describe('"fact": computed from the code. "model": claimed by the model and verified.'),
  rule: z.string().nullable().describe('Id of the rule that reported it; null for the model.'),
  verified: z
    .boolean()
    .optional()
    .describe('A second model confirmed it against the code. Omitted: it was not asked, or gave no answer.'),
  otherPlaces: z.array(Place).describe('Other places with the same cause.'),
});
export type Finding = z.infer<typeof Finding>;

/**
 * What a finding rests on. `fact`: computed from the code. `team-rule`: a clause of the team's own document, which it
 * cites. `verified`: confirmed against the code by a second model. `unverified`: the team turned that check off.
 */
export type FindingKind = 'fact' | 'team-rule' | 'verified' | 'unverified';

export function evidenceKind({ source, citations, verified }: Finding): FindingKind {
  const cites = (kind: Citation['kind']) => citations.some((citation) => citation.kind === kind);
  if (source === 'fact' || cites('fact')) return 'fact';
  if (cites('document')) return 'team-rule';
  return verified === true ? 'verified' : 'unverified';
}

/** It rests on a fact or a team rule: only such a finding fails a check. */
export function isGrounded(finding: Finding): boolean {
  const kind = evidenceKind(finding);
  return kind === 'fact' || kind === 'team-rule';
}

/** What findings of a section usually endanger. */
const USUAL_CONCERN: Readonly<Partial<Record<Section, Concern>>> = {
  'risk-mitigation': 'reliability',
  'deployment-operations': 'reliability',
  'concurrency-performance': 'performance',
};

/** 0 for security, 3 for none of the three. */
function concernRank({ concern, section }: Finding): number {
  const known = concern ?? USUAL_CONCERN[section];
  return known === undefined ? Concern.options.length : Concern.options.indexOf(known);
}

/** Sorts the most important first: by severity, then by concern, section and place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    concernRank(a) - concernRank(b) ||
    Section.options.indexOf(a.section) - Section.options.indexOf(b.section) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : a.startLine - b.startLine)
  );
}
