// What the facts prove by themselves, told as a colleague would: what, where, why here, what to do, at what price. Only what the pull
// request brings in; never what was there before.
import type { LayerViolation } from '../../domain/architecture.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Settings } from '../../domain/settings.ts';
import type { SurfaceChange } from '../change/api.ts';
import type { GraphDelta } from '../graph/delta.ts';
import type { DependencyChange } from '../graph/dependencies.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { apiFindings } from './breaking-change.ts';
import { cycleFindings } from './import-cycle.ts';
import { layerFindings } from './layer.ts';
import { retiredModuleFindings } from './retired-module.ts';

export interface FindingSources {
  readonly settings: Settings;
  readonly before: TreeGraph;
  readonly after: TreeGraph;
  readonly delta: GraphDelta;
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly SurfaceChange[];
  readonly dependencies: readonly DependencyChange[];
}

/** Findings of the graph and the exported surface, which need nobody's judgement. */
export async function proveFindings(sources: FindingSources): Promise<readonly Finding[]> {
  const { settings, before, after, delta } = sources;
  return [
    ...cycleFindings(delta, after),
    ...(await layerFindings(sources.layerViolations, settings, after)),
    ...apiFindings(sources.apiChanges, before, after),
    ...retiredModuleFindings(sources.dependencies, after),
  ];
}
