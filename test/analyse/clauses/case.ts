// Snapshots with documents and linters' configurations, made of txtar text: what stands at the base governs.
import { analyse } from '../../../src/analyse/analyse.ts';
import { readStatuses } from '../../../src/analyse/clauses/document-status.ts';
import { type ClauseDraft, draftClauses } from '../../../src/analyse/clauses/draft-clauses.ts';
import { readMarkdownBlocks } from '../../../src/analyse/clauses/markdown-blocks.ts';
import type { Architecture } from '../../../src/domain/architecture.ts';
import type { DocumentStatus } from '../../../src/domain/clause.ts';
import type { DesignDocument, Snapshot } from '../../../src/domain/snapshot.ts';
import { type Files, formatArchive, txtar } from '../../support/txtar.ts';
import { snapshotOf } from '../tree.ts';

export const document = (path: string, text: string): DesignDocument => ({
  path,
  text,
  commit: 'b'.repeat(40),
  cut: 0,
});

/** The clauses of one document, before anything is known of the repository. */
export function draftsOf(text: string, path = 'docs/RULES.md'): readonly ClauseDraft[] {
  return draftClauses({ document: document(path, text), content: readMarkdownBlocks(text, path) });
}

/** "must: All writes go through the ledger", one a clause. */
export function said(text: string, path?: string): string[] {
  return draftsOf(text, path).map((draft) => `${draft.strength}: ${draft.text.replace(/\s+/g, ' ')}`);
}

export function standingsOf(files: Files): Record<string, Omit<DocumentStatus, 'path'>> {
  const read = Object.entries(files).map(([path, text]) => ({
    document: document(path, text),
    content: readMarkdownBlocks(text, path),
  }));
  return Object.fromEntries(
    [...readStatuses(read)].map(
      ([
        path,
        {
          document: { status, supersededBy },
        },
      ]) => [path, { status, supersededBy }],
    ),
  );
}

export interface Case {
  /** Documents, configurations and code at the base. */
  readonly base: string;
  /** What the pull request writes over it. */
  readonly head?: string;
  readonly settings?: unknown;
}

const isDocument = (path: string) => path.endsWith('.md');
const isConfiguration = (path: string) =>
  /((\.go-arch-lint|\.?arch-go)\.ya?ml|\.golangci\.(ya?ml|toml|json))$/.test(path);

function snapshotOfCase({ base, head = '', settings }: Case): Snapshot {
  const before = txtar(base);
  const after = { ...before, ...txtar(head) };
  const whole = (files: Files) => formatArchive({ comment: '', files });
  const at = (wanted: (path: string) => boolean) =>
    Object.entries(before).flatMap(([path, text]) => (wanted(path) ? [document(path, text)] : []));
  return {
    ...snapshotOf({ before: whole(before), head: whole(after), ...(settings === undefined ? {} : { settings }) }),
    documents: at(isDocument),
    configurations: at(isConfiguration),
  };
}

export function analyseCase(one: Case): Promise<Architecture> {
  return analyse(snapshotOfCase(one), () => {});
}

/** "kept  DESIGN.md:3 The domain imports the standard library only.", one a clause. */
export function ledgerOf({ clauses, clauseChecks }: Architecture): string[] {
  const checks = new Map(clauseChecks.map((check) => [check.clause, check]));
  return clauses.map((clause) => {
    const check = checks.get(clause.id)!;
    const state = check.outcome ?? (check.touched ? clause.checkability : 'not touched');
    return `${state}: ${clause.path}:${clause.startLine} ${clause.text.replace(/\s+/g, ' ')}`;
  });
}

/** Titles of the findings with what they cite. */
export function citedBy({ findings }: Architecture): Record<string, string[]> {
  return Object.fromEntries(
    findings.map((finding) => [
      finding.title,
      finding.citations.map(
        ({ kind, path, startLine, quote }) => `${kind} ${path}:${startLine} ${quote.replace(/\s+/g, ' ')}`,
      ),
    ]),
  );
}
