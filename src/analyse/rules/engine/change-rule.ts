// A rule that looks at the change as a whole: files that came and went, configuration beside the code, both graphs.

import type { ChangedFile } from '../../../domain/diff.ts';
import type { Place, Severity } from '../../../domain/finding.ts';
import type { MetricsChange } from '../../../domain/package-graph.ts';
import type { Snapshot } from '../../../domain/snapshot.ts';
import type { SurfaceChange } from '../../change/api.ts';
import type { ChangedGoFile } from '../../change/changed-go-files.ts';
import type { GraphDelta } from '../../graph/delta.ts';
import type { DependencyChange } from '../../graph/dependencies.ts';
import type { PackageRenames } from '../../graph/package-renames.ts';
import type { RepositoryContext } from './repository-context.ts';
import type { Match, Rule, UNDECIDED } from './rule.ts';

/** One pull request as such a rule sees it. */
export interface RuleContext {
  readonly snapshot: Snapshot;
  /** Changed Go files that are judged, both sides parsed. */
  readonly files: readonly ChangedGoFile[];
  /** New Go files that call themselves generated: only rules about security look at them. */
  readonly disguised: readonly ChangedGoFile[];
  readonly delta: GraphDelta;
  readonly lineage: PackageRenames;
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
  /** What it looks for is wrong of itself, and not only where it is new: it judges a whole state as well. Left out: it does not. */
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
  readonly said: string;
  /** Left out: the rule's own. */
  readonly severity?: Severity;
  /** Left out: at the head. */
  readonly side?: Place['side'];
}

/** A sighting of a change rule: its quote is the line, trimmed. */
export function matchLine(rule: ChangeRule, { path, line, text, said, severity, side = 'head' }: LineMatch): Match {
  const quote = (text.split('\n')[line - 1] ?? '').trim();
  const place = { path, scope: path, startLine: line, endLine: line, quote, side };
  return { rule, ...place, said, severity: severity ?? rule.severity };
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
