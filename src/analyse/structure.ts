// Compares packages, imports and layers before and after a change.
import type { LayerViolation } from '../domain/architecture.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { type Rulebook, readRulebook } from './clauses/rulebook.ts';
import { assignLayers } from './graph/conventional-layers.ts';
import { compareGraphs, type GraphDelta } from './graph/graph-delta.ts';
import { type DeclaredLayers, declareLayers, findViolations, markIntroduced, mergeViolations } from './graph/layers.ts';
import { buildGraph, type TreeGraph } from './graph/package-graph.ts';
import { type PackageRenames, tracePackageRenames } from './graph/package-renames.ts';

export interface Structure {
  /** Nothing is compared: everything at the head counts as new. */
  readonly whole: boolean;
  readonly rulebook: Rulebook;
  readonly layers: DeclaredLayers;
  readonly before: TreeGraph;
  readonly after: TreeGraph;
  readonly renames: PackageRenames;
  readonly delta: GraphDelta;
  readonly layerViolations: readonly LayerViolation[];
}

export function compareStructure(snapshot: Snapshot): Structure {
  const bare = { before: buildGraph(snapshot.before), after: buildGraph(snapshot.head) };
  const whole = snapshot.target.whole === true;
  const rulebook = readRulebook(snapshot, whole ? bare.after : bare.before, bare.after);
  const layers = declareLayers(snapshot.settings, rulebook);
  const before = assignLayers(bare.before, layers);
  const after = assignLayers(bare.after, layers);
  const renames = tracePackageRenames(snapshot.changedFiles, before, after);
  const layerViolations = mergeViolations(
    layers.policies.map((one) => markIntroduced(findViolations(after, one), findViolations(before, one), renames)),
  );
  const delta = compareGraphs(before, after, renames);
  return { whole, rulebook, layers, before, after, renames, delta, layerViolations };
}
