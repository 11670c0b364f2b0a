// What a rule is: its words, said once for findings and documentation, and how it recognises its case in a syntax tree.
import type { Section, Severity } from '../../../domain/finding.ts';
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';
import type { RepositoryContext } from './repository-context.ts';

/**
 * `finding`: what it sees is posted by itself. `signal`: it is right too seldom, or weighs too little, to be said to people by itself;
 * the architect sees it as a fact, and may build on it.
 */
export type Report = 'finding' | 'signal';

/** A rule's words. */
export interface RuleText {
  /** "risk/transaction-without-rollback". */
  readonly id: string;
  readonly section: Section;
  readonly severity: Severity;
  /** Severity where a request reaches the case and it is graver there; left out: the same everywhere. */
  readonly inRequestPath?: Severity;
  /**
   * Severity in examples and, where `scripts`, in scripts and tools that people run by hand; left out: not said there. Said is what does its
   * harm wherever the code runs (an attack, lost data, a wrong result, an endless loop), in examples also what whoever copies them inherits
   * without noticing. Not said is what only hurts a process that runs on (timeouts, prints, exits), and what an example does to be short.
   */
  readonly outsideServices?: { readonly severity: Severity; readonly scripts: boolean };
  readonly report: Report;
  /** It is about somebody who means harm: a comment that the pull request itself brings does not silence it. */
  readonly security?: true;
  readonly title: string;
  /** Why it matters: follows the sentence that says what stands where. */
  readonly why: string;
  /** When the same code is fine. */
  readonly exceptions: string;
  readonly fix: string;
  readonly tradeOffs: string;
  /** Go code that shows the fix. */
  readonly example: string;
  readonly references: readonly string[];
}

/** A rule, and what it asks of the repository once its case was seen. */
export interface Rule extends RuleText {
  /**
   * Asked of what the change brings in, where more than the file has to be known: whether the case holds in this repository.
   * Left out: it does.
   */
  confirm?(sighting: Match, around: RepositoryContext): boolean | typeof UNDECIDED;
  /** A sentence that names what this repository has already and the fix should use; null where there is nothing. */
  existingUsage?(sightings: readonly Match[], around: RepositoryContext): string | null;
}

/** One case that a rule recognised. */
export interface Hit {
  readonly node: GoNode;
  /** One sentence: what stands there, with the names of this code. */
  readonly said: string;
  /** What `holds` asks the repository about: a name, or which of the rule's kinds of cases this is. */
  readonly subject?: string;
  /** Severity in this context, where it is not the rule's own. */
  readonly severity?: Severity;
  /** What may be shown of the line, where not all of it may (a secret): a part of it. */
  readonly quote?: string;
}

/** What a rule answers where the file alone does not decide: the case is not said, and counted. */
export const UNDECIDED = 'cannot-tell';

/** For `near`: what the rule is about may stand elsewhere in the file. */
export const EVERYWHERE = /(?:)/;

/** A rule that looks at the syntax tree of one file. */
export interface CodeRule extends Rule {
  /** Whether it judges test files, or all the others. */
  readonly judges: 'code' | 'tests';
  /** Cheap first: a file without a match is not looked at. */
  readonly mentions: RegExp;
  /** Cheap again: a declaration of the file without a match holds no case. Left out: `mentions` matches in the declaration of each case. */
  readonly near?: RegExp;
  /** Types of the nodes that it wants to see. */
  readonly nodes: readonly string[];
  /** null: this is not the case. */
  check(node: GoNode, file: GoFile): Hit | typeof UNDECIDED | null;
}

/** A hit taken out of its tree. */
export interface Match {
  readonly rule: Rule;
  readonly path: string;
  /** The function around it, as `RuleFile.where` says it. */
  readonly scope: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
  readonly said: string;
  /** As in `Hit`. */
  readonly subject?: string;
  readonly severity: Severity;
  /** Left out: at the head. */
  readonly side?: 'head' | 'before';
}

/** A sighting that a comment asks to leave out. */
export interface SuppressedMatch extends Match {
  /** What the comment says. */
  readonly reason: string;
}

/** What one file shows of the rules. */
export interface FileMatches {
  readonly matches: readonly Match[];
  /** Those that a comment on the line or above it suppresses. */
  readonly suppressed: readonly SuppressedMatch[];
  /** How often a rule could not tell, by rule id. */
  readonly undecided: Readonly<Record<string, number>>;
}

export const noMatches: FileMatches = { matches: [], suppressed: [], undecided: {} };
