import { describe, expect, test } from '@jest/globals';
import { CannotReview } from '../../src/domain/errors.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { ModelTurn } from '../../src/domain/ports.ts';
import { type JudgedFindings, judgeUnexpected } from '../../src/eval/judge-unexpected.ts';
import { readCase } from '../../src/eval/read-case.ts';
import { measure, scoreCase } from '../../src/eval/score-case.ts';
import { evaluateRuns, formatScoreboard } from '../../src/eval/scoreboard.ts';
import { makeModel } from '../support/snapshot.ts';

const shop = readCase(
  `---
title: The order is saved without its lines
section: risk-mitigation
expect:
  - path: shop.go
    quote: "saveOrder("
    section: risk-mitigation
  - path: shop.go
    quote: "saveLines("
    section: risk-mitigation
---
-- before/shop.go --
package shop
-- after/shop.go --
package shop

func save() {
	saveOrder()
	saveLines()
}
`,
  'shop',
);
const finding = (title: string, changes: Partial<Finding> = {}): Finding => ({
  id: title,
  section: 'risk-mitigation',
  severity: 'medium',
  title,
  path: 'shop.go',
  startLine: 1,
  endLine: 1,
  side: 'head',
  quote: 'package shop',
  rationale: 'So it is.',
  recommendation: '',
  tradeOffs: '',
  example: '',
  citations: [],
  source: 'model',
  rule: null,
  otherPlaces: [],
  ...changes,
});
const usage = {
  inputTokens: 900,
  cachedInputTokens: 600,
  outputTokens: 50,
  costUsd: 0.5,
  apiRequests: 0,
  durationMs: 40,
};
const findings = [finding('No transaction'), finding('No context'), finding('Bad names')];
const score = scoreCase(shop, { findings, mode: 'model', usage });
const { signal } = new AbortController();

type Said = Partial<ModelTurn> | Error;
const submit = (verdicts: unknown): Said => ({
  content: [{ type: 'tool_use', id: 'a', name: 'SubmitJudgement', input: { verdicts } }],
  costUsd: 0.02,
});
const verdict = (number: number, said: string, expected?: number) => {
  return { finding: number, verdict: said, reason: 'The code.', ...(expected === undefined ? {} : { expected }) };
};
async function judged(said: Said): Promise<JudgedFindings | null> {
  return judgeUnexpected({ model: makeModel([said]), id: 'claude-opus-5-5' }, shop, score, signal);
}

describe('a judge', () => {
  test('says which findings mean what was expected, are true besides, or wrong', async () => {
    const said = await judged(submit([verdict(1, 'same', 2), verdict(2, 'extra'), verdict(3, 'wrong')]));
    expect(said).toMatchObject({ same: 1, extra: 1, wrong: 1, unjudged: 0, costUsd: 0.02 });
    expect(said?.hit.map(({ quote }) => quote)).toEqual(['saveLines(']);
  });

  test.each<[string, Said]>([
    ['nothing', { content: [{ type: 'text', text: 'All are right.' }] }],
    ['what is no verdict', submit([verdict(1, 'right')])],
    ['no more than half', { ...(submit([verdict(1, 'extra')]) as object), stopReason: 'max_tokens' }],
    ['an expectation that there is not', submit([verdict(1, 'same', 3)])],
    ['no expectation at all', submit([verdict(1, 'same')])],
    ['two things of one finding', submit([verdict(1, 'extra'), verdict(1, 'wrong')])],
    ['something of a finding that there is not', submit([verdict(9, 'extra')])],
    ['that it may not be asked', new CannotReview('The model is not there (404).')],
  ])('that says %s has said nothing', async (_, said) => {
    expect(await judged(said)).toMatchObject({ hit: [], same: 0, extra: 0, wrong: 0, unjudged: 3 });
  });

  test('is asked of findings of the model only, and only of those that met nothing', async () => {
    const model = makeModel([]);
    const right = finding('No transaction', { startLine: 4, endLine: 4, quote: 'saveOrder()' });
    const ofRule = finding('By a rule', { source: 'fact', rule: 'risk/x' });
    const settled = scoreCase(shop, { findings: [right, ofRule], mode: 'model', usage });
    expect(settled.wrong).toHaveLength(1);
    expect(await judgeUnexpected({ model, id: 'x' }, shop, settled, signal)).toBeNull();
  });

  test('sees the code, what was missed and what was said, in bounds', async () => {
    const model = makeModel([submit([])]);
    await judgeUnexpected({ model, id: 'claude-opus-5-5' }, shop, score, signal);
    const [call] = model.calls;
    expect(call).toMatchObject({ model: 'claude-opus-5-5', maxTokens: 4_000 });
    const text = JSON.stringify(call?.messages);
    expect(text).toContain('2. risk-mitigation, at shop.go:5: saveLines(');
    expect(text).toContain('3. Bad names');
    expect(text).toContain('-- shop.go --');
  });
});

test('its word is told beside the measures of place and clause, and never among them', async () => {
  const said = await judged(submit([verdict(1, 'same', 2), verdict(2, 'extra')]));
  const measures = measure([{ ...score, judged: said }]);
  expect(measures).toMatchObject({ precision: 0, recall: 0, tokens: { input: 900, cachedInput: 600, output: 50 } });
  expect(measures.judged).toMatchObject({ precision: 2 / 3, recall: 1 / 2, unjudged: 1 });
  const table = formatScoreboard(
    evaluateRuns('claude-x', 'claude-opus-5-5', [{ scores: [{ ...score, judged: said }], unjudged: [] }]),
  );
  expect(table.split('\n').find((line) => line.startsWith('judged'))).toMatchInlineSnapshot(
    `"judged by claude-opus-5-5 ($0.02): 1 same defect, 1 other true ones, 0 wrong, 1 without a verdict; precision 0.67, recall 0.50, F1 0.57"`,
  );
});

test('latencies are the nearest rank, and spread is told from lowest to highest', () => {
  const took = (durationMs: number) => ({ ...score, durationMs });
  const scores = Array.from({ length: 20 }, (_, index) => took((index + 1) * 10));
  expect(measure(scores)).toMatchObject({ p50Ms: 100, p95Ms: 190 });
  const hit = scoreCase(shop, { findings: [finding('x', { startLine: 4, endLine: 5 })], mode: 'model', usage });
  const runs = [score, hit].map((one) => ({ scores: [one], unjudged: [] }));
  expect(formatScoreboard(evaluateRuns('claude-x', null, runs)).split('\n')[0]).toMatchInlineSnapshot(
    `"claude-x, 2 runs, run to run precision 0.00 to 1.00 (deviation 0.50), recall 0.00 to 1.00 (deviation 0.50), f1 0.00 to 1.00 (deviation 0.50)"`,
  );
});
