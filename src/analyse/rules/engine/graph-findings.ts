// What the facts prove by themselves, told as a colleague would: what, where, why here, what to do, at what price. Only what the pull
// request brings in; never what was there before.
import type { Finding } from '../../../domain/finding.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { FactSources } from '../../facts.ts';
import { apiFindings } from '../api/breaking-change.ts';
import { cycleFindings } from '../service/import-cycle.ts';
import { layerFindings } from '../service/layer.ts';
import { retiredModuleFindings } from '../service/retired-module.ts';

export interface FindingSources extends FactSources {
  readonly settings: Settings;
}

/** Findings of the graph and the exported surface, which need nobody's judgement. */
export async function graphFindings(sources: FindingSources): Promise<readonly Finding[]> {
  const { before, after } = sources;
  return [
    ...cycleFindings(sources),
    ...(await layerFindings(sources)),
    ...apiFindings(sources.apiChanges, before, after),
    ...retiredModuleFindings(sources),
  ];
}
