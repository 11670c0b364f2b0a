// What settings and requests leave of the operator's limits.
import { expect, test } from '@jest/globals';
import type { ReviewRequest } from '../../../src/domain/review-request.ts';
import { Settings } from '../../../src/domain/settings.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { narrowLimits } from '../../../src/gather/gather.ts';

const budget = { maxTurns: 30, maxOutputTokensPerTurn: 16_000, maxCostUsd: 3, deadlineMs: 900_000 };
const limits = { budget, signal: new AbortController().signal, now: Date.now };

function budgetWith(settings: object, request: Pick<ReviewRequest, 'effort'> = {}, spentUsd = 0) {
  const snapshot = {
    settings: Settings.parse(settings),
    changedFiles: ['internal/billing/pay.go', 'README.md'].map((path) => ({ path })),
    target: { pullRequest: { baseRef: 'release/1' } },
  } as unknown as Snapshot;
  const { maxTurns, maxCostUsd } = narrowLimits(limits, request, snapshot, spentUsd).budget;
  return [maxTurns, maxCostUsd];
}

test.each<[string, object, Pick<ReviewRequest, 'effort'>, number, number[]]>([
  ['nothing said', {}, {}, 0, [30, 3]],
  ['a low effort', { effort: 'low' }, {}, 0, [15, 1.5]],
  ['a high effort, at the same cost', { effort: 'high' }, {}, 0, [60, 3]],
  ['the request’s effort before the settings’', { effort: 'high' }, { effort: 'low' }, 0, [15, 1.5]],
  ['an effort by path', { efforts: [{ paths: ['internal/billing/**'], effort: 'high' }] }, {}, 0, [60, 3]],
  ['an effort by another path', { efforts: [{ paths: ['cmd/**'], effort: 'high' }] }, {}, 0, [30, 3]],
  ['an effort by branch', { efforts: [{ baseBranches: ['release/*'], effort: 'low' }] }, {}, 0, [15, 1.5]],
  ['an effort by size', { efforts: [{ moreFilesThan: 2, effort: 'low' }] }, {}, 0, [30, 3]],
  ['a budget of its own', { maxCostUsdPerReview: 1 }, {}, 0, [30, 1]],
  ['a budget above the operator’s', { maxCostUsdPerReview: 100 }, {}, 0, [30, 3]],
  ['a pull request with something left', { maxCostUsdPerPullRequest: 5 }, {}, 4.5, [30, 0.5]],
  ['a pull request with nothing left', { maxCostUsdPerPullRequest: 5 }, {}, 6, [30, 0]],
])('%s', (_what, settings, request, spentUsd, expected) => {
  expect(budgetWith(settings, request, spentUsd)).toEqual(expected);
});
