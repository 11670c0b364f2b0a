// The door of this room: Go source in, architecture facts out. No network, no model, and nothing of the repository is
// ever run.

import type { Architecture, Fact } from '../domain/architecture.ts';
import { compareFindings } from '../domain/finding.ts';
import type { Progress } from '../domain/ports.ts';
import type { SkippedFile, Snapshot } from '../domain/snapshot.ts';
import { findBoundaryMoves } from './boundary-moves.ts';
import { changedDeclarations } from './change/changed-declarations.ts';
import { openChange } from './change/changed-go-files.ts';
import { compareApi } from './change/compare-api.ts';
import { stateFacts } from './change/state-facts.ts';
import { findWeakerLinters } from './clauses/weaker-linters.ts';
import { yieldToEventLoop } from './go/yield.ts';
import { compareDependencies } from './graph/dependency-changes.ts';
import { compareMetrics } from './graph/metrics.ts';
import { checkClauses, citeClauses } from './rules/cite-clauses.ts';
import { hasAddedLine, type JudgedGoFile } from './rules/engine/change-rule.ts';
import { createSettingsSuppression, evaluateRules } from './rules/engine/evaluate-rules.ts';
import { findUnknownRules, overrideSeverities } from './rules/engine/override-severities.ts';
import { RepositoryContext } from './rules/engine/repository-context.ts';
import { createRulesJudge } from './rules/engine/run.ts';
import { unsuppressedGraphFindings } from './rules/engine/suppress-graph-findings.ts';
import { allRules, changeRules, codeRules, graphRules } from './rules/registry.ts';
import { countUncertainCycles } from './rules/service/import-cycle.ts';
import { compareStructure, type Structure } from './structure.ts';
import { impactFacts } from './symbols/impact.ts';
import { emptySymbols, openSymbols, type TreeSymbols, toSymbolReferences } from './symbols/symbols.ts';
import { type OptionalStep, unwatched, type Watch } from './work-units.ts';

export { describeTree } from './describe-tree.ts';
export { familyOf, isNamed, type RuleText } from './rules/engine/rule.ts';
export { allRules } from './rules/registry.ts';
export { standingRules } from './standing-rules.ts';

/**
 * Computes the architecture before and after a pull request, and the findings that the difference proves.
 *
 * @throws the signal's reason, if it was aborted
 */
export async function analyse(
  snapshot: Snapshot,
  progress: Progress,
  signal?: AbortSignal,
  watch: Watch = unwatched,
): Promise<Architecture> {
  const say = (message: string) => progress({ room: 'analyse', message });
  say('reading the import graph before and after');
  const structure = compareStructure(snapshot);
  say(`parsing ${snapshot.reviewed.length} ${structure.whole ? '' : 'changed '}Go files`);
  const code = await readCode(snapshot, structure, watch, signal);
  say('looking for callers and entry points');
  const uses = await traceUses(structure, code, watch, signal);
  await yieldToEventLoop(signal);
  return conclude(snapshot, structure, code, uses, watch);
}

/** Begins a step over the whole change; false if it is left out. */
function startStep(watch: Watch, name: OptionalStep): boolean {
  const unit = { kind: 'step', name } as const;
  watch.begin(unit);
  return !watch.isExcluded(unit);
}

const rulesJudge = createRulesJudge(codeRules);

interface Code {
  /** Changed files to be judged. */
  readonly reviewed: readonly JudgedGoFile[];
  /** New files with a generated header. */
  readonly disguised: readonly JudgedGoFile[];
  readonly api: Awaited<ReturnType<typeof compareApi>>;
  readonly declarations: Architecture['declarations'];
}

async function readCode(
  snapshot: Snapshot,
  { before, after, renames, whole }: Structure,
  watch: Watch,
  signal?: AbortSignal,
): Promise<Code> {
  const opened = await openChange(snapshot, before, after, renames, rulesJudge, signal);
  const judged = new Set(snapshot.reviewed.map((file) => file.path));
  const reviewed = opened.filter(({ file }) => judged.has(file.path));
  // Anyone can add a generated header, so new files with one are still checked for security risks.
  const generated = new Set(snapshot.skipped.filter(({ reason }) => reason === 'generated').map(({ path }) => path));
  const disguised = opened.filter(
    ({ file, before, head }) => before === null && head?.isGenerated === true && generated.has(file.path),
  );
  const isCompared = !whole && startStep(watch, 'api');
  const api = isCompared ? await compareApi(opened, before, after, renames) : { changes: [], couldNotTell: 0 };
  return { reviewed, disguised, api, declarations: whole ? [] : changedDeclarations(reviewed, before, after) };
}

interface Uses {
  readonly references: TreeSymbols;
  readonly facts: readonly Fact[];
}

async function traceUses(
  { before, after }: Structure,
  { reviewed, declarations }: Code,
  watch: Watch,
  signal?: AbortSignal,
): Promise<Uses> {
  const dirs = reviewed.flatMap((one) => [one.head?.dir, one.before?.dir]).filter((dir) => dir !== undefined);
  if (!startStep(watch, 'symbols')) return { references: emptySymbols(after), facts: [] };
  const references = await openSymbols(after, dirs, signal);
  const impact = impactFacts({
    before: await openSymbols(before, dirs, signal),
    after: references,
    declarations,
    files: reviewed.map((one) => ({ before: one.before?.path ?? null, head: one.head?.path ?? null })),
  });
  return { references, facts: impact.facts };
}

