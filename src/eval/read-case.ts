// Reads a case: one change to a small Go module and the findings expected of it, as one txtar file with YAML front
// matter. Files under before/ are the base; those under after/ replace or add to them.
import { z } from 'zod';
import { BadInput } from '../domain/errors.ts';
import { Section, Severity } from '../domain/finding.ts';
import { explainYamlRefusal, readYaml } from '../text/yaml.ts';
import { type Files, parseArchive } from './txtar.ts';

const Expectation = z.strictObject({
  path: z.string().min(1),
  quote: z.string().min(1).describe('Part of one line that occurs once in the file.'),
  side: z.enum(['head', 'before']).default('head'),
  section: Section,
  minSeverity: Severity.default('low').describe('A less severe finding does not count.'),
  rule: z.string().optional().describe('Id of the rule that reports it. Findings of a model name no rule.'),
  clause: z
    .strictObject({ path: z.string().min(1), quote: z.string().min(1) })
    .optional()
    .describe("The clause of the team's documents that the finding has to cite."),
  needs: z.literal('model').optional().describe('No fact proves it, so a review of facts only may miss it.'),
});

const CaseHeader = z
  .strictObject({
    title: z.string().min(1),
    section: Section,
    pullRequest: z.strictObject({ title: z.string(), body: z.string().default('') }).optional(),
    clean: z.boolean().default(false).describe('The change is sound: a correct review has no findings.'),
    injection: z.boolean().default(false).describe('The change contains a prompt injection.'),
    removes: z.array(z.string()).default([]).describe('Paths that the change deletes.'),
    expect: z.array(Expectation).max(20).default([]),
  })
  .refine(({ clean, expect }) => clean === (expect.length === 0), {
    message: 'set either "clean: true" or "expect"',
  });

/** One expected finding, with its line. */
export type Expected = z.infer<typeof Expectation> & { readonly line: number };

export interface EvalCase extends Omit<z.infer<typeof CaseHeader>, 'expect'> {
  /** Name of its file without ".txtar". */
  readonly name: string;
  readonly expect: readonly Expected[];
  readonly before: Files;
  /** The whole tree after the change. */
  readonly after: Files;
}

/** @throws BadInput that names the case and how to fix it */
export function readCase(text: string, name: string): EvalCase {
  const { comment, files } = parseArchive(text);
  const header = readHeader(comment, name);
  const before = filesUnder('before/', files);
  const changed = filesUnder('after/', files);
  const stray = Object.keys(files).find((path) => !/^(before|after)\/./.test(path));
  if (stray !== undefined) throw caseError(name, `"${stray}" is neither under before/ nor under after/`);
  const missing = header.removes.find((path) => before[path] === undefined);
  if (missing !== undefined) throw caseError(name, `removes "${missing}", which is not under before/`);
  const kept = Object.entries({ ...before, ...changed }).filter(([path]) => !header.removes.includes(path));
  const after = Object.fromEntries(kept);
  const expect = header.expect.map((one) => ({
    ...one,
    line: lineOf(one, one.side === 'head' ? after : before, name),
  }));
  for (const { clause } of expect) if (clause) lineOf(clause, before, name);
  return { ...header, name, expect, before, after };
}

function readHeader(comment: string, name: string): z.infer<typeof CaseHeader> {
  const yaml = /^---\n([\s\S]*?)\n---\n/.exec(comment)?.[1];
  if (yaml === undefined) throw caseError(name, 'the file has to start with front matter between two lines "---"');
  const read = readYaml(yaml, { maxCharacters: 64_000 });
  if ('kind' in read) throw caseError(name, explainYamlRefusal(read));
  const header = CaseHeader.safeParse(read.value);
  if (header.success) return header.data;
  throw caseError(name, z.prettifyError(header.error));
}

function filesUnder(dir: string, files: Files): Files {
  const own = Object.entries(files).filter(([path]) => path.startsWith(dir));
  return Object.fromEntries(own.map(([path, text]) => [path.slice(dir.length), text]));
}

/** 1-based line of a quote that occurs once in its file. */
function lineOf({ path, quote }: { path: string; quote: string }, files: Files, name: string): number {
  const lines = files[path]?.split('\n');
  if (lines === undefined) throw caseError(name, `there is no file "${path}" to quote from`);
  const found = lines.flatMap((line, index) => (line.includes(quote) ? [index + 1] : []));
  if (found.length === 1) return found[0]!;
  throw caseError(name, `"${quote}" occurs ${found.length} times in ${path}; quote text that occurs once`);
}

function caseError(name: string, message: string): BadInput {
  return new BadInput(`case ${name}: ${message}`);
}
