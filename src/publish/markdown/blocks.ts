// The pieces that Markdown is put together from: permalinks of our own making, folded parts, evidence, one finding.
import { type Finding, isGrounded, type Place } from '../../domain/finding.ts';
import type { Review } from '../../domain/review.ts';
import { cut, oneLine, toCodeSpan, toFence, toProse, toSummary, toTitle } from '../../text/sanitize.ts';
import { type Evidence, evidenceOf, shownTradeOffs } from '../evidence.ts';
import { opinionNote, sectionNames } from '../words.ts';
import { fitInto, type PagePart } from './budget.ts';

/** Where the repository is read, and the commits that permalinks point at. */
export interface Links {
  /** "https://github.com/owner/name"; null where there is nothing to link to. */
  readonly htmlUrl: string | null;
  readonly head: string;
  readonly base: string;
  readonly mergeBase: string;
}

/** The links of a review that is read at `htmlUrl`. */
export function linksOf(review: Review, htmlUrl: string | null): Links {
  return { htmlUrl, head: review.head, base: review.base, mergeBase: review.mergeBase };
}

/** "path:12-14" as people write a place. */
export function placeLabel(path: string, startLine: number, endLine = startLine): string {
  return `${oneLine(path, 400)}:${startLine}${endLine > startLine ? `-${endLine}` : ''}`;
}

/**
 * A link to lines of a file at a commit, made from path, lines and SHA and never from foreign text; plain code where the
 * repository has no address.
 */
export function permalink(links: Links, commit: string, path: string, startLine: number, endLine = startLine): string {
  const label = toCodeSpan(placeLabel(path, startLine, endLine));
  if (links.htmlUrl === null) return label;
  const lines = `#L${startLine}${endLine > startLine ? `-L${endLine}` : ''}`;
  return `[${label}](${links.htmlUrl}/blob/${commit}/${encodePath(path)}${lines})`;
}

/** A link to a whole file at a commit. */
export function fileLink(links: Links, commit: string, path: string): string {
  const label = toCodeSpan(oneLine(path, 400));
  return links.htmlUrl === null ? label : `[${label}](${links.htmlUrl}/blob/${commit}/${encodePath(path)})`;
}

/** A path as it stands in an address. */
export function encodePath(path: string): string {
  const wellFormed = path.replace(/\p{Cs}/gu, '\ufffd');
  return wellFormed
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`),
    )
    .join('/');
}

/** Where a place stands, as a permalink: at the head, or at the merge base for code that goes away. */
export function placeLink(links: Links, place: Pick<Place, 'path' | 'startLine' | 'endLine' | 'side'>): string {
  const commit = place.side === 'before' ? links.mergeBase : links.head;
  return permalink(links, commit, place.path, place.startLine, place.endLine);
}

/** A folded part under one line of text, in which code spans are code. GitHub needs the blank lines to read Markdown inside. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${toSummary(summary, 1000)}</summary>\n\n${body}\n\n</details>`;
}

/** "High", for the start of a line. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const maxExampleLines = 12;
const maxPlaces = 10;

/** What the finding rests on beside its own lines, one line each. */
function evidence(finding: Finding, links: Links): string {
  const lines = evidenceOf(finding).map(({ citation, isElsewhere, factId }) => {
    const said = isElsewhere ? [quotation(citation, finding, links)] : [];
    if (factId !== null) said.push(`fact ${toCodeSpan(oneLine(factId, 200))}`);
    return `- ${said.join(' · ')}`;
  });
  return lines.length === 0 ? '' : ['**Evidence**', ...lines].join('\n');
}

function quotation(citation: Evidence['citation'], finding: Finding, links: Links): string {
  const quote = citation.quote.trim() === '' ? '' : ` ${toCodeSpan(oneLine(citation.quote, 240))}`;
  const removed = finding.side === 'before' && citation.path === finding.path;
  const commit = citation.kind === 'document' ? links.base : removed ? links.mergeBase : links.head;
  return permalink(links, commit, citation.path, citation.startLine) + quote;
}

/**
 * Everything one finding says below its title: why, what to do, at what price, shown how, resting on what. At most `limit` bytes;
 * the example is the first to go. The place and the code that it speaks of stand above: they are not said again.
 */
export function findingBody(finding: Finding, links: Links, limit: number): string {
  const parts: PagePart[] = [
    { text: toProse(finding.rationale, 4000), priority: 0, shorter: [toProse(finding.rationale, 500)] },
    { text: labelled('Recommendation', finding.recommendation, 3000), priority: 1 },
    { text: labelled('Trade-off', shownTradeOffs(finding), 2000), priority: 3 },
    { text: example(finding), priority: 5 },
    { text: otherPlaces(finding, links), priority: 4 },
    { text: evidence(finding, links), priority: 2 },
    { text: isGrounded(finding) ? '' : `<sub>${opinionNote}</sub>`, priority: 1 },
  ];
  return fitInto(parts, limit, '<sub>Shortened to fit.</sub>').text;
}

function labelled(label: string, text: string, max: number): string {
  return toProse(text, max, `**${label}.**`);
}

function example(finding: Finding): string {
  if (finding.example.trim() === '') return '';
  const block = toFence('go', cut(finding.example, 6000));
  return finding.example.trim().split('\n').length > maxExampleLines ? folded('Example', block) : block;
}

function otherPlaces(finding: Finding, links: Links): string {
  if (finding.otherPlaces.length === 0) return '';
  const places = finding.otherPlaces.slice(0, maxPlaces).map((place) => placeLink(links, place));
  const more = finding.otherPlaces.length - places.length;
  return `**Also at** ${places.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** The place of a finding and the code that stands there, on one line. */
export function placeLine(finding: Finding, links: Links): string {
  return `${placeLink(links, finding)} ${toCodeSpan(oneLine(finding.quote, 240))}`.trim();
}

/** "High · Domain imports the store", in bold. */
export function findingTitle(finding: Finding): string {
  return `**${capital(finding.severity)} · ${toTitle(finding.title, 200)}**`;
}

/** Small print under a finding: its section, and the name by which it is known across pushes. */
export function findingFooter(finding: Finding): string {
  const rule = finding.rule === null ? '' : ` · ${toCodeSpan(oneLine(finding.rule, 100))}`;
  return `<sub>${sectionNames[finding.section]}${rule} · ${toCodeSpan(oneLine(finding.id, 100))}</sub>`;
}
