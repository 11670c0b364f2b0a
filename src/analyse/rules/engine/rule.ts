// Defines what a rule is: its words, shared by findings and documentation, and how it recognises a case in a syntax
// tree.
import type { Section, Severity } from '../../../domain/finding.ts';
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from './go-file.ts';
import type { MessageData } from './message.ts';
import type { RepositoryContext } from './repository-context.ts';

/**
 * `finding`: its cases are posted. `signal`: it is right too seldom, or matters too little, to be posted on its own;
 * the architect sees its cases as facts and may build on them.
 */
export type Report = 'finding' | 'signal';

/** A rule's words and what else does not depend on code. */
export interface RuleText {
  /** "risk/transaction-without-rollback". */
  readonly id: string;
  /** Ids of earlier versions: settings, comments and `architect rules` still accept them. */
  readonly formerIds?: readonly string[];
  readonly section: Section;
  readonly severity: Severity;
  /** Severity where a request reaches the case and it is graver there; left out: the same everywhere. */
  readonly inRequestPath?: Severity;
  /**
   * Severity in examples and, where `scripts`, in scripts and tools that people run by hand; left out: not reported
   * there. Reported is what does harm wherever the code runs (an attack, lost data, a wrong result, an endless loop),
   * in examples also what a copy inherits unnoticed. Not reported is what only hurts a long-running process (timeouts,
   * prints, exits), and what keeps an example short.
   */
  readonly outsideServices?: { readonly severity: Severity; readonly scripts: boolean };
  readonly report: Report;
  /** It is about an attacker: a suppression comment that the pull request itself adds does not count. */
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
  readonly tradeOffs: string;
  /** Go code that shows the fix. */
  readonly example: string;
  readonly references: readonly string[];
  /**
   * Linters, as golangci-lint names them, that judge the same: their directives suppress the rule too. Left out: none.
   */
  readonly linters?: readonly string[];
  /**
   * How a team's clause says what the rule looks for: words that can mean nothing else. The finding then cites the
   * clause.
   */
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
  /** What may be shown of the line, where not all of it may (a secret): a part of it. */
  readonly quote?: string;
}

/** A rule's answer where the code alone does not decide: the case is counted, not reported. */
export const UNDECIDED = 'undecided';

/** For `prefilters.declaration`: what the rule looks for may stand elsewhere in the file. */
export const EVERYWHERE = /(?:)/;

/** Cheap questions to the text, asked before anything is parsed. */
export interface Prefilters {
  /** A file without a match is skipped. */
  readonly file: Pick<RegExp, 'test'>;
  /** A declaration without a match holds no case. Left out: `file` matches in the declaration of each case. */
  readonly declaration?: RegExp;
}

/** A rule that looks at the syntax tree of one file. */
export interface CodeRule extends Rule {
  /** Whether it judges test files, or all the others. */
  readonly judges: 'code' | 'tests';
  readonly prefilters: Prefilters;
  /** Types of the nodes that it wants to see. */
  readonly nodes: readonly string[];
  /** null: this is not the case. */
  check(node: GoNode, file: GoFile): Hit | typeof UNDECIDED | null;
}

/**
 * `added-here`: the change brings the comment along, and the rule is about security. `incomplete`: it names no rule or
 * no reason.
 */
export type SuppressionNote = 'added-here' | 'incomplete';

/** A hit taken out of its tree: data, from which the sentence is built at the end. */
export interface Match {
  readonly rule: Rule;
  readonly path: string;
  /** The function or method around it, "Store.Save"; null outside of any, and for rules about a change as a whole. */
  readonly func: string | null;
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
  readonly message: string;
  readonly data: MessageData;
  /** As in `Hit`. */
  readonly subject?: string;
  readonly severity: Severity;
  /** What a suppression comment beside the case asks for and does not get. */
  readonly note?: SuppressionNote;
  /** Left out: at the head. */
  readonly side?: 'head' | 'before';
}

/** A match that a comment suppresses. */
export interface SuppressedMatch extends Match {
  /** What the comment says. */
  readonly reason: string;
}

/** What the rules found in one file. */
export interface FileMatches {
  readonly matches: readonly Match[];
  /** Those that a comment on the line or above it suppresses. */
  readonly suppressed: readonly SuppressedMatch[];
  /** How often a rule could not decide, by rule id. */
  readonly undecided: Readonly<Record<string, number>>;
}

export const noMatches: FileMatches = { matches: [], suppressed: [], undecided: {} };
