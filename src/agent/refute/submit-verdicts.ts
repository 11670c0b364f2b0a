// Tool SubmitVerdicts: ends the refuter's conversation with a checked verdict on each finding.
import { z } from 'zod';
import type { Finding } from '../../domain/finding.ts';
import { containsCanary } from '../safety/canary.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { explainSchemaErrors } from '../tools/tool.ts';
import { type CheckedVerdict, checkVerdicts, type VerdictSources } from './check-verdicts.ts';
import { VerdictClaim, VerdictSubmission } from './verdict-submission.ts';

/** `verdicts` by index of the finding, without those that have none. `steered`: the model repeated the canary. */
export type SubmittedVerdicts =
  | { readonly kind: 'judged'; readonly verdicts: ReadonlyMap<number, CheckedVerdict> }
  | { readonly kind: 'steered' };

/** Takes the verdicts from the tool, or from JSON in the text, which some models prefer. */
export function createSubmitVerdicts(
  findings: readonly Finding[],
  sources: VerdictSources,
  canary: string,
): SubmitTool<SubmittedVerdicts> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(VerdictSubmission, { io: 'input' });
  return {
    tool: {
      name: 'SubmitVerdicts',
      description: 'Gives your verdict on each finding and ends the task. Quotes are checked; errors come back.',
      inputSchema,
    },
    fromText: findVerdicts,
    take(input, isLast) {
      if (containsCanary(input, canary)) return { result: { kind: 'steered' } };
      const parsed = VerdictSubmission.safeParse(input);
      if (!parsed.success && !isLast) return { fix: `Rejected. ${explainSchemaErrors(parsed.error)}` };
      const claims = parsed.success ? parsed.data.verdicts : salvage(input);
      const { verdicts, problems } = checkVerdicts(claims, findings, sources);
      if (problems.length > 0 && !isLast) return { fix: explainProblems(problems) };
      return { result: { kind: 'judged', verdicts } };
    },
  };
}

/** Takes the valid verdicts of an invalid input. */
function salvage(input: unknown): VerdictClaim[] {
  const { verdicts } = Object(input) as { verdicts?: unknown };
  return (Array.isArray(verdicts) ? verdicts.slice(0, 60) : []).flatMap((item) => {
    const claim = VerdictClaim.safeParse(item);
    return claim.success ? [claim.data] : [];
  });
}

function explainProblems(problems: readonly string[]): string {
  return [
    'Rejected. Fix the following:',
    ...problems.map((problem) => `- ${problem}`),
    'Give all verdicts again: quote exactly, and use "undecided" where you cannot prove a verdict.',
  ].join('\n');
}

/** Finds the last JSON with verdicts in a text. */
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
