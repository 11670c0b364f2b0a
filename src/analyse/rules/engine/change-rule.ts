// Defines rules that look at a change as a whole: added and removed files, configuration, both graphs.
import type { ChangedFile, HunkLine } from '../../../domain/diff.ts';
import type { Place, Severity } from '../../../domain/finding.ts';
import type { ImportSite, MetricsChange } from '../../../domain/package-graph.ts';
import type { Snapshot } from '../../../domain/snapshot.ts';
import { splitLines } from '../../../text/lines.ts';
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

/** One pull request as these rules see it. */
export interface RuleContext {
  readonly snapshot: Snapshot;
  /** Changed Go files that are judged, both sides parsed. */
  readonly files: readonly JudgedGoFile[];
  /** New Go files that claim to be generated: only security rules look at them. */
  readonly disguised: readonly JudgedGoFile[];
  readonly delta: GraphDelta;
  readonly renames: PackageRenames;
  readonly apiChanges: readonly SurfaceChange[];
  readonly dependencies: readonly DependencyChange[];
  readonly around: RepositoryContext;
  /** The team configured which layer may import which, so that layers by name do not count. */
  readonly layersDeclared: boolean;
  readonly metrics: readonly MetricsChange[];
}

/** The cases of such a rule, and those that are undecided. */
export type ChangeMatches = readonly (Match | typeof UNDECIDED)[];

/** A rule about a change as a whole. */
export interface ChangeRule extends Rule {
  /** What it finds is wrong even where it is not new, so it also judges a whole state. Left out: it does not. */
  readonly judgesState?: true;
  /** Cases that the change introduces, and only those: nothing compares them with the merge base afterwards. */
  check(change: RuleContext): ChangeMatches;
}

/** A case at one line. */
export interface LineMatch {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** Whole text of the file. */
  readonly text: string;
  /** Key of the rule's `messages`, and the values of its placeholders. */
  readonly message: string;
  readonly data?: MessageData;
  /** Left out: the rule's own. */
  readonly severity?: Severity;
  /** Left out: at the head. */
  readonly side?: Place['side'];
}

/** A match at a line; its quote is the line, trimmed. */
export function matchLine(rule: ChangeRule, { text, line, side = 'head', ...found }: LineMatch): Match {
  const quote = (splitLines(text)[line - 1] ?? '').trim();
  return matchPlace(rule, { ...found, startLine: line, endLine: line, quote, side });
}

/** A match at a place. */
function matchPlace(
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
  const index = splitLines(text).findIndex((line) => /^package\s/.test(line));
  return index < 0 ? null : index + 1;
}

/** 1-based line of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Whether the change adds one of these lines that is not blank: also if the file is new or its hunks are unknown. */
export function hasAddedLine(
  file: ChangedFile,
  { startLine, endLine }: { startLine: number; endLine: number },
): boolean {
  if (file.status === 'added' || file.status === 'copied' || file.diff === 'none') return true;
  const isInside = ({ kind, text, headLine }: HunkLine) =>
    kind === 'added' && text.trim() !== '' && headLine !== null && startLine <= headLine && headLine <= endLine;
  return file.hunks.some(({ lines }) => lines.some(isInside));
}

/** Whether the change adds a line: also if the file is new or its hunks are unknown. */
export function isAddedLine(file: ChangedFile, line: number): boolean {
  if (file.status === 'added' || file.status === 'copied' || file.diff === 'none') return true;
  return file.hunks.some((hunk) => hunk.lines.some((one) => one.kind === 'added' && one.headLine === line));
}
