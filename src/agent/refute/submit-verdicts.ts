// What a refuter says of each finding, and what that is worth: a verdict counts only with a quote that stands where it says, and a
// refutation only with one that is code.
import { z } from 'zod';
import type { Architecture } from '../../domain/architecture.ts';
import { isInForce } from '../../domain/clause.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { containsCanary } from '../safety/canary.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { explainSchemaErrors } from '../tools/tool.ts';
import { toRepositoryPath } from '../tools/workspace.ts';
import { blankComments, isProse } from '../verify/blank-comments.ts';
import { locateQuote } from '../verify/locate-quote.ts';

export const VerdictClaim = z.strictObject({
  finding: z.number().int().positive().describe('Number of the finding.'),
  verdict: z
    .enum(['confirmed', 'refuted', 'undecided'])
    .describe('"refuted" only with code that proves the finding wrong.'),
  reason: z.string().min(1).max(1_000).describe('One or two sentences: what the code shows.'),
  path: z.string().max(1_000).default('').describe('File that the quote is from, from the repository root.'),
  quote: z
    .string()
    .max(4_000)
    .default('')
    .describe('The code that shows it, copied exactly, without line numbers: one to ten lines.'),
});
export type VerdictClaim = z.infer<typeof VerdictClaim>;

export const VerdictSubmission = z.strictObject({
  verdicts: z.array(VerdictClaim).max(60).describe('One for each finding.'),
});
export type VerdictSubmission = z.infer<typeof VerdictSubmission>;

export interface CheckedVerdict {
  readonly verdict: VerdictClaim['verdict'];
  readonly reason: string;
  /** "path:line" of the quote; null where there is none that stands. */
  readonly place: string | null;
}

/** `verdicts` by the finding's index; one that is missing has none. `steered`: nothing that the model says counts. */
export type SubmittedVerdicts =
  | { readonly kind: 'judged'; readonly verdicts: ReadonlyMap<number, CheckedVerdict> }
  | { readonly kind: 'steered' };

/** What is checked against. */
export interface RefutationSources {
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
}

/** Takes the verdicts from the tool or, since some models give better ones unforced, from JSON in the text. */
export function createSubmitVerdicts(
  findings: readonly Finding[],
  evidence: RefutationSources,
  canary: string,
): SubmitTool<SubmittedVerdicts> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(VerdictSubmission, { io: 'input' });
  return {
    tool: {
      name: 'SubmitVerdicts',
      description:
        'Gives your verdict on each finding and ends the task. Quotes are checked; what is wrong comes back.',
      inputSchema,
    },
    fromText: findVerdicts,
    take(input, isLast) {
      if (containsCanary(input, canary)) return { result: { kind: 'steered' } };
      const parsed = VerdictSubmission.safeParse(input);
      if (!parsed.success && !isLast) return { fix: `No verdict was taken. ${explainSchemaErrors(parsed.error)}` };
      const claims = parsed.success ? parsed.data.verdicts : salvage(input);
      const { verdicts, problems } = checkVerdicts(claims, findings, evidence);
      if (problems.length > 0 && !isLast) return { fix: explainProblems(problems) };
      return { result: { kind: 'judged', verdicts } };
    },
  };
}

function salvage(input: unknown): VerdictClaim[] {
  const { verdicts } = Object(input) as { verdicts?: unknown };
  return (Array.isArray(verdicts) ? verdicts.slice(0, 60) : []).flatMap((item) => {
    const claim = VerdictClaim.safeParse(item);
    return claim.success ? [claim.data] : [];
  });
}

function explainProblems(problems: readonly string[]): string {
  return [
    'No verdict was taken yet:',
    ...problems.map((problem) => `- ${problem}`),
    'Mend this and give all verdicts again: quote exactly what stands there, and say "undecided" where you cannot.',
  ].join('\n');
}

function checkVerdicts(claims: readonly VerdictClaim[], findings: readonly Finding[], evidence: RefutationSources) {
  const verdicts = new Map<number, CheckedVerdict>();
  const problems: string[] = [];
  for (const [index, finding] of findings.entries()) {
    const number = index + 1;
    const about = claims.filter((claim) => claim.finding === number);
    const [claim] = about;
    if (claim === undefined) {
      problems.push(`finding ${number} has no verdict`);
    } else if (about.some(({ verdict }) => verdict !== claim.verdict)) {
      problems.push(`finding ${number} has verdicts that contradict each other`);
      verdicts.set(index, { verdict: 'undecided', reason: 'The verdicts contradict each other.', place: null });
    } else {
      const checked = checkVerdict(claim, finding, evidence);
      if (checked.problem !== null) problems.push(`finding ${number}: ${checked.problem}`);
      verdicts.set(index, checked.verdict);
    }
  }
  return { verdicts, problems };
}

