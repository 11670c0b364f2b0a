// Defines the team's settings file, .github/architect.yml: one zod schema is the parser, the type, the documentation
// and the JSON Schema. The process's settings (keys, ports) are in process/config.ts.
import { z } from 'zod';
import { Severity } from './finding.ts';
import { FailOn, Gate } from './gate.ts';
import { Effort } from './review-request.ts';

const Globs = z.array(z.string().min(1).max(500)).max(500);

export const Layer = z.strictObject({
  name: z.string().min(1).max(100).describe('Name of the layer, used by other layers.'),
  packages: Globs.describe(
    'Package directories of the layer, as globs from the repository root: "internal/domain/**".',
  ),
  mayImport: z
    .array(z.string())
    .max(100)
    .default([])
    .describe('Layers that this layer may import, besides itself. Packages outside all layers are not restricted.'),
  mayNotUse: Globs.default([]).describe(
    'External import paths that the layer must not import, as globs: "database/sql", "github.com/aws/**".',
  ),
});
export type Layer = z.infer<typeof Layer>;

const RuleName = z
  .string()
  .min(1)
  .max(100)
  .describe('Id of a rule as `architect rules` lists it ("concurrency/defer-in-loop"), or its family ("concurrency").');

export const Suppress = z.strictObject({
  rule: RuleName,
  paths: Globs.default([]).describe(
    'Where it is suppressed, as globs from the repository root; empty means everywhere.',
  ),
  reason: z
    .string()
    .trim()
    .min(3)
    .max(300)
    .describe('Reason, shown in the review with the number of suppressed findings.'),
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional()
    .describe(
      'Last day on which it holds, "2026-12-31" (UTC). Afterwards the rule applies again, and the review says so.',
    ),
  issue: z.string().trim().min(1).max(300).optional().describe('Where it is tracked: "#123" or an address.'),
});
export type Suppress = z.infer<typeof Suppress>;

export const SeverityOverride = z.strictObject({
  rule: RuleName,
  paths: Globs.default([]).describe('Where it applies, as globs from the repository root; empty means everywhere.'),
  severity: Severity.describe('Severity of its findings there.'),
});

export const Instruction = z.strictObject({
  paths: Globs.min(1).describe('Changed files that it is about, as globs from the repository root.'),
  text: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .describe(
      'What the architect should know or look at there, in your words. It sets no rule: rules are in documents.',
    ),
});

export const Skip = z.strictObject({
  labels: z.array(z.string().min(1).max(100)).max(50).default([]).describe('Labels, any of which skips it.'),
  onlyLabels: z.array(z.string().min(1).max(100)).max(50).default([]).describe('Labels, one of which it must have.'),
  authors: z.array(z.string().min(1).max(100)).max(200).default([]).describe('Logins of authors: "renovate[bot]".'),
  titleWords: z
    .array(z.string().min(1).max(100))
    .max(50)
    .default([])
    .describe('Words in the title, whatever their case: "WIP".'),
  moreFilesThan: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('More changed files than this; null: no limit.'),
});

export const EffortByCase = z.strictObject({
  paths: Globs.default([]).describe('If a changed file matches one of these globs; empty means any.'),
  baseBranches: Globs.default([]).describe('If the pull request is into one of these branches; empty means any.'),
  moreFilesThan: z.number().int().min(0).default(0).describe('If more files are changed than this.'),
  effort: Effort.describe('"low", "medium" or "high".'),
});

export const Planned = z.strictObject({
  packages: Globs.describe('Directories of components that are planned, as globs: "internal/ledger".'),
  imports: Globs.default([]).describe('Components that they may import, as globs; empty means none.'),
  reason: z.string().trim().min(3).max(300).describe('Why, or the decision that says so: "ADR 12".'),
});

export const AgentByPaths = z.strictObject({
  file: z.string().min(1).max(500).describe('Path of an agent file in this repository.'),
  paths: Globs.describe('Paths it reviews, as globs from the repository root: "internal/billing/**".'),
});
export type AgentByPaths = z.infer<typeof AgentByPaths>;

