// The clause ledger on a page: one line of counts, and folded below it what became of each of the team's rules.
import type { ClauseEntry } from '../../domain/clause.ts';
import type { Review } from '../../domain/review.ts';
import { escapeBars, oneLine, toCell, toCodeSpan } from '../../text/sanitize.ts';
import { clauseLine, clauseState, shownClauses } from '../words.ts';
import { folded, type Links, permalink } from './blocks.ts';
import type { PagePart } from './budget.ts';

const maxRows = 100;
const maxWords = 160;

/** The ledger as a part of the page; empty where the team has no rules. */
export function clausePart(review: Review, links: Links, priority: number): PagePart {
  const line = clauseLine(review.clauses);
  if (line === '') return { text: '', priority };
  const told = shownClauses(review);
  if (told.length === 0) return { text: review.mode === 'facts' ? '' : line, priority };
  // A list of what nobody looked at tells a reader nothing.
  if (told.every(({ state }) => state === 'not-judged')) return { text: line, priority };
  const table = (rows: readonly ClauseEntry[]) => {
    const more = told.length - rows.length;
    const lines = rows.map((entry) => row(entry, links));
    return folded(
      line,
      ['| Rule | | Where |', '| :-- | :-- | :-- |', ...lines].join('\n') + (more > 0 ? `\n\nAnd ${more} more.` : ''),
    );
  };
  return { text: table(told.slice(0, maxRows)), priority, shorter: [table(told.slice(0, 15)), line] };
}

function row(entry: ClauseEntry, links: Links): string {
  const findings = entry.findings.slice(0, 3).map((id) => escapeBars(toCodeSpan(oneLine(id, 60))));
  const state = [clauseState(entry), ...findings].join(' ');
  const where = permalink(links, links.base, entry.path, entry.startLine, entry.endLine);
  return `| ${toCell(entry.text, maxWords)} | ${state} | ${escapeBars(where)} |`;
}