function checkVerdict(claim: VerdictClaim, finding: Finding, evidence: RefutationSources) {
  const { verdict, reason } = claim;
  const found = findEvidence(claim, finding, evidence);
  if (typeof found !== 'string') {
    const problem = verdict === 'refuted' ? whyNoProof(claim, found, finding) : null;
    const place = `${found.path}:${found.startLine}`;
    if (problem === null) return { verdict: { verdict, reason, place }, problem };
    return {
      verdict: { verdict: 'undecided' as const, reason: `${reason} (Not proven: ${problem}.)`, place },
      problem,
    };
  }
  if (verdict === 'undecided') return { verdict: { verdict, reason, place: null }, problem: null };
  const said = `${reason} (Not proven: ${found}.)`;
  return { verdict: { verdict: 'undecided' as const, reason: said, place: null }, problem: found };
}

interface Found {
  readonly kind: 'code' | 'document' | 'prose';
  readonly path: string;
  readonly startLine: number;
  /** All of the text that the quote stands in. */
  readonly text: string;
}

/** Where the quote stands, or why it is worth nothing. */
function findEvidence(
  { path: cited, quote, verdict }: VerdictClaim,
  { side }: Finding,
  { snapshot, architecture }: RefutationSources,
): Found | string {
  const path = toRepositoryPath(cited) ?? cited;
  if (countWords(quote) < 4) return 'the quote is missing or too short';
  const document = snapshot.documents.find((known) => known.path === path);
  if (document !== undefined) {
    const standing = architecture.documents.find((known) => known.path === path);
    if (standing !== undefined && !isInForce(standing)) return `"${path}" is ${standing.status}`;
    const found = locateQuote(document.text, quote, [], true);
    if (found === null) return `the quote does not stand in "${path}"`;
    return { kind: 'document', path, startLine: found.startLine, text: document.text };
  }
  // Code that the change takes away shows that it was there, and refutes nothing: a guard that is gone guards no more.
  const isPastUsed = side === 'before' && verdict !== 'refuted';
  for (const text of [snapshot.head.text(path), isPastUsed ? snapshot.before.text(path) : undefined]) {
    const found = text === undefined ? null : locateQuote(text, quote);
    if (text === undefined || found === null) continue;
    return { kind: isProse(path) ? 'prose' : 'code', path, startLine: found.startLine, text };
  }
  return `the quote does not stand in "${path}"`;
}

/** Fewer characters than this stand in every file. */
const MIN_PROOF = 8;

/** Why a quote that stands there refutes nothing; null when it may. */
function whyNoProof({ quote }: VerdictClaim, { kind, path, text }: Found, finding: Finding): string | null {
  if (kind === 'prose') return `"${path}" is neither code nor a document of the base branch`;
  if (kind === 'document') {
    if (isAboutSecurity(finding)) return 'no document can show that something is safe: quote code';
    // A document can show that a rule was misread; of what rests on none it says nothing.
    const restsOnOne = finding.citations.some((cited) => cited.kind === 'document');
    return restsOnOne ? null : 'the finding rests on no document: quote code';
  }
  const code = blankComments(quote, path);
  if (countWords(code) < MIN_PROOF) return 'a comment, or so few words, proves nothing: quote code';
  return locateQuote(blankComments(text, path), code) === null ? 'a comment proves nothing: quote code' : null;
}

/** Characters that are no white space; 0 for a quote without a letter. */
function countWords(text: string): number {
  return /\w/.test(text) ? text.replace(/\s/g, '').length : 0;
}

const SECURITY =
  /secur|auth|secret|credential|passw|token|inject|crypt|permission|privileg|tenan|account|certificate|tls|saniti[sz]|expos|leak|attack/i;

/** Taken widely: of a finding that only looks like one, no more is asked than code. */
function isAboutSecurity({ section, concern, title, rationale }: Finding): boolean {
  return concern === 'security' || section === 'risk-mitigation' || SECURITY.test(title) || SECURITY.test(rationale);
}

/** The last JSON in a text that holds verdicts. */
function findVerdicts(text: string): unknown {
  const fenced = [...text.matchAll(/```(?:json)?\s*\n([\s\S]*?)```/g)].map(([, inner]) => inner ?? '');
  const bare = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const candidate of [...fenced.reverse(), bare]) {
    const value = parseJson(candidate);
    if (Array.isArray((Object(value) as { verdicts?: unknown }).verdicts)) return value;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
