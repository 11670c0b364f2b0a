// Defines the finished review: one JSON value (architect.review/v1) that all outputs are built from.
import { z } from 'zod';
import { ClauseEntry } from './clause.ts';
import { Finding, Section } from './finding.ts';
import { FailOn, Gate, Outcome } from './gate.ts';
import { Sha } from './review-request.ts';
import { Weakening } from './weakening.ts';

/**
 * `clear`: no findings. `advise`: findings, none of them fails the check. `incomplete`: like these two, but a changed
 * Go file or a step of the analysis was not judged. `block`: a finding that fails the check, see `failOn`.
 * `not-reviewed`: nothing was reviewed, and `notReviewed` says why.
 */
export const Verdict = z.enum(['clear', 'advise', 'incomplete', 'block', 'not-reviewed']);
export type Verdict = z.infer<typeof Verdict>;

export const Coverage = z.object({
  changedGoFiles: z.number().int().nonnegative(),
  reviewed: z.number().int().nonnegative(),
  skipped: z.array(
    z.object({
      path: z.string(),
      reason: z.string(),
      line: z.number().int().positive().optional().describe('Line of a syntax error.'),
    }),
  ),
  factsOnly: z
    .array(z.object({ path: z.string(), reason: z.string() }))
    .default([])
    .describe('Changed Go files checked by facts only: the model reviewed others but was not shown these.'),
  stepsLeftOut: z
    .array(z.string())
    .optional()
    .describe('Sentences about steps of the analysis that could not be finished. Omitted: none.'),
  notes: z.array(z.string()).describe('Sentences about the whole repository: truncated trees, skipped files.'),
});
export type Coverage = z.infer<typeof Coverage>;

/** Reasons that somebody chose; every other one leaves open what is in the file. */
const CHOSEN_REASONS: ReadonlySet<string> = new Set([
  'generated',
  'vendored',
  'testdata',
  'outside-the-build',
  'ignored-by-settings',
  'submodule',
]);

/** A Go file that should have been judged and could not be: no review that has one is clear. */
export function isUnjudged({ path, reason }: { readonly path: string; readonly reason: string }): boolean {
  return path.endsWith('.go') && !CHOSEN_REASONS.has(reason);
}

/** What a gate has to know of the coverage. */
export function gapsIn({ skipped, stepsLeftOut = [] }: Coverage) {
  return { hasUnjudgedFiles: skipped.some(isUnjudged), hasStepsLeftOut: stepsLeftOut.length > 0 };
}

