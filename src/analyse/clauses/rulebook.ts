// Reads the team's rulebook from documents and linter configurations at the base. Clauses can forbid code; nothing here
// weakens or removes a finding. The door of this folder.
import type { Clause, DocumentStatus } from '../../domain/clause.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { listed } from '../../text/format.ts';
import type { ImportPolicy } from '../graph/layers.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { type ApiRule, readApiRule } from './api-rule.ts';
import { type ClauseNames, createClauseNames } from './clause-names.ts';
import { clauseCheckability, clauseScope, frontMatterNames, frontMatterNote, governedDir } from './clause-scope.ts';
import { type ClauseStanding, type DocumentStanding, type ParsedDocument, readStatuses } from './document-status.ts';
import { type ClauseDraft, draftClauses, isTemplate } from './draft-clauses.ts';
import type { ImportRule } from './import-judges.ts';
import { type ImportReading, readImportRules } from './import-rule.ts';
import { readLinterConfigs } from './linter-configs.ts';
import { readMarkdownBlocks } from './markdown-blocks.ts';
import { noteStaleNames } from './stale-names.ts';
import { createStatusWords } from './status-words.ts';

export interface Rulebook {
  readonly clauses: readonly Clause[];
  /** Rules about imports, checked against the graph. */
  readonly policies: readonly ImportPolicy[];
  /** Ids of the clauses that `policies` check. */
  readonly checkedByImports: ReadonlySet<string>;
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
  const statuses = readStatuses(documents, createStatusWords(snapshot.settings.statusWords));
  const read = documents.flatMap((document) => readDocument(document, statuses.get(document.document.path)!, names));
  const configured = readLinterConfigs(snapshot.configurations ?? [], before, after);
  const kept = [...configured.clauses.map((clause) => ({ clause, spans: [], imports: [], api: null })), ...read].slice(
    0,
    MAX_CLAUSES,
  );
  const clauses = kept.map(({ clause }) => clause);
  const documented = kept.flatMap(({ clause, imports }) => policyOf(clause, imports));
  const isAboutPackages = kept.some(({ imports }) => imports.some(({ subjects }) => subjects.length > 0));
  return {
    clauses,
    policies: [...configured.policies, ...documented],
    checkedByImports: new Set([
      ...configured.clauses.filter(({ checkability }) => checkability === 'by-fact').map(({ id }) => id),
      ...kept.filter(({ imports }) => imports.length > 0).map(({ clause }) => clause.id),
    ]),
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
      ...noteSilentDocuments(documents, statuses, kept),
      ...noteStaleNames(kept, names),
      ...documents.flatMap(({ document, content }) => frontMatterNote(document.path, content.frontMatter) ?? []),
    ],
  };
}

/** Shorter documents say nothing anyway. */
const MIN_DOCUMENT = 200;
const MAX_NAMED = 5;

/** Names the documents in force in which no rule was heard: a team that wrote rules there must know. */
function noteSilentDocuments(
  documents: readonly ParsedDocument[],
  statuses: ReadonlyMap<string, DocumentStanding>,
  kept: readonly ReadClause[],
): string[] {
  const heard = new Set(kept.map(({ clause }) => clause.path));
  const silent = documents
    .map(({ document }) => document)
    .filter(({ path, text }) => !heard.has(path) && text.length >= MIN_DOCUMENT && !isTemplate(path))
    .filter(({ path }) => statuses.get(path)?.document.status === 'accepted')
    .map(({ path }) => path);
  if (silent.length === 0) return [];
  const named = silent.slice(0, MAX_NAMED);
  const more = silent.length > named.length ? [`${silent.length - named.length} more`] : [];
  return [`No rule was understood in ${listed([...named, ...more])}.`];
}

interface ReadClause {
  readonly clause: Clause;
  /** Code that it quotes. */
  readonly spans: readonly string[];
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
    return [{ clause, spans: draft.spans, imports: imports.rules, api: standing.status === 'accepted' ? api : null }];
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
