// Defines a computed fix: whole lines of a file at the head, and what to write instead.
import { z } from 'zod';

/** A change of a text: offsets of the first character and after the last one; equal for an insertion. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const Fix = z.object({
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  original: z.string().describe('The lines that are replaced.'),
  replacement: z.string().describe('gofmt-formatted lines; with them the file parses.'),
});
export type Fix = z.infer<typeof Fix>;
