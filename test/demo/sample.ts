// The sample service and its pull request: what demo and stories review, and what is true of it (test/fixtures/sample).
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Section, Severity } from '../../src/domain/finding.ts';
import { type Files, txtar } from '../support/txtar.ts';

const Spot = z.strictObject({
  path: z.string(),
  quote: z.string().describe('Byte for byte, and once in its file at the head.'),
  why: z.string(),
});

/** A problem that a review of the sample should find. */
export const Problem = Spot.extend({
  id: z.string(),
  section: Section,
  severity: Severity,
  clause: z.strictObject({ path: z.string(), quote: z.string() }).describe('Stands at the base.'),
  fact: z
    .enum(['layer-violation', 'api-changed', 'rule'])
    .optional()
    .describe('Facts alone show it: of this kind. Without: takes judgement.'),
  fixed: z.boolean().describe('Whether the second push fixes it.'),
});
export type Problem = z.infer<typeof Problem>;

/** What is true of the sample pull request. */
export const Truth = z.strictObject({
  expected: z.array(Problem),
  acceptable: z.array(Spot).describe('True but smaller, or another side of an expected one.'),
  clean: z.array(Spot).describe('Sound code that looks like trouble: a finding on these lines is false.'),
});
export type Truth = z.infer<typeof Truth>;

/** The repository on the stand-in. */
export const SAMPLE = { owner: 'acme', name: 'beacon' } as const;

/** What its author wrote. */
export const SAMPLE_PULL_REQUEST = {
  title: 'Add bulk asset export',
  author: 'mkeller',
  branch: 'bulk-export',
  body: `Customers keep asking for their whole inventory as a file, with the number of open risks on each asset.

- \`POST /exports\` starts an export (CSV or NDJSON), \`GET /exports\` lists them, \`GET /exports/{id}\` returns a link once it is done
- a new function, \`export-worker\`, writes the file to S3, where it expires after a day
- exported assets are marked in the graph so that analysts see what has left the building
- \`pkg/beacon\` can start an export

Tested with 200 assets on dev.`,
} as const;

/** What the author says with the second push. */
export const SECOND_PUSH = 'Key exports by account, bound the lookups, list through the use case';

/** Files on the base branch. */
export function sampleBase(): Files {
  return txtar(fixture('base.txtar'));
}

/** Files that the pull request changes, as they stand at its first head. */
export function sampleHead(): Files {
  return txtar(fixture('head.txtar'));
}

/** Files that the second push changes. */
export function sampleSecondPush(): Files {
  return txtar(fixture('head2.txtar'));
}

/** What is true of the pull request at its first head. */
export function sampleTruth(): Truth {
  return Truth.parse(parse(fixture('problems.yml')));
}

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/sample/${name}`, import.meta.url), 'utf8');
}
