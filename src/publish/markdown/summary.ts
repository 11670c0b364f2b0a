// Builds the review as one page of Markdown: verdict, findings, structural changes, and the rest folded. The summary
// comment, the check run and the Markdown of the command line are this page.
import { evidenceKind, type Finding, isGrounded, Section } from '../../domain/finding.ts';
import type { Review } from '../../domain/review.ts';
import { capital, counted, listed, shortSha } from '../../text/format.ts';
import { escapeBars, oneLine, toCodeSpan, toInline, toProse, toTitle, toTitleCell } from '../../text/sanitize.ts';
import {
  consultedHeading,
  coverageLine,
  skippedReason,
  suppressedLine,
  undecidedLines,
  unjudgedLine,
  unreadReason,
} from '../coverage-words.ts';
import { drawChangeAsMermaid } from '../graph-view/mermaid.ts';
import { structureLines } from '../graph-view/structure-lines.ts';
import { type Links, placeLabel } from '../links.ts';
import type { Placement } from '../plan.ts';
import {
  droppedHeading,
  furtherHeading,
  kindNames,
  lessSevereLine,
  nothingFound,
  notReviewedReason,
  policyWarning,
  reviewNotes,
  sectionNames,
  settingsErrors,
  structureHeading,
  truncationNote,
  usageLine,
  verdictLine,
  weakenedHeading,
  weakenedLine,
} from '../words.ts';
import {
  alert,
  commitLink,
  fileLink,
  findingBody,
  findingFooter,
  findingTitle,
  folded,
  noteAlert,
  placeLine,
  placeLink,
} from './blocks.ts';
import type { PagePart } from './budget.ts';
import { clausePart } from './clauses.ts';

export interface PageOptions {
  readonly links: Links;
  /** By finding id; a finding without one is shown in full. */
  readonly placements: ReadonlyMap<string, Placement>;
  /** Markdown of the table of earlier findings; empty where there is none. */
  readonly history: string;
  /** A check run draws no Mermaid; dropped claims are no topic of a conversation. */
  readonly place: 'conversation' | 'check' | 'document';
}

const maxRows = 40;
const maxFull = 40;
const maxFurtherBytes = 2_000;
const maxListed = 200;
const maxReasons = 30;
const maxOfReason = 20;

/** The page in parts, each with its priority. */
export function pageParts(review: Review, options: PageOptions): PagePart[] {
  return [
    { text: heading(review), priority: 0 },
    { text: verdictText(review), priority: 0 },
    { text: warnings(review, options.links), priority: 1 },
    findingsPart(review.findings, options),
    ...fullFindings(review.findings, options),
    furtherFindings(review.further ?? [], options),
    structurePart(review, options.place !== 'check'),
    { text: recommendationsPart(review), priority: 5 },
    { text: coverageText(review), priority: 6, shorter: [coverageLine(review.coverage, review.whole)] },
    clausePart(review, options.links, 6),
    { text: consultedDocuments(review, options.links), priority: 7 },
    { text: options.place === 'conversation' ? '' : droppedClaims(review), priority: 9 },
    { text: options.history, priority: 4 },
    { text: pageFooter(review, options.links), priority: 0 },
  ];
}

function heading(review: Review): string {
  return `### Go architecture · ${verdictLine(review)}${review.whole ? ' · full repository' : ''}`;
}

function verdictText(review: Review): string {
  if (review.verdict === 'not-reviewed') return toInline(notReviewedReason(review), 1000);
  const unjudged = toInline(unjudgedLine(review.coverage, review.whole), 2000);
  const nothing = review.findings.length === 0 ? nothingFound(review) : '';
  return [unjudged, nothing, toProse(review.summary, 1500)].filter(Boolean).join('\n\n');
}

