// The clause ledger: what became of each of the team's rules in this review. It only tells; it takes nothing back.
import type { Architecture } from '../../domain/architecture.ts';
import { type Clause, type ClauseCheck, ClauseEntry, isInForce } from '../../domain/clause.ts';
import type { Finding } from '../../domain/finding.ts';
import { findClause } from '../verify/check-citations.ts';

/** Entries of one ledger, and characters of one clause in it. */
const MAX_ENTRIES = 300;
const MAX_TEXT = 400;

/**
 * One entry a clause, violated first.
 * @param checked ids that the model says it found kept; ids that do not exist count for nothing
 */
export function writeClauseLedger(
  architecture: Architecture,
  findings: readonly Finding[],
  checked: readonly string[],
): ClauseEntry[] {
  const kept = new Set(checked.flatMap((id) => findClause(id, architecture.clauses)?.id ?? []));
  const checks = new Map(architecture.clauseChecks.map((check) => [check.clause, check]));
  const entries = architecture.clauses.map((clause): ClauseEntry => {
    const against = findings.filter((finding) => citesClause(finding, clause));
    const { id, label, path, startLine, endLine, text, strength } = clause;
    return {
      id,
      label,
      path,
      startLine,
      endLine,
      text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text,
      strength,
      ...decide(clause, checks.get(id), against, kept.has(id)),
      findings: against.map((finding) => finding.id),
    };
  });
  const rank = ({ state }: ClauseEntry) => ClauseEntry.shape.state.options.indexOf(state);
  return entries.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_ENTRIES);
}

function decide(
  clause: Clause,
  check: ClauseCheck | undefined,
  against: readonly Finding[],
  isSaidKept: boolean,
): Pick<ClauseEntry, 'state' | 'by'> {
  if (!isInForce(clause)) return { state: 'not-in-force', by: null };
  if (check?.outcome === 'violated') return { state: 'violated', by: 'fact' };
  if (against.length > 0)
    return { state: 'violated', by: against.some(({ source }) => source === 'fact') ? 'fact' : 'model' };
  if (check?.outcome === 'kept') return { state: 'kept', by: 'fact' };
  if (check?.touched !== true) return { state: 'not-touched', by: null };
  if (isSaidKept) return { state: 'kept', by: 'model' };
  return { state: clause.checkability === 'not-checkable' ? 'not-checkable' : 'not-judged', by: null };
}

/** A finding cites a clause when it quotes it, whole or in part, or more than it. */
export function citesClause({ citations }: Finding, { path, text }: Clause): boolean {
  const words = fold(text);
  return citations.some((citation) => {
    if (citation.kind !== 'document' || citation.path !== path) return false;
    const quote = fold(citation.quote);
    return quote !== '' && (words.includes(quote) || quote.includes(words));
  });
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
