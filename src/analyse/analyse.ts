// The door of this room: Go source in, architecture facts out. No network, no model, and nothing of the repository is ever run.
import type { Architecture, Fact } from '../domain/architecture.ts';
import { compareFindings } from '../domain/finding.ts';
import type { Progress } from '../domain/ports.ts';
import type { SkippedFile, Snapshot } from '../domain/snapshot.ts';
import { compareApi } from './change/api.ts';
import { type ChangedGoFile, openChange } from './change/changed-go-files.ts';
import { changedDeclarations } from './change/declarations.ts';
import { checkClauses, groundFindings } from './clauses/cite-clauses.ts';
import { stateFacts } from './facts.ts';
import { compareDependencies } from './graph/dependencies.ts';
import { compareMetrics } from './graph/metrics.ts';
import { createSettingsSuppression, evaluateRules } from './rules/engine/evaluate-rules.ts';
import { RepositoryContext } from './rules/engine/repository-context.ts';
import { unsuppressedGraphFindings } from './rules/engine/suppress-graph-findings.ts';
import { countUncertainCycles } from './rules/service/import-cycle.ts';
import { compareStructure, type Structure } from './structure.ts';
import { impactFacts } from './symbols/impact.ts';
import { sayWhyHere } from './symbols/reachability-note.ts';
import { openReferences, type TreeReferences } from './symbols/symbols.ts';
import { yieldToEventLoop } from './yield.ts';

export { describeTree } from './describe-tree.ts';
export { allRules } from './rules/all-rules.ts';
export { lintersOf } from './rules/engine/linters.ts';
export type { RuleText } from './rules/engine/rule.ts';

/**
 * Works out the architecture before and after a pull request, and what the difference proves.
 *
 * @throws the signal's reason, soon after it was given up
 */
export async function analyse(snapshot: Snapshot, progress: Progress, signal?: AbortSignal): Promise<Architecture> {
  const say = (message: string) => progress({ room: 'analyse', message });
  say('reading the import graph before and after');
  const structure = compareStructure(snapshot);
  say(`parsing ${snapshot.reviewed.length} ${structure.whole ? '' : 'changed '}Go files`);
  const code = await readCode(snapshot, structure, signal);
  say('looking for callers and entry points');
  const uses = await traceUses(structure, code, signal);
  await yieldToEventLoop(signal);
  return conclude(snapshot, structure, code, uses);
}

interface Code {
  /** Changed files that are judged. */
  readonly reviewed: readonly ChangedGoFile[];
  /** New files that call themselves generated. */
  readonly disguised: readonly ChangedGoFile[];
  readonly api: Awaited<ReturnType<typeof compareApi>>;
  readonly declarations: Architecture['declarations'];
}

async function readCode(
  snapshot: Snapshot,
  { before, after, lineage, whole }: Structure,
  signal?: AbortSignal,
): Promise<Code> {
  const opened = await openChange(snapshot, before, after, lineage, signal);
  const judged = new Set(snapshot.reviewed.map((file) => file.path));
  const reviewed = opened.filter(({ file }) => judged.has(file.path));
  // Whoever writes a file can say that it is generated; so of a new one that says so the risks to security are looked for.
  const generated = new Set(snapshot.skipped.filter(({ reason }) => reason === 'generated').map(({ path }) => path));
  const disguised = opened.filter(
    ({ file, before, head }) => before === null && head?.isGenerated === true && generated.has(file.path),
  );
  const api = whole ? { changes: [], couldNotTell: 0 } : await compareApi(opened, before, after, lineage);
  return { reviewed, disguised, api, declarations: whole ? [] : changedDeclarations(reviewed, before, after) };
}

interface Uses {
  readonly references: TreeReferences;
  readonly facts: readonly Fact[];
}

async function traceUses(
  { before, after }: Structure,
  { reviewed, declarations }: Code,
  signal?: AbortSignal,
): Promise<Uses> {
  const dirs = reviewed.flatMap((one) => [one.head?.dir, one.before?.dir]).filter((dir) => dir !== undefined);
  const references = await openReferences(after, dirs, signal);
  const impact = impactFacts({
    before: await openReferences(before, dirs, signal),
    after: references,
    declarations,
    files: reviewed.map((one) => ({ before: one.before?.path ?? null, head: one.head?.path ?? null })),
  });
  return { references, facts: impact.facts };
}

/** What the rules say of it all, and everything together. */
async function conclude(
  snapshot: Snapshot,
  structure: Structure,
  code: Code,
  { references, facts }: Uses,
): Promise<Architecture> {
  const { whole, before, after, delta, lineage, layerViolations, layers, rulebook } = structure;
  const { reviewed, disguised, api, declarations } = code;
  const { changes: apiChanges } = api;
  const dependencies = compareDependencies(before, after);
  const sources = {
    whole,
    settings: snapshot.settings,
    before,
    after,
    delta,
    layerViolations,
    apiChanges,
    dependencies,
  };
  const waiver = createSettingsSuppression(snapshot.settings);
  const proved = await unsuppressedGraphFindings(sources, waiver);
  const around = new RepositoryContext(before, after, (path, line) => references.isReachedByRequests(path, line));
  const metrics = compareMetrics(
    before,
    after,
    delta,
    lineage,
    reviewed.map(({ file }) => file.path),
  );
  const weighed = evaluateRules(
    {
      snapshot,
      files: reviewed,
      disguised,
      delta,
      lineage,
      apiChanges,
      dependencies,
      around,
      layersDeclared: layers.areDeclared,
      metrics,
    },
    waiver,
  );
  const grounds = { rulebook, layerViolations, apiChanges };
  const found = [...proved.findings, ...weighed.findings.map((finding) => sayWhyHere(finding, references))];
  const doubts = {
    'api/breaking-change': api.couldNotTell,
    'service/import-cycle': countUncertainCycles(delta, after),
  };
  const architecture: Architecture = {
    before: before.graph,
    after: after.graph,
    addedEdges: delta.addedEdges,
    removedEdges: delta.removedEdges,
    introducedCycles: delta.introducedCycles,
    resolvedCycles: delta.resolvedCycles,
    layerViolations,
    apiChanges,
    declarations,
    facts: [...stateFacts(sources), ...weighed.facts, ...facts],
    findings: [...groundFindings(found, grounds)].sort(compareFindings),
    unread: reviewed
      .filter(({ head }) => head !== null && head.outline.errorLine !== null)
      .map(({ file }): SkippedFile => ({ path: file.path, reason: 'syntax-error' })),
    clauses: rulebook.clauses,
    clauseChecks: checkClauses(grounds, snapshot.changedFiles, layers.settings.layerOf),
    documents: rulebook.documents,
    notes: [...rulebook.notes, ...references.notes],
    metrics,
    suppressions: [...proved.suppressions, ...weighed.suppressions],
    couldNotTell: { ...weighed.couldNotTell, ...withoutZeros(doubts) },
    references,
  };
  return whole ? asState(architecture) : architecture;
}

function withoutZeros(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

const STATE_FACTS = /^(rule|signal|layer-violation|cycle-introduced)$/;

/** Without what only compares: of a whole state nothing is new. */
function asState(architecture: Architecture): Architecture {
  const facts = architecture.facts.filter(({ kind }) => STATE_FACTS.test(kind));
  return { ...architecture, before: architecture.after, addedEdges: [], removedEdges: [], facts };
}
