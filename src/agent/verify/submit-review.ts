// Tool SubmitReview: ends a conversation with a review. The input is checked at once; what fails goes back with how
// to fix it.
import { z } from 'zod';
import type { Architecture } from '../../domain/architecture.ts';
import { Section } from '../../domain/finding.ts';
import type { Recommendations } from '../../domain/review.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { cleanText, oneLine } from '../../text/sanitize.ts';
import { containsCanary } from '../safety/canary.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { explainSchemaErrors } from '../tools/tool.ts';
import { type CheckedClaim, checkClaims, selectFindings } from './check-claims.ts';
import { unknownMentions, unknownSources } from './check-mentions.ts';
import type { Judgement } from './judgement.ts';
import { mergeSameTitles } from './merge-claims.ts';
import { FindingClaim, ReviewSubmission } from './review-submission.ts';

/** `steered`: the model repeated the canary, so nothing in its answer counts. */
export type SubmittedReview =
  | { readonly kind: 'judged'; readonly judgement: Judgement; readonly checked: readonly CheckedClaim[] }
  | { readonly kind: 'steered' };

export function createSubmitReview(
  snapshot: Snapshot,
  architecture: Architecture,
  canary: string,
): SubmitTool<SubmittedReview> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(ReviewSubmission, { io: 'input' });
  return {
    tool: {
      name: 'SubmitReview',
      description:
        'Submits your review and ends the task. Quotes, citations and paths are checked; errors come back with how ' +
        'to fix them.',
      inputSchema,
    },
    take(input, isLast) {
      if (containsCanary(input, canary)) return { result: { kind: 'steered' } };
      const parsed = ReviewSubmission.safeParse(input);
      if (!parsed.success && !isLast) return { fix: `Rejected. ${explainSchemaErrors(parsed.error)}` };
      const submission = parsed.success ? parsed.data : salvage(input);
      const checked = checkClaims(submission.findings, snapshot, architecture);
      const unknown = unknownMentions(submission.summary, snapshot);
      if (!isLast && (unknown.length > 0 || checked.some(({ finding }) => finding === null))) {
        return { fix: explainProblems(checked, unknown) };
      }
      // A summary that names what does not exist cannot be trusted.
      const summary = unknown.length > 0 ? '' : submission.summary;
      const judgement = toJudgement({ ...submission, summary }, checked, snapshot, architecture);
      return { result: { kind: 'judged', judgement, checked } };
    },
  };
}

function toJudgement(
  submission: ReviewSubmission,
  checked: readonly CheckedClaim[],
  snapshot: Snapshot,
  architecture: Architecture,
): Judgement {
  const unverified = checked.filter(({ finding }) => finding === null);
  return {
    summary: cleanText(submission.summary, 1_500),
    ...selectFindings([...mergeSameTitles(checked), ...unverified], architecture),
    recommendations: cleanRecommendations(submission.recommendations, snapshot),
    clausesChecked: submission.clausesChecked,
  };
}

/** Takes the valid findings of an invalid input. */
function salvage(input: unknown): ReviewSubmission {
  const { summary, findings } = Object(input) as { summary?: unknown; findings?: unknown };
  const claims = (Array.isArray(findings) ? findings.slice(0, 20) : []).flatMap((item) => {
    const claim = FindingClaim.safeParse(item);
    return claim.success ? [claim.data] : [];
  });
  return {
    summary: typeof summary === 'string' ? summary : '',
    findings: claims,
    recommendations: {},
    clausesChecked: [],
  };
}

function explainProblems(checked: readonly CheckedClaim[], unknown: readonly string[]): string {
  const lines = checked.flatMap(({ finding, problems }, index) => {
    return finding === null ? [`- findings.${index}: ${problems.join('; ')}`] : [];
  });
  return [
    'Rejected. Fix the following:',
    ...unknown.map((name) => `- summary: there is no "${name}" in this repository`),
    ...lines,
    'Check with Read, then submit the whole review again: quote exactly, cite only what exists, and drop what you ' +
      'cannot prove.',
  ].join('\n');
}

/** Advice that begins like this may name a file that does not exist yet. */
const CREATES = /^(?:add|create|declare|define|document|extract|introduce|move|place|put|record|split|start|write)\b/i;

/**
 * Sanitizes recommendations, and drops those that mention a decision, a line or a file that does not exist. Gives every
 * section.
 */
export function cleanRecommendations(given: ReviewSubmission['recommendations'], snapshot: Snapshot): Recommendations {
  const entries = Section.options.map((section) => [
    section,
    (given[section] ?? [])
      .filter((line) => (CREATES.test(line) ? unknownSources : unknownMentions)(line, snapshot).length === 0)
      .map((line) => oneLine(line, 600))
      .filter((line) => line !== ''),
  ]);
  return Object.fromEntries(entries) as Recommendations;
}
