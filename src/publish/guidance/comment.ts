// The comments that carry guidance: bodies within GitHub's limit, marker at the end.
import type { Guidance } from '../../domain/guidance.ts';
import { outputPaths, type Question, type QuestionPlace } from '../../domain/question.ts';
import { shortSha } from '../../text/format.ts';
import { oneLine, toCodeSpan, toInline, toProse } from '../../text/sanitize.ts';
import { fileLink, folded, type Links } from '../markdown/blocks.ts';
import { fitInto, type PagePart, sizeOf } from '../markdown/budget.ts';
import { type GuidanceMarker, marker } from '../markers.ts';
import { decisionsSection, recommendations } from './documents.ts';
import { closingParts, guidanceParts } from './page.ts';
import { type CommitOutcome, documentTitle, guidanceTitle, notCommitted, proposed } from './words.ts';

/** As for summaries: what GitHub takes in one comment, with some room left. */
const MAX_BODY = 65_000;
const NOTICE = '<sub>Shortened to fit into a comment; `architect` on a checkout shows the rest.</sub>';

/** The answer to a question. */
export function answerBody(question: Question, guidance: Guidance, links: Links): string {
  const parts = [
    { text: `### ${guidanceTitle}`, priority: 0 },
    { text: asked(question, links), priority: 0 },
    ...guidanceParts(guidance, links),
  ];
  return bodyOf(parts, question, 'answered');
}

/** What was decided, with the two documents folded, or where they were committed. */
export function decisionBody(question: Question, guidance: Guidance, links: Links, outcome: CommitOutcome): string {
  const { task } = guidance;
  if (task.kind !== 'decide') throw new Error('a decision is made of a context');
  const parts = [
    { text: `### Go architecture · Decision on ${toCodeSpan(oneLine(task.context, 200))}`, priority: 0 },
    { text: toProse(guidance.answer, 3_000), priority: 0 },
    { text: tellOutcome(outcome, links), priority: 0 },
    ...(outcome.kind === 'committed'
      ? [{ text: writtenFiles(task.into, outcome.sha, links), priority: 0 }]
      : foldedDocuments(guidance, task.into, links)),
    ...closingParts(guidance, links),
  ];
  return bodyOf(parts, question, 'answered');
}

/** Why there is no answer. */
export function noAnswerBody(question: Question, why: string): string {
  const what = question.task.kind === 'ask' ? 'Not answered' : 'Not decided';
  return bodyOf(
    [
      { text: `### Go architecture · ${what}`, priority: 0 },
      { text: asked(question, null), priority: 0 },
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

/** The question in one line, with the way to it. */
function asked({ task, place }: Question, links: Links | null): string {
  const words = task.kind === 'ask' ? task.question : `decide ${task.context}`;
  const quoted = `> ${toInline(words.replace(/<!--[\s\S]*?(?:-->|$)/g, ''), 300)}`;
  if (place === null || links === null || links.htmlUrl === null) return quoted;
  return `${quoted}\n>\n> <sub>[Asked here](${links.htmlUrl}/${pathOf(place)})</sub>`;
}

function pathOf({ kind, number, commentId }: QuestionPlace): string {
  return `${kind === 'issue' ? 'issues' : 'pull'}/${number}#issuecomment-${commentId}`;
}

function tellOutcome(outcome: CommitOutcome, { htmlUrl }: Links): string {
  switch (outcome.kind) {
    case 'proposed':
      return proposed;
    case 'not-committed':
      return toInline(notCommitted(outcome.why), 1_000);
    case 'committed': {
      const sha = toCodeSpan(shortSha(outcome.sha));
      const commit = htmlUrl === null ? sha : `[${sha}](${htmlUrl}/commit/${outcome.sha})`;
      return `Committed to ${toCodeSpan(oneLine(outcome.branch, 300))} as ${commit}.`;
    }
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
    { text: folded(toCodeSpan(paths.recommendations), recommendations(guidance, links).trimEnd()), priority: 1 },
    {
      text: folded(`${toCodeSpan(paths.decisions)}: the section "${documentTitle}"`, decisionsSection(guidance, false)),
      priority: 2,
    },
  ];
}
