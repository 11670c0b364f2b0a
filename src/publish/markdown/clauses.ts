// The clause ledger on a page: one line of counts, and folded below it what became of each of the team's rules.
import type { ClauseEntry } from '../../domain/clause.ts';
import type { Review } from '../../domain/review.ts';
import { cell, code, oneLine } from '../neutral.ts';
import { clauseLine, clauseState } from '../text.ts';
import { folded, type Links, permalink } from './blocks.ts';
import type { Part } from './budget.ts';

const maxRows = 100;
const maxWords = 160;
/** Told by their number alone: there is nothing to look at. */
const untold: readonly ClauseEntry['state'][] = ['not-touched', 'not-in-force'];

/** The ledger as a part of the page; empty where the team has no rules. */
export function clausePart(review: Review, links: Links, priority: number): Part {
  const line = clauseLine(review.clauses);
  if (line === '') return { text: '', priority };
  const isLookedAt = ({ state }: ClauseEntry) => review.mode === 'model' || state !== 'not-judged';
  const told = review.clauses.filter((entry) => !untold.includes(entry.state) && isLookedAt(entry));
  if (told.length === 0) return { text: line, priority };
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
  const findings = entry.findings.slice(0, 3).map((id) => code(oneLine(id, 60)));
  const state = [clauseState(entry), ...findings].join(' ');
  const where = permalink(links, links.base, entry.path, entry.startLine, entry.endLine);
  return `| ${cell(entry.text, maxWords)} | ${state} | ${where.replace(/(?<!\\)\|/g, '\\|')} |`;
}
