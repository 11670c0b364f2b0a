// Lists the team's rules with the result of each, folded under a line of counts.
import type { ClauseEntry } from '../../domain/clause.ts';
import type { Review } from '../../domain/review.ts';
import { escapeBars, oneLine, toCell, toCodeSpan } from '../../text/sanitize.ts';
import { clauseLine, clauseState, shownClauses } from '../coverage-words.ts';
import type { Links } from '../links.ts';
import { folded, permalink } from './blocks.ts';
import type { PagePart } from './budget.ts';

const maxRows = 100;
const maxWords = 160;

/** The list as a part of the page; empty where the team has no rules. */
export function clausePart(review: Review, links: Links, priority: number): PagePart {
  const line = clauseLine(review.clauses);
  if (line === '') return { text: '', priority };
  const shown = shownClauses(review);
  if (shown.length === 0) return { text: review.mode === 'facts' ? '' : line, priority };
  // Rules that nobody looked at are counted only.
  if (shown.every(({ state }) => state === 'not-judged')) return { text: line, priority };
  const table = (count: number) => folded(line, clauseTable(shown, count, review, links));
  return { text: table(maxRows), priority, shorter: [table(15), line] };
}

function clauseTable(entries: readonly ClauseEntry[], count: number, review: Review, links: Links): string {
  const rows = entries.slice(0, count).map((entry) => clauseRow(entry, review, links));
  const more = review.clauses.length - rows.length;
  const table = ['| Rule | | Where |', '| :-- | :-- | :-- |', ...rows].join('\n');
  return more > 0 ? `${table}\n\nAnd ${more} more.` : table;
}

function clauseRow(entry: ClauseEntry, { findings }: Review, links: Links): string {
  const broken = findings.filter(({ id }) => entry.findings.includes(id)).slice(0, 3);
  const places = broken.map(({ path, startLine }) => escapeBars(toCodeSpan(oneLine(`${path}:${startLine}`, 120))));
  const state = [clauseState(entry), ...places].join(' ');
  const where = permalink(links, links.base, entry.path, entry.startLine, entry.endLine);
  const note = entry.note === undefined ? '' : `<br>${toCell(entry.note, maxWords)}`;
  return `| ${toCell(entry.text, maxWords)} | ${state}${note} | ${escapeBars(where)} |`;
}
