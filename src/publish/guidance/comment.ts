// Builds the bodies of comments with guidance, within GitHub's limit and with a marker at the end.
import type { Guidance } from '../../domain/guidance.ts';
import { outputPaths, type Question, type QuestionPlace } from '../../domain/question.ts';
import { oneLine, toCodeSpan, toInline, toProse } from '../../text/sanitize.ts';
import type { Links } from '../links.ts';
import { commitLink, fileLink, folded } from '../markdown/blocks.ts';
import { fitInto, type PagePart, sizeOf } from '../markdown/budget.ts';
import { type GuidanceMarker, marker } from '../markers.ts';
import { decisionsSection, recommendationsDocument } from './documents.ts';
import type { CommitOutcome } from './outcome.ts';
import { closingParts, guidanceParts } from './page.ts';
import { documentTitle, guidanceTitle, notCommittedLine, proposedLine } from './words.ts';

/** GitHub's limit for a comment is 65,536 characters; some room is left. */
const MAX_BODY = 65_000;
const NOTICE =
  '<sub>Truncated to fit a comment; run `architect ask` or `decide` on a checkout for the full text.</sub>';

/** The answer to a question. */
export function answerBody(question: Question, guidance: Guidance, links: Links): string {
  const parts = [
    { text: `### ${guidanceTitle}`, priority: 0 },
    { text: quoteQuestion(question, links), priority: 0 },
    ...guidanceParts(guidance, links),
  ];
  return bodyOf(parts, question, 'answered');
}

/** A decision, with the two documents folded, or with links to the committed ones. */
export function decisionBody(question: Question, guidance: Guidance, links: Links, outcome: CommitOutcome): string {
  const { task } = guidance;
  if (task.kind !== 'decide') throw new Error('only a decision has documents');
  const parts = [
    { text: `### Go architecture · Decision on ${toCodeSpan(oneLine(task.context, 200))}`, priority: 0 },
    { text: toProse(guidance.answer, 3_000), priority: 0 },
    { text: outcomeLine(outcome, links), priority: 0 },
    ...(outcome.kind === 'committed'
      ? [{ text: writtenFiles(task.into, outcome.sha, links), priority: 0 }]
      : foldedDocuments(guidance, task.into, links)),
    ...closingParts(guidance, links),
  ];
  return bodyOf(parts, question, 'answered');
}

/** The reason why there is no answer. */
export function noAnswerBody(question: Question, why: string): string {
  const what = question.task.kind === 'ask' ? 'No answer' : 'No decision';
  return bodyOf(
    [
      { text: `### Go architecture · ${what}`, priority: 0 },
      { text: quoteQuestion(question, null), priority: 0 },
      { text: toInline(why, 2_000), priority: 0 },
    ],
    question,
    'not-answered',
  );
}

function bodyOf(parts: readonly PagePart[], question: Question, state: GuidanceMarker['state']): string {
  const end = marker('guidance', markerOf(question, state));
  return `${fitInto(parts, MAX_BODY - sizeOf(end) - 2, NOTICE).text}\n\n${end}`;
}

function markerOf({ place, task }: Question, state: GuidanceMarker['state']): GuidanceMarker {
  const about = task.kind === 'ask' ? null : `${task.context} -> ${task.into}`;
  return { comment: place?.commentId ?? 0, about, state };
}

/** The question on one line, with a link to it. */
function quoteQuestion({ task, place }: Question, links: Links | null): string {
  const words = task.kind === 'ask' ? task.question : `decide ${task.context}`;
  const quoted = `> ${toInline(words.replace(/<!--[\s\S]*?(?:-->|$)/g, ''), 300)}`;
  if (place === null || links === null || links.htmlUrl === null) return quoted;
  return `${quoted}\n>\n> <sub>[Asked here](${links.htmlUrl}/${pathOf(place)})</sub>`;
}

function pathOf({ kind, number, commentId }: QuestionPlace): string {
  return `${kind === 'issue' ? 'issues' : 'pull'}/${number}#issuecomment-${commentId}`;
}

function outcomeLine(outcome: CommitOutcome, links: Links): string {
  switch (outcome.kind) {
    case 'proposed':
      return proposedLine;
    case 'not-committed':
      return toInline(notCommittedLine(outcome.reason), 1_000);
    case 'committed':
      return `Committed to ${toCodeSpan(oneLine(outcome.branch, 300))} as ${commitLink(links, outcome.sha)}.`;
  }
}

function writtenFiles(into: string, sha: string, links: Links): string {
  return Object.values(outputPaths(into))
    .map((path) => `- ${fileLink(links, sha, path)}`)
    .join('\n');
}

function foldedDocuments(guidance: Guidance, into: string, links: Links): PagePart[] {
  const paths = outputPaths(into);
  return [
    {
      text: folded(toCodeSpan(paths.recommendations), recommendationsDocument(guidance, links).trimEnd()),
      priority: 1,
    },
    {
      text: folded(`${toCodeSpan(paths.decisions)}: the section "${documentTitle}"`, decisionsSection(guidance, false)),
      priority: 2,
    },
  ];
}
