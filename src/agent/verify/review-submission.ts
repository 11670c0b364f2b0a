// Schema of a review as the model submits it: the tool's parameters, its validation and its type.
import { z } from 'zod';
import { Concern, Section, Severity } from '../../domain/finding.ts';
import { findWeekEstimate, HumanEstimate } from './effort-estimate.ts';
import { formatGo } from './format-go.ts';

export const boundedText = (max: number) =>
  z
    .string()
    .max(max, `longer than ${max} characters: shorten it`)
    .superRefine((text, context) => {
      const weeks = findWeekEstimate(text);
      if (weeks !== null) {
        const message = `estimates in weeks ("${weeks}"): remove it, and give \`effort\` in hours or days`;
        context.addIssue({ code: 'custom', message });
      }
      const why = explainBadGo(text);
      if (why !== null) context.addIssue({ code: 'custom', message: `has Go that does not parse (${why})` });
    });

/** Explains the first fenced block of Go that does not parse; null where all do. */
function explainBadGo(text: string): string | null {
  for (const [, , code = ''] of text.matchAll(
    /^[ \t]*(`{3,}|~{3,})[ \t]*(?:go|golang)[ \t]*\n(.*?)(?:\n[ \t]*\1|$(?![\s\S]))/gims,
  )) {
    const formatted = formatGo(code);
    if (!formatted.ok) return formatted.why;
  }
  return null;
}

export const requiredText = (max: number) => boundedText(max).refine((text) => text.trim() !== '', 'is empty');
const Quote = z.string().max(4_000, 'longer than 4000 characters: quote fewer lines');

/** Go that parses: a file, declarations or statements. */
export const GoCode = z
  .string()
  .max(6_000)
  .superRefine((code, context) => {
    const formatted = formatGo(code);
    if (formatted.ok) return;
    context.addIssue({
      code: 'custom',
      message:
        `does not parse as Go (${formatted.why}): write whole declarations or statements, ` +
        'with comments in place of omitted code',
    });
  });

export const CitationClaims = z
  .array(
    z.strictObject({
      kind: z.enum(['fact', 'document', 'code']).describe('Kind of evidence.'),
      factId: z.string().max(2_000).default('').describe('For a fact: its id, as listed.'),
      clauseId: z
        .string()
        .max(1_200)
        .optional()
        .describe('For a clause of a document: its id, as listed. Path and quote are then not needed.'),
      path: z.string().max(1_000).default('').describe('For a document or code: its path.'),
      quote: Quote.default('').describe('For a document or code: its exact words.'),
    }),
  )
  .max(10)
  .default([]);

export const FindingClaim = z.strictObject({
  section: Section,
  severity: Severity,
  concern: Concern.optional().describe('What it endangers most. Omit it where it is none of these.'),
  title: requiredText(1_000).describe('One line of at most 160 characters: what is wrong.'),
  path: z.string().min(1).max(1_000).describe('File that the finding is about, from the repository root.'),
  side: z.enum(['head', 'before']).default('head').describe('"before" only for code that the pull request removes.'),
  quote: Quote.min(1).describe(
    'The code the finding is about, copied exactly, without line numbers: one to ten lines. Lines are computed from ' +
      'it.',
  ),
  rationale: requiredText(2_000).describe('What is wrong and why it matters here. Two to five sentences.'),
  recommendation: requiredText(2_000).describe('What to do, in this code base.'),
  tradeOffs: boundedText(1_000).default('').describe('What that costs, compared to which alternative.'),
  example: GoCode.default('').describe(
    'Go code that shows it: declarations or statements that parse. Empty where none is needed.',
  ),
  effort: HumanEstimate.nullable()
    .default(null)
    .describe('What an experienced person would need. Null where it is not asked.'),
  citations: CitationClaims,
  otherPlaces: z
    .array(z.strictObject({ path: z.string().min(1).max(1_000), quote: Quote.min(1) }))
    .max(20)
    .default([])
    .describe('Further places with the same cause.'),
});
export type FindingClaim = z.infer<typeof FindingClaim>;

const Advice = z.array(requiredText(600)).max(6).default([]);

export const ReviewSubmission = z.strictObject({
  summary: requiredText(1_500).describe('Two or three sentences: what the change does to the architecture.'),
  findings: z.array(FindingClaim).max(20).describe('Most important first. Empty where there are none.'),
  recommendations: z
    .strictObject(
      Object.fromEntries(Section.options.map((section) => [section, Advice])) as Record<Section, typeof Advice>,
    )
    .partial()
    .default({})
    .describe(
      'Recommendations for this pull request beyond the findings, by section of the format. Leave out empty sections.',
    ),
  clausesChecked: z
    .array(z.string().max(1_200))
    .max(600)
    .default([])
    .describe(
      'Ids of the clauses that you checked this change against and found kept. Leave out those you did not check.',
    ),
});
export type ReviewSubmission = z.infer<typeof ReviewSubmission>;
