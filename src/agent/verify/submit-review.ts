// SubmitReview: the only way to end. What is submitted is checked at once, and what does not hold goes back with how to mend it.
import { z } from 'zod';
import type { Architecture } from '../../domain/architecture.ts';
import { Section } from '../../domain/finding.ts';
import type { Recommendations } from '../../domain/review.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { cleanText, oneLine } from '../../text/sanitize.ts';
import { containsCanary } from '../safety/canary.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { explainSchemaErrors } from '../tools/tool.ts';
import { type CheckedClaim, checkClaims, settleClaims } from './check-claims.ts';
import { unknownMentions, unknownSources } from './check-mentions.ts';
import type { Judgement } from './judgement.ts';
import { mergeSameTitles } from './merge-claims.ts';
import { FindingClaim, ReviewSubmission } from './review-submission.ts';

/** `steered`: the model repeated what it was told never to repeat, so nothing that it says counts. */
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
        'Submits your review and ends it. Quotes, citations and paths are checked; what is wrong comes back with how to mend it.',
      inputSchema,
    },
    take(input, isLast) {
      if (containsCanary(input, canary)) return { result: { kind: 'steered' } };
      const parsed = ReviewSubmission.safeParse(input);
      if (!parsed.success && !isLast) return { fix: `Nothing was submitted. ${explainSchemaErrors(parsed.error)}` };
      const submission = parsed.success ? parsed.data : salvage(input);
      const checked = checkClaims(submission.findings, snapshot, architecture);
      const unknown = unknownMentions(submission.summary, snapshot);
      if (!isLast && (unknown.length > 0 || checked.some(({ finding }) => finding === null))) {
        return { fix: explainUnsound(checked, unknown) };
      }
      // What is not there cannot have been seen: of such a summary nothing is said.
      const summary = unknown.length > 0 ? '' : submission.summary;
      const judgement = settle({ ...submission, summary }, checked, snapshot, architecture);
      return { result: { kind: 'judged', judgement, checked } };
    },
  };
}

function settle(
  submission: ReviewSubmission,
  checked: readonly CheckedClaim[],
  snapshot: Snapshot,
  architecture: Architecture,
): Judgement {
  const unsound = checked.filter(({ finding }) => finding === null);
  return {
    summary: cleanText(submission.summary, 1_500),
    ...settleClaims([...mergeSameTitles(checked), ...unsound], architecture, snapshot.settings),
    recommendations: cleanRecommendations(submission.recommendations, snapshot),
    clausesChecked: submission.clausesChecked,
  };
}

/** What of an input that does not parse can be taken: the findings that do. */
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

function explainUnsound(checked: readonly CheckedClaim[], unknown: readonly string[]): string {
  const lines = checked.flatMap(({ finding, problems }, index) => {
    return finding === null ? [`- findings.${index}: ${problems.join('; ')}`] : [];
  });
  return [
    'Nothing was submitted yet. This does not hold:',
    ...unknown.map((name) => `- summary: there is no "${name}" in this repository`),
    ...lines,
    'Look again with Read, then submit the whole review: quote exactly what stands there, cite what exists, and leave out what you cannot show.',
  ].join('\n');
}

/** Advice as it may be shown, every section with its lines. What rests on a decision or a line that is not there is none. */
export function cleanRecommendations(given: ReviewSubmission['recommendations'], snapshot: Snapshot): Recommendations {
  const entries = Section.options.map((section) => [
    section,
    (given[section] ?? [])
      .filter((line) => unknownSources(line, snapshot).length === 0)
      .map((line) => oneLine(line, 600))
      .filter((line) => line !== ''),
  ]);
  return Object.fromEntries(entries) as Recommendations;
}
