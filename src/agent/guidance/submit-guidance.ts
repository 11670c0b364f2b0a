// Tool SubmitGuidance: ends a conversation with guidance. The input is checked at once; what fails goes back with how
// to fix it.
import { z } from 'zod';
import type { Architecture } from '../../domain/architecture.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { containsCanary } from '../safety/canary.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { explainSchemaErrors } from '../tools/tool.ts';
import { type CheckedGuidance, checkGuidance } from './check-guidance.ts';
import { GuidanceSubmission, salvage } from './guidance-submission.ts';
import type { DraftedAdvice } from './read-draft.ts';

/** `steered`: the model repeated the canary. `empty`: nothing in the submission could be verified. */
export type SubmittedGuidance =
  | { readonly kind: 'advised'; readonly guidance: CheckedGuidance }
  | { readonly kind: 'steered' }
  | { readonly kind: 'empty' };

interface SubmitGuidanceOptions {
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
  readonly canary: string;
  /** A decision has to recommend something; an answer need not. */
  readonly needsAdvice: boolean;
  /** The document that the model wrote under the agreed paths. */
  readonly draft: () => { readonly draft: DraftedAdvice; readonly text: string } | null;
}

export function createSubmitGuidance(options: SubmitGuidanceOptions): SubmitTool<SubmittedGuidance> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(GuidanceSubmission, { io: 'input' });
  return {
    tool: {
      name: 'SubmitGuidance',
      description:
        'Submits your guidance and ends the task. Quotes, citations, examples and estimates are checked; errors come ' +
        'back with how to fix them.',
      inputSchema,
    },
    take: (input, isLast) => take(input, isLast, options),
    // A model that wrote the document, as its agent file says, has submitted.
    fromText: (text) => (options.draft() === null ? undefined : { answer: text.slice(0, 3_000) }),
  };
}

function take(
  input: unknown,
  isLast: boolean,
  options: SubmitGuidanceOptions,
): ReturnType<SubmitTool<SubmittedGuidance>['take']> {
  const written = options.draft();
  if (containsCanary([input, written?.text], options.canary)) {
    return { result: { kind: 'steered' } };
  }
  const whole = addDraft(input, written?.draft ?? null);
  const parsed = GuidanceSubmission.safeParse(whole);
  if (!parsed.success && !isLast) return { fix: `Rejected. ${explainSchemaErrors(parsed.error)}` };
  const { submission, rejected } = parsed.success ? { submission: parsed.data, rejected: [] } : salvage(whole);
  const { guidance, problems } = checkGuidance(submission, rejected, options.snapshot, options.architecture);
  if (problems.length > 0 && !isLast) return { fix: explainProblems(problems) };
  const isEnough = guidance.sections.length > 0 || (!options.needsAdvice && guidance.answer !== '');
  if (isEnough) return { result: { kind: 'advised', guidance } };
  return isLast ? { result: { kind: 'empty' } } : { fix: explainEmpty(options.needsAdvice) };
}

/** Adds sections and examples of the written document where the submission has no sections. */
function addDraft(input: unknown, draft: DraftedAdvice | null): unknown {
  if (draft === null || typeof input !== 'object' || input === null) return input;
  const { sections, examples } = input as { sections?: unknown; examples?: unknown };
  const isNamed = Object.values(Object(sections)).some((advice) => Array.isArray(advice) && advice.length > 0);
  if (isNamed) return input;
  return { ...input, sections: draft.sections, examples: examples ?? draft.examples };
}

function explainProblems(problems: readonly string[]): string {
  return [
    'Rejected. Fix the following:',
    ...problems.slice(0, 20).map((problem) => `- ${problem}`),
    'Check with Read, then submit the whole guidance again: quote exactly, cite only what exists, and drop what you ' +
      'cannot prove.',
  ].join('\n');
}

function explainEmpty(needsAdvice: boolean): string {
  const what = needsAdvice ? 'at least one recommendation' : 'an answer';
  return `Rejected: the submission is empty. Give ${what} about this code base, and call the tool again.`;
}
