// SubmitGuidance: the only way to end. What is submitted is checked at once, and what does not hold goes back with how to mend it.
import { z } from 'zod';
import type { Architecture } from '../../domain/architecture.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { containsCanary } from '../safety/canary.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { explainSchemaErrors } from '../tools/tool.ts';
import { type CheckedGuidance, checkGuidance } from './check-guidance.ts';
import { GuidanceSubmission, salvage } from './guidance-submission.ts';
import type { DraftedAdvice } from './read-draft.ts';

/** `steered`: the model repeated what it was told never to repeat. `empty`: nothing that it submitted holds. */
export type SubmittedGuidance =
  | { readonly kind: 'advised'; readonly guidance: CheckedGuidance }
  | { readonly kind: 'steered' }
  | { readonly kind: 'empty' };

export interface SubmitGuidanceOptions {
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
  readonly canary: string;
  /** A decision has to recommend something; a question can be answered in a sentence. */
  readonly needsAdvice: boolean;
  /** What was left under the agreed paths. */
  readonly draft: () => { readonly draft: DraftedAdvice; readonly text: string } | null;
}

export function createSubmitGuidance(options: SubmitGuidanceOptions): SubmitTool<SubmittedGuidance> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(GuidanceSubmission, { io: 'input' });
  return {
    tool: {
      name: 'SubmitGuidance',
      description:
        'Submits your guidance and ends. Quotes, citations, examples and estimates are checked; what is wrong comes back with how to mend it.',
      inputSchema,
    },
    take: (input, isLast) => take(input, isLast, options),
    // A model that wrote the document as its agent says has submitted, whatever it then calls.
    fromText: (text) => (options.draft() === null ? undefined : { answer: text.slice(0, 3_000) }),
  };
}

function take(
  input: unknown,
  isLast: boolean,
  options: SubmitGuidanceOptions,
): ReturnType<SubmitTool<SubmittedGuidance>['take']> {
  const left = options.draft();
  if (containsCanary([input, left?.text], options.canary)) {
    return { result: { kind: 'steered' } };
  }
  const whole = fillIn(input, left?.draft ?? null);
  const parsed = GuidanceSubmission.safeParse(whole);
  if (!parsed.success && !isLast) return { fix: `Nothing was submitted. ${explainSchemaErrors(parsed.error)}` };
  const { submission, lost } = parsed.success ? { submission: parsed.data, lost: [] } : salvage(whole);
  const { guidance, problems } = checkGuidance(submission, lost, options.snapshot, options.architecture);
  if (problems.length > 0 && !isLast) return { fix: explainUnsound(problems) };
  const isEnough = guidance.sections.length > 0 || (!options.needsAdvice && guidance.answer !== '');
  if (isEnough) return { result: { kind: 'advised', guidance } };
  return isLast ? { result: { kind: 'empty' } } : { fix: explainEmpty(options.needsAdvice) };
}

/** Sections and examples of the document that was left, where the submission itself names none. */
function fillIn(input: unknown, draft: DraftedAdvice | null): unknown {
  if (draft === null || typeof input !== 'object' || input === null) return input;
  const { sections, examples } = input as { sections?: unknown; examples?: unknown };
  const isNamed = Object.values(Object(sections)).some((advice) => Array.isArray(advice) && advice.length > 0);
  if (isNamed) return input;
  return { ...input, sections: draft.sections, examples: examples ?? draft.examples };
}

function explainUnsound(problems: readonly string[]): string {
  return [
    'Nothing was submitted yet. These do not hold:',
    ...problems.slice(0, 20).map((problem) => `- ${problem}`),
    'Look again with Read, then submit the whole guidance: quote exactly what stands there, cite what exists, and leave out what you cannot show.',
  ].join('\n');
}

function explainEmpty(needsAdvice: boolean): string {
  const what = needsAdvice ? 'at least one recommendation' : 'an answer';
  return `Nothing was submitted: there is nothing in it to say. Give ${what}, about this code base, and call it again.`;
}
