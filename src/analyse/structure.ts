// The structure before and after a change: packages, imports and layers, and what the difference between them is.
import type { LayerViolation } from '../domain/architecture.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { type Rulebook, readRulebook } from './clauses/rulebook.ts';
import { compareGraphs, type GraphDelta } from './graph/delta.ts';
import { findViolations, type LayerPolicy, mergeViolations, policyOfSettings, whatIsNew } from './graph/layers.ts';
import { type Lineage, traceLineage } from './graph/lineage.ts';
import { nameLayers } from './graph/named-layers.ts';
import { buildGraph, type TreeGraph } from './graph/package-graph.ts';

export interface Structure {
  /** Nothing is compared: everything at the head counts. */
  readonly whole: boolean;
  /** Layers as the settings declare them. */
  readonly policy: LayerPolicy;
  readonly rulebook: Rulebook;
  /** Settings or a configuration of a linter declare layers. */
  readonly layersDeclared: boolean;
  readonly before: TreeGraph;
  readonly after: TreeGraph;
  readonly lineage: Lineage;
  readonly delta: GraphDelta;
  readonly layerViolations: readonly LayerViolation[];
}

export function compareStructure(snapshot: Snapshot): Structure {
  const policy = policyOfSettings(snapshot.settings);
  const bare = { before: buildGraph(snapshot.before), after: buildGraph(snapshot.head) };
  const whole = snapshot.target.whole === true;
  const rulebook = readRulebook(snapshot, whole ? bare.after : bare.before, bare.after);
  const policies = [policy, ...rulebook.policies];
  const layersDeclared = snapshot.settings.layers.length > 0 || rulebook.declaresLayers;
  const before = nameLayers(bare.before, policies, layersDeclared);
  const after = nameLayers(bare.after, policies, layersDeclared);
  const lineage = traceLineage(snapshot.changedFiles, before, after);
  const layerViolations = mergeViolations(
    policies.map((one) => whatIsNew(findViolations(after, one), findViolations(before, one), lineage)),
  );
  const delta = compareGraphs(before, after, lineage);
  return { whole, policy, rulebook, layersDeclared, before, after, lineage, delta, layerViolations };
}
