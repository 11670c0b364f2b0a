// Draws a review for a terminal: wrapped to its width, coloured where colour is wanted, and without a character that could steer it.
import pc from 'picocolors';
import { type Finding, isGrounded, Section, type Severity } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { counted, listed, shortSha } from '../text/format.ts';
import { oneLine, removeHidden } from '../text/sanitize.ts';
import { evidenceOf, shownTradeOffs } from './evidence.ts';
import { structureLines } from './graph-view/structure-lines.ts';
import { capital, placeLabel } from './markdown/blocks.ts';
import {
  clauseLine,
  coverageLine,
  nothingFound,
  notReviewedReason,
  opinionNote,
  policyWarning,
  reviewNotes,
  sectionNames,
  settingsErrors,
  shownClauses,
  skipReason,
  suppressedLine,
  undecidedLines,
  unreadReason,
  usageLine,
  verdictLine,
} from './words.ts';

export interface TerminalStyle {
  readonly colour: boolean;
  /** Columns. */
  readonly width: number;
}

type Colours = ReturnType<typeof pc.createColors>;

/** Prose wider than this is hard to read, however wide the screen. */
const maxColumns = 100;
const minColumns = 40;

/** The whole review, lines joined by line feeds. */
export function layOutReview(review: Review, screen: TerminalStyle): string {
  const colours = pc.createColors(screen.colour);
  const columns = Math.max(minColumns, Math.min(maxColumns, screen.width));
  const blocks = [
    title(review, colours),
    verdict(review, colours, columns),
    ...warnings(review, columns).map((line) => colours.yellow(line)),
    ...review.findings.map((finding) => drawFinding(finding, colours, columns)),
    section('Structure', structureLines(review.facts), colours, columns),
    recommendations(review, colours, columns),
    read(review, colours, columns),
    colours.dim(wrap(usageLine(review.usage, review.model), columns)),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function title(review: Review, colours: Colours): string {
  const head = shortSha(review.head);
  const range = review.whole ? `${head}, the whole state` : `${shortSha(review.mergeBase)}…${head}`;
  return `${colours.bold('Go architecture')}  ${oneLine(review.repository)}  ${colours.dim(range)}`;
}

function verdict(review: Review, colours: Colours, columns: number): string {
  const line = verdictLine(review);
  const paint = { clear: colours.green, advise: colours.yellow, block: colours.red, 'not-reviewed': colours.dim };
  const lines = [colours.bold(paint[review.verdict](line))];
  if (review.verdict === 'not-reviewed') lines.push(wrap(notReviewedReason(review), columns));
  else {
    if (review.findings.length === 0) lines.push(wrap(nothingFound(review), columns));
    if (review.summary.trim() !== '') lines.push(wrap(review.summary, columns));
  }
  return lines.join('\n');
}

function warnings(review: Review, columns: number): string[] {
  const lines: string[] = [];
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

function drawFinding(finding: Finding, colours: Colours, columns: number): string {
  const paint: Record<Severity, (text: string) => string> = {
    critical: (text) => colours.bold(colours.red(text)),
    high: colours.red,
    medium: colours.yellow,
    low: colours.cyan,
  };
  const inner = columns - 2;
  const lines = [
    `${paint[finding.severity](capital(finding.severity))} · ${colours.bold(oneLine(finding.title, 200))}`,
    colours.dim(
      `${placeLabel(finding.path, finding.startLine, finding.endLine)} · ${oneLine(finding.rule ?? sectionNames[finding.section], 100)} · ${oneLine(finding.id, 100)}`,
    ),
    ...finding.otherPlaces
      .slice(0, 10)
      .map((place) => colours.dim(`also ${placeLabel(place.path, place.startLine, place.endLine)}`)),
    ...quotation(finding, colours),
    '',
    wrap(finding.rationale, inner),
  ];
  if (finding.recommendation.trim() !== '') lines.push('', wrap(`Recommendation: ${finding.recommendation}`, inner));
  if (shownTradeOffs(finding).trim() !== '') lines.push('', wrap(`Trade-off: ${shownTradeOffs(finding)}`, inner));
  if (finding.example.trim() !== '') lines.push('', indent(removeHidden(finding.example).trimEnd(), '    '));
  const cited = evidence(finding, colours, inner);
  if (cited.length > 0) lines.push('', ...cited);
  if (!isGrounded(finding)) {
    lines.push('', colours.dim(wrap(opinionNote, inner)));
  }
  const [head = '', ...rest] = lines;
  return [head, indent(rest.join('\n'), '  ')].join('\n');
}

/** The code it speaks of, with its line numbers, as far as six lines go. */
function quotation(finding: Finding, colours: Colours): string[] {
  if (finding.quote.trim() === '') return [];
  const lines = removeHidden(finding.quote).replaceAll('\t', '    ').split('\n').slice(0, 6);
  const width = String(finding.startLine + lines.length - 1).length;
  return [
    '',
    ...lines.map((line, at) => `${colours.dim(`${String(finding.startLine + at).padStart(width)} │`)} ${line}`),
  ];
}

function evidence(finding: Finding, colours: Colours, columns: number): string[] {
  return evidenceOf(finding).map(({ citation, isElsewhere, factId }) => {
    const shown = isElsewhere ? [placeLabel(citation.path, citation.startLine), oneLine(citation.quote, 200)] : [];
    if (factId !== null) shown.push(`${isElsewhere ? '· ' : ''}fact ${oneLine(factId, 200)}`);
    return colours.dim(wrap(`Evidence: ${shown.join(' ')}`, columns));
  });
}

function section(name: string, items: readonly string[], colours: Colours, columns: number): string {
  if (items.length === 0) return '';
  const lines = items.map((item) => indent(wrap(item, columns - 4), '    ').replace(/^ {4}/, '  • '));
  return [colours.bold(name), ...lines].join('\n');
}

function recommendations(review: Review, colours: Colours, columns: number): string {
  const sections = Section.options.map((one) =>
    section(sectionNames[one], review.recommendations[one] ?? [], colours, columns),
  );
  const said = sections.filter((text) => text !== '');
  return said.length === 0 ? '' : [colours.bold('Recommendations'), ...said].join('\n\n');
}

function read(review: Review, colours: Colours, columns: number): string {
  if (review.verdict === 'not-reviewed' && review.coverage.changedGoFiles === 0) return '';
  const lines = [wrap(coverageLine(review.coverage, review.whole), columns)];
  const { factsOnly, skipped } = review.coverage;
  lines.push(...[...listFiles(factsOnly, unreadReason), ...listFiles(skipped, skipReason)].map(colours.dim));
  lines.push(...review.coverage.notes.map((note) => wrap(note, columns)));
  lines.push(...review.facts.suppressed.slice(0, 20).map((one) => wrap(suppressedLine(one), columns)));
  lines.push(...undecidedLines(review.facts).map((one) => wrap(`${one}.`, columns)));
  if (review.consulted.length > 0) {
    const documents = review.consulted.map(({ path, commit }) => `${oneLine(path)} at ${shortSha(commit)}`);
    lines.push(wrap(`Consulted: ${listed(documents)}.`, columns));
  }
  const rules = clauseLine(review.clauses);
  if (shownClauses(review).length > 0) lines.push(wrap(rules, columns));
  if (review.dropped.length > 0) {
    lines.push(
      wrap(`${counted(review.dropped.length, 'claim')} checked and not said; --format json lists them.`, columns),
    );
  }
  return lines.join('\n');
}

function listFiles(files: Review['coverage']['skipped'], say: (reason: string) => string): string[] {
  const lines = files.slice(0, 20).map(({ path, reason }) => `  ${oneLine(path, 400)}: ${say(reason)}`);
  return files.length > lines.length ? [...lines, `  and ${files.length - lines.length} more`] : lines;
}

function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

/** Foreign text wrapped to `columns`: paragraphs are refilled; list items and fenced code keep their lines. */
function wrap(text: string, columns: number): string {
  const out: string[] = [];
  let fenced = false;
  for (const line of removeHidden(text).trim().split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    else if (fenced) out.push(line);
    else out.push(...wrapLine(line, columns));
  }
  return out.join('\n').replace(/\n{3,}/g, '\n\n');
}

function wrapLine(line: string, columns: number): string[] {
  const lead = /^\s*(?:[-*+] |\d+[.)] )?/.exec(line)?.[0] ?? '';
  const hang = ' '.repeat(Math.min(lead.length, 8));
  const lines: string[] = [];
  let current = lead;
  for (const word of line.slice(lead.length).split(/\s+/).filter(Boolean)) {
    const glue = current.trim() === '' || current === lead ? '' : ' ';
    if (current.length + glue.length + word.length > columns && current.trim() !== '' && current !== lead) {
      lines.push(current);
      current = hang + word;
    } else current += glue + word;
  }
  return [...lines, current];
}
