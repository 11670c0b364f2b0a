// Runs the rules on one file: plans by its text where to search, then checks the nodes of its tree.
import { type Severity, severityRank } from '../../../domain/finding.ts';
import type { FileJudge } from '../../change/changed-go-files.ts';
import { type DeclarationRange, declarationRanges } from '../../go/declaration-ranges.ts';
import { type GoNode, lineQuote, type ParsedFile, soundDeclarations } from '../../go/parser.ts';
import type { FileHead } from '../../go/scan-head.ts';
import { DECLARATIONS } from './function-spans.ts';
import { GoFile } from './go-file.ts';
import {
  type CodeRule,
  type FileMatches,
  type Hit,
  type LongFunction,
  type Match,
  noMatches,
  type SuppressedMatch,
  UNDECIDED,
} from './rule.ts';
import { isOutsideServices, isTool, milder, type SourceKind, sourceKindOf } from './source-kind.ts';
import { hasInvalidDirective, suppressionReason } from './suppression-directives.ts';

/** A range of a file that may have cases, and the rules to run there, by the type of node that they want. */
interface SearchRange extends DeclarationRange {
  readonly rules: ReadonlyMap<string, readonly CodeRule[]>;
}

/** Neighbouring ranges, searched together. */
type Run = readonly SearchRange[];

/** Where the rules search in one file. */
export interface SearchPlan {
  readonly runs: readonly Run[];
  /** What must be parsed. */
  readonly ranges: readonly DeclarationRange[];
  /** Declarations that are too long to judge, by the id of each rule that may have a case there. */
  readonly undecided: Readonly<Record<string, number>>;
  /** Functions among those declarations. */
  readonly tooLong: readonly LongFunction[];
}

/**
 * Characters of a declaration that rules judge. Many of them look at a whole function for each call in it, so the work
 * grows with the square of its length; functions that people write are far shorter.
 */
const MAX_DECLARATION = 60_000;

/**
 * Where the rules have something to search, by the text; null: nowhere. Only security rules judge a file that claims to
 * be generated, because anybody can write that.
 */
export function planSearch(rules: readonly CodeRule[], path: string, text: string, head: FileHead): SearchPlan | null {
  const judges = path.endsWith('_test.go') ? 'tests' : 'code';
  const kind = judges === 'code' ? sourceKindOf(path) : 'service';
  if (kind === 'skipped') return null;
  const mayApply = (rule: CodeRule) =>
    rule.judges === judges && (!head.generated || rule.security === true) && judgesKind(rule, kind);
  const active = rules.filter((rule) => mayApply(rule) && rule.prefilters.file.test(text));
  if (active.length === 0) return null;
  const declarations = declarationRanges(text);
  const isShort = ({ start, end }: DeclarationRange) => end - start <= MAX_DECLARATION;
  const runs = runsIn(text, declarations.filter(isShort), active);
  const long = declarations.filter((one) => !isShort(one));
  const undecided = countMayHaveCases(text, long, active);
  // What precedes the first declaration is always parsed: the package and its imports.
  const [first] = declarations;
  if (runs.length === 0 && Object.keys(undecided).length === 0) return null;
  return { runs, ranges: merged([first!, ...runs.flat()]), undecided, tooLong: longFunctions(text, long, active) };
}

/** Long values without code, which are common in tables of data, hide nothing that people would look for. */
function longFunctions(text: string, long: readonly DeclarationRange[], active: readonly CodeRule[]): LongFunction[] {
  return long.flatMap(({ start, end, startRow, endRow }) => {
    const declaration = text.slice(start, end);
    if (!/\bfunc\b/.test(declaration) || !active.some((rule) => mayHaveCase(rule, declaration))) return [];
    return [{ startLine: startRow + 1, endLine: Math.max(startRow + 1, endRow) }];
  });
}

function countMayHaveCases(text: string, declarations: readonly DeclarationRange[], active: readonly CodeRule[]) {
  const counts: Record<string, number> = {};
  for (const { start, end } of declarations)
    for (const { id } of active.filter((rule) => mayHaveCase(rule, text.slice(start, end))))
      counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

function mayHaveCase({ prefilters }: CodeRule, declaration: string): boolean {
  return (prefilters.declaration ?? prefilters.file).test(declaration);
}

function runsIn(text: string, declarations: readonly DeclarationRange[], active: readonly CodeRule[]): Run[] {
  const runs: SearchRange[][] = [];
  for (const range of declarations) {
    const rules = rulesByNode(active, text.slice(range.start, range.end));
    if (rules.size === 0) continue;
    const lastRun = runs.at(-1);
    if (lastRun?.at(-1)?.end === range.start) lastRun.push({ ...range, rules });
    else runs.push([{ ...range, rules }]);
  }
  return runs;
}

/** Rules that may have a case in the text of a declaration, by the type of node that they want. */
function rulesByNode(active: readonly CodeRule[], declaration: string): ReadonlyMap<string, readonly CodeRule[]> {
  const rules = new Map<string, CodeRule[]>();
  for (const rule of active)
    if (mayHaveCase(rule, declaration))
      for (const type of rule.nodes) rules.set(type, [...(rules.get(type) ?? []), rule]);
  return rules;
}

/** Joins ranges that follow each other. */
function merged(ranges: readonly DeclarationRange[]): DeclarationRange[] {
  const result: DeclarationRange[] = [];
  for (const { start, end, startRow, endRow } of ranges) {
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
      return { ranges: search.ranges, judge: (file) => runRules(search, path, file, head) };
    },
  };
}

