// Reads the team's rulebook from documents and linter configurations at the base. Clauses can forbid code; nothing here
// weakens or removes a finding. The door of this folder.
import type { Clause, DocumentStatus } from '../../domain/clause.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { ImportPolicy } from '../graph/layers.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { type ApiRule, readApiRule } from './api-rule.ts';
import { type ClauseNames, createClauseNames } from './clause-names.ts';
import { clauseCheckability, clauseScope, frontMatterNames, frontMatterNote, governedDir } from './clause-scope.ts';
import { type ClauseStanding, type DocumentStanding, type ParsedDocument, readStatuses } from './document-status.ts';
import { type ClauseDraft, draftClauses } from './draft-clauses.ts';
import type { ImportRule } from './import-judges.ts';
import { type ImportReading, readImportRules } from './import-rule.ts';
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
  const kept = [...configured.clauses.map((clause) => ({ clause, imports: [], api: null })), ...read].slice(
    0,
    MAX_CLAUSES,
  );
  const clauses = kept.map(({ clause }) => clause);
  const documented = kept.flatMap(({ clause, imports }) => policyOf(clause, imports));
  const isAboutPackages = kept.some(({ imports }) => imports.some(({ subjects }) => subjects.length > 0));
  return {
    clauses,
    policies: [...configured.policies, ...documented],
    declaresLayers: configured.declaresLayers || (documented.length > 0 && isAboutPackages),
    directions: kept.flatMap(({ clause, imports }) =>
      imports.some(({ isDirection }) => isDirection) && clause.status === 'accepted'
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
  readonly imports: readonly ImportRule[];
  readonly api: ApiRule | null;
}

function readDocument(read: ParsedDocument, standings: DocumentStanding, names: ClauseNames): ReadClause[] {
  const { frontMatter } = read.content;
  return draftClauses(read).flatMap((draft) => {
    const dir = governedDir(draft.path);
    const about = frontMatterNames(frontMatter);
    const contexts = about.length === 0 ? draft.contexts : [...draft.contexts, about];
    const imports = readImportRules({ ...draft, contexts }, dir, names);
    if (draft.isByRelation && !imports.isAboutImports) return [];
    const api = readApiRule(draft, dir, names);
    const standing = standings.at(draft.start, draft.trail, draft.text);
    const clause = toClause(draft, standing, imports, api, frontMatter, names);
    return [{ clause, imports: imports.rules, api: standing.status === 'accepted' ? api : null }];
  });
}

function toClause(
  draft: ClauseDraft,
  { status, supersededBy, unknown }: ClauseStanding,
  imports: ImportReading,
  api: ApiRule | null,
  frontMatter: string,
  names: ClauseNames,
): Clause {
  const { id, label, path, commit, startLine, endLine, text, trail, strength } = draft;
  const subjects = imports.rules.length > 0 ? imports.rules.flatMap((rule) => rule.subjects) : (api?.subjects ?? null);
  const note = unknown === null ? imports.note : `The status "${unknown}" of its document is not known.`;
  const checked = clauseCheckability(draft, imports.rules.length > 0 || api !== null);
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
    ...(note === null ? {} : { note }),
    scope: clauseScope(draft, frontMatter, names, subjects),
    checkability: checked === 'by-model' && imports.note !== null ? 'not-checkable' : checked,
  };
}

/** The import rules of a clause in force, as a policy. */
function policyOf(clause: Clause, imports: readonly ImportRule[]): ImportPolicy[] {
  if (imports.length === 0 || clause.status !== 'accepted' || clause.strength === 'may') return [];
  const said = clause.text.replace(/\s+/g, ' ').replace(/[.;]$/, '');
  const quoted = said.length > 300 ? `${said.slice(0, 299)}…` : said;
  return [
    {
      source: clause.path,
      judge({ dir }, site, toDir) {
        for (const rule of imports) {
          const found = rule.judge(dir, site.path, toDir);
          if (found !== null) return { ...found, clause: clause.id, reason: `says "${quoted}"` };
        }
        return null;
      },
    },
  ];
}
