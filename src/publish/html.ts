// A review as one page that needs nothing else: no script, no font, no picture from anywhere.
import MarkdownIt from 'markdown-it';
import { type Finding, isGrounded, Section } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { counted, shortSha } from '../text/format.ts';
import { cut, escapeHtml, oneLine, removeHidden, toInline, toProse, toTitle } from '../text/sanitize.ts';
import { evidenceOf, shownTradeOffs } from './evidence.ts';
import { structureLines } from './graph-view/structure-lines.ts';
import { drawChangeAsSvg } from './graph-view/svg.ts';
import { capital, encodePath, type Links, linksOf, placeLabel } from './markdown/blocks.ts';
import { style } from './page/style.ts';
import {
  clauseLine,
  clauseState,
  coverageLine,
  nothingFound,
  notReviewedReason,
  opinionNote,
  policyWarning,
  reviewNotes,
  sectionNames,
  shownClauses,
  skipReason,
  suppressedLine,
  undecidedLines,
  unreadReason,
  usageLine,
  verdictLine,
} from './words.ts';

export interface HtmlOptions {
  /** "https://github.com/owner/name"; null where there is nothing to link to. */
  readonly htmlUrl: string | null;
  /** The agent's `color`: a name that agents use, or "#rrggbb"; anything else gives the usual accent. */
  readonly colour: string | null;
}

/** Raw HTML stays off: what `prose` leaves is Markdown, and nothing else is rendered. */
const markdown = new MarkdownIt({ html: false, linkify: false });

/** The page, from doctype to end. */
export function htmlPage(review: Review, options: HtmlOptions): string {
  const links = linksOf(review, options.htmlUrl);
  const name = `Go architecture: ${oneLine(review.repository)}${review.pullRequest === null ? '' : ` #${review.pullRequest}`}`;
  const main = [
    header(review, links),
    ...notices(review).map((text) => `<p class="notice">${escapeHtml(text)}</p>`),
    ...review.findings.map((finding) => findingCard(finding, links)),
    structure(review),
    recommendations(review),
    details(coverageLine(review.coverage, review.whole), [
      ...review.coverage.notes,
      ...review.facts.suppressed.map(suppressedLine),
      ...undecidedLines(review.facts),
      ...review.coverage.factsOnly.map(({ path, reason }) => `${oneLine(path, 400)}: ${unreadReason(reason)}`),
      ...review.coverage.skipped.map(({ path, reason }) => `${oneLine(path, 400)}: ${skipReason(reason)}`),
    ]),
    details(
      clauseLine(review.clauses),
      shownClauses(review).map(
        (entry) =>
          `${clauseState(entry)}: ${oneLine(entry.text, 200)} (${placeLabel(entry.path, entry.startLine, entry.endLine)})`,
      ),
    ),
    details(
      `Consulted ${counted(review.consulted.length, 'design document')}`,
      review.consulted.map(({ path, commit }) => `${oneLine(path, 400)} at ${shortSha(commit)}`),
    ),
    details(
      `Checked and not said: ${review.dropped.length}`,
      review.dropped.map(
        ({ title: claim, path, reason }) => `${oneLine(claim)} (${oneLine(path, 400)}): ${oneLine(reason, 500)}`,
      ),
    ),
    `<footer>${escapeHtml(usageLine(review.usage, review.model))}</footer>`,
  ];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(name)}</title><style>${style(options.colour)}</style></head><body><main>`,
    ...main.filter((part) => part !== ''),
    '</main></body></html>\n',
  ].join('\n');
}

function header(review: Review, links: Links): string {
  const pull = review.pullRequest;
  const name = escapeHtml(oneLine(review.repository));
  const where = pull === null ? name : `${name} ${anchor(links, `pull/${pull}`, `#${pull}`)}`;
  const commit = (sha: string) => anchor(links, `commit/${sha}`, shortSha(sha));
  const range = review.whole ? commit(review.head) : `${commit(review.mergeBase)}…${commit(review.head)}`;
  const headline = `${review.verdict === 'advise' && review.findings.length > 0 ? 'Findings: ' : ''}${verdictLine(review)}`;
  const said =
    review.verdict === 'not-reviewed'
      ? `<p>${escapeHtml(notReviewedReason(review))}</p>`
      : (review.findings.length === 0 ? `<p>${escapeHtml(nothingFound(review))}</p>` : '') + text(review.summary, 2000);
  return `<header><p class="where">Go architecture · ${where} · <code>${range}</code></p><h1 class="${review.verdict}">${escapeHtml(headline)}</h1>${said}</header>`;
}

function notices(review: Review): string[] {
  const files = review.policyChanges.map((change) => oneLine(change.path, 400)).join(', ');
  return [
    ...(review.policyChanges.length === 0 ? [] : [`${policyWarning(review.policyChanges)} Changed: ${files}.`]),
    ...review.settingsProblems.map(
      ({ source, line, message }) => `${line === null ? oneLine(source) : placeLabel(source, line)}: ${message}`,
    ),
    ...[reviewNotes(review).join(' ')].filter((text) => text !== ''),
  ];
}

function findingCard(finding: Finding, links: Links): string {
  const parts = [
    `<h2><span class="pill">${capital(finding.severity)}</span> ${markdown.renderInline(toTitle(finding.title))}</h2>`,
    `<p class="place">${placeAnchor(links, finding)}${finding.otherPlaces
      .slice(0, 10)
      .map((place) => `, ${placeAnchor(links, place)}`)
      .join('')}</p>`,
    finding.quote.trim() === '' ? '' : quotation(finding),
    text(finding.rationale, 4000),
    labelled('Recommendation', finding.recommendation),
    labelled('Trade-off', shownTradeOffs(finding)),
    finding.example.trim() === '' ? '' : `<pre>${escapeHtml(cut(finding.example.trim(), 6000))}</pre>`,
    evidence(finding, links),
    isGrounded(finding) ? '' : `<p class="small">${escapeHtml(opinionNote)}</p>`,
    `<p class="small">${[sectionNames[finding.section], ...[finding.rule ?? [], finding.id].flat().map((name) => `<code>${escapeHtml(oneLine(name, 100))}</code>`)].join(' · ')}</p>`,
  ];
  return `<article class="${finding.severity}">${parts.join('')}</article>`;
}

function quotation(finding: Finding): string {
  const lines = removeHidden(finding.quote).split('\n').slice(0, 12);
  const rows = lines.map((line, index) => `<span class="line">${finding.startLine + index}</span>${escapeHtml(line)}`);
  return `<pre class="quote">${rows.join('\n')}</pre>`;
}

function evidence(finding: Finding, links: Links): string {
  const items = evidenceOf(finding).map(({ citation, isElsewhere, factId }) => {
    const side = finding.side === 'before' && citation.path === finding.path ? 'before' : 'head';
    const place = { path: citation.path, startLine: citation.startLine, endLine: citation.startLine };
    const where =
      citation.kind === 'document' ? lines(links, links.base, place) : placeAnchor(links, { ...place, side });
    const quote = isElsewhere ? `${where} <q>${escapeHtml(oneLine(citation.quote, 240))}</q> ` : '';
    const fact = factId === null ? '' : `<span class="small">fact ${escapeHtml(oneLine(factId, 200))}</span>`;
    return `<li>${quote}${fact}</li>`;
  });
  return items.length === 0 ? '' : `<h3>Evidence</h3><ul>${items.join('')}</ul>`;
}

function structure(review: Review): string {
  const drawn = drawChangeAsSvg(review.facts);
  const told = structureLines(review.facts, drawn !== '');
  if (told.length === 0 && drawn === '') return '';
  const list = told.length === 0 ? '' : `<ul>${told.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
  return `<section><h2>What changes in the structure</h2>${drawn}${list}</section>`;
}

