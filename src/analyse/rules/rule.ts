// What a rule is: its words, said once for findings and documentation, and how it recognises its case in a syntax tree.
import type { Section, Severity } from '../../domain/finding.ts';
import type { GoNode } from '../parser.ts';
import type { RuleFile } from './rule-file.ts';

/** A rule's words. */
export interface RuleText {
  /** "risk/transaction-without-rollback". */
  readonly id: string;
  readonly section: Section;
  readonly severity: Severity;
  readonly title: string;
  /** Why it matters: follows the sentence that says what stands where. */
  readonly why: string;
  /** When the same code is fine. */
  readonly fine: string;
  readonly fix: string;
  readonly tradeOffs: string;
  /** Go code that shows the fix. */
  readonly example: string;
  readonly references: readonly string[];
}

/** One case that a rule recognised. */
export interface Hit {
  readonly node: GoNode;
  /** One sentence: what stands there, with the names of this code. */
  readonly said: string;
  /** Severity in this context, where it is not the rule's own. */
  readonly severity?: Severity;
  /** What may be shown of the line, where not all of it may (a secret): a part of it. */
  readonly quote?: string;
}

/** A rule that looks at the syntax tree of one file. */
export interface CodeRule extends RuleText {
  /** Whether it judges test files, or all the others. */
  readonly judges: 'code' | 'tests';
  /** Cheap first: a file without a match is not looked at. */
  readonly mentions: RegExp;
  /** Types of the nodes that it wants to see. */
  readonly nodes: readonly string[];
  /** null: this is not the case, or it cannot be known. */
  check(node: GoNode, file: RuleFile): Hit | null;
}

/** A hit taken out of its tree. */
export interface Sighting {
  readonly rule: CodeRule;
  readonly path: string;
  /** The function around it, as `RuleFile.where` says it. */
  readonly scope: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
  readonly said: string;
  readonly severity: Severity;
}

/** What one file shows of the rules. */
export interface Inspection {
  readonly sightings: readonly Sighting[];
  /** Those that a comment on the line or above it suppresses. */
  readonly suppressed: readonly Sighting[];
}

export const nothingSeen: Inspection = { sightings: [], suppressed: [] };
