// Turns what a sentence says about dependencies into rules about imports that the graph can check: looks up its names
// and says which were not found. A sentence with a condition is left to judgment.

import type { ClauseNames } from './clause-names.ts';
import type { ClauseDraft } from './draft-clauses.ts';
import type { ImportRule } from './import-judges.ts';
import { RelationReader } from './relation-reader.ts';

/** What the graph can check of a clause. */
export interface ImportReading {
  readonly rules: readonly ImportRule[];
  /** The clause is surely about imports, checked or not. */
  readonly isAboutImports: boolean;
  /** Why it cannot be checked, or not in full, a sentence for people; null if there is nothing to say. */
  readonly note: string | null;
}

/** @param dir the directory that the document governs */
export function readImportRules(
  draft: Pick<ClauseDraft, 'relations' | 'contexts'>,
  dir: string,
  names: ClauseNames,
): ImportReading {
  const read = draft.relations.map((relation) => new RelationReader(relation, draft.contexts, dir, names).read());
  const rules = read.flatMap((one) => one.rules);
  const missing = [...new Set(read.flatMap((one) => one.missing))];
  const isAboutImports = rules.length > 0 || draft.relations.some(({ isWeak }) => !isWeak);
  const hasSubject = !read.some((one) => one.lacksSubject);
  return { rules, isAboutImports, note: isAboutImports ? noteOf(missing, hasSubject, rules.length > 0) : null };
}

function noteOf(missing: readonly string[], hasSubject: boolean, isChecked: boolean): string | null {
  if (missing.length === 0 && hasSubject) return null;
  if (missing.length === 0) return isChecked ? null : 'It does not say which package or layer it is about.';
  const listed = missing.slice(0, 4).map((name) => `"${name.slice(0, 60)}"`);
  const what = `No package, layer or library is called ${listed.join(', ')}`;
  return isChecked ? `${what}; the rest of it is checked.` : `${what}.`;
}
