// The structure before and after a change: packages, imports and layers, and what the difference between them is.
import type { LayerViolation } from '../domain/architecture.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { type Rulebook, readRulebook } from './clauses/rulebook.ts';
import { nameLayers } from './graph/conventional-layers.ts';
import { compareGraphs, type GraphDelta } from './graph/graph-delta.ts';
import { type DeclaredLayers, declareLayers, findViolations, mergeViolations, whatIsNew } from './graph/layers.ts';
import { buildGraph, type TreeGraph } from './graph/package-graph.ts';
import { type PackageRenames, traceLineage } from './graph/package-renames.ts';

export interface Structure {
  /** Nothing is compared: everything at the head counts. */
  readonly whole: boolean;
  readonly rulebook: Rulebook;
  readonly layers: DeclaredLayers;
  readonly before: TreeGraph;
  readonly after: TreeGraph;
  readonly lineage: PackageRenames;
  readonly delta: GraphDelta;
  readonly layerViolations: readonly LayerViolation[];
}

export function compareStructure(snapshot: Snapshot): Structure {
  const bare = { before: buildGraph(snapshot.before), after: buildGraph(snapshot.head) };
  const whole = snapshot.target.whole === true;
  const rulebook = readRulebook(snapshot, whole ? bare.after : bare.before, bare.after);
  const layers = declareLayers(snapshot.settings, rulebook);
  const before = nameLayers(bare.before, layers);
  const after = nameLayers(bare.after, layers);
  const lineage = traceLineage(snapshot.changedFiles, before, after);
  const layerViolations = mergeViolations(
    layers.policies.map((one) => whatIsNew(findViolations(after, one), findViolations(before, one), lineage)),
  );
  const delta = compareGraphs(before, after, lineage);
  return { whole, rulebook, layers, before, after, lineage, delta, layerViolations };
}