function warnings(review: Review, links: Links): string {
  const notes = reviewNotes(review).map((note) => toInline(note, 500));
  return [weakenedAlert(review), policyAlert(review, links), settingsAlert(review), noteAlert(notes, 2)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function policyAlert({ policyChanges, head }: Review, links: Links): string {
  if (policyChanges.length === 0) return '';
  const files = policyChanges.slice(0, 10).map((change) => fileLink(links, head, change.path));
  return alert('WARNING', [policyWarning(policyChanges), '', `Changed: ${listed(files)}.`]);
}

function weakenedAlert({ weakened = [] }: Review): string {
  if (weakened.length === 0) return '';
  const lines = weakened.slice(0, 30).map((one) => `- ${weakenedLine(one)}`);
  const more = weakened.length > 30 ? [`- and ${weakened.length - 30} more`] : [];
  return alert('CAUTION', [weakenedHeading, '', ...lines, ...more]);
}

function settingsAlert({ settingsProblems }: Review): string {
  if (settingsProblems.length === 0) return '';
  const lines = settingsProblems.slice(0, 20).map(({ source, line, message }) => {
    const where = line === null ? oneLine(source, 300) : placeLabel(source, line);
    return `- ${toCodeSpan(where)}: ${toInline(message, 500)}`;
  });
  return alert('WARNING', [settingsErrors, '', ...lines]);
}

function findingsPart(findings: readonly Finding[], options: PageOptions): PagePart {
  if (findings.length === 0) return { text: '', priority: 1 };
  const rows = findings.slice(0, maxRows).map((finding) => findingRow(finding, options));
  const table = (count: number) => {
    const shown = rows.slice(0, count);
    const more = findings.length - shown.length;
    const lines = ['| Severity | Finding | Where |', '| :-- | :-- | :-- |', ...shown].join('\n');
    return more > 0 ? `${lines}\n\n${lessSevereLine(more)}` : lines;
  };
  return { text: table(maxRows), priority: 1, shorter: [table(15), table(5)] };
}

function findingRow(finding: Finding, options: PageOptions): string {
  const others = finding.otherPlaces.length;
  const where = placeLink(options.links, finding) + (others > 0 ? ` and ${counted(others, 'more place')}` : '');
  const kind = isGrounded(finding) ? '' : ` (${kindNames[evidenceKind(finding)].toLowerCase()})`;
  const dismissed = options.placements.get(finding.id) === 'dismissed' ? ' (dismissed in its thread)' : '';
  const title = toTitleCell(finding.title, 200) + kind + dismissed;
  return `| ${capital(finding.severity)} | ${title} | ${escapeBars(where)} |`;
}

/** Verified findings beyond the limit of the settings, folded under their number. */
function furtherFindings(findings: readonly Finding[], { links }: PageOptions): PagePart {
  if (findings.length === 0) return { text: '', priority: 4 };
  const entry = (finding: Finding) =>
    [findingTitle(finding), placeLine(finding, links), findingBody(finding, links, maxFurtherBytes)].join('\n\n');
  const titles = findings.map((finding) => `- ${findingTitle(finding)} ${placeLine(finding, links)}`);
  const heading = furtherHeading(findings.length);
  return {
    text: folded(heading, findings.slice(0, maxFull).map(entry).join('\n\n')),
    priority: 4,
    shorter: [folded(heading, titles.slice(0, maxFull).join('\n')), `${heading}.`],
  };
}

/** The findings without an inline comment, each folded under its title. */
function fullFindings(findings: readonly Finding[], options: PageOptions): PagePart[] {
  return findings
    .filter((finding) => (options.placements.get(finding.id) ?? 'full') === 'full')
    .slice(0, maxFull)
    .map((finding) => {
      const place = toCodeSpan(placeLabel(finding.path, finding.startLine));
      const summary = [capital(finding.severity), oneLine(finding.title, 200), place].join(' · ');
      const body = [
        placeLine(finding, options.links),
        findingBody(finding, options.links, 12_000),
        findingFooter(finding),
      ].join('\n\n');
      return { text: folded(summary, body), priority: 3 };
    });
}

function structurePart(review: Review, withPicture: boolean): PagePart {
  const list = (isDrawn: boolean) =>
    structureLines(review.facts, isDrawn)
      .map((line) => `- ${toInline(line, 1000)}`)
      .join('\n');
  const joined = (...parts: string[]) =>
    [`**${structureHeading}**`, ...parts].filter((part) => part !== '').join('\n\n');
  const lines = list(false) === '' ? '' : joined(list(false));
  const picture = withPicture ? drawChangeAsMermaid(review.facts) : '';
  if (picture === '') return { text: lines, priority: 2 };
  return { text: joined(list(true), `\`\`\`mermaid\n${picture}\n\`\`\``), priority: 2, shorter: [lines] };
}

function recommendationsPart(review: Review): string {
  const sections = Section.options
    .map((section) => ({ section, lines: listItems(review.recommendations[section] ?? [], 1000) }))
    .filter(({ lines }) => lines.length > 0);
  if (sections.length === 0) return '';
  const count = sections.reduce((sum, { lines }) => sum + lines.length, 0);
  const body = sections.map(({ section, lines }) => [`**${sectionNames[section]}**`, ...lines.slice(0, 20)].join('\n'));
  return folded(`Recommendations (${count})`, body.join('\n\n'));
}

/** Items of a list. Blank ones are left out: "- " below a line would make a heading of it. */
function listItems(texts: readonly string[], max: number): string[] {
  return texts
    .map((text) => toInline(text, max))
    .filter((text) => text !== '')
    .map((text) => `- ${text}`);
}

function coverageText(review: Review): string {
  if (review.verdict === 'not-reviewed' && review.coverage.changedGoFiles === 0) return '';
  const { skipped, factsOnly, notes } = review.coverage;
  const items = [
    ...listItems(notes.slice(0, 20), 500),
    ...listItems(review.facts.suppressed.slice(0, 30).map(suppressedLine), 800),
    ...listFiles(factsOnly, unreadReason),
    ...listFiles(skipped, skippedReason),
    ...listItems(undecidedLines(review.facts), 200),
  ];
  const line = coverageLine(review.coverage, review.whole);
  return items.length === 0 ? line : folded(line, items.join('\n'));
}

type CoveredFile = Review['coverage']['skipped'][number];

/** At most 20 for each reason: nobody reads a list of two thousand vendored files. */
function listFiles(files: readonly CoveredFile[], describe: (file: CoveredFile) => string): string[] {
  const reasons = [...new Set(files.map(({ reason }) => reason))].slice(0, maxReasons);
  return reasons.flatMap((reason) => {
    const ofReason = files.filter((file) => file.reason === reason);
    const more = ofReason.length - maxOfReason;
    const lines = ofReason
      .slice(0, maxOfReason)
      .map((file) => `- ${toCodeSpan(oneLine(file.path, 400))}: ${toInline(describe(file))}`);
    const why = toInline(describe({ path: '', reason }));
    return more > 0 ? [...lines, `- and ${more.toLocaleString('en-US')} more: ${why}`] : lines;
  });
}

function consultedDocuments({ consulted }: Review, links: Links): string {
  if (consulted.length === 0) return '';
  const lines = consulted
    .slice(0, maxListed)
    .map(
      ({ path, commit, cut }) =>
        `- ${fileLink(links, commit, path)} at ${toCodeSpan(shortSha(commit))}${truncationNote(cut)}`,
    );
  return folded(consultedHeading(consulted.length), lines.join('\n'));
}

/** Claims of the model that did not pass the checks, so that readers can judge the checks. */
function droppedClaims({ dropped }: Review): string {
  if (dropped.length === 0) return '';
  const lines = dropped
    .slice(0, 50)
    .map(
      ({ title, path, reason }) =>
        `- ${toTitle(title, 200)} (${toCodeSpan(oneLine(path, 300))}): ${toInline(reason, 500)}`,
    );
  return folded(droppedHeading(dropped.length), lines.join('\n'));
}

function pageFooter(review: Review, links: Links): string {
  const { mergeBase, head, whole } = review;
  const range = whole ? commitLink(links, head) : `${commitLink(links, mergeBase)}…${commitLink(links, head)}`;
  return `<sub>${range} · ${toInline(usageLine(review.usage, review.model), 400)}</sub>`;
}
