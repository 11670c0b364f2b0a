// The check run's words: a title that says it all in a line, a summary worth reading on its own, and annotations on the lines.
import { type Finding, isGrounded } from '../../domain/finding.ts';
import type { ReviewProgress } from '../../domain/ports.ts';
import type { Review, Verdict } from '../../domain/review.ts';
import { counted } from '../../text/format.ts';
import { cut, oneLine, removeHidden, toInline } from '../../text/sanitize.ts';
import { checkStarted, progressTitle } from '../check-run-words.ts';
import { shownTradeOffs } from '../evidence.ts';
import { changeHeadline } from '../graph-view/structure-lines.ts';
import { notReviewedReason, opinionNote, verdictLine } from '../words.ts';
import type { Links } from './blocks.ts';
import { cutToSize, fitInto } from './budget.ts';
import { pageParts } from './summary.ts';

/** 65,535 characters each (https://docs.github.com/en/rest/checks/runs#create-a-check-run); bytes are counted and room is left. */
const maxText = 65_000;
const maxTitle = 255;
/** "The maximum size is 64 KB" for message and raw_details. */
const maxMessage = 60_000;
/** Four requests' worth; a reader gives up sooner. */
const maxAnnotations = 200;

/** What branch protection sees. Green is only for what was judged, red only for findings: never for trouble of ours. */
export const conclusions: Readonly<Record<Verdict, 'success' | 'neutral' | 'failure' | 'skipped'>> = {
  clear: 'success',
  advise: 'neutral',
  block: 'failure',
  'not-reviewed': 'skipped',
};

export interface CheckOutput {
  readonly title: string;
  readonly summary: string;
  /** Empty where the summary holds everything. */
  readonly text: string;
}

const maxTodos = 20;

/** What the run says while the review is under way. */
export function progressOutput(standing: ReviewProgress): Omit<CheckOutput, 'text'> {
  const { message, todos } = standing;
  const marks = { done: '- [x] ', 'in-progress': '- [ ] ▸ ', pending: '- [ ] ' } as const;
  const lines = todos.slice(0, maxTodos).map(({ text, state }) => `${marks[state]}${toInline(text, 160)}`);
  if (todos.length > maxTodos) lines.push(`- and ${todos.length - maxTodos} more`);
  const now = message.trim() === '' ? '' : `Now: ${toInline(message, 160)}.`;
  return {
    title: progressTitle(standing),
    summary: [checkStarted.summary, now, lines.join('\n')].filter((part) => part !== '').join('\n\n'),
  };
}

/** Title, summary and, where the summary overflows, text of the finished check run. */
export function checkOutput(review: Review, links: Links): CheckOutput {
  const parts = pageParts(review, { links, placements: new Map(), history: '', place: 'check' });
  const summary = fitInto(parts, maxText, '**There is more below.**');
  const rest = summary.moved.map((text) => ({ text, priority: 1 }));
  return {
    title: checkTitle(review),
    summary: summary.text,
    text: fitInto(rest, maxText, 'The rest did not fit anywhere.').text,
  };
}

/** "2 high, 1 medium · new edge domain → store". */
export function checkTitle(review: Review): string {
  if (review.verdict === 'not-reviewed') return cut(`Not reviewed: ${notReviewedReason(review)}`, maxTitle);
  const headline = changeHeadline(review.facts);
  const alone = review.coverage.factsOnly.length;
  const facts =
    review.mode === 'facts' ? ['facts only'] : alone > 0 ? [`${counted(alone, 'file')} by the facts alone`] : [];
  return cut(oneLine([verdictLine(review), ...(headline === null ? [] : [headline]), ...facts].join(' · ')), maxTitle);
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

/** Annotations of the findings whose code stands at the head, most important first, at most 200. Plain text, as GitHub shows it. */
export function annotations(review: Review): Annotation[] {
  return review.findings
    .filter((finding) => finding.side === 'head')
    .slice(0, maxAnnotations)
    .map((finding) => annotation(finding, review.verdict));
}

function annotation(finding: Finding, verdict: Verdict): Annotation {
  const isSevere = finding.severity === 'critical' || finding.severity === 'high';
  const paragraphs = [
    finding.rationale,
    finding.recommendation,
    shownTradeOffs(finding) && `Trade-off: ${shownTradeOffs(finding)}`,
  ];
  if (!isGrounded(finding)) paragraphs.push(opinionNote);
  const message = paragraphs.filter((text) => text.trim() !== '').map((text) => removeHidden(text).trim());
  return {
    path: finding.path,
    start_line: finding.startLine,
    end_line: finding.endLine,
    annotation_level:
      isSevere && verdict === 'block' && isGrounded(finding)
        ? 'failure'
        : finding.severity === 'low'
          ? 'notice'
          : 'warning',
    title: cut(oneLine(finding.title), maxTitle),
    message: cutToSize(message.join('\n\n') || oneLine(finding.title), maxMessage),
    ...(finding.example.trim() === '' ? {} : { raw_details: cutToSize(removeHidden(finding.example), maxMessage) }),
  };
}
