// Schema of the verdicts as the refuter submits them.
import { z } from 'zod';

export const VerdictClaim = z.strictObject({
  finding: z.number().int().positive().describe('Number of the finding.'),
  verdict: z
    .enum(['confirmed', 'refuted', 'undecided'])
    .describe('"refuted" only with code that proves the finding wrong.'),
  reason: z.string().min(1).max(1_000).describe('One or two sentences: what the code shows.'),
  path: z.string().max(1_000).default('').describe('File of the quote, from the repository root.'),
  at: z
    .enum(['head', 'base'])
    .default('head')
    .describe('"base": the quote is of the code before the change, which shows that the change only moved it.'),
  quote: z
    .string()
    .max(4_000)
    .default('')
    .describe('The code that shows it, copied exactly, without line numbers: one to ten lines.'),
});
export type VerdictClaim = z.infer<typeof VerdictClaim>;

export const VerdictSubmission = z.strictObject({
  verdicts: z.array(VerdictClaim).max(60).describe('One for each finding.'),
});