/** Runs the rules and puts everything together. */
async function conclude(
  snapshot: Snapshot,
  structure: Structure,
  code: Code,
  { references, facts }: Uses,
  watch: Watch,
): Promise<Architecture> {
  const { whole, before, after, delta, layerViolations, layers, rulebook } = structure;
  const { reviewed, api, declarations } = code;
  const judged = await judge(snapshot, structure, code, references, watch);
  const evidence = { rulebook, layerViolations, apiChanges: api.changes };
  const architecture: Architecture = {
    before: before.graph,
    after: after.graph,
    addedEdges: delta.addedEdges,
    removedEdges: delta.removedEdges,
    introducedCycles: delta.introducedCycles,
    resolvedCycles: delta.resolvedCycles,
    layerViolations,
    apiChanges: api.changes,
    declarations,
    facts: [...judged.facts, ...facts],
    findings: overrideSeverities(
      [...citeClauses(judged.findings, evidence, allRules)].sort(compareFindings),
      snapshot.settings,
      allRules,
    ),
    weakened: whole ? [] : findWeakerLinters(snapshot, before, after),
    settingsProblems: findUnknownRules(snapshot.settings, snapshot.settingsSource, allRules),
    unread: reviewed.flatMap(noteUnjudged),
    clauses: rulebook.clauses,
    clauseChecks: checkClauses(evidence, snapshot.changedFiles, layers.settings.layerOf),
    documents: rulebook.documents,
    notes: [...rulebook.notes, ...references.notes],
    metrics: judged.metrics,
    suppressions: judged.suppressions,
    couldNotTell: judged.undecided,
    references: toSymbolReferences(references),
    boundaryMoves: findBoundaryMoves(snapshot, structure),
  };
  return whole ? asState(architecture) : architecture;
}

type Judged = Pick<Architecture, 'facts' | 'findings' | 'suppressions' | 'metrics'> & {
  readonly undecided: Architecture['couldNotTell'];
};

/** Findings of all rules, on the graph and in the code. */
async function judge(
  snapshot: Snapshot,
  { whole, before, after, delta, renames, layerViolations, layers }: Structure,
  { reviewed, disguised, api }: Code,
  references: TreeSymbols,
  watch: Watch,
): Promise<Judged> {
  const { changes: apiChanges } = api;
  const { settings } = snapshot;
  const dependencies = compareDependencies(before, after);
  const sources = { whole, settings, before, after, delta, layerViolations, apiChanges, dependencies };
  const settingsReason = createSettingsSuppression(settings);
  const paths = reviewed.map(({ file }) => file.path);
  const metrics = compareMetrics(before, after, delta, renames, paths);
  const around = new RepositoryContext(before, after, references);
  const layersDeclared = layers.areDeclared;
  const change = { snapshot, files: reviewed, disguised, delta, renames, apiChanges, dependencies, around };
  const onGraph = startStep(watch, 'graph rules')
    ? await unsuppressedGraphFindings(graphRules, sources, settingsReason)
    : { findings: [], suppressions: [] };
  const inCode = startStep(watch, 'rules')
    ? evaluateRules({ ...change, layersDeclared, metrics }, changeRules, settingsReason)
    : { facts: [], findings: [], suppressions: [], undecided: {} };
  const undecided = {
    'api/breaking-change': api.couldNotTell,
    'service/import-cycle': countUncertainCycles(delta, after),
  };
  return {
    facts: [...stateFacts(sources), ...inCode.facts],
    findings: [...onGraph.findings, ...inCode.findings],
    suppressions: [...onGraph.suppressions, ...inCode.suppressions],
    metrics,
    undecided: { ...inCode.undecided, ...withoutZeros(undecided) },
  };
}

function withoutZeros(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

const STATE_FACTS = /^(rule|signal|layer-violation|cycle-introduced)$/;

/** Why a file was not judged, or not all of what the change touches. */
function noteUnjudged({ file, head }: JudgedGoFile): SkippedFile[] {
  if (head === null) return [];
  const { path } = file;
  const { errorLine, declarations } = head.outline;
  if (errorLine !== null)
    return [{ path, reason: declarations.length === 0 ? 'syntax-error' : 'partly-parsed', line: errorLine }];
  // A long function that stays as it was is no news.
  const long = head.isTest ? undefined : head.found.tooLong.find((one) => hasAddedLine(file, one));
  return long === undefined ? [] : [{ path, reason: 'function-too-long', line: long.startLine }];
}

/** Removes comparisons: in a whole state nothing is new. */
function asState(architecture: Architecture): Architecture {
  const facts = architecture.facts.filter(({ kind }) => STATE_FACTS.test(kind));
  return { ...architecture, before: architecture.after, addedEdges: [], removedEdges: [], facts };
}