export const Settings = z.strictObject({
  _extends: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)?(:[\w./-]+)?$/)
    .nullable()
    .default(null)
    .describe(
      'Another repository whose settings this file builds on: "REPOSITORY", "OWNER/REPOSITORY" or ' +
        '"OWNER/REPOSITORY:PATH". Its default branch is read, where the App may read it.',
    ),
  enabled: z.boolean().default(true).describe('Review pull requests of this repository.'),
  drafts: z.boolean().default(false).describe('Review draft pull requests automatically.'),
  baseBranches: Globs.default([]).describe('Review only pull requests into these branches; empty means all.'),
  skip: Skip.prefault({}).describe('Pull requests that are not reviewed automatically.'),
  pauseAfterPushes: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .describe(
      'After so many pushes to a pull request, stop automatic reviews until somebody comments `/architect` or ' +
        '`/architect resume`; null: never.',
    ),
  include: Globs.default([]).describe(
    'Only these paths are reviewed, as globs from the repository root; empty means all.',
  ),
  ignore: Globs.default([]).describe('Paths that are not reviewed, as globs from the repository root.'),
  documents: Globs.default([]).describe(
    'Additional design documents that the code is checked against, as globs: "docs/rfcs/*.md".',
  ),
  planned: z
    .array(Planned)
    .max(200)
    .default([])
    .describe(
      'Components and imports that do not exist yet. A change realizes the plan, exceeds it or conflicts with it, ' +
        'and its review says which.',
    ),
  statusWords: z
    .record(z.string().trim().min(2).max(60), z.enum(['accepted', 'proposed', 'superseded', 'deprecated', 'rejected']))
    .default({})
    .describe('Words by which your documents say how a decision stands, with what each means: "frozen: accepted".'),
  layers: z.array(Layer).max(100).default([]).describe('Layers of the code base, and which layers they may import.'),
  instructions: z.array(Instruction).max(50).default([]).describe('What the architect should know about some paths.'),
  language: z
    .string()
    .trim()
    .min(2)
    .max(40)
    .nullable()
    .default(null)
    .describe('Language that the architect writes in, "German"; null: English. Facts and headings stay English.'),
  agent: z
    .string()
    .max(500)
    .nullable()
    .default(null)
    .describe('Path of an agent file in this repository to use instead of the built-in architect.'),
  agents: z
    .array(AgentByPaths)
    .max(20)
    .default([])
    .describe(
      'Agents by path: the agent whose `paths` match most changed Go files reviews (first on a tie); if none ' +
        'matches, `agent` does.',
    ),
  model: z
    .string()
    .max(200)
    .nullable()
    .default(null)
    .describe('Model to use instead of the agent\'s: "sonnet", "opus", "haiku" or a full model ID.'),
  models: z
    .array(z.string().min(1).max(200))
    .max(50)
    .default([])
    .describe(
      'Models that `model` and agent files may choose, as aliases or full IDs; empty means all that the operator of ' +
        'the App allows.',
    ),
  refute: z
    .boolean()
    .default(true)
    .describe('Let a second, cheaper model try to refute each finding of the first before it is posted.'),
  effort: Effort.default('medium').describe(
    'How much a review may look into: "low" takes at most half the turns and the cost, "high" twice the turns.',
  ),
  efforts: z
    .array(EffortByCase)
    .max(50)
    .default([])
    .describe('Effort by path, target branch or size: the first entry that fits decides; if none does, `effort`.'),
  maxCostUsdPerReview: z
    .number()
    .positive()
    .max(1000)
    .nullable()
    .default(null)
    .describe('What a model may cost in one review, in US dollars; null: what the operator allows, and never more.'),
  maxCostUsdPerPullRequest: z
    .number()
    .positive()
    .max(10_000)
    .nullable()
    .default(null)
    .describe('What models may cost for a pull request over all its pushes, in US dollars; null: no limit of its own.'),
  failOn: FailOn.default('never').describe(
    'The check fails if there is a finding of at least this severity that is backed by a fact or a clause.',
  ),
  gates: z
    .array(Gate)
    .max(50)
    .default([])
    .describe(
      '`failOn` by path, section or kind of evidence: the first entry that fits a finding decides; if none does, ' +
        '`failOn`.',
    ),
  maxInlineComments: z
    .number()
    .int()
    .min(0)
    .max(50)
    .default(10)
    .describe('Maximum number of inline comments in one review.'),
  verified: z
    .strictObject({
      max: z.number().int().min(0).max(20).default(6).describe('How many of them get a place of their own.'),
      maxSeverity: Severity.default('high').describe('Their severity is capped at this one.'),
    })
    .default({ max: 6, maxSeverity: 'high' })
    .describe(
      'Limits on verified findings: those of the model that a second model confirmed and that rest on neither a fact ' +
        'nor a team rule. Further ones are folded in the summary. They never fail the check.',
    ),
  maxOpinions: z.number().int().min(0).max(20).optional().describe('Former name of `verified.max`.'),
  worstOpinion: Severity.optional().describe('Former name of `verified.maxSeverity`.'),
  suppress: z.array(Suppress).max(200).default([]).describe('Suppressed rules, everywhere or in some paths.'),
  severities: z
    .array(SeverityOverride)
    .max(200)
    .default([])
    .describe('Severities of rules, everywhere or in some paths: the first entry that fits a finding decides.'),
  commitDecisions: z
    .boolean()
    .default(false)
    .describe(
      'Let `/architect decide` commit its two documents to the branch of the pull request. The App needs the ' +
        'permission "contents: write" for it.',
    ),
  minSeverity: Severity.default('low').describe('Findings below this severity are hidden.'),
});
export type Settings = z.infer<typeof Settings>;

/** The limits on verified findings, whichever names the team's settings use. */
export function verifiedLimits({ verified, maxOpinions, worstOpinion }: Settings): Settings['verified'] {
  return { max: maxOpinions ?? verified.max, maxSeverity: worstOpinion ?? verified.maxSeverity };
}

/** Settings of a repository without a settings file. */
export const defaultSettings: Settings = Settings.parse({});

/** A mistake in the settings file. The rest of the file still applies. */
export interface SettingsProblem {
  /** The file: the repository's or the organization's. */
  readonly source: string;
  /** 1-based; null if the whole file could not be read. */
  readonly line: number | null;
  /** What is wrong and what to write instead, for people. */
  readonly message: string;
}

/** The files that set each key, as "path@sha"; a list may come from several. */
export type SettingsOrigins = Readonly<Partial<Record<keyof Settings, readonly string[]>>>;
