// Writes the clause ledger: the state of each of the team's rules in this review. It reports and changes no finding.
import type { Architecture } from '../../domain/architecture.ts';
import { type Clause, type ClauseCheck, ClauseEntry, isInForce } from '../../domain/clause.ts';
import type { Finding } from '../../domain/finding.ts';
import { findClause } from '../verify/check-citations.ts';

const MAX_ENTRIES = 300;
/** Characters of one clause. */
const MAX_TEXT = 400;

/**
 * Writes one entry per clause, violated ones first.
 *
 * @param checked ids of clauses that are kept according to the model; unknown ids are ignored
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
      ...stateOf(clause, checks.get(id), against, kept.has(id)),
      ...(clause.note === undefined ? {} : { note: clause.note }),
      findings: against.map((finding) => finding.id),
      ...alreadyBroken(checks.get(id)),
    };
  });
  const rank = ({ state }: ClauseEntry) => ClauseEntry.shape.state.options.indexOf(state);
  return entries.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_ENTRIES);
}

/** The ledger as the facts alone know it. */
export function factLedger(architecture: Architecture): ClauseEntry[] {
  return writeClauseLedger(architecture, architecture.findings, []);
}

function alreadyBroken(check: ClauseCheck | undefined): Pick<ClauseEntry, 'alreadyBroken'> {
  const count = (check?.breaks ?? []).filter(({ isOld }) => isOld).length;
  return count === 0 ? {} : { alreadyBroken: count };
}

function stateOf(
  clause: Clause,
  check: ClauseCheck | undefined,
  against: readonly Finding[],
  isKeptByModel: boolean,
): Pick<ClauseEntry, 'state' | 'by'> {
  if (!isInForce(clause)) return { state: 'not-in-force', by: null };
  if (check?.outcome === 'violated') return { state: 'violated', by: 'fact' };
  if (against.length > 0) {
    return { state: 'violated', by: against.some(({ source }) => source === 'fact') ? 'fact' : 'model' };
  }
  if (check?.outcome === 'kept') return { state: 'kept', by: 'fact' };
  if (check?.touched !== true) return { state: 'not-touched', by: null };
  if (isKeptByModel) return { state: 'kept', by: 'model' };
  return { state: clause.checkability === 'not-checkable' ? 'not-checkable' : 'not-judged', by: null };
}

/** A finding cites a clause when it quotes it: whole, in part, or with more around it. */
function citesClause({ citations }: Finding, { path, text }: Clause): boolean {
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
