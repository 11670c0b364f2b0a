// What a judgement can rest on, as a model is shown it: the team's documents, their clauses, and the facts.
import type { Architecture } from '../../domain/architecture.ts';
import { type Clause, type ClauseCheck, isInForce } from '../../domain/clause.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import {
  type DataLine,
  dataBlock,
  fitLines,
  quoteName,
  sizeOfLines,
  toNumberedLines,
} from '../safety/untrusted-text.ts';

/** Characters. */
const LIMITS = { documents: 160_000, clauses: 40_000, facts: 40_000 } as const;
const MAX_FACTS = 200;
/** Characters of a clause; the document has the rest. */
const MAX_CLAUSE = 220;

/** Documents, clauses and facts: what a judgement can rest on. `scale` as for `writePrompt`. */
export function writeEvidence(snapshot: Snapshot, architecture: Architecture, scale: number): string {
  return [
    writeDocuments(snapshot, architecture, LIMITS.documents * scale),
    writeClauses(architecture, LIMITS.clauses * scale),
    writeFacts(architecture, LIMITS.facts * scale),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function writeDocuments(
  { documents, target, changedFiles }: Snapshot,
  { documents: standings }: Architecture,
  limit: number,
): string {
  if (documents.length === 0) return '# Documents\n\nThis repository has no design documents that were found.';
  const changed = new Set(changedFiles.map(({ path }) => path));
  const blocks: string[] = [];
  let left = limit;
  for (const { path, text, cut } of documents) {
    const lines = fitLines(toNumberedLines(text), left);
    left -= sizeOfLines(lines.kept);
    const standing = standings.find((known) => known.path === path)?.status ?? 'accepted';
    const status = standing === 'accepted' ? '' : `, ${standing}: it is no ground for a finding`;
    const missing = lines.rest > 0 || cut > 0 ? `, not all of it is shown: use Read for the rest` : '';
    const changes = changed.has(path) ? ', which this pull request changes: only this version counts' : '';
    blocks.push(
      dataBlock(`document ${quoteName(path)} at ${target.base.slice(0, 12)}${status}${changes}${missing}`, lines.kept),
    );
  }
  return `# Documents\n\nThe team's own, as they stand on the base branch. Their clauses can be cited.\n\n${blocks.join('\n\n')}`;
}

/** Clauses in force that the change touches: what a finding can cite by id. */
function writeClauses({ clauses, clauseChecks }: Architecture, limit: number): string {
  if (clauses.length === 0) return '';
  const checks = new Map(clauseChecks.map((check) => [check.clause, check]));
  const touched = clauses.filter((clause) => isInForce(clause) && checks.get(clause.id)?.touched === true);
  if (touched.length === 0) return '# Clauses\n\nNo rule was found in the documents that this change touches.';
  const lines = touched.map((clause) => toClauseLine(clause, checks.get(clause.id)?.outcome ?? null));
  const { kept, rest } = fitLines(lines, limit);
  const more = rest > 0 ? `\n\n${rest} more are left out.` : '';
  return `# Clauses\n\nThe team's rules that this change may concern, as a program found them in the documents and in the configuration of linters. Cite one by the id in brackets.\n\n${dataBlock('clauses', kept)}${more}`;
}

/** A clause on one line, with the id to cite it by. `outcome`: what the facts say of it. */
export function toClauseLine(
  { id, strength, path, startLine, text }: Clause,
  outcome: ClauseCheck['outcome'] = null,
): DataLine {
  const said = outcome === null ? '' : `, ${outcome} by the facts`;
  const words = text.replace(/\s+/g, ' ');
  const shown = words.length > MAX_CLAUSE ? `${words.slice(0, MAX_CLAUSE)} […]` : words;
  return { label: 'clause', text: `[${id}] (${strength}${said}) ${shown} (${path}:${startLine})` };
}

export function writeFacts({ facts, findings }: Architecture, limit: number): string {
  if (facts.length === 0)
    return '# Facts\n\nThe analysis found no change to packages, imports, layers, dependencies or exported API.';
  // What carries most comes first, where not all of it fits.
  const ranked = [...facts.filter(({ kind }) => kind !== 'signal'), ...facts.filter(({ kind }) => kind === 'signal')];
  const lines = ranked.slice(0, MAX_FACTS).map(({ id, kind, statement, places }): DataLine => {
    const where = places.slice(0, 3).map(({ path, startLine }) => `${path}:${startLine}`);
    return {
      label: kind === 'signal' ? 'signal' : 'fact',
      text: `[${id}] ${statement}${where.length === 0 ? '' : ` (${where.join(', ')})`}`,
    };
  });
  const posted = findings.map(({ title, path, startLine }): DataLine => {
    return { label: 'posted', text: `${title} (${path}:${startLine})` };
  });
  const { kept, rest } = fitLines([...posted.slice(0, MAX_FACTS), ...lines], limit);
  const left = rest + Math.max(0, facts.length - MAX_FACTS);
  const more = left > 0 ? `\n\n${left} more are left out.` : '';
  return `# Facts\n\nComputed from the code. Cite one by the id in brackets. Lines marked "posted" are findings that are shown without you. Lines marked "signal" are true and often harmless, and nobody is shown them: read the code, and make a finding of one only where it matters here.\n\n${dataBlock('facts', kept)}${more}`;
}
