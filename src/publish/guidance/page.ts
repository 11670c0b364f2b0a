// Builds guidance as a page of Markdown: the answer, the sections that are not empty, examples, and the evidence.
import type { Citation } from '../../domain/finding.ts';
import type { Advice, Example, Guidance } from '../../domain/guidance.ts';
import { shortSha } from '../../text/format.ts';
import { oneLine, toCodeSpan, toFence, toInline, toProse, toTitle } from '../../text/sanitize.ts';
import { consultedHeading } from '../coverage-words.ts';
import type { Links } from '../links.ts';
import { commitLink, fileLink, folded, noteAlert, permalink } from '../markdown/blocks.ts';
import type { PagePart } from '../markdown/budget.ts';
import { droppedHeading, sectionNames, truncationNote, usageLine } from '../words.ts';
import { guidanceTitle, packageStandings } from './words.ts';

const MAX_LISTED = 100;
/** A longer example is folded. */
const MAX_OPEN_LINES = 30;

/** @param htmlUrl null where there is nothing to link to */
export function guidanceLinks({ head, base }: Guidance, htmlUrl: string | null): Links {
  return { htmlUrl, head, base, mergeBase: head };
}

/** The whole page, for a terminal or a file. */
export function guidancePage(guidance: Guidance, links: Links): string {
  const heading = { text: `### ${guidanceTitle}`, priority: 0 };
  return [heading, ...guidanceParts(guidance, links)]
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The page in parts, each with its priority. */
export function guidanceParts(guidance: Guidance, links: Links): PagePart[] {
  return [
    { text: toProse(guidance.answer, 3_000), priority: 0 },
    { text: evidenceList(guidance, links), priority: 3 },
    ...guidance.sections.map(({ section, advice }) => ({
      text: [`**${sectionNames[section]}**`, ...advice.map((one) => adviceItem(one, guidance, links))].join('\n\n'),
      priority: 1,
      shorter: [[`**${sectionNames[section]}**`, ...advice.map((one) => `- ${toInline(one.text, 500)}`)].join('\n\n')],
    })),
    ...guidance.examples.map((example) => ({ text: exampleBlock(example), priority: 2 })),
    { text: namedThings(guidance), priority: 2 },
    ...closingParts(guidance, links),
  ];
}

/** The end of every page: notes, dropped claims, documents, commit and cost. */
export function closingParts(guidance: Guidance, links: Links): PagePart[] {
  return [
    { text: noteAlert(notesOf(guidance), 1), priority: 1 },
    { text: droppedList(guidance), priority: 5 },
    { text: consultedList(guidance, links), priority: 4 },
    { text: guidanceFooter(guidance, links), priority: 0 },
  ];
}

/** A recommendation with its alternatives and evidence, as an item of a list. */
export function adviceItem(advice: Advice, guidance: Guidance, links: Links): string {
  const effort = advice.effort === null ? '' : ` _Effort: ${toTitle(advice.effort, 100)}._`;
  return [
    `- ${toInline(advice.text, 2_000)}${effort}`,
    ...advice.alternatives.map(
      ({ name, tradeOff }) => `  - Alternative: **${toTitle(name, 150)}**. ${toInline(tradeOff, 800)}`,
    ),
    ...evidenceLines(advice.citations, guidance, links).map((line) => `  - ${line}`),
  ].join('\n');
}

function evidenceList(guidance: Guidance, links: Links): string {
  return evidenceLines(guidance.citations, guidance, links)
    .map((line) => `- ${line}`)
    .join('\n');
}

function evidenceLines(citations: readonly Citation[], guidance: Guidance, links: Links): string[] {
  return citations.slice(0, 8).map((citation) => {
    const { task } = guidance;
    const isDocument = citation.kind === 'document' && !(task.kind === 'decide' && citation.path === task.context);
    const where = permalink(links, isDocument ? links.base : links.head, citation.path, citation.startLine);
    const quote = citation.quote.trim() === '' ? '' : ` ${toCodeSpan(oneLine(citation.quote, 240))}`;
    const fact = citation.factId === null ? '' : ` · fact ${toCodeSpan(oneLine(citation.factId, 200))}`;
    return citation.path === ''
      ? `Evidence: ${toCodeSpan(oneLine(citation.factId ?? '', 200))}`
      : `Evidence: ${where}${quote}${fact}`;
  });
}

function exampleBlock({ title, code }: Example): string {
  const block = toFence('go', code);
  if (code.split('\n').length > MAX_OPEN_LINES) return folded(`Example: ${oneLine(title, 160)}`, block);
  return `**Example: ${toTitle(title, 160)}**\n\n${block}`;
}

/** Named packages, with where they come from, and services, one line each; empty where none is named. */
export function namedThings({ packages, services }: Guidance): string {
  const lines: string[] = [];
  if (packages.length > 0) {
    const some = packages.map(
      ({ path, standing }) => `${toCodeSpan(oneLine(path, 300))} (${packageStandings[standing]})`,
    );
    lines.push(`Go packages: ${some.join(', ')}.`);
  }
  if (services.length > 0) lines.push(`AWS services: ${services.map((name) => toInline(name, 80)).join(', ')}.`);
  return lines.join('\n\n');
}

function notesOf({ notes }: Guidance): string[] {
  return notes.slice(0, 10).map((note) => toInline(note, 500));
}

function droppedList({ unsaid: claims }: Guidance): string {
  if (claims.length === 0) return '';
  const lines = claims.slice(0, 40).map(({ claim, reason }) => `- ${toInline(claim, 250)}: ${toInline(reason, 500)}`);
  return folded(droppedHeading(claims.length), lines.join('\n'));
}

function consultedList({ consulted }: Guidance, links: Links): string {
  if (consulted.length === 0) return '';
  const lines = consulted.slice(0, MAX_LISTED).map(({ path, commit, cut }) => {
    return `- ${fileLink(links, commit, path)} at ${toCodeSpan(shortSha(commit))}${truncationNote(cut)}`;
  });
  return folded(consultedHeading(consulted.length, 'document'), lines.join('\n'));
}

function guidanceFooter({ head, usage, model }: Guidance, links: Links): string {
  return `<sub>${commitLink(links, head)} · ${toInline(usageLine(usage, model), 400)}</sub>`;
}
