// Narrows the limits of a run to what a team's settings and the request say. Nothing exceeds what the operator allows
// but the number of turns, which a high effort doubles while the cost stays limited. Pure.
import type { Effort, ReviewRequest } from '../../domain/review-request.ts';
import type { Budget, RunLimits } from '../../domain/run-limits.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createAnyGlob } from '../../text/glob.ts';

/** The request's effort, else that of the first entry of `efforts` that fits, else `effort`. */
function chooseEffort(
  { effort }: Pick<ReviewRequest, 'effort'>,
  { settings, changedFiles, target }: Pick<Snapshot, 'settings' | 'changedFiles' | 'target'>,
): Effort {
  if (effort !== undefined) return effort;
  const fitting = settings.efforts.find(({ paths, baseBranches, moreFilesThan }) => {
    const isOn = baseBranches.length === 0 || createAnyGlob(baseBranches)(target.pullRequest.baseRef);
    const isIn = paths.length === 0 || changedFiles.some(({ path }) => createAnyGlob(paths)(path));
    return isOn && isIn && changedFiles.length > moreFilesThan;
  });
  return fitting?.effort ?? settings.effort;
}

/** @param spentUsd what earlier reviews of the pull request cost */
export function narrowLimits(
  limits: RunLimits,
  request: Pick<ReviewRequest, 'effort'>,
  snapshot: Pick<Snapshot, 'settings' | 'changedFiles' | 'target'>,
  spentUsd: number,
): RunLimits {
  const { maxCostUsdPerReview, maxCostUsdPerPullRequest } = snapshot.settings;
  const scaled = scale(limits.budget, chooseEffort(request, snapshot));
  const left = maxCostUsdPerPullRequest === null ? Infinity : Math.max(0, maxCostUsdPerPullRequest - spentUsd);
  const maxCostUsd = Math.min(scaled.maxCostUsd, maxCostUsdPerReview ?? Infinity, left);
  return { ...limits, budget: { ...scaled, maxCostUsd } };
}

function scale(budget: Budget, effort: Effort): Budget {
  switch (effort) {
    case 'low':
      return { ...budget, maxTurns: Math.max(1, Math.ceil(budget.maxTurns / 2)), maxCostUsd: budget.maxCostUsd / 2 };
    case 'medium':
      return budget;
    case 'high':
      return { ...budget, maxTurns: budget.maxTurns * 2 };
  }
}