function recommendations(review: Review): string {
  const sections = Section.options.flatMap((section) => {
    const items = review.recommendations[section] ?? [];
    return items.length === 0
      ? []
      : [
          `<div><h3>${sectionNames[section]}</h3><ul>${items
            .slice(0, 20)
            .map((item) => `<li>${inlineText(item, 1000)}</li>`)
            .join('')}</ul></div>`,
        ];
  });
  return sections.length === 0
    ? ''
    : `<section><h2>Recommendations</h2><div class="grid">${sections.join('')}</div></section>`;
}

function details(summary: string, items: readonly string[]): string {
  if (items.length === 0) return summary.startsWith('Read') ? `<p class="small">${escapeHtml(summary)}</p>` : '';
  const shown = items.slice(0, 500).map((item) => `<li>${escapeHtml(oneLine(item, 800))}</li>`);
  return `<details><summary>${escapeHtml(summary)}</summary><ul>${shown.join('')}</ul></details>`;
}

function labelled(label: string, said: string): string {
  return said.trim() === '' ? '' : `<h3>${label}</h3>${text(said, 3000)}`;
}

function text(foreign: string, max: number): string {
  return markdown.render(toProse(foreign, max));
}

function inlineText(foreign: string, max = 300): string {
  return markdown.renderInline(toInline(foreign, max));
}

function anchor(links: Links, path: string, label: string): string {
  return links.htmlUrl === null
    ? escapeHtml(label)
    : `<a href="${escapeHtml(`${links.htmlUrl}/${path}`)}">${escapeHtml(label)}</a>`;
}

type Lines = Pick<Finding, 'path' | 'startLine' | 'endLine'>;

function placeAnchor(links: Links, place: Lines & Pick<Finding, 'side'>): string {
  return lines(links, place.side === 'before' ? links.mergeBase : links.head, place);
}

function lines(links: Links, commit: string, { path, startLine, endLine }: Lines): string {
  const fragment = `#L${startLine}${endLine > startLine ? `-L${endLine}` : ''}`;
  return `<code>${anchor(links, `blob/${commit}/${encodePath(path)}${fragment}`, placeLabel(path, startLine, endLine))}</code>`;
}
