// Defines guidance: the answer to a question or the design of a feature, as one JSON value (architect.guidance/v1).
import { z } from 'zod';
import { Citation, Section } from './finding.ts';
import { Usage } from './review.ts';
import { Sha } from './review-request.ts';

/** An alternative that was considered. */
const Alternative = z.object({
  name: z.string(),
  tradeOff: z.string().describe('What it costs and gains compared with the recommendation.'),
});

export const Advice = z.object({
  text: z.string().describe('What to do, in this code base, and why.'),
  alternatives: z.array(Alternative),
  effort: z.string().nullable().describe('Calibrated: "about 2 hours measured"; null if none was given.'),
  citations: z.array(Citation).describe('Supporting code, documents and facts; every quote was verified.'),
});
export type Advice = z.infer<typeof Advice>;

export const Example = z.object({ title: z.string(), code: z.string().describe('Go, formatted by gofmt.') });
export type Example = z.infer<typeof Example>;

export const NamedPackage = z.object({
  path: z.string().describe('Go import path.'),
  standing: z
    .enum(['standard-library', 'own', 'required', 'new'])
    .describe('By the go.mod files: "required" is a dependency already, "new" would be one.'),
});
export type NamedPackage = z.infer<typeof NamedPackage>;

/** A claim of the model that was checked and dropped. */
export const DroppedClaim = z.object({ claim: z.string(), reason: z.string() });
export type DroppedClaim = z.infer<typeof DroppedClaim>;

export const Guidance = z.object({
  schema: z.literal('architect.guidance/v1'),
  repository: z.string().describe('"owner/name".'),
  head: Sha.describe('The commit whose code was read.'),
  base: Sha.describe('The commit whose design documents were read.'),
  task: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ask'), question: z.string() }),
    z.object({ kind: z.literal('decide'), context: z.string(), into: z.string() }),
  ]),
  answer: z.string().describe('The answer in short, or the decision.'),
  citations: z.array(Citation).describe('Support for the short answer.'),
  sections: z
    .array(z.object({ section: Section, advice: z.array(Advice).min(1) }))
    .describe('In the order of the format; empty sections are omitted.'),
  examples: z.array(Example),
  packages: z.array(NamedPackage).describe('Go packages that the guidance names.'),
  services: z.array(z.string()).describe('AWS services that the guidance names.'),
  unsaid: z.array(DroppedClaim),
  consulted: z.array(z.object({ path: z.string(), commit: Sha, cut: z.number().int() })),
  notes: z.array(z.string()).describe('What a reader should know about how the guidance was made.'),
  agent: z.string(),
  model: z.string(),
  usage: Usage,
});
export type Guidance = z.infer<typeof Guidance>;
