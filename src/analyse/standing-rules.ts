// Tells how the team's rules stand at one commit: which are kept, which are broken and where.
import type { Architecture } from '../domain/architecture.ts';
import { type Clause, type ClauseCheck, isInForce, type StandingClause, type StandingRules } from '../domain/clause.ts';

/** @param architecture of a commit that is compared with itself */
export function standingRules({ clauses, clauseChecks, documents, notes }: Architecture): StandingRules {
  const checks = new Map(clauseChecks.map((check) => [check.clause, check]));
  return { clauses: clauses.map((clause) => standingOf(clause, checks.get(clause.id))), documents, notes };
}

function standingOf(clause: Clause, check: ClauseCheck | undefined): StandingClause {
  const { id, path, startLine, endLine, text, strength, status, supersededBy, scope, note, checkability } = clause;
  const breaks = check?.breaks ?? [];
  return {
    ...{ id, path, startLine, endLine, text, strength, status, supersededBy, scope },
    ...(note === undefined ? {} : { note }),
    checkedBy: checkability === 'by-fact' ? 'facts' : checkability === 'by-model' ? 'model' : 'nobody',
    state: stateOf(clause, check),
    breaks,
  };
}

function stateOf(clause: Clause, check: ClauseCheck | undefined): StandingClause['state'] {
  if (!isInForce(clause)) return 'not-in-force';
  if (clause.checkability === 'not-checkable') return 'not-checkable';
  if (clause.checkability === 'by-model') return 'to-judge';
  if (check?.breaks === undefined) return 'in-changes';
  return check.breaks.length > 0 ? 'broken' : 'kept';
}
