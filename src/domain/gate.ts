// The gate: which findings fail a check, and the outcome for programs. Pure; whoever calls it brings the glob matcher.
import { z } from 'zod';
import type { ClauseEntry } from './clause.ts';
import { type Finding, isAtLeast, Section, Severity } from './finding.ts';

/** What a finding rests on. One that nobody verified fails no check. */
const EvidenceKind = z.enum(['fact', 'team-rule', 'verified', 'unverified']);
type EvidenceKind = z.infer<typeof EvidenceKind>;

export const FailOn = z.enum(['never', ...Severity.options]);
export type FailOn = z.infer<typeof FailOn>;

const Globs = z.array(z.string().min(1).max(500)).max(500);

export const Gate = z.strictObject({
  paths: Globs.default([]).describe('Paths of the findings it is for, as globs; empty means all.'),
  sections: z.array(Section).default([]).describe('Sections of the review it is for; empty means all.'),
  kinds: z
    .array(EvidenceKind.exclude(['unverified']))
    .default([])
    .describe(
      'What the findings rest on: a fact, a clause of your documents ("team-rule"), or a second model that confirmed ' +
        'them ("verified"), which only a gate that names it lets fail the check. Empty means fact and team-rule.',
    ),
  failOn: FailOn.describe('The check fails on such a finding of at least this severity.'),
});
export type Gate = z.infer<typeof Gate>;

/** Stable codes: programs rely on them. */
const ReasonCode = z.enum([
  'open-critical',
  'open-high',
  'open-medium',
  'open-low',
  'unjudged-files',
  'steps-left-out',
  'not-reviewed',
]);
type ReasonCode = z.infer<typeof ReasonCode>;

export const Outcome = z.object({
  outcome: z
    .enum(['pass', 'fail', 'inconclusive'])
    .describe('"inconclusive": nothing fails the gate, but not everything was judged, or nothing was reviewed.'),
  reasons: z.array(ReasonCode).describe('Why it is not "pass"; stable codes.'),
  complete: z.boolean().describe('Everything that should be judged was.'),
});
export type Outcome = z.infer<typeof Outcome>;

/** What a gate judges. */
export interface Judged {
  /** Those that count: open, and not hidden. */
  readonly findings: readonly Finding[];
  readonly clauses: readonly ClauseEntry[];
  readonly failOn: FailOn;
  /** The first one that is for a finding decides; where none is, `failOn` does. */
  readonly gates: readonly Gate[];
  readonly isReviewed: boolean;
  readonly hasUnjudgedFiles: boolean;
  readonly hasStepsLeftOut: boolean;
}

type MatchAny = (globs: readonly string[]) => (path: string) => boolean;

/** The strongest evidence of a finding. A clause that is not in force is none. */
function evidenceOf(finding: Finding, clauses: readonly ClauseEntry[]): EvidenceKind {
  if (finding.source === 'fact' || finding.citations.some(({ kind }) => kind === 'fact')) return 'fact';
  const isCited = clauses.some(({ state, findings }) => state !== 'not-in-force' && findings.includes(finding.id));
  if (isCited) return 'team-rule';
  return finding.verified === true ? 'verified' : 'unverified';
}

/** The findings that fail the check. */
function findBlocking(judged: Judged, matchAny: MatchAny): readonly Finding[] {
  const gates = judged.gates.map((gate) => ({
    ...gate,
    holds: gate.paths.length === 0 ? () => true : matchAny(gate.paths),
  }));
  return judged.findings.filter((finding) => {
    const kind = evidenceOf(finding, judged.clauses);
    if (kind === 'unverified') return false;
    const gate = gates.find(
      ({ holds, sections, kinds }) =>
        holds(finding.path) &&
        (sections.length === 0 || sections.includes(finding.section)) &&
        (kinds.length === 0 ? kind !== 'verified' : kinds.includes(kind)),
    );
    if (gate === undefined && kind === 'verified') return false;
    const failOn = gate?.failOn ?? judged.failOn;
    return failOn !== 'never' && isAtLeast(finding.severity, failOn);
  });
}

/** Findings that fail the gate count more than what was left unjudged. */
export function judgeGate(judged: Judged, matchAny: MatchAny): Outcome {
  const blocking = findBlocking(judged, matchAny);
  const open = Severity.options.filter((severity) => blocking.some((finding) => finding.severity === severity));
  const unjudged: ReasonCode[] = [
    ...(judged.isReviewed ? [] : (['not-reviewed'] as const)),
    ...(judged.hasUnjudgedFiles ? (['unjudged-files'] as const) : []),
    ...(judged.hasStepsLeftOut ? (['steps-left-out'] as const) : []),
  ];
  const reasons = [...open.map((severity): ReasonCode => `open-${severity}`), ...unjudged];
  const outcome = blocking.length > 0 ? 'fail' : unjudged.length > 0 ? 'inconclusive' : 'pass';
  return { outcome, reasons, complete: unjudged.length === 0 };
}
