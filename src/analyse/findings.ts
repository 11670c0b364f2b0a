// What the facts prove by themselves, told as a colleague would: what, where, why here, what to do, at what price. Only what the pull
// request brings in; never what was there before.
import type { LayerViolation } from '../domain/architecture.ts';
import { compareFindings, type Finding } from '../domain/finding.ts';
import type { Settings } from '../domain/settings.ts';
import type { SurfaceChange } from './api.ts';
import { apiFindings } from './api-findings.ts';
import { cycleFindings } from './cycle-findings.ts';
import type { GraphDelta } from './delta.ts';
import { layerFindings } from './layer-findings.ts';
import type { TreeGraph } from './package-graph.ts';

export interface FindingSources {
  readonly settings: Settings;
  readonly before: TreeGraph;
  readonly after: TreeGraph;
  readonly delta: GraphDelta;
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly SurfaceChange[];
}

/** Findings that need nobody's judgement, most important first. */
export async function proveFindings(sources: FindingSources): Promise<readonly Finding[]> {
  const { settings, before, after, delta } = sources;
  return [
    ...cycleFindings(delta, after),
    ...(await layerFindings(sources.layerViolations, settings, after)),
    ...apiFindings(sources.apiChanges, before, after),
  ].sort(compareFindings);
}
