// Renders one finding of the page.
import { evidenceKind, type Finding } from '../../domain/finding.ts';
import { capital } from '../../text/format.ts';
import { cut, escapeHtml, oneLine, removeHidden } from '../../text/sanitize.ts';
import { commitOf, fileAddress, type Links, placeLabel } from '../links.ts';
import { evidenceOf, shownTradeOffs } from '../select-evidence.ts';
import { kindNames, kindNote, sectionNames } from '../words.ts';
import { anchor, labelled, listOf, paragraphs, titleText } from './elements.ts';

export function findingCard(finding: Finding, links: Links): string {
  const places = [finding, ...finding.otherPlaces.slice(0, 10)].map((place) => placeAnchor(links, place));
  const parts = [
    `<h2><span class="pill">${capital(finding.severity)}</span> ${titleText(finding.title)}</h2>`,
    `<p class="place">${places.join(', ')}</p>`,
    finding.quote.trim() === '' ? '' : quotedLines(finding),
    paragraphs(finding.rationale, 4000),
    labelled('Recommendation', finding.recommendation),
    labelled('Trade-off', shownTradeOffs(finding)),
    finding.example.trim() === '' ? '' : `<pre>${escapeHtml(cut(finding.example.trim(), 6000))}</pre>`,
    evidenceSection(finding, links),
    kindNote(finding) === '' ? '' : `<p class="small">${escapeHtml(kindNote(finding))}</p>`,
    `<p class="small">${cardFooter(finding)}</p>`,
  ];
  return `<article class="${finding.severity}">${parts.join('')}</article>`;
}

function cardFooter(finding: Finding): string {
  const { section, rule, id } = finding;
  const names = [...(rule === null ? [] : [rule]), id].map((name) => `<code>${escapeHtml(oneLine(name, 100))}</code>`);
  return [sectionNames[section], kindNames[evidenceKind(finding)], ...names].join(' · ');
}

/** The first 12 lines of the finding's code, with line numbers. */
function quotedLines(finding: Finding): string {
  const lines = removeHidden(finding.quote).split('\n').slice(0, 12);
  const rows = lines.map((line, index) => `<span class="line">${finding.startLine + index}</span>${escapeHtml(line)}`);
  return `<pre class="quote">${rows.join('\n')}</pre>`;
}

function evidenceSection(finding: Finding, links: Links): string {
  const items = evidenceOf(finding).map(({ citation, isElsewhere, factId }) => {
    const side = finding.side === 'before' && citation.path === finding.path ? 'before' : 'head';
    const commit = citation.kind === 'document' ? links.base : commitOf(links, { side });
    const where = lineAnchor(links, commit, { path: citation.path, startLine: citation.startLine });
    const quote = isElsewhere ? `${where} <q>${escapeHtml(oneLine(citation.quote, 240))}</q> ` : '';
    return quote + (factId === null ? '' : `<span class="small">fact ${escapeHtml(oneLine(factId, 200))}</span>`);
  });
  return items.length === 0 ? '' : `<h3>Evidence</h3>${listOf(items)}`;
}

function placeAnchor(links: Links, place: Pick<Finding, 'path' | 'startLine' | 'endLine' | 'side'>): string {
  return lineAnchor(links, commitOf(links, place), place);
}

interface FileLines {
  readonly path: string;
  readonly startLine: number;
  readonly endLine?: number;
}

function lineAnchor(links: Links, commit: string, { path, startLine, endLine = startLine }: FileLines): string {
  const address = fileAddress(links, commit, path, { startLine, endLine });
  return `<code>${anchor(address, placeLabel(path, startLine, endLine))}</code>`;
}
