// The words of inline comments, of the review that carries them, and of the summary comment: bodies within GitHub's limits, marker at the end.
import type { Finding } from '../../domain/finding.ts';
import type { Review } from '../../domain/review.ts';
import { counted, shortSha } from '../../text/format.ts';
import { escapeBars, oneLine, toCodeSpan, toTitleCell } from '../../text/sanitize.ts';
import type { Anchor } from '../anchor.ts';
import { checkName } from '../check-run-words.ts';
import { type HistoryEntry, marker } from '../markers.ts';
import { historyStates } from '../words.ts';
import { capital, findingBody, findingFooter, findingTitle, folded, type Links, placeLine } from './blocks.ts';
import { fitInto, sizeOf } from './budget.ts';
import { type Placement, pageParts } from './summary.ts';

/**
 * "Body is too long (maximum is 65536 characters)" is what GitHub answers above that; bytes are counted, which are never fewer, and
 * some room is left (https://github.com/orgs/community/discussions/27190).
 */
const maxBody = 65_000;

/** An inline comment. Where it cannot stand at the finding's own place, it says which place it speaks of. */
export function commentBody(finding: Finding, anchor: Anchor, links: Links): string {
  const isAtPlace =
    anchor.kind === 'lines' &&
    anchor.path === finding.path &&
    (anchor.startLine ?? anchor.line) >= finding.startLine &&
    anchor.line <= finding.endLine;
  const parts = [
    findingTitle(finding),
    isAtPlace ? '' : placeLine(finding, links),
    findingBody(finding, links, 50_000),
    findingFooter(finding),
    marker('finding', { id: finding.id.slice(0, 300), source: finding.source }),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The body of the pull request review that posts inline comments. */
export function reviewBody(review: Review, comments: number, requestId: string): string {
  const said = `${counted(comments, 'finding')} on the lines of ${toCodeSpan(shortSha(review.head))}; the whole review is in the summary comment.`;
  return `${said}\n\n${marker('review', { request: requestId })}`;
}

export interface SummaryOptions {
  readonly links: Links;
  readonly placements: ReadonlyMap<string, Placement>;
  readonly history: readonly HistoryEntry[];
  readonly requestId: string;
  /** Of this review; null where there is none to point at. */
  readonly checkRunId: number | null;
}

/** The summary comment. What does not fit is in the check run, and the comment says so. */
export function summaryBody(review: Review, options: SummaryOptions): string {
  const { links, placements, history, checkRunId } = options;
  const markerWith = (some: HistoryEntry[]) =>
    marker('summary', { head: review.head, request: options.requestId, verdict: review.verdict, history: some });
  const end = markerWith(boundedHistory(history, markerWith));
  const check =
    links.htmlUrl === null || checkRunId === null ? checkName : `[${checkName}](${links.htmlUrl}/runs/${checkRunId})`;
  const notice = `<sub>Shortened to fit; the check run ${check} holds the rest.</sub>`;
  const parts = pageParts(review, {
    links,
    placements,
    history: historyTable(history, review.head),
    place: 'conversation',
  });
  const page = fitInto(parts, maxBody - sizeOf(end) - 2, notice).text;
  return `${page}\n\n${end}`;
}

/** The first entries whose markers together stay under about 30 kB, half of what `readMarker` looks at. */
function boundedHistory(history: readonly HistoryEntry[], markerOf: (some: HistoryEntry[]) => string): HistoryEntry[] {
  const kept: HistoryEntry[] = [];
  let size = 0;
  for (const entry of history) {
    size += sizeOf(markerOf([entry]));
    if (size > 30_000) break;
    kept.push(entry);
  }
  return kept;
}

/** Earlier findings with what became of them, at most about 15 kB; empty while everything is new. */
function historyTable(history: readonly HistoryEntry[], head: string): string {
  const told = history.filter((entry) => entry.state !== 'open' || entry.firstSeen !== head);
  if (told.length === 0) return '';
  const rows: string[] = [];
  let size = 0;
  for (const entry of told) {
    const row = historyRow(entry);
    size += sizeOf(row);
    if (size > 15_000) break;
    rows.push(row);
  }
  const table = ['| Finding | | First seen | State |', '| :-- | :-- | :-- | :-- |', ...rows].join('\n');
  return folded(`History (${told.length})`, table);
}

function historyRow(entry: HistoryEntry): string {
  const since = entry.state === 'open' ? '' : ` at ${toCodeSpan(shortSha(entry.at))}`;
  const title = `${capital(entry.severity)} · ${toTitleCell(entry.title, 120)}`;
  const id = escapeBars(toCodeSpan(oneLine(entry.id, 100)));
  return `| ${id} | ${title} | ${toCodeSpan(shortSha(entry.firstSeen))} | ${historyStates[entry.state]}${since} |`;
}
