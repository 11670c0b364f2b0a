// A clause: one rule of the team's own, taken word for word from a document or a linter's configuration on the base branch. A clause
// can forbid; no clause excuses anything.
import { z } from 'zod';
import type { Sha } from './review-request.ts';

/** In the sense of RFC 2119 (https://www.rfc-editor.org/rfc/rfc2119). */
export type ClauseStrength = 'must' | 'should' | 'may';

/** Of the document that holds the clause. Only an accepted one binds. */
export type ClauseStatus = 'accepted' | 'proposed' | 'superseded' | 'deprecated' | 'rejected';

/**
 * `by-fact`: held against what is computed from the code. `by-model`: takes judgement. `not-checkable`: about process or
 * operations, and leaves no trace in code.
 */
export type Checkability = 'by-fact' | 'by-model' | 'not-checkable';

export interface Clause {
  /** Stable while the document keeps its path and the clause its words: "docs/DESIGN-PATTERNS.md#3f2a9c1d". */
  readonly id: string;
  /** Short form for people: "DESIGN-PATTERNS#3f2a9c1d". */
  readonly label: string;
  readonly path: string;
  /** The base commit. */
  readonly commit: Sha;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Byte for byte what stands in the document. */
  readonly text: string;
  /** Headings above it, outermost first. */
  readonly trail: readonly string[];
  readonly strength: ClauseStrength;
  readonly status: ClauseStatus;
  /** Path of the document that took its place; null where there is none or it is not known. */
  readonly supersededBy: string | null;
  readonly scope: ClauseScope;
  readonly checkability: Checkability;
}

/** Where a clause holds. */
export interface ClauseScope {
  /** Directory that the document governs; "" for the whole repository. */
  readonly dir: string;
  /** Globs from the repository's root, within `dir`; empty: all of it. */
  readonly paths: readonly string[];
  /** Layers of the settings that it speaks of. */
  readonly layers: readonly string[];
}

/** What the change and the facts say of a clause. */
export interface ClauseCheck {
  /** Id of the clause. */
  readonly clause: string;
  /** The scope of the clause meets the changed files. */
  readonly touched: boolean;
  /** What the facts alone say; null where they do not tell. */
  readonly outcome: 'kept' | 'violated' | null;
}

/** Whether a document binds. */
export interface DocumentStatus {
  readonly path: string;
  readonly status: ClauseStatus;
  /** Path of the document that took its place; null where there is none or it is not known. */
  readonly supersededBy: string | null;
}

/** Only clauses of documents in force are grounds for a finding. */
export function isInForce(clause: Pick<Clause, 'status'>): boolean {
  return clause.status === 'accepted';
}

/** What a review says of one clause. */
export const ClauseEntry = z.object({
  id: z.string(),
  label: z.string(),
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  text: z.string(),
  strength: z.enum(['must', 'should', 'may']),
  state: z
    .enum(['violated', 'kept', 'not-judged', 'not-checkable', 'not-touched', 'not-in-force'])
    .describe(
      '"kept": the facts prove it, or the architect looked and says so. "not-judged": the change touches its scope and nobody looked. "not-touched": its scope does not meet the changed files. "not-in-force": its document is proposed, superseded, deprecated or rejected.',
    ),
  by: z.enum(['fact', 'model']).nullable().describe('Who says "kept" or "violated"; otherwise null.'),
  findings: z.array(z.string()).describe('Ids of the findings that cite it.'),
});
export type ClauseEntry = z.infer<typeof ClauseEntry>;
