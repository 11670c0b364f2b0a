// The door of this room: Go source in, architecture facts out. No network, no model, and nothing of the repository is ever run.
import type { Architecture, Description } from '../domain/architecture.ts';
import { compareFindings } from '../domain/finding.ts';
import type { Progress } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { DesignDocument, SkippedFile, Snapshot, SourceTree } from '../domain/snapshot.ts';
import { breathe } from './breath.ts';
import { compareApi } from './change/api.ts';
import { openChange } from './change/changed-files.ts';
import { changedDeclarations } from './change/declarations.ts';
import { readConfigurations } from './clauses/configurations.ts';
import { checkClauses, groundFindings } from './clauses/ground.ts';
import { readRulebook } from './clauses/rulebook.ts';
import { stateFacts } from './facts.ts';
import { describeComponents } from './graph/component-metrics.ts';
import { compareGraphs } from './graph/delta.ts';
import { compareDependencies } from './graph/dependencies.ts';
import { findViolations, mergeViolations, policyOfSettings, toLayerViolation, whatIsNew } from './graph/layers.ts';
import { traceLineage } from './graph/lineage.ts';
import { compareMetrics, countImporters, measurePackage } from './graph/metrics.ts';
import { nameLayers } from './graph/named-layers.ts';
import { buildGraph, type TreeGraph } from './graph/package-graph.ts';
import { impactFacts } from './references/impact.ts';
import { openReferences } from './references/references.ts';
import { sayWhyHere } from './references/why-here.ts';
import { countUncertainCycles } from './rules/import-cycle.ts';
import { proveFindings } from './rules/rules.ts';
import { Surroundings } from './rules/surroundings.ts';
import { waive, waiverOf, weighSightings } from './rules/weigh.ts';

export { allRules } from './rules/all-rules.ts';
export { lintersOf } from './rules/linters.ts';
export type { RuleText } from './rules/rule.ts';

/**
 * Works out the architecture before and after a pull request, and what the difference proves.
 *
 * @throws the signal's reason, soon after it was given up
 */
export async function analyse(snapshot: Snapshot, progress: Progress, signal?: AbortSignal): Promise<Architecture> {
  const say = (message: string) => progress({ room: 'analyse', message });
  const policy = policyOfSettings(snapshot.settings);
  say('reading the import graph before and after');
  const bare = { before: buildGraph(snapshot.before), after: buildGraph(snapshot.head) };
  const whole = snapshot.target.whole === true;
  const rulebook = readRulebook(snapshot, whole ? bare.after : bare.before, bare.after);
  const layersDeclared = snapshot.settings.layers.length > 0 || rulebook.declaresLayers;
  const named = (graph: TreeGraph) => nameLayers(graph, [policy, ...rulebook.policies], layersDeclared);
  const [before, after] = [named(bare.before), named(bare.after)];
  const lineage = traceLineage(snapshot.changedFiles, before, after);
  const delta = compareGraphs(before, after, lineage);
  const layerViolations = mergeViolations(
    [policy, ...rulebook.policies].map((one) =>
      whatIsNew(findViolations(after, one), findViolations(before, one), lineage),
    ),
  );

  say(`parsing ${snapshot.reviewed.length} ${whole ? '' : 'changed '}Go files`);
  const opened = await openChange(snapshot, before, after, lineage, signal);
  const judged = new Set(snapshot.reviewed.map((file) => file.path));
  const reviewed = opened.filter(({ file }) => judged.has(file.path));
  // Whoever writes a file can say that it is generated; so of a new one that says so the risks to security are looked for.
  const generated = new Set(snapshot.skipped.filter(({ reason }) => reason === 'generated').map(({ path }) => path));
  const disguised = opened.filter(
    ({ file, before, head }) => before === null && head?.isGenerated === true && generated.has(file.path),
  );
  const api = whole ? { changes: [], couldNotTell: 0 } : await compareApi(opened, before, after, lineage);
  const declarations = whole ? [] : changedDeclarations(reviewed, before, after);
  say('looking for callers and entry points');
  const dirs = reviewed.flatMap((one) => [one.head?.dir, one.before?.dir]).filter((dir) => dir !== undefined);
  const references = await openReferences(after, dirs, signal);
  const impact = impactFacts({
    before: await openReferences(before, dirs, signal),
    after: references,
    declarations,
    files: reviewed.map((one) => ({ before: one.before?.path ?? null, head: one.head?.path ?? null })),
  });
  await breathe(signal);
  const dependencies = compareDependencies(before, after);

  const apiChanges = api.changes;
  const sources = { settings: snapshot.settings, before, after, delta, layerViolations, apiChanges, dependencies };
  const waiver = waiverOf(snapshot.settings);
  const proved = waive(await proveFindings(sources), waiver);
  const around = new Surroundings(before, after, (path, line) => references.isReachedByRequests(path, line));
  const paths = reviewed.map(({ file }) => file.path);
  const metrics = compareMetrics(before, after, delta, lineage, paths);
  const weighed = weighSightings(
    { snapshot, files: reviewed, disguised, delta, lineage, apiChanges, dependencies, around, layersDeclared, metrics },
    waiver,
  );
  const grounds = { rulebook, layerViolations, apiChanges };
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
    apiChanges: api.changes,
    declarations,
    facts: [...stateFacts(sources), ...weighed.facts, ...impact.facts],
    findings: [
      ...groundFindings(
        [...proved.findings, ...weighed.findings.map((finding) => sayWhyHere(finding, references))],
        grounds,
      ),
    ].sort(compareFindings),
    unread: reviewed
      .filter(({ head }) => head !== null && head.outline.errorLine !== null)
      .map(({ file }): SkippedFile => ({ path: file.path, reason: 'syntax-error' })),
    clauses: rulebook.clauses,
    clauseChecks: checkClauses(grounds, snapshot.changedFiles, policy.layerOf),
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

/** The whole state of one tree, for people who ask for facts alone. */
export async function describeTree(tree: SourceTree, settings: Settings): Promise<Description> {
  const policy = policyOfSettings(settings);
  const bare = buildGraph(tree);
  const { policies, declaresLayers } = readConfigurations(configurationsOf(tree), bare, bare);
  const built = nameLayers(bare, [policy, ...policies], settings.layers.length > 0 || declaresLayers);
  const layerViolations = mergeViolations(
    [policy, ...policies].map((one) => findViolations(built, one).map((found) => toLayerViolation(found, false))),
  );
  const importers = countImporters(built);
  const metrics = new Map(
    [...built.byDir].map(([dir, { importPath }]) => [importPath, measurePackage(built, dir, importers)!]),
  );
  const components = describeComponents(built);
  const references = await openReferences(built, []);
  return { graph: built.graph, layerViolations, metrics, ...components, unread: [...built.unread], references };
}

/** What of a tree declares rules about imports: the tools' own names for their files. */
function configurationsOf(tree: SourceTree): DesignDocument[] {
  return tree.readable().flatMap((path) => {
    const text = /(^|\/)(\.go-arch-lint|\.?arch-go|\.golangci)\.ya?ml$/.test(path) ? tree.text(path) : undefined;
    return text === undefined ? [] : [{ path, commit: tree.commit, text, cut: 0 }];
  });
}
