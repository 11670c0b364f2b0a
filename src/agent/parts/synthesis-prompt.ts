// Writes the prompt for the look at the whole of a change that was read in parts.
import { Section } from '../../domain/finding.ts';
import type { Recommendations } from '../../domain/review.ts';
import type { ActorWording } from '../model/actor-wording.ts';
import type { ConversationPrompt } from '../prompt/review-prompt.ts';
import { writeCanaryNotice } from '../safety/canary.ts';
import { DATA_RULE, type DataLine, dataBlock, toNumberedLines } from '../safety/untrusted-text.ts';
import type { VerifiedClaim } from '../verify/merge-claims.ts';

export const SYNTHESIZER: ActorWording = {
  name: 'the architect',
  stepName: 'synthesis turn',
  product: 'a summary of the whole',
  task: 'merge the parts of this change',
  submitNow: 'Call SubmitSynthesis now, with what you have.',
  notSubmitted: 'You ended without calling SubmitSynthesis. Call it now.',
};

interface PartSummary {
  readonly name: string;
  readonly summary: string;
  readonly recommendations: Recommendations;
}

const TASK = `# This task

A pull request was too large to be read at once, so you read it in parts, and each part gave a summary,
recommendations and findings. The findings were checked by a program and stand. Merge the parts and call
SubmitSynthesis, once:

- \`summary\`: two or three sentences on what the whole change does to the architecture. Claim nothing that no part
  says.
- \`recommendations\`: the recommendations that matter for the whole, each once. Leave out what a finding says.
- \`sameCause\`: where several findings have one cause and would be fixed together, the group of their numbers. They
  are then shown as one, with their places. Only findings of the same section can be one. When in doubt, leave them
  apart.

${DATA_RULE}

Write for the author: plain English, no headings, no links.`;

/** @param facts describes the whole change by facts, in a few sentences */
export function writeSynthesisPrompt(
  preamble: string,
  facts: string,
  parts: readonly PartSummary[],
  claims: readonly VerifiedClaim[],
  canary: string,
): ConversationPrompt {
  return {
    system: [`${preamble}\n\n${TASK}`, writeCanaryNotice(canary)],
    request: [
      `# Facts\n\n${dataBlock('facts', toNumberedLines(facts))}`,
      `# Parts\n\n${parts.map(writePart).join('\n\n')}`,
      `# Findings\n\n${claims.length === 0 ? 'There are none.' : dataBlock('findings', claims.map(writeClaim))}`,
      'Merge the parts, then call SubmitSynthesis.',
    ].join('\n\n'),
  };
}

function writePart({ name, summary, recommendations }: PartSummary, index: number): string {
  const lines: DataLine[] = [
    { label: 'read', text: name },
    ...summary.split('\n').map((text) => ({ label: 'summary', text })),
    ...Section.options.flatMap((label) => (recommendations[label] ?? []).map((text) => ({ label, text }))),
  ];
  return dataBlock(`part ${index + 1}`, lines);
}

function writeClaim({ finding }: VerifiedClaim, index: number): DataLine {
  const { section, severity, title, path, startLine, rationale } = finding;
  const why = rationale.replace(/\s+/g, ' ').slice(0, 400);
  return { label: String(index + 1), text: `${section}, ${severity}: ${title} (${path}:${startLine}). ${why}` };
}
