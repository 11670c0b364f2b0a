// Recommends what follows from the facts of a change and what no rule reports: new dependencies, and changes that
// many feel; and boundaries that move without a decision.
import type { Architecture, BoundaryMove } from '../../domain/architecture.ts';
import { isInForce } from '../../domain/clause.ts';
import type { Section } from '../../domain/finding.ts';
import type { Recommendations } from '../../domain/review.ts';
import { listed } from '../../text/format.ts';
import { oneLine, toCodeSpan } from '../../text/sanitize.ts';

/** Lines of one section. */
const MAX_LINES = 4;
const MAX_CHARACTERS = 1_500;
const MAX_NAMES = 6;
/** Packages that have to use a declaration before its change is worth a line. */
const WIDELY_USED = 5;

export function emptyRecommendations(): Record<Section, string[]> {
  return {
    'service-architecture': [],
    'api-design': [],
    'concurrency-performance': [],
    'testing-strategy': [],
    'deployment-operations': [],
    'risk-mitigation': [],
  };
}

/** A section that the facts say nothing about stays empty. Names from the code are put in code spans. */
export function recommendFromFacts(architecture: Architecture): Recommendations {
  const clean = (lines: readonly string[]) => lines.slice(0, MAX_LINES).map((line) => oneLine(line, MAX_CHARACTERS));
  return {
    ...emptyRecommendations(),
    'service-architecture': clean([...recommendOnPlan(architecture), ...recommendOnBoundaries(architecture)]),
    'deployment-operations': clean(recommendOnDependencies(architecture)),
    'risk-mitigation': clean(recommendOnUse(architecture)),
  };
}

/** What a change makes of the plan in the settings: conflicts first. */
function recommendOnPlan({ boundaryMoves = [] }: Architecture): string[] {
  const order = ['conflicts', 'exceeds', 'realizes'] as const;
  const verbs = { conflicts: 'conflicts with', exceeds: 'exceeds', realizes: 'realizes' } as const;
  return order.flatMap((standing) => {
    const moves = boundaryMoves.filter(({ plan }) => plan?.standing === standing);
    if (moves.length === 0) return [];
    const reasons = [...new Set(moves.flatMap(({ plan }) => plan?.reason ?? []))].slice(0, 3);
    const why = reasons.length === 0 ? '' : ` (${reasons.map((reason) => oneLine(reason, 200)).join('; ')})`;
    const advice = standing === 'realizes' ? '' : ' Change the plan in the settings first, or the code.';
    return [`This change ${verbs[standing]} the plan${why}: ${moveNames(moves)}.${advice}`];
  });
}

/** One line for all moves that no rule of a team with rules covers. */
function recommendOnBoundaries({ boundaryMoves = [], clauses }: Architecture): string[] {
  if (!clauses.some(isInForce)) return [];
  const open = boundaryMoves.filter((move) => move.clauses.length === 0 && move.plan?.standing !== 'realizes');
  if (open.length === 0) return [];
  return [`No rule or decision of the team covers ${moveNames(open)}: record the decision.`];
}

function moveNames(moves: readonly BoundaryMove[]): string {
  const names = moves.map(moveName);
  const shown = names.slice(0, MAX_NAMES);
  return names.length > MAX_NAMES ? `${shown.join(', ')} and ${names.length - MAX_NAMES} more` : listed(shown);
}

/** "the new component `internal/mail`", "the first import of `a` by `b`". */
function moveName({ kind, from, to }: BoundaryMove): string {
  if (kind === 'component') return `the new component ${toCodeSpan(from)}`;
  return kind === 'store'
    ? `the new library ${toCodeSpan(to)}, which stores or sends data`
    : `the first import of ${toCodeSpan(to)} by ${toCodeSpan(from)}`;
}

/** One line for all new dependencies that no finding cites. */
function recommendOnDependencies({ facts, findings, after }: Architecture): string[] {
  const citations = findings.flatMap((finding) => finding.citations);
  const cited = new Set(citations.filter(({ kind }) => kind === 'fact').map(({ factId }) => factId));
  const own = new Set(after.modules.map(({ path }) => path));
  const added = facts.flatMap(({ id, kind, subject }) => {
    if (kind !== 'dependency-added' || subject?.kind !== 'requirement') return [];
    return cited.has(id) || own.has(subject.path) ? [] : [`${toCodeSpan(subject.path)} ${subject.version}`];
  });
  const names = [...new Set(added)];
  if (names.length === 0) return [];
  const shown = names.slice(0, MAX_NAMES);
  const list = names.length > MAX_NAMES ? `${shown.join(', ')} and ${names.length - MAX_NAMES} more` : listed(shown);
  return names.length === 1
    ? [`Confirm that the new dependency is needed: ${list}.`]
    : [`Confirm that each of the ${names.length} new dependencies is needed: ${list}.`];
}

/** One line per changed declaration that many packages use by name; importing its package alone does not count. */
function recommendOnUse({ facts }: Architecture): string[] {
  return facts
    .flatMap(({ subject }) => (subject?.kind === 'declaration' && subject.exported ? [subject] : []))
    .filter(({ users }) => users.length >= WIDELY_USED)
    .sort((a, b) => b.users.length - a.users.length)
    .map(({ name, users, isCut }) => {
      const count = `${isCut ? 'at least ' : ''}${users.length}`;
      return `${toCodeSpan(name)} changes and is used by ${count} other packages: check their expectations.`;
    });
}
