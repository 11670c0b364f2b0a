// Tool SubmitSynthesis: takes the summary of a change that was read in parts, its recommendations, and which findings
// have one cause. It neither adds nor drops a finding.
import { z } from 'zod';
import type { Recommendations } from '../../domain/review.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { cleanText } from '../../text/sanitize.ts';
import { containsCanary } from '../safety/canary.ts';
import type { SubmitReply, SubmitTool } from '../tools/submit-tool.ts';
import { explainSchemaErrors } from '../tools/tool.ts';
import { unknownMentions } from '../verify/check-mentions.ts';
import type { VerifiedClaim } from '../verify/merge-claims.ts';
import { ReviewSubmission } from '../verify/review-submission.ts';
import { cleanRecommendations } from '../verify/submit-review.ts';

const Synthesis = ReviewSubmission.pick({ summary: true, recommendations: true }).extend({
  sameCause: z
    .array(z.array(z.number().int().positive()).min(2).max(30))
    .max(20)
    .default([])
    .describe('Groups of numbers of findings that have one cause and would be fixed together.'),
});

/** `steered`: the model repeated the canary. */
export type SubmittedSynthesis =
  | {
      readonly kind: 'synthesized';
      readonly summary: string;
      readonly recommendations: Recommendations;
      /** Groups of indices of findings. */
      readonly sameCause: readonly (readonly number[])[];
    }
  | { readonly kind: 'steered' };

export function createSubmitSynthesis(
  claims: readonly VerifiedClaim[],
  snapshot: Snapshot,
  canary: string,
): SubmitTool<SubmittedSynthesis> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(Synthesis, { io: 'input' });
  return {
    tool: {
      name: 'SubmitSynthesis',
      description: 'Submits the summary of the whole and ends the task. Errors come back with how to fix them.',
      inputSchema,
    },
    take: (input, isLast) => take(input, isLast, claims, snapshot, canary),
  };
}

function take(
  input: unknown,
  isLast: boolean,
  claims: readonly VerifiedClaim[],
  snapshot: Snapshot,
  canary: string,
): SubmitReply<SubmittedSynthesis> {
  if (containsCanary(input, canary)) return { result: { kind: 'steered' } };
  const parsed = Synthesis.safeParse(input);
  if (!parsed.success) return { fix: `Rejected. ${explainSchemaErrors(parsed.error)}` };
  const { summary, recommendations, sameCause } = parsed.data;
  const unknown = unknownMentions(summary, snapshot);
  if (unknown.length > 0 && !isLast) {
    return { fix: `Rejected. The summary names what does not exist: ${unknown.join(', ')}.` };
  }
  const mixed = sameCause.filter((group) => !isOneSection(group, claims));
  if (mixed.length > 0 && !isLast) {
    const groups = mixed.map((group) => `[${group.join(', ')}]`).join(', ');
    return { fix: `Rejected. These groups are not findings of one section: ${groups}. Leave them apart.` };
  }
  const groups = sameCause.filter((group) => isOneSection(group, claims));
  return {
    result: {
      kind: 'synthesized',
      // A summary that names what does not exist cannot be trusted.
      summary: unknown.length > 0 ? '' : cleanText(summary, 1_500),
      recommendations: cleanRecommendations(recommendations, snapshot),
      sameCause: groups.map((group) => group.map((number) => number - 1)),
    },
  };
}

function isOneSection(group: readonly number[], claims: readonly VerifiedClaim[]): boolean {
  const sections = group.map((number) => claims[number - 1]?.finding.section);
  return !sections.includes(undefined) && new Set(sections).size === 1;
}
