// The review as one page of Markdown: verdict first, then findings, the change to the structure, and, folded, all that a careful
// reader may want to check. The same page is the summary comment on GitHub and the Markdown of the command line.
import { type Finding, isGrounded, Section } from '../../domain/finding.ts';
import type { Review } from '../../domain/review.ts';
import { counted, listed, shortSha } from '../../text/format.ts';
import { cut, escapeBars, oneLine, toCodeSpan, toInline, toProse, toTitle, toTitleCell } from '../../text/sanitize.ts';
import { drawChangeAsMermaid } from '../graph-view/mermaid.ts';
import { structureLines } from '../graph-view/structure-lines.ts';
import {
  coverageLine,
  nothingFound,
  notReviewedReason,
  policyWarning,
  reviewNotes,
  sectionNames,
  settingsErrors,
  skipReason,
  suppressedLine,
  undecidedLines,
  unreadReason,
  usageLine,
  verdictLine,
} from '../words.ts';
import {
  capital,
  fileLink,
  findingBody,
  findingFooter,
  folded,
  type Links,
  placeLabel,
  placeLine,
  placeLink,
} from './blocks.ts';
import type { PagePart } from './budget.ts';
import { clausePart } from './clauses.ts';

/** How a finding is told on this page: as a row that points at its inline comment, or in full. */
export type Placement = 'inline' | 'full' | 'dismissed';

export interface PageOptions {
  readonly links: Links;
  /** By finding id; a finding that is not named is told in full. */
  readonly placements: ReadonlyMap<string, Placement>;
  /** Markdown of the table of earlier findings; empty where there is none. */
  readonly history: string;
  /** A check run does not draw Mermaid; a conversation is no place for what was not said. */
  readonly place: 'conversation' | 'check' | 'document';
}

const maxRows = 40;
const maxFull = 40;
const maxListed = 200;
const maxReasons = 30;
const maxOfReason = 20;

/** The page in parts, each with how dispensable it is. */
export function pageParts(review: Review, options: PageOptions): PagePart[] {
  return [
    { text: heading(review), priority: 0 },
    { text: verdictText(review), priority: 0 },
    { text: warnings(review, options.links), priority: 1 },
    findingsPart(review.findings, options),
    ...fullFindings(review.findings, options),
    structurePart(review, options.place !== 'check'),
    { text: recommendations(review), priority: 5 },
    { text: ledger(review), priority: 6, shorter: [coverageLine(review.coverage, review.whole)] },
    clausePart(review, options.links, 6),
    { text: consulted(review, options.links), priority: 7 },
    { text: options.place === 'conversation' ? '' : dropped(review), priority: 9 },
    { text: options.history, priority: 4 },
    { text: footer(review, options.links), priority: 0 },
  ];
}

function heading(review: Review): string {
  return `### Go architecture · ${verdictLine(review)}${review.whole ? ' · the whole state' : ''}`;
}

function verdictText(review: Review): string {
  if (review.verdict === 'not-reviewed') return toInline(notReviewedReason(review), 1000);
  const summary = toProse(review.summary, 1500);
  return review.findings.length === 0 ? [nothingFound(review), summary].filter(Boolean).join('\n\n') : summary;
}

/** A GitHub alert (https://docs.github.com/en/get-started/writing-on-github), which reads as a quotation elsewhere. */
function alert(kind: 'NOTE' | 'WARNING', lines: readonly string[]): string {
  return [`> [!${kind}]`, ...lines.map((line) => `> ${line}`)].join('\n');
}

function warnings(review: Review, links: Links): string {
  const parts: string[] = [];
  if (review.policyChanges.length > 0) {
    const files = review.policyChanges.slice(0, 10).map((change) => fileLink(links, review.head, change.path));
    parts.push(alert('WARNING', [policyWarning(review.policyChanges), '', `Changed: ${listed(files)}.`]));
  }
  if (review.settingsProblems.length > 0) {
    const lines = review.settingsProblems.slice(0, 20).map((problem) => {
      const where = problem.line === null ? oneLine(problem.source, 300) : placeLabel(problem.source, problem.line);
      return `- ${toCodeSpan(where)}: ${toInline(problem.message, 500)}`;
    });
    parts.push(alert('WARNING', [settingsErrors, '', ...lines]));
  }
  const notes = reviewNotes(review).map((note) => toInline(note, 500));
  if (notes.length > 0)
    parts.push(alert('NOTE', notes.length <= 2 ? [notes.join(' ')] : notes.map((note) => `- ${note}`)));
  return parts.join('\n\n');
}

function findingsPart(findings: readonly Finding[], options: PageOptions): PagePart {
  if (findings.length === 0) return { text: '', priority: 1 };
  const table = (rows: readonly string[]) => {
    const more = findings.length - rows.length;
    const rest = more > 0 ? `\n\nAnd ${more} more, less severe.` : '';
    return ['| Severity | Finding | Where |', '| :-- | :-- | :-- |', ...rows].join('\n') + rest;
  };
  const rows = findings.slice(0, maxRows).map((finding) => findingRow(finding, options));
  return { text: table(rows), priority: 1, shorter: [table(rows.slice(0, 15)), table(rows.slice(0, 5))] };
}

function findingRow(finding: Finding, options: PageOptions): string {
  const others = finding.otherPlaces.length;
  const where = placeLink(options.links, finding) + (others > 0 ? ` and ${counted(others, 'more place')}` : '');
  const opinion = isGrounded(finding) ? '' : ' (own judgement)';
  const dismissed = options.placements.get(finding.id) === 'dismissed' ? ' (dismissed in its thread)' : '';
  return `| ${capital(finding.severity)} | ${toTitleCell(finding.title, 200)}${opinion}${dismissed} | ${escapeBars(where)} |`;
}

