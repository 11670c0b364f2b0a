// Defines what a pull request makes weaker: each thing that is allowed with it and was not before.
import { z } from 'zod';

export const Weakening = z.object({
  kind: z.enum([
    'import',
    'use',
    'unlayered',
    'suppressed',
    'not-reviewed',
    'severity',
    'gate',
    'hidden',
    'documents',
    'automatic-reviews',
  ]),
  path: z.string().describe('File that the pull request changes.'),
  line: z.number().int().positive().nullable(),
  text: z.string().describe('What is allowed now and was not before; Markdown code spans, no full stop.'),
});
export type Weakening = z.infer<typeof Weakening>;
