// Builds the Markdown that all pages share: links, folded parts, and everything about one finding.
import { type Citation, evidenceKind, type Finding, type Place } from '../../domain/finding.ts';
import { capital, shortSha } from '../../text/format.ts';
import { cut, oneLine, toCodeSpan, toFence, toProse, toSummary, toTitle } from '../../text/sanitize.ts';
import { commitAddress, commitOf, fileAddress, type Links, placeLabel } from '../links.ts';
import { evidenceOf, shownTradeOffs } from '../select-evidence.ts';
import { kindNames, kindNote, sectionNames } from '../words.ts';
import { fitInto, type PagePart } from './budget.ts';

/** The label as a code span, linked where there is an address. */
function link(label: string, address: string | null): string {
  return address === null ? toCodeSpan(label) : `[${toCodeSpan(label)}](${address})`;
}

/** A link to lines of a file at a commit. */
export function permalink(links: Links, commit: string, path: string, startLine: number, endLine = startLine): string {
  const address = fileAddress(links, commit, path, { startLine, endLine });
  return link(placeLabel(path, startLine, endLine), address);
}

/** A link to a whole file at a commit. */
export function fileLink(links: Links, commit: string, path: string): string {
  return link(oneLine(path, 400), fileAddress(links, commit, path, null));
}

export function commitLink(links: Pick<Links, 'htmlUrl'>, sha: string): string {
  return link(shortSha(sha), commitAddress(links, sha));
}

/** A link to a place, at the commit that shows it. */
export function placeLink(links: Links, place: Pick<Place, 'path' | 'startLine' | 'endLine' | 'side'>): string {
  return permalink(links, commitOf(links, place), place.path, place.startLine, place.endLine);
}

/**
 * A folded part under one line of text, in which code spans are code. GitHub needs the blank lines to read Markdown
 * inside.
 */
export function folded(summary: string, body: string): string {
  return `<details><summary>${toSummary(summary, 1000)}</summary>\n\n${body}\n\n</details>`;
}

/** A GitHub alert (https://docs.github.com/en/get-started/writing-on-github), which reads as a quotation elsewhere. */
export function alert(kind: 'NOTE' | 'WARNING' | 'CAUTION', lines: readonly string[]): string {
  return [`> [!${kind}]`, ...lines.map((line) => `> ${line}`)].join('\n');
}

/** One or more notes; more than `maxJoined` are a list. */
export function noteAlert(notes: readonly string[], maxJoined: number): string {
  if (notes.length === 0) return '';
  return alert('NOTE', notes.length <= maxJoined ? [notes.join(' ')] : notes.map((note) => `- ${note}`));
}

const maxExampleLines = 12;
const maxPlaces = 10;

function evidenceList(finding: Finding, links: Links): string {
  const lines = evidenceOf(finding).map(({ citation, isElsewhere, factId }) => {
    const parts = isElsewhere ? [quotation(citation, finding, links)] : [];
    if (factId !== null) parts.push(`fact ${toCodeSpan(oneLine(factId, 200))}`);
    return `- ${parts.join(' · ')}`;
  });
  return lines.length === 0 ? '' : ['**Evidence**', ...lines].join('\n');
}

function quotation(citation: Citation, finding: Finding, links: Links): string {
  const quote = citation.quote.trim() === '' ? '' : ` ${toCodeSpan(oneLine(citation.quote, 240))}`;
  const side = finding.side === 'before' && citation.path === finding.path ? 'before' : 'head';
  const commit = citation.kind === 'document' ? links.base : commitOf(links, { side });
  return permalink(links, commit, citation.path, citation.startLine) + quote;
}

/**
 * A finding below its title, in at most `limit` bytes; the example is the first to go. Its place and quote are not in
 * it.
 */
export function findingBody(finding: Finding, links: Links, limit: number): string {
  const parts: PagePart[] = [
    { text: toProse(finding.rationale, 4000), priority: 0, shorter: [toProse(finding.rationale, 500)] },
    { text: toProse(finding.recommendation, 3000, '**Recommendation.**'), priority: 1 },
    { text: toProse(shownTradeOffs(finding), 2000, '**Trade-off.**'), priority: 3 },
    { text: exampleBlock(finding), priority: 5 },
    { text: otherPlaces(finding, links), priority: 4 },
    { text: evidenceList(finding, links), priority: 2 },
    { text: kindNote(finding) === '' ? '' : `<sub>${kindNote(finding)}</sub>`, priority: 1 },
  ];
  return fitInto(parts, limit, '<sub>Truncated.</sub>').text;
}

function exampleBlock({ example }: Finding): string {
  if (example.trim() === '') return '';
  const block = toFence('go', cut(example, 6000));
  return example.trim().split('\n').length > maxExampleLines ? folded('Example', block) : block;
}

function otherPlaces(finding: Finding, links: Links): string {
  if (finding.otherPlaces.length === 0) return '';
  const places = finding.otherPlaces.slice(0, maxPlaces).map((place) => placeLink(links, place));
  const more = finding.otherPlaces.length - places.length;
  return `**Also at** ${places.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** The place of a finding and its code, on one line. */
export function placeLine(finding: Finding, links: Links): string {
  return `${placeLink(links, finding)} ${toCodeSpan(oneLine(finding.quote, 240))}`.trim();
}

/** "High · Domain imports the store", in bold. */
export function findingTitle(finding: Finding): string {
  return `**${capital(finding.severity)} · ${toTitle(finding.title, 200)}**`;
}

/** Section, rule and id of a finding, in small print. */
export function findingFooter(finding: Finding): string {
  const rule = finding.rule === null ? '' : ` · ${toCodeSpan(oneLine(finding.rule, 100))}`;
  const kind = kindNames[evidenceKind(finding)];
  return `<sub>${sectionNames[finding.section]} · ${kind}${rule} · ${toCodeSpan(oneLine(finding.id, 100))}</sub>`;
}
