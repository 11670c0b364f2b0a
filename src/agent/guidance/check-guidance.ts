// Checks guidance against the repository: citations are searched, estimates calibrated, packages looked up. What
// fails goes back to the model, and in the end is dropped with the reason.
import type { Architecture } from '../../domain/architecture.ts';
import { type Citation, Section } from '../../domain/finding.ts';
import type { Advice, DroppedClaim, Example, Guidance, NamedPackage } from '../../domain/guidance.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { cleanText, oneLine } from '../../text/sanitize.ts';
import { checkCitations } from '../verify/check-citations.ts';
import { unknownLines } from '../verify/check-mentions.ts';
import { calibrateEffort } from '../verify/effort-estimate.ts';
import { formatGo } from '../verify/format-go.ts';
import type { AdviceClaim, GuidanceSubmission, RejectedPiece } from './guidance-submission.ts';

/** Guidance whose claims were checked. */
export type CheckedGuidance = Pick<
  Guidance,
  'answer' | 'citations' | 'sections' | 'examples' | 'packages' | 'services' | 'unsaid'
>;

interface CheckedSubmission {
  readonly guidance: CheckedGuidance;
  /** Sentences for the model, one per claim that fails: "sections.api-design.0: …". */
  readonly problems: readonly string[];
}

/** Filler for a section that should have been left out. */
const SAYS_NOTHING =
  /^(?:n\/?a|none|nothing(?: (?:to|here|more)\b.{0,40})?|not applicable|no (?:change|recommendation)s?\b.{0,40}|-+)[.!]?$/i;

/** @param rejected pieces of the input that are invalid by themselves */
export function checkGuidance(
  submission: GuidanceSubmission,
  rejected: readonly RejectedPiece[],
  snapshot: Snapshot,
  architecture: Architecture,
): CheckedSubmission {
  const problems: string[] = [];
  const unsaid = rejected.map(({ claim, reason }) => toDroppedClaim(claim, reason));
  /** The citations that hold; null where the text has to be dropped, because it is false or no citation of it holds. */
  const check = (place: string, claim: string, text: string, cited: AdviceClaim['citations']): Citation[] | null => {
    const { citations, failures } = verifyText(text, cited, snapshot, architecture);
    if (failures.length === 0) return [...citations];
    problems.push(`${place}: ${failures.join('; ')}`);
    unsaid.push(toDroppedClaim(claim, failures.join('; ')));
    return citations.length === 0 ? null : [...citations];
  };
  const sections = Section.options.flatMap((section) => {
    const advice = (submission.sections[section] ?? []).flatMap((claim, index): Advice[] => {
      if (SAYS_NOTHING.test(claim.text.trim())) return [];
      const citations = check(`sections.${section}.${index}`, claim.text, claim.text, claim.citations);
      return citations === null ? [] : [toAdvice(claim, citations)];
    });
    return advice.length === 0 ? [] : [{ section, advice }];
  });
  const citations = check('answer', 'The short answer', submission.answer, submission.citations);
  const guidance: CheckedGuidance = {
    answer: citations === null ? '' : cleanText(submission.answer, 3_000),
    citations: citations ?? [],
    sections,
    examples: submission.examples.flatMap(toExample),
    packages: [...new Set(submission.packages)].map((path) => ({ path, standing: standingOf(path, architecture) })),
    services: [...new Set(submission.services.map((name) => oneLine(name, 80)))].filter((name) => name !== ''),
    unsaid,
  };
  return { guidance, problems };
}

/** `failures`: what is false about the text and its citations; `citations`: those that hold. */
function verifyText(
  text: string,
  cited: AdviceClaim['citations'],
  snapshot: Snapshot,
  architecture: Architecture,
): { readonly citations: readonly Citation[]; readonly failures: readonly string[] } {
  // Advice may name files to be created, but no line beyond the end of a file that exists.
  const beyond = unknownLines(text, snapshot).map((line) => `there is no "${line}"`);
  if (beyond.length > 0) return { citations: [], failures: beyond };
  const { citations, problems } = checkCitations({ citations: cited }, null, snapshot, architecture);
  return { citations, failures: problems };
}

function toAdvice(claim: AdviceClaim, citations: Citation[]): Advice {
  return {
    text: cleanText(claim.text, 1_500),
    alternatives: claim.alternatives.map(({ name, tradeOff }) => ({
      name: oneLine(name, 120),
      tradeOff: cleanText(tradeOff, 600),
    })),
    effort: claim.effort === null ? null : calibrateEffort(claim.effort),
    citations,
  };
}

function toExample({ title, code }: { title: string; code: string }): Example[] {
  const formatted = formatGo(code);
  return formatted.ok ? [{ title: oneLine(title, 160), code: formatted.code }] : [];
}

/**
 * Looks the path up in packages and go.mod files of the head. Without a dot in its first element, it is the standard
 * library's.
 */
function standingOf(path: string, { after }: Architecture): NamedPackage['standing'] {
  const isIn = (module: string) => path === module || path.startsWith(`${module}/`);
  if (after.packages.has(path) || after.modules.some((module) => isIn(module.path))) return 'own';
  if (!(path.split('/')[0] ?? '').includes('.')) return 'standard-library';
  const required = after.modules.flatMap(({ requires }) => requires);
  return required.some((module) => isIn(module.path)) ? 'required' : 'new';
}

function toDroppedClaim(claim: string, reason: string): DroppedClaim {
  const sentence = oneLine(reason, 400);
  const end = /[.!?…]$/.test(sentence) ? '' : '.';
  return {
    claim: oneLine(claim, 200),
    reason: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${end}`,
  };
}
