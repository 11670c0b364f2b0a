// Schema of guidance as the model submits it: the tool's parameters, its validation and its type.
import { z } from 'zod';
import { Section } from '../../domain/finding.ts';
import { HumanEstimate } from '../verify/effort-estimate.ts';
import { boundedText, CitationClaims, GoCode, requiredText } from '../verify/review-submission.ts';

/** In one section. */
const MAX_ADVICE = 12;
const MAX_EXAMPLES = 4;

const FENCE = /^[ \t]*(?:`{3}|~{3})/m;
const unfenced = (text: string) => !FENCE.test(text);
const noFences = 'has a fenced block: put Go into `examples`, and describe the rest in words';

const Prose = (max: number) => requiredText(max).refine(unfenced, noFences);

export const AdviceClaim = z.strictObject({
  text: Prose(1_500).describe('What to do, in this code base, and why: one to five sentences.'),
  alternatives: z
    .array(
      z.strictObject({
        name: requiredText(120).describe('Name of the alternative: "a transactional outbox".'),
        tradeOff: Prose(600).describe('What it costs and gains against what you recommend.'),
      }),
    )
    .max(4)
    .default([])
    .describe('Alternatives worth weighing. Empty where there are none.'),
  effort: HumanEstimate.nullable()
    .default(null)
    .describe('What an experienced person would need for it. Null where it is not asked.'),
  citations: CitationClaims.describe('Evidence for what it says about this repository: code, documents, facts.'),
});
export type AdviceClaim = z.infer<typeof AdviceClaim>;

const ExampleClaim = z.strictObject({
  title: requiredText(160).describe('What it shows.'),
  code: GoCode.refine((code) => code.trim() !== '', 'is empty').describe(
    'Go that parses, in the patterns of this code base: declarations or statements.',
  ),
});

/** An import path as Go has it: https://go.dev/ref/mod#go-mod-file-ident */
const PackageName = z
  .string()
  .max(300)
  .regex(/^[\w.~-]+(?:\/[\w.~-]+)*$/, 'is not the import path of a Go package');
const ServiceName = z
  .string()
  .max(80)
  .regex(/^[\w][\w .()/&+-]*$/, 'is not the name of an AWS service');

const AdviceOfSection = z.array(AdviceClaim).max(MAX_ADVICE).default([]);

export const GuidanceSubmission = z.strictObject({
  answer: boundedText(3_000)
    .refine(unfenced, noFences)
    .describe('The short answer: two to six sentences that can be acted on without the rest.'),
  citations: CitationClaims.describe('Evidence for what the short answer says about this repository.'),
  sections: z
    .strictObject(
      Object.fromEntries(Section.options.map((section) => [section, AdviceOfSection])) as Record<
        Section,
        typeof AdviceOfSection
      >,
    )
    .partial()
    .default({})
    .describe('Recommendations by section of the format. Leave out empty sections.'),
  examples: z.array(ExampleClaim).max(MAX_EXAMPLES).default([]),
  packages: z.array(PackageName).max(40).default([]).describe('Import paths of the Go packages that you name.'),
  services: z.array(ServiceName).max(20).default([]).describe('AWS services that you name: "Amazon SQS".'),
});
export type GuidanceSubmission = z.infer<typeof GuidanceSubmission>;

/** Takes the valid pieces of an invalid input; `rejected` names the others. */
export function salvage(input: unknown): {
  readonly submission: GuidanceSubmission;
  readonly rejected: readonly RejectedPiece[];
} {
  const given = Object(input) as Record<string, unknown>;
  const rejected: RejectedPiece[] = [];
  const take = <T>(schema: z.ZodType<T>, value: unknown, max: number): T[] =>
    listOf(value)
      .slice(0, max)
      .flatMap((item) => {
        const parsed = schema.safeParse(item);
        if (parsed.success) return [parsed.data];
        rejected.push({ claim: nameOf(item), reason: parsed.error.issues[0]?.message ?? 'is invalid' });
        return [];
      });
  const sections = Object(given.sections) as Record<string, unknown>;
  const answer = GuidanceSubmission.shape.answer.safeParse(given.answer);
  if (!answer.success && typeof given.answer === 'string') {
    rejected.push({ claim: 'The short answer', reason: answer.error.issues[0]?.message ?? 'is invalid' });
  }
  const citations = CitationClaims.safeParse(given.citations);
  const submission: GuidanceSubmission = {
    answer: answer.success ? answer.data : '',
    citations: citations.success ? citations.data : [],
    sections: Object.fromEntries(
      Section.options.map((section) => [section, take(AdviceClaim, sections[section], MAX_ADVICE)]),
    ),
    examples: take(ExampleClaim, given.examples, MAX_EXAMPLES),
    packages: take(PackageName, given.packages, 40),
    services: take(ServiceName, given.services, 20),
  };
  return { submission, rejected };
}

/** An invalid piece of an input, and what is wrong with it. */
export interface RejectedPiece {
  readonly claim: string;
  readonly reason: string;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nameOf(item: unknown): string {
  const { title, text } = Object(item) as { title?: unknown; text?: unknown };
  return [title, text, item].find((words) => typeof words === 'string') ?? 'A recommendation';
}
