// Defines a clause: one team rule, quoted from a document or a linter configuration at the base. Clauses forbid; none
// permits what a rule reports.
import { z } from 'zod';
import type { Sha } from './review-request.ts';

/** In the sense of RFC 2119 (https://www.rfc-editor.org/rfc/rfc2119). */
export type ClauseStrength = 'must' | 'should' | 'may';

/** Status of the document that contains the clause. Only accepted documents apply. */
export type ClauseStatus = 'accepted' | 'proposed' | 'superseded' | 'deprecated' | 'rejected';

/**
 * `by-fact`: checked by facts. `by-model`: needs judgement. `not-checkable`: about process or operations, so code does
 * not show it.
 */
export type Checkability = 'by-fact' | 'by-model' | 'not-checkable';

export interface Clause {
  /** Stable while path and wording stay the same: "docs/DESIGN-PATTERNS.md#3f2a9c1d". */
  readonly id: string;
  /** Short form for people: "DESIGN-PATTERNS#3f2a9c1d". */
  readonly label: string;
  readonly path: string;
  /** The base commit. */
  readonly commit: Sha;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The exact text in the document. */
  readonly text: string;
  /** Headings above the clause, outermost first. */
  readonly trail: readonly string[];
  readonly strength: ClauseStrength;
  readonly status: ClauseStatus;
  /** Path of the document that replaces it; null if there is none or it is unknown. */
  readonly supersededBy: string | null;
  readonly scope: ClauseScope;
  readonly checkability: Checkability;
  /** Why it is not in force or cannot be checked, a sentence for people; absent where there is nothing to say. */
  readonly note?: string;
}

/** The code that a clause is about. */
export interface ClauseScope {
  /** Directory that the document applies to; "" for the whole repository. */
  readonly dir: string;
  /** Globs from the repository's root, within `dir`; empty: all of it. */
  readonly paths: readonly string[];
  /** Layers of the settings that it names. */
  readonly layers: readonly string[];
}

/** What the facts say about a clause. */
export interface ClauseCheck {
  /** Id of the clause. */
  readonly clause: string;
  /** The scope of the clause includes a changed file. */
  readonly touched: boolean;
  /** By the facts alone; null if undecided. */
  readonly outcome: 'kept' | 'violated' | null;
  /** Where the code at the head breaks it, new or not; left out where the facts of one commit do not tell. */
  readonly breaks?: readonly ClausePlace[];
}

/** A line of code that breaks a clause. */
export interface ClausePlace {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** It was so before the change. */
  readonly isOld: boolean;
}

/** A clause as it stands at one commit. */
export interface StandingClause
  extends Pick<
    Clause,
    'id' | 'path' | 'startLine' | 'endLine' | 'text' | 'strength' | 'status' | 'supersededBy' | 'scope' | 'note'
  > {
  /** `facts`: computed. `model`: a model judges it in each review. `nobody`: code does not show it. */
  readonly checkedBy: 'facts' | 'model' | 'nobody';
  /** `in-changes`: the facts of a change tell, those of one commit do not. */
  readonly state: 'broken' | 'kept' | 'in-changes' | 'to-judge' | 'not-checkable' | 'not-in-force';
  readonly breaks: readonly ClausePlace[];
}

/** The team's rules as they stand at one commit. */
export interface StandingRules {
  readonly clauses: readonly StandingClause[];
  readonly documents: readonly DocumentStatus[];
  /** Sentences for people: what was not understood, and what is stale. */
  readonly notes: readonly string[];
}

/** The status of a document. */
export interface DocumentStatus {
  readonly path: string;
  readonly status: ClauseStatus;
  /** Path of the document that replaces it; null if there is none or it is unknown. */
  readonly supersededBy: string | null;
}

/** True if the clause may support a finding: its document is accepted. */
export function isInForce(clause: Pick<Clause, 'status'>): boolean {
  return clause.status === 'accepted';
}

/** The result of a review for one clause. */
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
      '"kept": by the facts or by the model. "not-judged": the change touches its scope, but it was not checked. ' +
        '"not-touched": its scope includes no changed file. "not-in-force": its document is proposed, superseded, ' +
        'deprecated or rejected.',
    ),
  note: z.string().optional().describe('Why it is not in force or cannot be checked, where there is more to say.'),
  by: z.enum(['fact', 'model']).nullable().describe('Who decided "kept" or "violated"; otherwise null.'),
  findings: z.array(z.string()).describe('Ids of the findings that cite it.'),
  alreadyBroken: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Places where the code broke it before the change and still does; left out: none.'),
});
export type ClauseEntry = z.infer<typeof ClauseEntry>;