/** Runs up to which each is walked by itself: every walk begins at the root of the file. */
const MAX_WALKS = 16;

/** Runs the rules of a plan on the declarations that parse: what stands around a syntax error is still judged. */
export function runRules(
  { runs, undecided: skipped, tooLong }: SearchPlan,
  path: string,
  file: ParsedFile,
  head: FileHead,
): FileMatches {
  const matches: Match[] = [];
  const suppressed: SuppressedMatch[] = [];
  const undecided: Record<string, number> = { ...skipped };
  const declarations = soundDeclarations(file);
  const goFile = new GoFile(path, file, head, declarations);
  const walks = runs.length > MAX_WALKS ? [runs.flat()] : runs;
  const wanted = walks.flatMap((run) => wantedIn(file, run, declarations));
  for (const { node, rule } of wanted.flatMap(({ node, rules }) => rules.map((rule) => ({ node, rule })))) {
    const hit = rule.check(node, goFile);
    if (hit === null) continue;
    if (hit === UNDECIDED) {
      undecided[rule.id] = (undecided[rule.id] ?? 0) + 1;
      continue;
    }
    const match = matchOf(rule, goFile, hit);
    const reason = reasonToSuppress(match, goFile, hit);
    if (reason === null) matches.push(match);
    else suppressed.push({ ...match, reason });
  }
  return { matches, suppressed, undecided, tooLong };
}

/** The reason of a comment that suppresses a match; null where there is none. */
function reasonToSuppress({ rule, startLine }: Match, goFile: GoFile, hit: Hit): string | null {
  const functionRow = goFile.declarationAround(hit.node)?.startPosition.row;
  const functionLine = functionRow === undefined ? undefined : functionRow + 1;
  return suppressionReason(goFile.file.text, startLine, rule, functionLine);
}

/** A node that rules want to see. */
interface Wanted {
  readonly node: GoNode;
  readonly rules: readonly CodeRule[];
}

/**
 * Nodes of a run that rules want to see, in the order of the text. A walk costs a quarter of parsing the same text: so
 * there is one for all rules, and none if they only want declarations.
 */
function wantedIn({ root, errorLine }: ParsedFile, run: Run, declarations: readonly GoNode[]): Wanted[] {
  const types = [...new Set(run.flatMap(({ rules }) => [...rules.keys()]))];
  const [first, last] = [run[0]!, run.at(-1)!];
  const found = types.every((type) => DECLARATIONS.has(type))
    ? declarations.filter((node) => first.start <= node.startIndex && node.startIndex < last.end)
    : root.descendantsOfType(types, pointAt(first.startRow), pointAt(last.endRow)).filter((node) => node !== null);
  const sound = errorLine === null ? found : found.filter((node) => isWithin(node, declarations));
  let at = 0;
  return sound.flatMap((node) => {
    while (run[at]!.end <= node.startIndex && at < run.length - 1) at += 1;
    const { start, end, rules } = run[at]!;
    const near = start <= node.startIndex && node.startIndex < end ? rules.get(node.type) : undefined;
    return near === undefined ? [] : [{ node, rules: near }];
  });
}

function isWithin({ startIndex }: GoNode, declarations: readonly GoNode[]): boolean {
  return declarations.some((one) => one.startIndex <= startIndex && startIndex < one.endIndex);
}

function pointAt(row: number): { row: number; column: number } {
  return { row, column: 0 };
}

/** A hit without its syntax tree. */
function matchOf(rule: CodeRule, file: GoFile, hit: Hit): Match {
  const line = hit.node.startPosition.row + 1;
  const { message, subject, data = {}, edits = [] } = hit;
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
    ...(edits.length === 0 ? {} : { edits }),
    ...(hasInvalidDirective(file.file.text, line, rule) ? { note: 'incomplete' } : {}),
  };
}

/** Whether a rule judges files of a kind. */
function judgesKind({ outsideServices }: CodeRule, kind: SourceKind): boolean {
  return kind === 'service' || (outsideServices !== undefined && (kind === 'example' || outsideServices.scripts));
}

/** The severity of a case in its file: capped outside of services, one step lower in tools. */
function severityOf(rule: CodeRule, { path, isTest, file }: GoFile, own: Severity): Severity {
  if (rule.outsideServices !== undefined && !isTest && isOutsideServices(path))
    return severityRank(own) < severityRank(rule.outsideServices.severity) ? rule.outsideServices.severity : own;
  return rule.security !== true && isTool(path, file.text) ? milder(own) : own;
}
