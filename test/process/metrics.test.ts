import { expect, test } from '@jest/globals';
import { createMetrics } from '../../src/process/metrics.ts';

const queue = {
  depth: async () => ({ stored: 0, waiting: 0, running: 0 }),
  spending: async () => ({ spentUsd: 1.5, reservedUsd: 3, installations: [{ id: '7', spentUsd: 1.5 }] }),
};

test('/metrics has the cost of today, the reservations and the error of the estimates', async () => {
  const metrics = createMetrics();
  metrics.reviewPaid(0.3, 0.2);
  metrics.reviewPaid(0, 0);
  const text = await metrics.print(queue);
  const lines = text
    .split('\n')
    .filter((line) => /^architect_model_cost_(usd_today|to_estimate_ratio_(sum|count))/.test(line));
  expect(lines).toMatchInlineSnapshot(`
[
  "architect_model_cost_usd_today{state="spent"} 1.5",
  "architect_model_cost_usd_today{state="reserved"} 3",
  "architect_model_cost_usd_today_by_installation{installation="7"} 1.5",
  "architect_model_cost_to_estimate_ratio_sum 1.4999999999999998",
  "architect_model_cost_to_estimate_ratio_count 1",
]
`);
});

test('findings without a verdict are counted next to those with one', async () => {
  const metrics = createMetrics();
  metrics.findingsVerified({ confirmed: 2, refuted: 1, undecided: 0, unverified: 3 });
  metrics.findingsVerified({ confirmed: 0, refuted: 0, undecided: 0, unverified: 1 });
  const text = await metrics.print(queue);
  expect(text.split('\n').filter((line) => line.startsWith('architect_finding_verdicts_total'))).toMatchInlineSnapshot(`
[
  "architect_finding_verdicts_total{verdict="confirmed"} 2",
  "architect_finding_verdicts_total{verdict="refuted"} 1",
  "architect_finding_verdicts_total{verdict="undecided"} 0",
  "architect_finding_verdicts_total{verdict="unverified"} 4",
]
`);
});
