// Runs the rules on one file: its text tells where they have something to look for, its tree whether it is there.
import { type Severity, severityRank } from '../../../domain/finding.ts';
import type { FileJudge } from '../../change/changed-go-files.ts';
import { type DeclarationRange, declarationRanges } from '../../go/declaration-ranges.ts';
import { childrenOf, type GoNode, lineQuote, type ParsedFile } from '../../go/parser.ts';
import type { FileHead } from '../../go/scan-imports.ts';
import { DECLARATIONS } from './function-spans.ts';
import { GoFile } from './go-file.ts';
import {
  type CodeRule,
  type FileMatches,
  type Hit,
  type Match,
  noMatches,
  type SuppressedMatch,
  UNDECIDED,
} from './rule.ts';
import { isOutsideServices, isTool, milder, type SourceKind, sourceKindOf } from './source-kind.ts';
import { hasInvalidDirective, suppressionReason } from './suppression-directives.ts';

/**
 * A stretch of a file that may hold cases, and the rules that look for them there, by the type of node that they want.
 */
interface PlaceToLook extends DeclarationRange {
  readonly rules: ReadonlyMap<string, readonly CodeRule[]>;
}

/** Neighbours, parsed and looked through in one go. */
type Run = readonly PlaceToLook[];

/** Where the rules look in one file. */
export interface SearchPlan {
  readonly runs: readonly Run[];
  /** What has to be parsed for it. */
  readonly stretches: readonly DeclarationRange[];
}

/**
 * Where the rules have something to look for, as far as the text tells; null: nowhere. Of a file that calls itself
 * generated, which anybody can write, it is what rules about security want.
 */
export function planSearch(rules: readonly CodeRule[], path: string, text: string, head: FileHead): SearchPlan | null {
  const judges = path.endsWith('_test.go') ? 'tests' : 'code';
  const purpose = judges === 'code' ? sourceKindOf(path) : 'service';
  if (purpose === 'aside') return null;
  const mayApply = (rule: CodeRule) =>
    rule.judges === judges && (!head.generated || rule.security === true) && speaksIn(purpose, rule);
  const active = rules.filter((rule) => mayApply(rule) && rule.prefilters.file.test(text));
  if (active.length === 0) return null;
  const stretches = declarationRanges(text);
  const runs = runsIn(text, stretches, active);
  // What stands before the first declaration is parsed in any case: the package and its imports.
  const [first] = stretches;
  return runs.length === 0 ? null : { runs, stretches: merged([first!, ...runs.flat()]) };
}

function runsIn(text: string, stretches: readonly DeclarationRange[], active: readonly CodeRule[]): Run[] {
  const runs: PlaceToLook[][] = [];
  for (const stretch of stretches) {
    const part = text.slice(stretch.start, stretch.end);
    const rules = new Map<string, CodeRule[]>();
    for (const rule of active)
      if ((rule.prefilters.declaration ?? rule.prefilters.file).test(part))
        for (const type of rule.nodes) rules.set(type, [...(rules.get(type) ?? []), rule]);
    if (rules.size === 0) continue;
    const place = { ...stretch, rules };
    if (runs.at(-1)?.at(-1)?.end === stretch.start) runs.at(-1)!.push(place);
    else runs.push([place]);
  }
  return runs;
}

/** Stretches that follow each other become one. */
function merged(stretches: readonly DeclarationRange[]): DeclarationRange[] {
  const result: DeclarationRange[] = [];
  for (const { start, end, startRow, endRow } of stretches) {
    const last = result.at(-1);
    if (last === undefined || last.end < start) result.push({ start, end, startRow, endRow });
    else if (last.end < end) result[result.length - 1] = { ...last, end, endRow };
  }
  return result;
}

/** Runs the rules on files while they are parsed. */
export function createRulesJudge(rules: readonly CodeRule[]): FileJudge<FileMatches> {
  return {
    nothing: noMatches,
    plan(path, text, head) {
      const search = planSearch(rules, path, text, head);
      if (search === null) return null;
      return { ranges: search.stretches, judge: (file) => runRules(search, path, file, head) };
    },
  };
}

