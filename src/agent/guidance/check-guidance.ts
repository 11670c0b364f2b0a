// Holds guidance to what is there: every quote is searched, every estimate is divided, every package is looked up. What does not stand up
// goes back to the model, and in the end is left unsaid with the reason.
import type { Architecture } from '../../domain/architecture.ts';
import type { Citation, Section } from '../../domain/finding.ts';
import { Section as Sections } from '../../domain/finding.ts';
import type { Advice, DroppedClaim, Example, Guidance, NamedPackage } from '../../domain/guidance.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { cleanText, oneLine } from '../../text/sanitize.ts';
import { checkCitations } from '../verify/check-citations.ts';
import { unknownLines } from '../verify/check-mentions.ts';
import { calibrateEffort } from '../verify/effort-estimate.ts';
import { formatGo } from '../verify/format-go.ts';
import type { AdviceClaim, GuidanceSubmission, RejectedPiece } from './guidance-submission.ts';

/** What the model says, after its claims were checked. */
export type CheckedGuidance = Pick<
  Guidance,
  'answer' | 'citations' | 'sections' | 'examples' | 'packages' | 'services' | 'unsaid'
>;

export interface CheckedSubmission {
  readonly guidance: CheckedGuidance;
  /** Sentences for the model, one each claim that does not hold: "sections.api-design.0: …". */
  readonly problems: readonly string[];
}

/** A section is left out rather than padded. */
const SAYS_NOTHING =
  /^(?:n\/?a|none|nothing(?: (?:to|here|more)\b.{0,40})?|not applicable|no (?:change|recommendation)s?\b.{0,40}|-+)[.!]?$/i;

export function checkGuidance(
  submission: GuidanceSubmission,
  lost: readonly RejectedPiece[],
  snapshot: Snapshot,
  architecture: Architecture,
): CheckedSubmission {
  const problems: string[] = [];
  const unsaid: DroppedClaim[] = lost.map(({ claim, reason }) => tellUnsaid(claim, reason));
  const ground = (
    place: string,
    claim: string,
    words: string,
    citations: AdviceClaim['citations'],
  ): Citation[] | null => {
    // What is recommended may name files to come; a line beyond the end of one that is there is none that was read.
    const beyond = unknownLines(words, snapshot).map((line) => `there is no "${line}"`);
    if (beyond.length > 0) {
      problems.push(`${place}: ${beyond.join('; ')}`);
      unsaid.push(tellUnsaid(claim, beyond.join('; ')));
      return null;
    }
    const checked = checkCitations({ citations }, null, snapshot, architecture);
    if (checked.problems.length === 0) return [...checked.citations];
    problems.push(`${place}: ${checked.problems.join('; ')}`);
    unsaid.push(tellUnsaid(claim, checked.problems.join('; ')));
    return checked.citations.length === 0 ? null : [...checked.citations];
  };
  const sections = Sections.options.flatMap((section: Section) => {
    const advice = (submission.sections[section] ?? []).flatMap((claim, index): Advice[] => {
      if (SAYS_NOTHING.test(claim.text.trim())) return [];
      const citations = ground(`sections.${section}.${index}`, claim.text, claim.text, claim.citations);
      // What rests on nothing but false quotes is not said; what keeps one that is true stands by that.
      return citations === null ? [] : [settleAdvice(claim, citations)];
    });
    return advice.length === 0 ? [] : [{ section, advice }];
  });
  const citations = ground('answer', 'The answer in short', submission.answer, submission.citations);
  const guidance: CheckedGuidance = {
    answer: citations === null ? '' : cleanText(submission.answer, 3_000),
    citations: citations ?? [],
    sections,
    examples: submission.examples.flatMap(settleExample),
    packages: [...new Set(submission.packages)].map((path) => ({ path, standing: standingOf(path, architecture) })),
    services: [...new Set(submission.services.map((name) => oneLine(name, 80)))].filter((name) => name !== ''),
    unsaid,
  };
  return { guidance, problems };
}

function settleAdvice(claim: AdviceClaim, citations: Citation[]): Advice {
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

function settleExample({ title, code }: { title: string; code: string }): Example[] {
  const formatted = formatGo(code);
  return formatted.ok ? [{ title: oneLine(title, 160), code: formatted.code }] : [];
}

/** By the head's packages and go.mod files. A path without a dot in its first element is the standard library's. */
function standingOf(path: string, { after }: Architecture): NamedPackage['standing'] {
  const isIn = (module: string) => path === module || path.startsWith(`${module}/`);
  if (after.packages.has(path) || after.modules.some((module) => isIn(module.path))) return 'own';
  if (!(path.split('/')[0] ?? '').includes('.')) return 'standard-library';
  const required = after.modules.flatMap(({ requires }) => requires);
  return required.some((module) => isIn(module.path)) ? 'required' : 'new';
}

function tellUnsaid(claim: string, reason: string): DroppedClaim {
  const sentence = oneLine(reason, 400);
  const end = /[.!?…]$/.test(sentence) ? '' : '.';
  return {
    claim: oneLine(claim, 200),
    reason: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${end}`,
  };
}