export const Usage = z.object({
  inputTokens: z.number().int().nonnegative().describe('All input tokens, cached ones included.'),
  cachedInputTokens: z.number().int().nonnegative().describe('Input tokens read from the prompt cache.'),
  outputTokens: z.number().int().nonnegative(),
  costUsd: z.number().nonnegative().describe('By list price.'),
  costIsEstimated: z
    .boolean()
    .optional()
    .describe('The list price is unknown, so the highest known one is used. Omitted: false.'),
  estimatedCostUsd: z
    .number()
    .nonnegative()
    .optional()
    .describe('Estimate before the first turn; omitted without a model.'),
  pricesAsOf: z.string().optional().describe('Date of the list prices: "2026-10-24". Omitted if none was used.'),
  apiRequests: z.number().int().nonnegative().describe('Requests to the code host for reading.'),
  durationMs: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** Recommendations for the pull request, by section. */
export const Recommendations = z.record(Section, z.array(z.string()));
export type Recommendations = z.infer<typeof Recommendations>;

/** The facts about the change in short. */
export const FactsSummary = z.object({
  packages: z.number().int().nonnegative(),
  packagesAdded: z.array(z.string()),
  packagesRemoved: z.array(z.string()),
  edges: z
    .array(
      z.object({
        from: z.string(),
        to: z.string(),
        change: z.enum(['added', 'removed', 'kept']),
        crossesLayer: z.literal(true).optional().describe('The change adds it although a declared layer forbids it.'),
      }),
    )
    .describe('Changed import edges between packages of the repository, and the unchanged edges next to them.'),
  edgesLeftOut: z
    .object({
      added: z.number().int().nonnegative(),
      removed: z.number().int().nonnegative(),
      kept: z.number().int().nonnegative(),
    })
    .optional()
    .describe('Edges that `edges` does not list; omitted: it lists all.'),
  cyclesIntroduced: z.array(z.array(z.string())),
  layerViolationsIntroduced: z.number().int().nonnegative(),
  layerViolationsBefore: z.number().int().nonnegative().describe('Existing violations; not findings.'),
  apiBreaking: z
    .array(z.object({ package: z.string(), symbol: z.string() }))
    .describe(
      'Exported declarations that were removed or changed incompatibly. `symbol`: "Store.Get"; the ' +
        'import path for a removed package.',
    ),
  apiAdded: z.number().int().nonnegative(),
  couldNotTell: z.record(z.string(), z.number().int()),
  suppressed: z
    .array(
      z.object({
        rule: z.string(),
        by: z.enum(['comment', 'settings']),
        count: z.number().int().positive(),
        reasons: z.array(z.string()),
      }),
    )
    .default([])
    .describe('Findings of the change that a comment or the settings suppress.'),
});
export type FactsSummary = z.infer<typeof FactsSummary>;

/** A claim of the model that was checked and dropped, with the reason. */
export const Dropped = z.object({ title: z.string(), path: z.string(), reason: z.string() });
export type Dropped = z.infer<typeof Dropped>;

/** Counts the verdicts of the second model, which tries to refute the first one's findings. */
export const Verification = z.object({
  confirmed: z.number().int().nonnegative(),
  refuted: z.number().int().nonnegative().describe('Dropped.'),
  undecided: z.number().int().nonnegative().describe('Dropped, except those that cite a fact.'),
  unverified: z
    .number()
    .int()
    .nonnegative()
    .describe('No verdict was returned. Dropped, except those that cite a fact.'),
});
export type Verification = z.infer<typeof Verification>;

export const Review = z.object({
  schema: z.literal('architect.review/v1'),
  repository: z.string().describe('"owner/name".'),
  pullRequest: z.number().int().positive().nullable(),
  base: Sha.describe('Tip of the base branch; settings, agent and documents were read here.'),
  mergeBase: Sha,
  head: Sha,
  whole: z.boolean().optional().describe('true: of everything at the head (`review --all`), not only of a change.'),
  mode: z.enum(['model', 'facts']),
  verdict: Verdict,
  failOn: FailOn.optional().describe('The gate that was applied.'),
  gates: z
    .array(Gate)
    .optional()
    .describe('Gates by path, section or kind of evidence, before `failOn`. Omitted: none.'),
  outcome: Outcome.optional().describe('For programs. Omitted by earlier versions.'),
  notReviewed: z.string().nullable().describe('Why nothing was reviewed, for people; null if something was.'),
  summary: z.string().describe('Two or three sentences: what the change does to the architecture.'),
  coverage: Coverage,
  findings: z.array(Finding).describe('Most important first.'),
  further: z
    .array(Finding)
    .optional()
    .describe('Verified findings beyond the limit of the settings: true, but without a comment. Omitted: none.'),
  recommendations: Recommendations,
  facts: FactsSummary,
  clauses: z.array(ClauseEntry).default([]).describe("The team's own rules with their state, violated ones first."),
  dropped: z.array(Dropped),
  verification: Verification.optional().describe('Omitted if there was nothing to verify or `refute` is false.'),
  consulted: z
    .array(z.object({ path: z.string(), commit: Sha, cut: z.number().int() }))
    .describe('Design documents read.'),
  policyChanges: z.array(z.object({ path: z.string(), kind: z.enum(['settings', 'agent', 'document']) })),
  weakened: z
    .array(Weakening)
    .optional()
    .describe('What is allowed with the pull request and was not before. Omitted: nothing.'),
  settingsProblems: z.array(z.object({ source: z.string(), line: z.number().int().nullable(), message: z.string() })),
  notes: z
    .array(z.string())
    .describe('What a reader should know about how the review was made: no key, budget spent, model refused.'),
  agent: z.string().describe('Name of the agent.'),
  accent: z.string().max(40).optional().describe('Color of the agent, for pages; omitted if its file names none.'),
  model: z.string().nullable().describe('Model id; null in facts mode.'),
  usage: Usage,
});
export type Review = z.infer<typeof Review>;

/** Nothing of the change was to be judged: it has no Go file. Comparing a commit with itself is no such change. */
export function hasNothingToJudge({ verdict, coverage, mergeBase, head }: Review): boolean {
  return verdict === 'not-reviewed' && coverage.changedGoFiles === 0 && mergeBase !== head;
}