/** Runs the rules where they want to look. A file with a syntax error is left alone: its tree may lie. */
export function runRules({ runs }: SearchPlan, path: string, file: ParsedFile, head: FileHead): FileMatches {
  if (file.errorLine !== null) return noMatches;
  const matches: Match[] = [];
  const suppressed: SuppressedMatch[] = [];
  const undecided: Record<string, number> = {};
  const declarations = childrenOf(file.root);
  const asked = new GoFile(path, file, head, declarations);
  for (const { node, rules } of runs.flatMap((run) => wantedIn(file, run, declarations)))
    for (const rule of rules) {
      const hit = rule.check(node, asked);
      if (hit === null) continue;
      if (hit === UNDECIDED) {
        undecided[rule.id] = (undecided[rule.id] ?? 0) + 1;
        continue;
      }
      const around = asked.declarationAround(hit.node)?.startPosition.row;
      const functionLine = around === undefined ? undefined : around + 1;
      const reason = suppressionReason(file.text, hit.node.startPosition.row + 1, rule, functionLine);
      const match = toMatch(rule, asked, hit);
      if (reason !== null) suppressed.push({ ...match, reason });
      else if (hasInvalidDirective(file.text, match.startLine, rule)) matches.push({ ...match, note: 'incomplete' });
      else matches.push(match);
    }
  return { matches, suppressed, undecided };
}

interface Wanted {
  readonly node: GoNode;
  readonly rules: readonly CodeRule[];
}

/**
 * Nodes of a run that rules want to see, in the order of the text. A walk costs a quarter of parsing the same text: one
 * for all rules, or none where only declarations are wanted.
 */
function wantedIn({ root }: ParsedFile, run: Run, declarations: readonly GoNode[]): Wanted[] {
  const types = [...new Set(run.flatMap(({ rules }) => [...rules.keys()]))];
  const [first, last] = [run[0]!, run.at(-1)!];
  const found = types.every((type) => DECLARATIONS.has(type))
    ? declarations.filter((node) => first.start <= node.startIndex && node.startIndex < last.end)
    : root.descendantsOfType(types, pointAt(first.startRow), pointAt(last.endRow)).filter((node) => node !== null);
  let at = 0;
  return found.flatMap((node) => {
    while (run[at]!.end <= node.startIndex && at < run.length - 1) at += 1;
    const { start, end, rules } = run[at]!;
    const near = start <= node.startIndex && node.startIndex < end ? rules.get(node.type) : undefined;
    return near === undefined ? [] : [{ node, rules: near }];
  });
}

function pointAt(row: number): { row: number; column: number } {
  return { row, column: 0 };
}

function toMatch(rule: CodeRule, file: GoFile, hit: Hit): Match {
  const line = hit.node.startPosition.row + 1;
  const { message, subject, data = {} } = hit;
  return {
    rule,
    path: file.path,
    func: file.functionName(hit.node),
    startLine: line,
    endLine: line,
    quote: hit.quote ?? lineQuote(file.file, hit.node),
    message,
    data,
    severity: severityOf(rule, file, hit.severity ?? rule.severity),
    ...(subject === undefined ? {} : { subject }),
  };
}

function speaksIn(purpose: SourceKind, { outsideServices: alsoIn }: CodeRule): boolean {
  return purpose === 'service' || (alsoIn !== undefined && (purpose === 'example' || alsoIn.scripts));
}

function severityOf(rule: CodeRule, { path, isTest, file }: GoFile, own: Severity): Severity {
  if (rule.outsideServices !== undefined && !isTest && isOutsideServices(path))
    return severityRank(own) < severityRank(rule.outsideServices.severity) ? rule.outsideServices.severity : own;
  return rule.security !== true && isTool(path, file.text) ? milder(own) : own;
}
