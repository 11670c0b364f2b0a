// Reads the team's rulebook from documents and linter configurations at the base. Clauses can forbid code; nothing here
// weakens or removes a finding. The door of this folder.
import type { Clause, DocumentStatus } from '../../domain/clause.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { ImportPolicy } from '../graph/layers.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { type ApiRule, readApiRule } from './api-rule.ts';
import { type ClauseNames, createClauseNames } from './clause-names.ts';
import { clauseCheckability, clauseScope, frontMatterNote, governedDir } from './clause-scope.ts';
import { type ClauseStanding, type DocumentStanding, type ParsedDocument, readStatuses } from './document-status.ts';
import { type ClauseDraft, draftClauses } from './draft-clauses.ts';
import { type ImportRule, readImportRule } from './import-rule.ts';
import { readLinterConfigs } from './linter-configs.ts';
import { readMarkdownBlocks } from './markdown-blocks.ts';

export interface Rulebook {
  readonly clauses: readonly Clause[];
  /** Rules about imports, checked against the graph. */
  readonly policies: readonly ImportPolicy[];
  /** A document or linter configuration says which packages of this repository may import which. */
  readonly declaresLayers: boolean;
  /** Clauses about the direction of imports, with the layers that imports may point to. */
  readonly directions: readonly { readonly clause: string; readonly layers: readonly string[] }[];
  /** Rules about changes to exported declarations. */
  readonly apiRules: readonly ApiRule[];
  readonly documents: readonly DocumentStatus[];
  /** Notes for people: configurations that could not be used. */
  readonly notes: readonly string[];
}

/** Clauses of all documents. */
const MAX_CLAUSES = 600;

/** Reads all rules that apply to this change. */
export function readRulebook(snapshot: Snapshot, before: TreeGraph, after: TreeGraph): Rulebook {
  const names = createClauseNames(snapshot.settings, before, after);
  const documents = snapshot.documents.map((document) => ({
    document,
    content: readMarkdownBlocks(document.text, document.path),
  }));
  const statuses = readStatuses(documents);
  const read = documents.flatMap((document) => readDocument(document, statuses.get(document.document.path)!, names));
  const configured = readLinterConfigs(snapshot.configurations ?? [], before, after);
  const kept = [...configured.clauses.map((clause) => ({ clause, imports: null, api: null })), ...read].slice(
    0,
    MAX_CLAUSES,
  );
  const clauses = kept.map(({ clause }) => clause);
  const documented = kept.flatMap(({ clause, imports }) => policyOf(clause, imports));
  const isAboutPackages = kept.some(({ imports }) => imports !== null && imports.subjects.length > 0);
  return {
    clauses,
    policies: [...configured.policies, ...documented],
    declaresLayers: configured.declaresLayers || (documented.length > 0 && isAboutPackages),
    directions: kept.flatMap(({ clause, imports }) =>
      imports?.isDirection === true && clause.status === 'accepted'
        ? [{ clause: clause.id, layers: clause.scope.layers }]
        : [],
    ),
    apiRules: kept.flatMap(({ api }) => api ?? []),
    documents: [...statuses.values()].map(({ document }) => document),
    notes: [
      ...configured.notes,
      ...[...statuses.values()].flatMap(({ notes }) => notes),
      ...documents.flatMap(({ document, content }) => frontMatterNote(document.path, content.frontMatter) ?? []),
    ],
  };
}

interface ReadClause {
  readonly clause: Clause;
  readonly imports: ImportRule | null;
  readonly api: ApiRule | null;
}

function readDocument(read: ParsedDocument, standings: DocumentStanding, names: ClauseNames): ReadClause[] {
  return draftClauses(read).map((draft) => {
    const dir = governedDir(draft.path);
    const imports = readImportRule(draft, dir, names);
    const api = readApiRule(draft, dir, names);
    const standing = standings.at(draft.start, draft.trail, draft.text);
    const clause = toClause(draft, standing, imports, api, read.content.frontMatter, names);
    return { clause, imports, api: standing.status === 'accepted' ? api : null };
  });
}

function toClause(
  draft: ClauseDraft,
  { status, supersededBy, unknown }: ClauseStanding,
  imports: ImportRule | null,
  api: ApiRule | null,
  frontMatter: string,
  names: ClauseNames,
): Clause {
  const { id, label, path, commit, startLine, endLine, text, trail, strength } = draft;
  const subjects = imports?.subjects ?? api?.subjects ?? null;
  return {
    id,
    label,
    path,
    commit,
    startLine,
    endLine,
    text,
    trail,
    strength,
    status,
    supersededBy,
    ...(unknown === null ? {} : { note: `The status "${unknown}" of its document is not known.` }),
    scope: clauseScope(draft, frontMatter, names, subjects),
    checkability: clauseCheckability(draft, imports !== null || api !== null),
  };
}

/** The import rule of a clause in force, as a policy. */
function policyOf(clause: Clause, imports: ImportRule | null): ImportPolicy[] {
  if (imports === null || clause.status !== 'accepted' || clause.strength === 'may') return [];
  const said = clause.text.replace(/\s+/g, ' ').replace(/[.;]$/, '');
  const quoted = said.length > 300 ? `${said.slice(0, 299)}…` : said;
  return [
    {
      source: clause.path,
      judge({ dir }, site, toDir) {
        const to = imports.forbids(dir, site.path, toDir);
        if (to === null) return null;
        return { from: imports.subjectOf(dir) ?? dir, to, clause: clause.id, reason: `says "${quoted}"` };
      },
    },
  ];
}
