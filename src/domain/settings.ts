// The team's settings file, .github/architect.yml: one zod schema that is at once the parser, the type, the documentation
// and the JSON Schema. The process's own settings (keys, ports) live elsewhere.
import { z } from 'zod';
import { Severity } from './finding.ts';

const Globs = z.array(z.string().min(1).max(500)).max(500);

export const Layer = z.strictObject({
  name: z.string().min(1).max(100).describe('The name of the layer, as other layers refer to it.'),
  packages: Globs.describe(
    'Package directories of the layer, as globs from the repository root: "internal/domain/**".',
  ),
  mayImport: z
    .array(z.string())
    .max(100)
    .default([])
    .describe('Layers that this layer may import. Itself is always allowed; packages in no layer are not restricted.'),
  mayNotUse: Globs.default([]).describe(
    'Import paths outside this repository that the layer must not import, as globs: "database/sql", "github.com/aws/**".',
  ),
});
export type Layer = z.infer<typeof Layer>;

const Suppress = z.strictObject({
  rule: z
    .string()
    .min(1)
    .max(100)
    .describe(
      'Id of a rule as `architect rules` lists it ("concurrency/defer-in-loop"), or its family ("concurrency").',
    ),
  paths: Globs.default([]).describe('Where it is left out, as globs from the repository root; empty means everywhere.'),
  reason: z.string().trim().min(3).max(300).describe('Why: shown in the review with the number of cases left out.'),
});

export const AgentByPaths = z.strictObject({
  file: z.string().min(1).max(500).describe('Path of an agent file in this repository.'),
  paths: Globs.describe('What it reviews, as globs from the repository root: "internal/billing/**".'),
});
export type AgentByPaths = z.infer<typeof AgentByPaths>;

export const Settings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether pull requests of this repository are reviewed.'),
  drafts: z.boolean().default(false).describe('Whether draft pull requests are reviewed without being asked.'),
  baseBranches: Globs.default([]).describe('Only pull requests into these branches are reviewed; empty means all.'),
  ignore: Globs.default([]).describe('Paths that are not reviewed, as globs from the repository root.'),
  documents: Globs.default([]).describe(
    'Design documents to hold the code to, besides those that are always looked for, as globs: "docs/rfcs/*.md".',
  ),
  layers: z.array(Layer).max(100).default([]).describe('The layers of the code base and which may import which.'),
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
      'Agents by what they are for: the one whose `paths` match the most changed Go files reviews, of equals the first; where none matches, `agent`.',
    ),
  model: z
    .string()
    .max(200)
    .nullable()
    .default(null)
    .describe('Model to use instead of the one that the agent names: "sonnet", "opus", "haiku", or a full model id.'),
  models: z
    .array(z.string().min(1).max(200))
    .max(50)
    .default([])
    .describe(
      'The models that `model` and agent files may choose from, as aliases or full ids; empty means all that the operator of the App allows.',
    ),
  refute: z
    .boolean()
    .default(true)
    .describe('Whether a second, cheaper model tries to prove each finding of the first wrong before it is posted.'),
  failOn: z
    .enum(['never', ...Severity.options])
    .default('never')
    .describe('The check fails when a finding of at least this severity, resting on a fact or a clause, is open.'),
  maxInlineComments: z.number().int().min(0).max(50).default(10).describe('The most inline comments in one review.'),
  maxOpinions: z
    .number()
    .int()
    .min(0)
    .max(20)
    .default(3)
    .describe('The most findings in one review that rest on neither a fact nor a clause. They never fail the check.'),
  worstOpinion: Severity.default('medium').describe('Such a finding is shown as no more severe than this.'),
  suppress: z.array(Suppress).max(200).default([]).describe('Rules that are left out, everywhere or below some paths.'),
  commitDecisions: z
    .boolean()
    .default(false)
    .describe(
      'Whether `/architect decide` may commit its two documents to the branch of the pull request. The App needs the permission "contents: write" for it.',
    ),
  minSeverity: Severity.default('low').describe('Findings below this severity are not shown.'),
});
export type Settings = z.infer<typeof Settings>;

/** Settings of a repository that has no settings file. */
export const defaultSettings: Settings = Settings.parse({});

/** Something wrong in the settings file. The rest of the file still holds. */
export interface SettingsProblem {
  /** Where: the repository's own file, or its organisation's. */
  readonly source: string;
  /** 1-based; null where the file as a whole could not be read. */
  readonly line: number | null;
  /** A sentence for people: what is wrong and what to write instead. */
  readonly message: string;
}
