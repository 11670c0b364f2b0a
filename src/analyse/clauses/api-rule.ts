// Reads from a clause that exported declarations must not be removed, changed or extended, and where.
import { within } from '../graph/modules.ts';
import type { ClauseNames, ResolvedName } from './clause-names.ts';
import type { ClauseDraft } from './draft-clauses.ts';
import { isNoNorm } from './norm-strength.ts';

export interface ApiRule {
  /** Id of the clause. */
  readonly clause: string;
  /** Directories that it names; empty: all that its document governs. */
  readonly subjects: readonly ResolvedName[];
  /** Tells whether the clause forbids a change to the exported surface of the package in `dir`. */
  forbids(dir: string, kind: 'added' | 'removed' | 'changed'): boolean;
}

const EXPORTED = /\b(exported|public (api|interface|function|type|method|package|surface)s?|go api)\b/i;
const FORBIDDEN = /\b(never|must not|mustn't|may not|do not|don't|cannot|nothing|no)\b/i;
const REMOVED = /\b(remov|delet|renam|break|broken|incompatib|backwards?[- ]compatib)/i;
const CHANGED = /\b(chang(e|ed|es|ing)\b|break|broken|incompatib|backwards?[- ]compatib|signature)/i;
const GROWN = /\bnever grows?\b|\b(must not|never|do not|don't) (grow|gain|extend|add (methods?|to))\b/i;

/** The rule about exported declarations that a clause states; null if it states none. */
export function readApiRule(
  { id, plain, around }: Pick<ClauseDraft, 'id' | 'plain' | 'around'>,
  dir: string,
  names: ClauseNames,
): ApiRule | null {
  const promises = plain
    .split(/(?<=[.;!]) /)
    .filter((sentence) => EXPORTED.test(sentence) && FORBIDDEN.test(sentence) && !isNoNorm(sentence));
  const isSaid = (words: RegExp) => promises.some((sentence) => words.test(sentence));
  const kinds = [
    ...(isSaid(REMOVED) ? (['removed'] as const) : []),
    ...(isSaid(CHANGED) ? (['changed'] as const) : []),
    ...(isSaid(GROWN) ? (['added'] as const) : []),
  ];
  if (kinds.length === 0) return null;
  const subjects = around.spans
    .flatMap((code) => names.resolveCode(code, dir) ?? [])
    .filter(({ kind }) => kind !== 'import');
  return {
    clause: id,
    subjects,
    forbids: (at, kind) =>
      kinds.some((known) => known === kind) &&
      (subjects.length > 0 ? subjects.some((one) => names.holds(one, at)) : dir === '' || within(at, dir) !== null),
  };
}
