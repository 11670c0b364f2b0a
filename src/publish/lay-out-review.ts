// Lays out a review for a terminal: wrapped to its width, coloured on request, without characters that could control
// it.
import pc from 'picocolors';
import { evidenceKind, type Finding, Section, type Severity } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { capital, counted, listed, shortSha } from '../text/format.ts';
import { oneLine, removeHidden } from '../text/sanitize.ts';
import {
  clauseLine,
  coverageLine,
  shownClauses,
  skippedReason,
  suppressedLine,
  undecidedLines,
  unjudgedLine,
  unreadReason,
} from './coverage-words.ts';
import { structureLines } from './graph-view/structure-lines.ts';
import { placeLabel } from './links.ts';
import { evidenceOf, shownTradeOffs } from './select-evidence.ts';
import {
  kindNames,
  kindNote,
  nothingFound,
  notReviewedReason,
  policyWarning,
  reviewNotes,
  sectionNames,
  settingsErrors,
  structureHeading,
  usageLine,
  verdictLine,
  weakenedHeading,
  weakenedLine,
} from './words.ts';
import { indent, wrap } from './wrap-text.ts';

export interface TerminalStyle {
  readonly colour: boolean;
  /** Columns. */
  readonly width: number;
}

type Colours = ReturnType<typeof pc.createColors>;

/** Wider prose is hard to read. */
const maxColumns = 100;
const minColumns = 40;