/** The findings that no inline comment tells, each folded under its title. */
function fullFindings(findings: readonly Finding[], options: PageOptions): PagePart[] {
  return findings
    .filter((finding) => (options.placements.get(finding.id) ?? 'full') === 'full')
    .slice(0, maxFull)
    .map((finding) => {
      const summary = `${capital(finding.severity)} · ${oneLine(finding.title, 200)} · ${toCodeSpan(placeLabel(finding.path, finding.startLine))}`;
      const body = [
        placeLine(finding, options.links),
        findingBody(finding, options.links, 12_000),
        findingFooter(finding),
      ].join('\n\n');
      return { text: folded(summary, body), priority: 3 };
    });
}

function structurePart(review: Review, withPicture: boolean): PagePart {
  const told = (isDrawn: boolean) =>
    structureLines(review.facts, isDrawn)
      .map((line) => `- ${toInline(line, 1000)}`)
      .join('\n');
  const heading = '**What changes in the structure**';
  const lines = told(false) === '' ? '' : `${heading}\n\n${told(false)}`;
  const picture = withPicture ? drawChangeAsMermaid(review.facts) : '';
  if (picture === '') return { text: lines, priority: 2 };
  const drawn = [heading, told(true), `\`\`\`mermaid\n${picture}\n\`\`\``].filter((part) => part !== '');
  return { text: drawn.join('\n\n'), priority: 2, shorter: [lines] };
}

function recommendations(review: Review): string {
  const sections = Section.options
    .map((section) => ({ section, lines: review.recommendations[section] ?? [] }))
    .filter(({ lines }) => lines.length > 0);
  if (sections.length === 0) return '';
  const count = sections.reduce((sum, { lines }) => sum + lines.length, 0);
  const body = sections.map(({ section, lines }) =>
    [`**${sectionNames[section]}**`, ...lines.slice(0, 20).map((line) => `- ${toInline(line, 1000)}`)].join('\n'),
  );
  return folded(`Recommendations (${count})`, body.join('\n\n'));
}

function ledger(review: Review): string {
  if (review.verdict === 'not-reviewed' && review.coverage.changedGoFiles === 0) return '';
  const { skipped, factsOnly, notes } = review.coverage;
  const line = coverageLine(review.coverage, review.whole);
  const couldNotTell = undecidedLines(review.facts);
  const { suppressed } = review.facts;
  if (skipped.length + factsOnly.length + notes.length + couldNotTell.length + suppressed.length === 0) return line;
  const files = [...listFiles(factsOnly, unreadReason), ...listFiles(skipped, skipReason)];
  const rules = couldNotTell.map((one) => `- ${toInline(one, 200)}`);
  const left = suppressed.slice(0, 30).map((one) => `- ${toInline(suppressedLine(one), 800)}`);
  const body = [...notes.slice(0, 20).map((note) => `- ${toInline(note, 500)}`), ...left, ...files, ...rules].join(
    '\n',
  );
  return folded(line, body);
}

/** At most 20 for each reason: nobody reads a list of two thousand vendored files. */
function listFiles(files: Review['coverage']['skipped'], say: (reason: string) => string): string[] {
  const reasons = [...new Set(files.map(({ reason }) => reason))].slice(0, maxReasons);
  return reasons.flatMap((reason) => {
    const ofReason = files.filter((file) => file.reason === reason);
    const more = ofReason.length - maxOfReason;
    const lines = ofReason
      .slice(0, maxOfReason)
      .map(({ path }) => `- ${toCodeSpan(oneLine(path, 400))}: ${toInline(say(reason))}`);
    return more > 0 ? [...lines, `- and ${more.toLocaleString('en-US')} more: ${toInline(say(reason))}`] : lines;
  });
}

function consulted(review: Review, links: Links): string {
  if (review.consulted.length === 0) return '';
  const lines = review.consulted.slice(0, maxListed).map(({ path, commit, cut: missing }) => {
    const note = missing > 0 ? ` (its last ${missing.toLocaleString('en-US')} characters were not read)` : '';
    return `- ${fileLink(links, commit, path)} at ${toCodeSpan(shortSha(commit))}${note}`;
  });
  const count = review.consulted.length;
  return folded(`Consulted ${count} design ${count === 1 ? 'document' : 'documents'}`, lines.join('\n'));
}

/** Claims that were checked and not made, so that the filter can be judged. */
function dropped(review: Review): string {
  if (review.dropped.length === 0) return '';
  const lines = review.dropped
    .slice(0, 50)
    .map(
      ({ title: claim, path, reason }) =>
        `- ${toTitle(claim, 200)} (${toCodeSpan(oneLine(path, 300))}): ${toInline(reason, 500)}`,
    );
  const count = review.dropped.length;
  return folded(`Checked and not said: ${count} ${count === 1 ? 'claim' : 'claims'}`, lines.join('\n'));
}

function footer(review: Review, links: Links): string {
  const commit = (sha: string) =>
    links.htmlUrl === null
      ? toCodeSpan(shortSha(sha))
      : `[${toCodeSpan(shortSha(sha))}](${links.htmlUrl}/commit/${sha})`;
  const range = review.whole ? commit(review.head) : `${commit(review.mergeBase)}…${commit(review.head)}`;
  return `<sub>${range} · ${toInline(cut(usageLine(review.usage, review.model), 400), 400)}</sub>`;
}
