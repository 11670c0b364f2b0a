// Writes the evidence for the model: the team's documents, their clauses, and the facts.
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
import { PROVING } from '../verify/check-citations.ts';

/** Characters. */
const LIMITS = { documents: 160_000, clauses: 40_000, facts: 40_000 } as const;
const MAX_FACTS = 200;
/** Characters of one clause; the document has the rest. */
const MAX_CLAUSE = 220;

/** Writes documents, clauses and facts, which a finding can cite. `scale` as for `writeReviewPrompt`. */
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
  { documents: statuses }: Architecture,
  limit: number,
): string {
  if (documents.length === 0) return '# Documents\n\nNo design documents were found in this repository.';
  const changed = new Set(changedFiles.map(({ path }) => path));
  const blocks: string[] = [];
  let left = limit;
  for (const { path, text, cut } of documents) {
    const lines = fitLines(toNumberedLines(text), left);
    left -= sizeOfLines(lines.kept);
    const status = statuses.find((known) => known.path === path)?.status ?? 'accepted';
    const title = [
      `document ${quoteName(path)} at ${target.base.slice(0, 12)}`,
      ...(status === 'accepted' ? [] : [`${status}: it cannot support a finding`]),
      ...(changed.has(path) ? ['changed by this pull request: only this version counts'] : []),
      ...(lines.rest > 0 || cut > 0 ? ['shortened: use Read for the rest'] : []),
    ];
    blocks.push(dataBlock(title.join(', '), lines.kept));
  }
  const intro = "The team's documents, as they are on the base branch. Their clauses can be cited.";
  return ['# Documents', intro, ...blocks].join('\n\n');
}

/** Writes the clauses in force that the change touches. */
function writeClauses({ clauses, clauseChecks }: Architecture, limit: number): string {
  if (clauses.length === 0) return '';
  const checks = new Map(clauseChecks.map((check) => [check.clause, check]));
  const touched = clauses.filter((clause) => isInForce(clause) && checks.get(clause.id)?.touched === true);
  if (touched.length === 0) return '# Clauses\n\nThe documents have no rule that this change touches.';
  const lines = touched.map((clause) => toClauseLine(clause, checks.get(clause.id)?.outcome ?? null));
  const { kept, rest } = fitLines(lines, limit);
  const intro =
    "The team's rules that this change may touch, found by a program in the documents and in linter configurations. " +
    'Cite a clause by the id in brackets.';
  return ['# Clauses', intro, dataBlock('clauses', kept), ...omitted(rest)].join('\n\n');
}

/** @param outcome according to the facts */
export function toClauseLine(
  { id, strength, path, startLine, text }: Clause,
  outcome: ClauseCheck['outcome'] = null,
): DataLine {
  const verified = outcome === null ? '' : `, ${outcome} (verified)`;
  const line = text.replace(/\s+/g, ' ');
  const shown = line.length > MAX_CLAUSE ? `${line.slice(0, MAX_CLAUSE)} […]` : line;
  return { label: 'clause', text: `[${id}] (${strength}${verified}) ${shown} (${path}:${startLine})` };
}

export function writeFacts({ facts, findings }: Architecture, limit: number): string {
  if (facts.length === 0) {
    return '# Facts\n\nThe analysis found no change to packages, imports, layers, dependencies or exported API.';
  }
  // Signals come last, in case not all facts fit.
  const ranked = [...facts.filter(({ kind }) => kind !== 'signal'), ...facts.filter(({ kind }) => kind === 'signal')];
  const lines = ranked.slice(0, MAX_FACTS).map(({ id, kind, statement, places }): DataLine => {
    const where = places.slice(0, 3).map(({ path, startLine }) => `${path}:${startLine}`);
    return {
      label: kind === 'signal' ? 'signal' : PROVING.has(kind) ? 'ground' : 'evidence',
      text: `[${id}] ${statement}${where.length === 0 ? '' : ` (${where.join(', ')})`}`,
    };
  });
  const posted = findings.map(({ title, path, startLine }): DataLine => {
    return { label: 'posted', text: `${title} (${path}:${startLine})` };
  });
  const { kept, rest } = fitLines([...posted.slice(0, MAX_FACTS), ...lines], limit);
  const left = rest + Math.max(0, facts.length - MAX_FACTS);
  const intro =
    'Computed from the code. Cite a fact by the id in brackets. A line marked "ground" can support a finding by ' +
    'itself, at its own place; one marked "evidence" cannot. Lines marked "posted" are findings that are posted ' +
    'without you. Lines marked "signal" are true but often harmless, and are not posted: read the code, and make a ' +
    'finding of one only where it matters here.';
  return ['# Facts', intro, dataBlock('facts', kept), ...omitted(left)].join('\n\n');
}

function omitted(count: number): string[] {
  return count > 0 ? [`${count} more are omitted.`] : [];
}
