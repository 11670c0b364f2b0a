// Draws together what the parts of a large change gave: one summary, one list of advice, and which findings have the same cause. It
// adds no finding, and it takes none away.
import { z } from 'zod';
import { Section } from '../../domain/finding.ts';
import type { Recommendations } from '../../domain/review.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { cleanText } from '../../text/sanitize.ts';
import type { ActorWording } from '../model/actor-wording.ts';
import type { ConversationPrompt } from '../prompt/review-prompt.ts';
import { containsCanary, writeCanaryNotice } from '../safety/canary.ts';
import { DATA_RULE, type DataLine, dataBlock, toNumberedLines } from '../safety/untrusted-text.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
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
    .describe('Groups of numbers of findings that have one cause and would be mended together.'),
});

export type SubmittedSynthesis =
  | {
      readonly kind: 'drawn';
      readonly summary: string;
      readonly recommendations: Recommendations;
      /** Indices of findings. */
      readonly sameCause: readonly (readonly number[])[];
    }
  | { readonly kind: 'steered' };

export const SYNTHESIZER: ActorWording = {
  name: 'the architect',
  stepName: 'synthesis turn',
  product: 'a summary of the whole',
  task: 'draw the parts of this change together',
  submitNow: 'Call SubmitSynthesis now, with what you have.',
  notSubmitted: 'You ended without calling SubmitSynthesis. Call it now.',
};

/** What one part gave. */
export interface PartSummary {
  readonly name: string;
  readonly summary: string;
  readonly recommendations: Recommendations;
}

const HOW = `# This task

A pull request was too large to be read at once, so you read it in parts, and each gave a summary, advice and findings. The findings were
checked by a program and stand. Draw the whole together and call SubmitSynthesis, once:

- \`summary\`: two or three sentences on what the whole change does to the architecture. Claim nothing that no part says.
- \`recommendations\`: the advice that matters for the whole, each piece once. Leave out what a finding says.
- \`sameCause\`: where several findings have one cause and would be mended together, the group of their numbers. They are then shown as one, with
  their places. Only findings of the same section can be one. When in doubt, leave them apart.

${DATA_RULE}

Write for the author: plain English, no headings, no links.`;

/** @param facts what the facts say of the whole change, in a few sentences */
export function writeSynthesisPrompt(
  body: string,
  facts: string,
  parts: readonly PartSummary[],
  claims: readonly VerifiedClaim[],
  canary: string,
): ConversationPrompt {
  return {
    system: [`${body}\n\n${HOW}`, writeCanaryNotice(canary)],
    request: [
      `# Facts\n\n${dataBlock('facts', toNumberedLines(facts))}`,
      `# Parts\n\n${parts.map(writePart).join('\n\n')}`,
      `# Findings\n\n${claims.length === 0 ? 'There are none.' : dataBlock('findings', claims.map(writeClaim))}`,
      'Draw the whole together, then call SubmitSynthesis.',
    ].join('\n\n'),
  };
}

function writePart({ name, summary, recommendations }: PartSummary, index: number): string {
  const advice = Section.options.flatMap((section) =>
    (recommendations[section] ?? []).map((text): DataLine => ({ label: section, text })),
  );
  const lines = [...summary.split('\n').map((text): DataLine => ({ label: 'summary', text })), ...advice];
  return dataBlock(`part ${index + 1}`, [{ label: 'read', text: name }, ...lines]);
}

function writeClaim({ finding }: VerifiedClaim, index: number): DataLine {
  const { section, severity, title, path, startLine, rationale } = finding;
  const why = rationale.replace(/\s+/g, ' ').slice(0, 400);
  return { label: String(index + 1), text: `${section}, ${severity}: ${title} (${path}:${startLine}). ${why}` };
}

export function createSubmitSynthesis(
  claims: readonly VerifiedClaim[],
  snapshot: Snapshot,
  canary: string,
): SubmitTool<SubmittedSynthesis> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(Synthesis, { io: 'input' });
  return {
    tool: {
      name: 'SubmitSynthesis',
      description: 'Submits the summary of the whole and ends it. What is wrong comes back with how to mend it.',
      inputSchema,
    },
    take(input, isLast) {
      if (containsCanary(input, canary)) return { result: { kind: 'steered' } };
      const parsed = Synthesis.safeParse(input);
      if (!parsed.success) return { fix: `Nothing was submitted. ${explainSchemaErrors(parsed.error)}` };
      const { summary, recommendations, sameCause } = parsed.data;
      const unknown = unknownMentions(summary, snapshot);
      if (unknown.length > 0 && !isLast) {
        return { fix: `Nothing was submitted. The summary names what is not there: ${unknown.join(', ')}.` };
      }
      const wrong = sameCause.filter((group) => !isOneSection(group, claims));
      if (wrong.length > 0 && !isLast) {
        const groups = wrong.map((group) => `[${group.join(', ')}]`).join(', ');
        return { fix: `Nothing was submitted. These are not findings of one section: ${groups}. Leave them apart.` };
      }
      return {
        result: {
          kind: 'drawn',
          // What is not there cannot have been seen: of such a summary nothing is said.
          summary: unknown.length > 0 ? '' : cleanText(summary, 1_500),
          recommendations: cleanRecommendations(recommendations, snapshot),
          sameCause: sameCause
            .filter((group) => isOneSection(group, claims))
            .map((group) => group.map((one) => one - 1)),
        },
      };
    },
  };
}

function isOneSection(group: readonly number[], claims: readonly VerifiedClaim[]): boolean {
  const sections = group.map((number) => claims[number - 1]?.finding.section);
  return !sections.includes(undefined) && new Set(sections).size === 1;
}
