// The finished review: one JSON value that the terminal, GitHub and other programs are all told from.
import { z } from 'zod';
import { ClauseEntry } from './clause.ts';
import { Finding, Section } from './finding.ts';
import { Sha } from './review-request.ts';

/**
 * `clear`: reviewed, nothing to say. `advise`: findings, none over the gate. `block`: a grounded finding at or over `failOn`.
 * `not-reviewed`: nothing was judged, and `notReviewed` says why.
 */
export const Verdict = z.enum(['clear', 'advise', 'block', 'not-reviewed']);
export type Verdict = z.infer<typeof Verdict>;

export const Coverage = z.object({
  changedGoFiles: z.number().int().nonnegative(),
  reviewed: z.number().int().nonnegative(),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  factsOnly: z
    .array(z.object({ path: z.string(), reason: z.string() }))
    .default([])
    .describe(
      'Changed Go files that were read, but of which a model that took part was shown nothing: judged by the facts alone.',
    ),
  notes: z.array(z.string()).describe('Sentences about the whole repository: truncated trees, files set aside.'),
});
export type Coverage = z.infer<typeof Coverage>;

export const Usage = z.object({
  inputTokens: z.number().int().nonnegative().describe('All input tokens, cached ones included.'),
  cachedInputTokens: z.number().int().nonnegative().describe('Input tokens read from the prompt cache.'),
  outputTokens: z.number().int().nonnegative(),
  costUsd: z.number().nonnegative().describe('By the list price.'),
  costIsEstimated: z
    .boolean()
    .optional()
    .describe('The model has no list price that we know: the dearest one stands for it. Left out: false.'),
  estimatedCostUsd: z
    .number()
    .nonnegative()
    .optional()
    .describe('What the review was expected to cost before the first turn; left out where no model was to be asked.'),
  pricesAsOf: z
    .string()
    .optional()
    .describe('The day whose list prices the cost is by: "2026-10-24". Left out where nothing was paid by a list.'),
  apiRequests: z.number().int().nonnegative().describe('Requests to the code host to read what was reviewed.'),
  durationMs: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** One line of one of the six sections: what the architect recommends for this pull request. */
export const Recommendations = z.record(Section, z.array(z.string()));
export type Recommendations = z.infer<typeof Recommendations>;

/** What the facts say of the change, short enough for a reader. */
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
        crossesLayer: z.literal(true).optional().describe('The change brings it in against a declared layer.'),
      }),
    )
    .describe(
      'Changed import edges between packages of the repository, with the unchanged edges one step around them.',
    ),
  edgesLeftOut: z
    .object({
      added: z.number().int().nonnegative(),
      removed: z.number().int().nonnegative(),
      kept: z.number().int().nonnegative(),
    })
    .optional()
    .describe('How many more such edges there are than `edges` lists; left out: it lists them all.'),
  cyclesIntroduced: z.array(z.array(z.string())),
  layerViolationsIntroduced: z.number().int().nonnegative(),
  layerViolationsBefore: z.number().int().nonnegative().describe('Violations that were there already; not findings.'),
  apiBreaking: z
    .array(z.object({ package: z.string(), symbol: z.string() }))
    .describe(
      'Exported declarations that were removed or changed incompatibly. `symbol`: "Store.Get"; the import path for a removed package.',
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
    .describe('Cases that the pull request brings in and that a comment or the settings ask to leave out.'),
});
export type FactsSummary = z.infer<typeof FactsSummary>;

/** A claim of the model that was checked and not posted, with the reason: so that the filter can be judged. */
export const Dropped = z.object({ title: z.string(), path: z.string(), reason: z.string() });
export type Dropped = z.infer<typeof Dropped>;

/** What became of the model's findings when a second model tried to prove them wrong: how many of each. */
export const Verification = z.object({
  confirmed: z.number().int().nonnegative(),
  refuted: z.number().int().nonnegative().describe('Dropped.'),
  undecided: z.number().int().nonnegative().describe('Dropped, but for those that cite a fact.'),
  unverified: z
    .number()
    .int()
    .nonnegative()
    .describe('No verdict was to be had. Dropped, but for those that cite a fact.'),
});
export type Verification = z.infer<typeof Verification>;

export const Review = z.object({
  schema: z.literal('architect.review/v1'),
  repository: z.string().describe('"owner/name".'),
  pullRequest: z.number().int().positive().nullable(),
  base: Sha.describe('Tip of the base branch; policy was read here.'),
  mergeBase: Sha,
  head: Sha,
  whole: z
    .boolean()
    .optional()
    .describe('true: of everything at the head (`review --all`), not only of what a change brings in.'),
  mode: z.enum(['model', 'facts']),
  verdict: Verdict,
  notReviewed: z.string().nullable().describe('Why nothing was judged, for people; null when something was.'),
  summary: z.string().describe('Two or three sentences: what the change does to the architecture.'),
  coverage: Coverage,
  findings: z.array(Finding).describe('Most important first.'),
  recommendations: Recommendations,
  facts: FactsSummary,
  clauses: z.array(ClauseEntry).default([]).describe("The team's own rules and what became of each: violated first."),
  dropped: z.array(Dropped),
  verification: Verification.optional().describe('Left out where there was nothing to verify or `refute` is false.'),
  consulted: z
    .array(z.object({ path: z.string(), commit: Sha, cut: z.number().int() }))
    .describe('Design documents read.'),
  policyChanges: z.array(z.object({ path: z.string(), kind: z.enum(['settings', 'agent', 'document']) })),
  settingsProblems: z.array(z.object({ source: z.string(), line: z.number().int().nullable(), message: z.string() })),
  notes: z
    .array(z.string())
    .describe('What a reader should know of how the review was made: no key, budget spent, model refused.'),
  agent: z.string().describe('Name of the agent.'),
  accent: z.string().max(40).optional().describe('Colour of the agent, for pages; left out where its file names none.'),
  model: z.string().nullable().describe('Model id; null in facts mode.'),
  usage: Usage,
});
export type Review = z.infer<typeof Review>;
