// What comments and settings ask to leave out of the findings of the graph, the exported surface and go.mod: case by case, before cases are
// put together.
import type { Suppression } from '../../../domain/architecture.ts';
import type { Finding, Place } from '../../../domain/finding.ts';
import { breakingChange } from '../api/breaking-change.ts';
import { importCycle } from '../service/import-cycle.ts';
import { layerCrossed } from '../service/layer.ts';
import { retiredModule } from '../service/retired-module.ts';
import type { SettingsSuppression } from './evaluate-rules.ts';
import { type FindingSources, graphFindings } from './graph-findings.ts';
import { hasInvalidDirective, suppressionReason } from './suppression-directives.ts';

/** Findings without the cases that a comment on the line or above it, or the settings, leave out; and these. */
export async function unsuppressedGraphFindings(
  sources: FindingSources,
  waiver: SettingsSuppression,
): Promise<{ findings: readonly Finding[]; suppressions: readonly Suppression[] }> {
  const suppressions: Suppression[] = [];
  const textOf = (path: string) => sources.after.tree.text(path) ?? '';
  const isAsked = (rule: string, { path, startLine: line, side }: Spot) => {
    // What stood before the change alone has no comment.
    const excuse = side === 'before' ? null : suppressionReason(textOf(path), line, { id: rule });
    const reason = excuse ?? waiver(rule, path);
    if (reason === null) return false;
    suppressions.push({ rule, path, line, by: excuse === null ? 'settings' : 'comment', reason });
    return true;
  };
  const { layerViolations, apiChanges, dependencies } = sources;
  const found = await graphFindings({
    ...sources,
    layerViolations: layerViolations.filter(
      ({ introduced, file: path, line: startLine }) =>
        !introduced || !isAsked(layerCrossed.id, { path, startLine, side: 'head' }),
    ),
    apiChanges: apiChanges.filter(
      ({ compatibility, place }) => compatibility !== 'breaking' || !isAsked(breakingChange.id, place),
    ),
    dependencies: dependencies.filter(({ place }) => place === null || !isAsked(retiredModule.id, place)),
  });
  // One of the imports that close a circle is cause enough for it.
  const findings = found.filter((finding) => finding.rule !== importCycle.id || !isAsked(importCycle.id, finding));
  return { findings: findings.map((finding) => withVainRequest(finding, textOf)), suppressions };
}

type Spot = Pick<Place, 'path' | 'startLine' | 'side'>;

/** Whoever asks without a reason is told so. */
function withVainRequest(finding: Finding, textOf: (path: string) => string): Finding {
  const { rule, path, startLine, side, rationale } = finding;
  if (rule === null || side === 'before') return finding;
  const vain = hasInvalidDirective(textOf(path), startLine, { id: rule });
  return vain === '' ? finding : { ...finding, rationale: `${rationale}${vain}` };
}
