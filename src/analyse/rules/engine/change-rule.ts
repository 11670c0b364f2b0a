// A rule that looks at the change as a whole: files that came and went, configuration beside the code, both graphs.

import type { ChangedFile } from '../../../domain/diff.ts';
import type { Place, Severity } from '../../../domain/finding.ts';
import type { ImportSite, MetricsChange } from '../../../domain/package-graph.ts';
import type { Snapshot } from '../../../domain/snapshot.ts';
import type { ChangedGoFile } from '../../change/changed-go-files.ts';
import type { SurfaceChange } from '../../change/compare-api.ts';
import type { DependencyChange } from '../../graph/dependency-changes.ts';
import type { GraphDelta } from '../../graph/graph-delta.ts';
import type { PackageRenames } from '../../graph/package-renames.ts';
import type { MessageData } from './message.ts';
import type { RepositoryContext } from './repository-context.ts';
import type { FileMatches, Match, Rule, UNDECIDED } from './rule.ts';

/** A changed Go file with what the rules found in it. */
export type JudgedGoFile = ChangedGoFile<FileMatches>;

/** One pull request as such a rule sees it. */
export interface RuleContext {
  readonly snapshot: Snapshot;
  /** Changed Go files that are judged, both sides parsed. */
  readonly files: readonly JudgedGoFile[];
  /** New Go files that call themselves generated: only rules about security look at them. */
  readonly disguised: readonly JudgedGoFile[];
  readonly delta: GraphDelta;
  readonly renames: PackageRenames;
  readonly apiChanges: readonly SurfaceChange[];
  readonly dependencies: readonly DependencyChange[];
  readonly around: RepositoryContext;
  /** Somebody laid down which layer may import which, so that names have nothing to add. */
  readonly layersDeclared: boolean;
  readonly metrics: readonly MetricsChange[];
}

/** What such a rule answers: its cases, and those that could not be decided. */
export type ChangeMatches = readonly (Match | typeof UNDECIDED)[];

export interface ChangeRule extends Rule {
  /**
   * What it looks for is wrong of itself, and not only where it is new: it judges a whole state as well. Left out: it
   * does not.
   */
  readonly judgesState?: true;
  /**
   * What the change brings in, and only that: nothing compares it with the merge base afterwards.
   */
  check(change: RuleContext): ChangeMatches;
}

/** What such a rule says of one line. */
export interface LineMatch {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** Whole text of the file that the line stands in. */
  readonly text: string;
  /** Key of the rule's `messages`, and the values of its placeholders. */
  readonly message: string;
  readonly data?: MessageData;
  /** Left out: the rule's own. */
  readonly severity?: Severity;
  /** Left out: at the head. */
  readonly side?: Place['side'];
}

/** A match of a rule about the change: its quote is the line, trimmed. */
export function matchLine(rule: ChangeRule, { text, line, side = 'head', ...found }: LineMatch): Match {
  const quote = (text.split('\n')[line - 1] ?? '').trim();
  return matchPlace(rule, { ...found, startLine: line, endLine: line, quote, side });
}

/** A match of a rule about the change at a place. */
export function matchPlace(
  rule: Rule,
  { data = {}, severity = rule.severity, ...place }: Omit<LineMatch, 'line' | 'text' | 'side'> & Place,
): Match {
  return { rule, func: null, ...place, data, severity };
}

/** A match at an import declaration of the head. */
export function matchImport(rule: Rule, site: ImportSite, message: string, data: MessageData): Match {
  const { file: path, line, quote } = site;
  return matchPlace(rule, { path, startLine: line, endLine: line, quote, side: 'head', message, data });
}

/** Line of the package clause, 1-based; null where there is none. */
export function packageClauseLine(text: string): number | null {
  const index = text.split('\n').findIndex((line) => /^package\s/.test(line));
  return index < 0 ? null : index + 1;
}

/** 1-based line on which an offset of a text stands. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Lines that the change adds to a file; every line where the file is new or its hunks could not be had. */
export function isAddedLine(file: ChangedFile, line: number): boolean {
  if (file.status === 'added' || file.status === 'copied' || file.diff === 'none') return true;
  return file.hunks.some((hunk) => hunk.lines.some((one) => one.kind === 'added' && one.headLine === line));
}
