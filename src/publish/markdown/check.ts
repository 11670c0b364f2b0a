// Builds the output of a check run: its title, its summary, and the annotations on lines.
import { type Finding, isGrounded } from '../../domain/finding.ts';
import type { ReviewProgress } from '../../domain/ports.ts';
import type { Review, Verdict } from '../../domain/review.ts';
import { counted } from '../../text/format.ts';
import { cut, oneLine, removeHidden, toFence, toInline } from '../../text/sanitize.ts';
import { checkStarted, progressTitle } from '../check-run-words.ts';
import { changeHeadline } from '../graph-view/structure-lines.ts';
import type { Links } from '../links.ts';
import { shownTradeOffs } from '../select-evidence.ts';
import { kindNote, notReviewedReason, verdictLine } from '../words.ts';
import { cutToSize, fitInto } from './budget.ts';
import { pageParts } from './summary.ts';

/**
 * 65,535 characters each (https://docs.github.com/en/rest/checks/runs#create-a-check-run); bytes are counted, with room
 * left.
 */
const maxText = 65_000;
const maxTitle = 255;
/** "The maximum size is 64 KB" for message and raw_details. */
const maxMessage = 60_000;
/** Four requests' worth; a reader gives up sooner. */
const maxAnnotations = 200;
const maxTodos = 20;

/**
 * The result for branch protection. Green only for what was reviewed, red only for findings, never for an error of
 * ours.
 */
export const conclusions: Readonly<Record<Verdict, 'success' | 'neutral' | 'failure' | 'skipped'>> = {
  clear: 'success',
  advise: 'neutral',
  incomplete: 'neutral',
  block: 'failure',
  'not-reviewed': 'skipped',
};

export interface CheckOutput {
  readonly title: string;
  readonly summary: string;
  /** Empty where the summary holds everything. */
  readonly text: string;
}

/** The output while the review is running. */
export function progressOutput(progress: ReviewProgress): Omit<CheckOutput, 'text'> {
  const { message, todos } = progress;
  const marks = { done: '- [x] ', 'in-progress': '- [ ] ▸ ', pending: '- [ ] ' } as const;
  const lines = todos.slice(0, maxTodos).map(({ text, state }) => `${marks[state]}${toInline(text, 160)}`);
  if (todos.length > maxTodos) lines.push(`- and ${todos.length - maxTodos} more`);
  const now = message.trim() === '' ? '' : `Now: ${toInline(message, 160)}.`;
  return {
    title: progressTitle(progress),
    summary: [checkStarted.summary, now, lines.join('\n')].filter((part) => part !== '').join('\n\n'),
  };
}

/** The output of a finished review. @param unposted why its comments could not be posted; null where they were */
export function checkOutput(review: Review, links: Links, unposted: string | null = null): CheckOutput {
  const note = unposted === null ? '' : `**The comments were not posted.** ${toInline(unposted, 400)}`;
  const page = pageParts(review, { links, placements: new Map(), history: '', place: 'check' });
  const parts = note === '' ? page : [{ text: note, priority: 0 }, ...page];
  const summary = fitInto(parts, maxText, '**Continued below.**');
  const outcome = outcomeBlock(review);
  const rest = [
    ...summary.moved.map((text) => ({ text, priority: 1 })),
    ...(outcome === '' ? [] : [{ text: outcome, priority: 0 }]),
  ];
  return {
    title: checkTitle(review),
    summary: summary.text,
    text: fitInto(rest, maxText, 'The remaining text was too long and is omitted.').text,
  };
}

/** What a program reads: stable codes, and the commits that they are about. */
function outcomeBlock({ outcome, base, head }: Review): string {
  return outcome === undefined ? '' : toFence('json', JSON.stringify({ ...outcome, base, head }));
}

/** "2 high, 1 medium · new edge domain → store". */
export function checkTitle(review: Review): string {
  if (review.verdict === 'not-reviewed') return cut(`Not reviewed: ${notReviewedReason(review)}`, maxTitle);
  const headline = changeHeadline(review.facts);
  const title = [verdictLine(review), ...(headline === null ? [] : [headline]), ...factsOnlyNote(review)];
  return cut(oneLine(title.join(' · ')), maxTitle);
}

function factsOnlyNote({ mode, coverage }: Review): string[] {
  if (mode === 'facts') return ['facts only'];
  const count = coverage.factsOnly.length;
  return count === 0 ? [] : [`${counted(count, 'file')} checked by facts only`];
}

/** An annotation as the checks API takes it. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
  readonly raw_details?: string;
}

/** Annotations of findings at the head, most important first, at most 200. GitHub shows them as plain text. */
export function annotations(review: Review): Annotation[] {
  return review.findings
    .filter((finding) => finding.side === 'head')
    .slice(0, maxAnnotations)
    .map((finding) => annotation(finding, review.verdict));
}

function annotation(finding: Finding, verdict: Verdict): Annotation {
  const tradeOffs = shownTradeOffs(finding);
  const paragraphs = [finding.rationale, finding.recommendation, tradeOffs && `Trade-off: ${tradeOffs}`];
  paragraphs.push(kindNote(finding));
  const message = paragraphs.map((text) => removeHidden(text).trim()).filter((text) => text !== '');
  return {
    path: finding.path,
    start_line: finding.startLine,
    end_line: finding.endLine,
    annotation_level: annotationLevel(finding, verdict),
    title: cut(oneLine(finding.title), maxTitle),
    message: cutToSize(message.join('\n\n') || oneLine(finding.title), maxMessage),
    ...(finding.example.trim() === '' ? {} : { raw_details: cutToSize(removeHidden(finding.example), maxMessage) }),
  };
}

function annotationLevel(finding: Finding, verdict: Verdict): Annotation['annotation_level'] {
  const isSevere = finding.severity === 'critical' || finding.severity === 'high';
  if (isSevere && verdict === 'block' && isGrounded(finding)) return 'failure';
  return finding.severity === 'low' ? 'notice' : 'warning';
}
