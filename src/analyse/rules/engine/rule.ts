// Defines a rule: its words, for findings and documentation, and how it recognizes a case in a syntax tree.

import type { Section, Severity } from '../../../domain/finding.ts';
import type { Edit } from '../../../domain/fix.ts';
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';
import type { MessageData } from './message.ts';
import type { RepositoryContext } from './repository-context.ts';

/**
 * `finding`: its cases are posted. `signal`: too often wrong or too unimportant to be posted on its own; the model gets
 * its cases as facts.
 */
type Report = 'finding' | 'signal';

/** A rule's words and settings. */
export interface RuleText {
  /** "risk/transaction-without-rollback". */
  readonly id: string;
  /** Ids of earlier versions: settings, comments and `architect rules` still accept them. */
  readonly formerIds?: readonly string[];
  readonly section: Section;
  readonly severity: Severity;
  /** Severity if a request can reach the case; left out: the same everywhere. */
  readonly inRequestPath?: Severity;
  /**
   * Severity in examples and, with `scripts`, in scripts and tools that people run by hand; left out: not reported
   * there. Reported is what does harm wherever the code runs (attacks, lost data, wrong results, endless loops), in
   * examples also what copies inherit unnoticed. Not reported is what only hurts long-running processes (timeouts,
   * prints, exits).
   */
  readonly outsideServices?: { readonly severity: Severity; readonly scripts: boolean };
  readonly report: Report;
  /** The rule is about attackers: a suppression comment that the pull request itself adds does not count. */
  readonly security?: true;
  /** At most 70 characters, without backticks: it is also shown in check titles, annotations and the terminal. */
  readonly title: string;
  /**
   * Sentences by message id, with placeholders: "`{func}` never closes `{body}`." In rules about one function the last
   * code span is the one that varies, because cases that differ only there share a sentence.
   */
  readonly messages?: Readonly<Record<string, string>>;
  /** Why it matters, in at most three sentences; follows the message. */
  readonly why: string;
  /** When the same code is fine; continues "Fine when". */
  readonly exceptions: string;
  readonly fix: string;
  /** What the fix costs; empty: nothing. */
  readonly tradeOffs: string;
  /** Go code that shows the fix. Values of `exampleData` in it give way to those of the match. */
  readonly example: string;
  /** Values of the match's data that the example is written with. Left out: it is the same for every match. */
  readonly exampleData?: Readonly<Record<string, string>>;
  readonly references: readonly string[];
  /** Names in golangci-lint of linters that check the same: their directives suppress the rule too. Left out: none. */
  readonly linters?: readonly string[];
  /** Unambiguous words of a team rule for the same: the finding then cites its clause. */
  readonly clausePattern?: RegExp;
}

/** Tells whether a name in settings, a comment or a command means a rule: its id, a former id or its family. */
export function isNamed({ id, formerIds }: Pick<RuleText, 'id' | 'formerIds'>, name: string): boolean {
  return name === id || name === familyOf(id) || formerIds?.includes(name) === true;
}

/** "concurrency/defer-in-loop" belongs to "concurrency". */
export function familyOf(id: string): string {
  return id.split('/', 1)[0]!;
}

/** A rule, and what it asks of the repository once a case was found. */
export interface Rule extends RuleText {
  /**
   * Confirms a case that the change introduces, where that takes more than the file. Left out: every case counts.
   */
  confirm?(match: Match, around: RepositoryContext): boolean | typeof UNDECIDED;
  /** A sentence that names what this repository already has and the fix should use; null where there is nothing. */
  existingUsage?(matches: readonly Match[], around: RepositoryContext): string | null;
}

/** One case that a rule recognised. */
export interface Hit {
  readonly node: GoNode;
  /** Key of the rule's `messages`. */
  readonly message: string;
  /** Values of the message's placeholders; `func` is filled in. Left out: there are none. */
  readonly data?: MessageData;
  /** The name that `confirm` asks the repository about. */
  readonly subject?: string;
  /** Severity in this context, where it is not the rule's own. */
  readonly severity?: Severity;
  /** The part of the line that may be shown, if not all of it may (a secret). */
  readonly quote?: string;
  /** Edits of the file that repair the case. Left out, or none: the rule knows no whole repair here. */
  readonly edits?: readonly Edit[];
}

/** The answer if the code alone does not decide: the case is counted, not reported. */
export const UNDECIDED = 'undecided';

/** For `prefilters.declaration`: what the rule looks for may stand elsewhere in the file. */
export const EVERYWHERE = /(?:)/;

/** Cheap searches of the text before anything is parsed. */
interface Prefilters {
  /** A file without a match is skipped. */
  readonly file: Pick<RegExp, 'test'>;
  /** A declaration without a match has no case. Left out: `file`. */
  readonly declaration?: RegExp;
}

/** A rule that looks at the syntax tree of one file. */
export interface CodeRule extends Rule {
  /** Whether it judges test files, or all the others. */
  readonly judges: 'code' | 'tests';
  readonly prefilters: Prefilters;
  /** Types of the nodes that it wants to see. */
  readonly nodes: readonly string[];
  /** Whether a node is a case; null: it is not. */
  check(node: GoNode, file: GoFile): Hit | typeof UNDECIDED | null;
}

/** `added-here`: the change adds the comment, to a security rule. `incomplete`: the comment has no rule or reason. */
export type SuppressionNote = 'added-here' | 'incomplete';

/** A hit without its syntax tree: data, from which the sentence is built at the end. */
export interface Match {
  readonly rule: Rule;
  readonly path: string;
  /** The function or method around it, "Store.Save"; null outside of functions and for rules about a whole change. */
  readonly func: string | null;
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
  readonly message: string;
  readonly data: MessageData;
  /** As in `Hit`. */
  readonly subject?: string;
  readonly edits?: readonly Edit[];
  readonly severity: Severity;
  /** Why a suppression comment at the case does not count. */
  readonly note?: SuppressionNote;
  /** Left out: at the head. */
  readonly side?: 'head' | 'before';
}

/** A match that a comment suppresses. */
export interface SuppressedMatch extends Match {
  /** The reason in the comment. */
  readonly reason: string;
}

/** What the rules found in one file. */
/** A function that is too long to be judged: 1-based lines. */
export interface LongFunction {
  readonly startLine: number;
  readonly endLine: number;
}

export interface FileMatches {
  readonly matches: readonly Match[];
  /** Those that a comment on the line or above it suppresses. */
  readonly suppressed: readonly SuppressedMatch[];
  /** How often a rule could not decide, by rule id. */
  readonly undecided: Readonly<Record<string, number>>;
  readonly tooLong: readonly LongFunction[];
}

export const noMatches: FileMatches = { matches: [], suppressed: [], undecided: {}, tooLong: [] };
