import { expect, test } from '@jest/globals';
import { createMetrics } from '../src/metrics.ts';

test('findings that went without a verdict are counted beside those that got one', async () => {
  const metrics = createMetrics();
  metrics.findingsVerified({ confirmed: 2, refuted: 1, undecided: 0, unverified: 3 });
  metrics.findingsVerified({ confirmed: 0, refuted: 0, undecided: 0, unverified: 1 });
  const text = await metrics.print(async () => ({ waiting: 0, running: 0 }));
  expect(text.split('\n').filter((line) => line.startsWith('architect_finding_verdicts_total'))).toMatchInlineSnapshot(`
[
  "architect_finding_verdicts_total{verdict="confirmed"} 2",
  "architect_finding_verdicts_total{verdict="refuted"} 1",
  "architect_finding_verdicts_total{verdict="undecided"} 0",
  "architect_finding_verdicts_total{verdict="unverified"} 4",
]
`);
});