/** The whole review, lines joined by line feeds. */
export function layOutReview(review: Review, style: TerminalStyle): string {
  const colours = pc.createColors(style.colour);
  const columns = Math.max(minColumns, Math.min(maxColumns, style.width));
  const blocks = [
    titleLine(review, colours),
    layOutVerdict(review, colours, columns),
    ...warningLines(review, columns).map((line) => colours.yellow(line)),
    ...review.findings.map((finding) => layOutFinding(finding, colours, columns)),
    layOutList(structureHeading, structureLines(review.facts), colours, columns),
    layOutRecommendations(review, colours, columns),
    layOutCoverage(review, colours, columns),
    colours.dim(wrap(usageLine(review.usage, review.model), columns)),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function titleLine(review: Review, colours: Colours): string {
  const head = shortSha(review.head);
  const range = review.whole ? `${head}, full repository` : `${shortSha(review.mergeBase)}…${head}`;
  return `${colours.bold('Go architecture')}  ${oneLine(review.repository)}  ${colours.dim(range)}`;
}

function layOutVerdict(review: Review, colours: Colours, columns: number): string {
  const line = verdictLine(review);
  const { green, yellow, red, dim } = colours;
  const paint = { clear: green, advise: yellow, incomplete: yellow, block: red, 'not-reviewed': dim };
  const lines = [colours.bold(paint[review.verdict](line))];
  if (review.verdict === 'not-reviewed') lines.push(wrap(notReviewedReason(review), columns));
  else {
    const nothing = review.findings.length === 0 ? nothingFound(review) : '';
    const told = [unjudgedLine(review.coverage, review.whole), nothing].filter((line) => line !== '');
    lines.push(...told.map((line) => wrap(line, columns)));
    if (review.summary.trim() !== '') lines.push(wrap(review.summary, columns));
  }
  return lines.join('\n');
}

function warningLines(review: Review, columns: number): string[] {
  const lines: string[] = [];
  const { weakened = [] } = review;
  if (weakened.length > 0) lines.push(weakenedHeading);
  for (const one of weakened) lines.push(wrap(`- ${oneLine(weakenedLine(one), 500)}`, columns));
  if (review.policyChanges.length > 0) {
    const files = listed(review.policyChanges.map((change) => oneLine(change.path)));
    lines.push(wrap(`${policyWarning(review.policyChanges)} Changed: ${files}.`, columns));
  }
  if (review.settingsProblems.length > 0) lines.push(settingsErrors);
  for (const problem of review.settingsProblems) {
    const where = problem.line === null ? oneLine(problem.source) : placeLabel(problem.source, problem.line);
    lines.push(wrap(`${where}: ${problem.message}`, columns));
  }
  const notes = reviewNotes(review).join(' ');
  return notes === '' ? lines : [...lines, wrap(notes, columns)];
}

function layOutFinding(finding: Finding, colours: Colours, columns: number): string {
  const inner = columns - 2;
  const labelled = (label: string, text: string) =>
    text.trim() === '' ? [] : ['', wrap(label === '' ? text : `${label}: ${text}`, inner)];
  const evidence = evidenceLines(finding, colours, inner);
  const lines = [
    ...placeLines(finding, colours),
    ...quoteLines(finding, colours),
    '',
    wrap(finding.rationale, inner),
    ...labelled('Recommendation', finding.recommendation),
    ...labelled('Trade-off', shownTradeOffs(finding)),
    ...(finding.example.trim() === '' ? [] : ['', indent(removeHidden(finding.example).trimEnd(), '    ')]),
    ...(evidence.length === 0 ? [] : ['', ...evidence]),
    ...(kindNote(finding) === '' ? [] : ['', colours.dim(wrap(kindNote(finding), inner))]),
  ];
  return `${findingHeading(finding, colours)}\n${indent(lines.join('\n'), '  ')}`;
}

function findingHeading({ severity, title }: Finding, colours: Colours): string {
  const paint: Record<Severity, (text: string) => string> = {
    critical: (text) => colours.bold(colours.red(text)),
    high: colours.red,
    medium: colours.yellow,
    low: colours.cyan,
  };
  return `${paint[severity](capital(severity))} · ${colours.bold(oneLine(title, 200))}`;
}

function placeLines(finding: Finding, colours: Colours): string[] {
  const own = [
    placeLabel(finding.path, finding.startLine, finding.endLine),
    kindNames[evidenceKind(finding)].toLowerCase(),
    oneLine(finding.rule ?? sectionNames[finding.section], 100),
    oneLine(finding.id, 100),
  ].join(' · ');
  const others = finding.otherPlaces
    .slice(0, 10)
    .map(({ path, startLine, endLine }) => `also ${placeLabel(path, startLine, endLine)}`);
  return [own, ...others].map(colours.dim);
}

/** The first six lines of the finding's code, with line numbers. */
function quoteLines(finding: Finding, colours: Colours): string[] {
  if (finding.quote.trim() === '') return [];
  const lines = removeHidden(finding.quote).replaceAll('\t', '    ').split('\n').slice(0, 6);
  const width = String(finding.startLine + lines.length - 1).length;
  return [
    '',
    ...lines.map((line, at) => `${colours.dim(`${String(finding.startLine + at).padStart(width)} │`)} ${line}`),
  ];
}

function evidenceLines(finding: Finding, colours: Colours, columns: number): string[] {
  return evidenceOf(finding).map(({ citation, isElsewhere, factId }) => {
    const parts = isElsewhere ? [placeLabel(citation.path, citation.startLine), oneLine(citation.quote, 200)] : [];
    if (factId !== null) parts.push(`${isElsewhere ? '· ' : ''}fact ${oneLine(factId, 200)}`);
    return colours.dim(wrap(`Evidence: ${parts.join(' ')}`, columns));
  });
}

function layOutList(name: string, items: readonly string[], colours: Colours, columns: number): string {
  if (items.length === 0) return '';
  const lines = items.map((item) => indent(wrap(item, columns - 4), '    ').replace(/^ {4}/, '  • '));
  return [colours.bold(name), ...lines].join('\n');
}

function layOutRecommendations(review: Review, colours: Colours, columns: number): string {
  const sections = Section.options
    .map((section) => layOutList(sectionNames[section], review.recommendations[section] ?? [], colours, columns))
    .filter((text) => text !== '');
  return sections.length === 0 ? '' : [colours.bold('Recommendations'), ...sections].join('\n\n');
}

function layOutCoverage(review: Review, colours: Colours, columns: number): string {
  const { coverage, consulted, dropped, facts } = review;
  if (review.verdict === 'not-reviewed' && coverage.changedGoFiles === 0) return '';
  const files = [...listFiles(coverage.factsOnly, unreadReason), ...listFiles(coverage.skipped, skippedReason)];
  const documents = consulted.map(({ path, commit }) => `${oneLine(path)} at ${shortSha(commit)}`);
  const wrapped = [
    ...coverage.notes,
    ...facts.suppressed.slice(0, 20).map(suppressedLine),
    ...undecidedLines(facts).map((line) => `${line}.`),
    ...(documents.length === 0 ? [] : [`Consulted: ${listed(documents)}.`]),
    ...(shownClauses(review).length === 0 ? [] : [clauseLine(review.clauses)]),
    ...(dropped.length === 0
      ? []
      : [`${counted(dropped.length, 'claim was', 'claims were')} checked and dropped; see --format json.`]),
  ];
  return [
    wrap(coverageLine(coverage, review.whole), columns),
    ...files.map(colours.dim),
    ...wrapped.map((line) => wrap(line, columns)),
  ].join('\n');
}

type CoveredFile = Review['coverage']['skipped'][number];

function listFiles(files: readonly CoveredFile[], describe: (file: CoveredFile) => string): string[] {
  const lines = files.slice(0, 20).map((file) => `  ${oneLine(file.path, 400)}: ${describe(file)}`);
  return files.length > lines.length ? [...lines, `  and ${files.length - lines.length} more`] : lines;
}
