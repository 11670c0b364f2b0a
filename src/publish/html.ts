// Renders a review as one HTML page without scripts, fonts or pictures from elsewhere.
import type { Review } from '../domain/review.ts';
import { shortSha } from '../text/format.ts';
import { escapeHtml, oneLine } from '../text/sanitize.ts';
import {
  clauseLine,
  clauseState,
  consultedHeading,
  coverageLine,
  shownClauses,
  skippedReason,
  suppressedLine,
  undecidedLines,
  unjudgedLine,
  unreadReason,
} from './coverage-words.ts';
import { structureLines } from './graph-view/structure-lines.ts';
import { drawChangeAsSvg } from './graph-view/svg.ts';
import { commitAddress, type Links, linksOf, placeLabel } from './links.ts';
import { anchor, details, listOf, paragraphs } from './page/elements.ts';
import { findingCard } from './page/finding-card.ts';
import { recommendationGrid } from './page/recommendation-grid.ts';
import { style } from './page/style.ts';
import {
  droppedHeading,
  nothingFound,
  notReviewedReason,
  policyWarning,
  reviewNotes,
  structureHeading,
  usageLine,
  verdictLine,
  weakenedHeading,
  weakenedLine,
} from './words.ts';

interface HtmlOptions {
  /** "https://github.com/owner/name"; null where there is nothing to link to. */
  readonly htmlUrl: string | null;
  /** The agent's `color`: one of the names for agents, or "#rrggbb"; anything else gives the default accent. */
  readonly colour: string | null;
}

/** The page, from doctype to end. */
export function htmlPage(review: Review, options: HtmlOptions): string {
  const links = linksOf(review, options.htmlUrl);
  const pull = review.pullRequest === null ? '' : ` #${review.pullRequest}`;
  const main = [
    pageHeader(review, links),
    ...notices(review).map((text) => `<p class="notice">${escapeHtml(text)}</p>`),
    ...review.findings.map((finding) => findingCard(finding, links)),
    structureSection(review),
    recommendationGrid(review),
    ...foldedLists(review),
    `<footer>${escapeHtml(usageLine(review.usage, review.model))}</footer>`,
  ];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>Go architecture: ${escapeHtml(oneLine(review.repository) + pull)}</title>`,
    `<style>${style(options.colour)}</style></head><body><main>`,
    ...main.filter((part) => part !== ''),
    '</main></body></html>\n',
  ].join('\n');
}

function pageHeader(review: Review, links: Links): string {
  const { pullRequest, verdict, head, mergeBase } = review;
  const name = escapeHtml(oneLine(review.repository));
  const pull = links.htmlUrl === null ? null : `${links.htmlUrl}/pull/${pullRequest}`;
  const where = pullRequest === null ? name : `${name} ${anchor(pull, `#${pullRequest}`)}`;
  const commit = (sha: string) => anchor(commitAddress(links, sha), shortSha(sha));
  const range = review.whole ? commit(head) : `${commit(mergeBase)}…${commit(head)}`;
  const headline = `${verdict === 'advise' && review.findings.length > 0 ? 'Findings: ' : ''}${verdictLine(review)}`;
  return [
    `<header><p class="where">Go architecture · ${where} · <code>${range}</code></p>`,
    `<h1 class="${verdict}">${escapeHtml(headline)}</h1>`,
    verdict === 'not-reviewed' ? `<p>${escapeHtml(notReviewedReason(review))}</p>` : summaryText(review),
    '</header>',
  ].join('');
}

function summaryText(review: Review): string {
  const nothing = review.findings.length === 0 ? nothingFound(review) : '';
  const told = [unjudgedLine(review.coverage, review.whole), nothing].filter((line) => line !== '');
  return told.map((line) => `<p>${escapeHtml(line)}</p>`).join('') + paragraphs(review.summary, 2000);
}

function notices(review: Review): string[] {
  const files = review.policyChanges.map((change) => oneLine(change.path, 400)).join(', ');
  const problems = review.settingsProblems.map(
    ({ source, line, message }) => `${line === null ? oneLine(source) : placeLabel(source, line)}: ${message}`,
  );
  const notes = reviewNotes(review).join(' ');
  const { weakened = [] } = review;
  return [
    ...(weakened.length === 0 ? [] : [weakenedHeading, ...weakened.map(weakenedLine)]),
    ...(review.policyChanges.length === 0 ? [] : [`${policyWarning(review.policyChanges)} Changed: ${files}.`]),
    ...problems,
    ...(notes === '' ? [] : [notes]),
  ];
}

function structureSection(review: Review): string {
  const picture = drawChangeAsSvg(review.facts);
  const lines = structureLines(review.facts, picture !== '');
  if (lines.length === 0 && picture === '') return '';
  return `<section><h2>${structureHeading}</h2>${picture}${listOf(lines.map(escapeHtml))}</section>`;
}

/** What was read, the team's rules, documents, and dropped claims. */
function foldedLists(review: Review): string[] {
  const { coverage, facts, consulted, dropped } = review;
  const place = (path: string, startLine: number, endLine: number) => placeLabel(path, startLine, endLine);
  const read = [
    ...coverage.notes,
    ...facts.suppressed.map(suppressedLine),
    ...undecidedLines(facts),
    ...coverage.factsOnly.map((file) => `${oneLine(file.path, 400)}: ${unreadReason(file)}`),
    ...coverage.skipped.map((file) => `${oneLine(file.path, 400)}: ${skippedReason(file)}`),
  ];
  const rules = shownClauses(review).map(
    (entry) =>
      `${clauseState(entry)}: ${oneLine(entry.text, 200)} (${place(entry.path, entry.startLine, entry.endLine)})`,
  );
  const documents = consulted.map(({ path, commit }) => `${oneLine(path, 400)} at ${shortSha(commit)}`);
  const claims = dropped.map(
    ({ title, path, reason }) => `${oneLine(title)} (${oneLine(path, 400)}): ${oneLine(reason, 500)}`,
  );
  const line = coverageLine(coverage, review.whole);
  return [
    read.length === 0 ? `<p class="small">${escapeHtml(line)}</p>` : details(line, read),
    details(clauseLine(review.clauses), rules),
    details(consultedHeading(consulted.length), documents),
    details(droppedHeading(dropped.length), claims),
  ];
}
