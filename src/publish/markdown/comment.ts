// Builds the bodies that are posted on a pull request: inline comments, the review around them, and the summary
// comment.
import type { Finding } from '../../domain/finding.ts';
import type { Review } from '../../domain/review.ts';
import { capital, counted, shortSha } from '../../text/format.ts';
import { escapeBars, oneLine, toCodeSpan, toSuggestion, toTitleCell } from '../../text/sanitize.ts';
import { type Anchor, isFixAnchor } from '../anchor.ts';
import { checkName } from '../check-run-words.ts';
import type { Links } from '../links.ts';
import { type HistoryEntry, marker } from '../markers.ts';
import type { Placement } from '../plan.ts';
import { historyStates } from '../words.ts';
import { findingBody, findingFooter, findingTitle, folded, placeLine } from './blocks.ts';
import { fitInto, sizeOf } from './budget.ts';
import { pageParts } from './summary.ts';

/**
 * "Body is too long (maximum is 65536 characters)": bytes are counted, which are never fewer, and some room is left
 * (https://github.com/orgs/community/discussions/27190).
 */
const maxBody = 65_000;
const maxHistoryMarkers = 30_000;
const maxHistoryTable = 15_000;

/** An inline comment. One that does not stand at the finding's own place names that place. */
export function commentBody(finding: Finding, anchor: Anchor, links: Links): string {
  const isAtPlace =
    anchor.kind === 'lines' &&
    anchor.path === finding.path &&
    (anchor.startLine ?? anchor.line) >= finding.startLine &&
    anchor.line <= finding.endLine;
  const { fix } = finding;
  // A suggestion says what an example would, and can be applied.
  const suggestion = fix !== undefined && isFixAnchor(anchor, fix) ? toSuggestion(fix.replacement) : null;
  const shown = suggestion === null ? finding : { ...finding, example: '' };
  const parts = [
    findingTitle(finding),
    isAtPlace ? '' : placeLine(finding, links),
    findingBody(shown, links, 50_000),
    suggestion ?? '',
    findingFooter(finding),
    marker('finding', { id: finding.id.slice(0, 300), source: finding.source }),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The body of the pull request review that posts inline comments. */
export function reviewBody(review: Review, comments: number, requestId: string): string {
  const count = counted(comments, 'inline comment');
  const line = `${count} for ${toCodeSpan(shortSha(review.head))}; see the summary comment for the full review.`;
  return `${line}\n\n${marker('review', { request: requestId })}`;
}

export interface SummaryOptions {
  readonly links: Links;
  readonly placements: ReadonlyMap<string, Placement>;
  readonly history: readonly HistoryEntry[];
  readonly requestId: string;
  /** Of this review; null where there is none to refer to. */
  readonly checkRunId: number | null;
}

/** The summary comment. A truncated one refers to the check run. */
export function summaryBody(review: Review, options: SummaryOptions): string {
  const { links, placements, history, checkRunId } = options;
  const markerWith = (some: HistoryEntry[]) =>
    marker('summary', { head: review.head, request: options.requestId, verdict: review.verdict, history: some });
  const end = markerWith(boundedHistory(history, markerWith));
  const check =
    links.htmlUrl === null || checkRunId === null ? checkName : `[${checkName}](${links.htmlUrl}/runs/${checkRunId})`;
  const notice = `<sub>Truncated; the full text is in the check run ${check}.</sub>`;
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
    if (size > maxHistoryMarkers) break;
    kept.push(entry);
  }
  return kept;
}

/** Earlier findings with their states, at most about 15 kB; empty while everything is new. */
function historyTable(history: readonly HistoryEntry[], head: string): string {
  const earlier = history.filter((entry) => entry.state !== 'open' || entry.firstSeen !== head);
  if (earlier.length === 0) return '';
  const rows: string[] = [];
  let size = 0;
  for (const entry of earlier) {
    const row = historyRow(entry);
    size += sizeOf(row);
    if (size > maxHistoryTable) break;
    rows.push(row);
  }
  const table = ['| Finding | | First seen | State |', '| :-- | :-- | :-- | :-- |', ...rows].join('\n');
  return folded(`History (${earlier.length})`, table);
}

function historyRow(entry: HistoryEntry): string {
  const since = entry.state === 'open' ? '' : ` at ${toCodeSpan(shortSha(entry.at))}`;
  const title = `${capital(entry.severity)} · ${toTitleCell(entry.title, 120)}`;
  const id = entry.label ?? escapeBars(toCodeSpan(oneLine(entry.id, 100)));
  return `| ${id} | ${title} | ${toCodeSpan(shortSha(entry.firstSeen))} | ${historyStates[entry.state]}${since} |`;
}
