import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { format } from '@wasm-fmt/gofmt';
import { allRules } from '../../src/analyse/rules/registry.ts';
import { CannotReview, TryLater } from '../../src/domain/errors.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { anyModel } from '../../src/domain/models.ts';
import { type Evaluation, evaluate, formatScoreboard, readCases } from '../../src/eval/eval.ts';
import { createCaseRepository } from '../../src/eval/in-memory-repository.ts';
import { readCase } from '../../src/eval/read-case.ts';
import { isExpected, measure, scoreCase, spreadOf } from '../../src/eval/score-case.ts';
import { makeModel } from '../support/snapshot.ts';

const CASES = fileURLToPath(new URL('../fixtures/cases', import.meta.url));

const SHOP = `---
title: "The store is opened twice"
section: risk-mitigation
expect:
  - path: shop.go
    quote: "db.Begin()"
    section: risk-mitigation
    minSeverity: high
    rule: risk/transaction-without-rollback
  - path: shop.go
    quote: "retry("
    section: risk-mitigation
    needs: model
---
-- before/go.mod --
module example.com/shop
-- before/old.go --
package shop
-- after/shop.go --
package shop

tx, err := db.Begin()
retry(tx)
`;

const shop = readCase(SHOP, 'shop');
const usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costUsd: 0.5,
  apiRequests: 0,
  durationMs: 40,
};

function finding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'f',
    section: 'risk-mitigation',
    severity: 'high',
    title: 'No rollback',
    path: 'shop.go',
    startLine: 3,
    endLine: 3,
    side: 'head',
    quote: 'tx, err := db.Begin()',
    rationale: '',
    recommendation: '',
    tradeOffs: '',
    example: '',
    citations: [],
    source: 'fact',
    rule: 'risk/transaction-without-rollback',
    otherPlaces: [],
    ...changes,
  };
}

describe('A case', () => {
  test('is the tree before and what the change puts over it', () => {
    expect(Object.keys(shop.before)).toEqual(['go.mod', 'old.go']);
    expect(Object.keys(shop.after)).toEqual(['go.mod', 'old.go', 'shop.go']);
    const moved = readCase(SHOP.replace('expect:', 'removes: [old.go]\nexpect:'), 'moved');
    expect(Object.keys(moved.after)).toEqual(['go.mod', 'shop.go']);
  });

  test('knows the line of what it expects', () => {
    expect(shop.expect.map(({ line }) => line)).toEqual([3, 4]);
  });

  test.each([
    ['no front matter', '-- before/go.mod --\nmodule m\n'],
    ['neither clean nor expecting', SHOP.replace(/expect:[\s\S]*?---\n/, '---\n')],
    ['a quote that is not there', SHOP.replace('db.Begin()"', 'db.Open()"')],
    ['an unknown key', SHOP.replace('title:', 'titel: x\ntitle:')],
    ['a stray file', SHOP.replace('before/old.go', 'old.go')],
    ['removing what is not there', SHOP.replace('expect:', 'removes: [new.go]\nexpect:')],
  ])('with %s is refused with what to mend', (name, text) => {
    expect(() => readCase(text, 'shop')).toThrow(/^case shop: /);
    expect(name).not.toBe('');
  });
});

test('Go files of the cases stand as gofmt leaves them', async () => {
  const files = (await readCases(CASES)).flatMap(({ name, before, after }) =>
    [...Object.entries(before), ...Object.entries(after)].map(([path, text]) => ({ file: `${name}: ${path}`, text })),
  );
  const go = files.filter(({ file }) => file.endsWith('.go'));
  expect(go.filter(({ text }) => format(text) !== text).map(({ file }) => file)).toEqual([]);
});

test('every rule that speaks by itself has a case that names it', async () => {
  const named = new Set((await readCases(CASES)).flatMap(({ expect: all }) => all.map(({ rule }) => rule)));
  const speaking = allRules.filter(({ report: voice }) => voice === 'finding').map(({ id }) => id);
  expect(speaking.filter((id) => !named.has(id))).toEqual([]);
});

test('every clean case is the twin of one that is not, but for those that only test steering', async () => {
  const cases = await readCases(CASES);
  const names = new Set(cases.map(({ name }) => name));
  const twins = cases.filter(({ clean, injection }) => clean && !injection).map(({ name }) => name);
  expect(twins.filter((name) => !names.has(name.replace(/-clean$/, '')))).toEqual([]);
});

test('the title of a case, which names the fault, is not shown to the model', async () => {
  const { pullRequest } = await createCaseRepository(shop).target({} as never, new AbortController().signal);
  expect(pullRequest.title).not.toContain('opened twice');
  const named = { ...shop, pullRequest: { title: 'Pay orders', body: '' } };
  const { pullRequest: own } = await createCaseRepository(named).target({} as never, new AbortController().signal);
  expect(own.title).toBe('Pay orders');
});

describe('A finding meets an expectation', () => {
  const [begin] = shop.expect;

  test.each<[string, Partial<Finding>, boolean]>([
    ['by its line', {}, true],
    ['by its quote, where lines differ', { startLine: 9, endLine: 9 }, true],
    ['at another of its places', { path: 'x.go', otherPlaces: [finding()] }, true],
    ['of a model, which names no rule', { rule: null, source: 'model' }, true],
    ['not in another file', { path: 'other.go' }, false],
    ['not on other lines', { startLine: 9, endLine: 9, quote: 'return' }, false],
    ['not on the other side', { side: 'before' }, false],
    ['also when it is milder', { severity: 'medium' }, true],
    ['not by another rule', { rule: 'risk/sql-formatted-value' }, false],
  ])('%s', (_, changes, expected) => {
    expect(isExpected(finding(changes), begin!)).toBe(expected);
  });

  test('only when it cites the clause that is asked for', () => {
    const clause = { path: 'AGENTS.md', quote: 'Roll back on errors.' };
    const cited = finding({
      citations: [{ kind: 'document', path: 'AGENTS.md', quote: 'Roll back on errors.', startLine: 1, factId: null }],
    });
    expect(isExpected(finding(), { ...begin!, clause })).toBe(false);
    expect(isExpected(cited, { ...begin!, clause })).toBe(true);
  });
});

describe('The score', () => {
  const clean = { ...shop, name: 'clean', clean: true, expect: [] };
  const review = (findings: Finding[], mode: 'facts' | 'model') => ({ findings, mode, usage });

  test('counts a milder finding as a hit, and tells that it is too mild', () => {
    const score = scoreCase(shop, review([finding({ severity: 'medium' })], 'model'));
    expect([score.hit.length, score.tooMild.length, score.wrong]).toEqual([1, 1, []]);
    expect(scoreCase(shop, review([finding({ severity: 'medium' }), finding()], 'model')).tooMild).toEqual([]);
    expect(measure([score])).toMatchObject({ hit: 1, tooMild: 1, wrong: 0 });
  });

  test('does not ask of the facts what needs a model, and asks it of a model', () => {
    const facts = scoreCase(shop, review([finding()], 'facts'));
    expect([facts.hit.length, facts.missed.length, facts.setAside.length]).toEqual([1, 0, 1]);
    const model = scoreCase(shop, review([finding()], 'model'));
    expect([model.hit.length, model.missed.length, model.setAside.length]).toEqual([1, 1, 0]);
  });

  test('is precision, recall and their harmonic mean', () => {
    const scores = [
      scoreCase(shop, review([finding(), finding({ path: 'other.go' })], 'model')),
      scoreCase(clean, review([finding(), finding()], 'model')),
    ];
    expect(measure(scores)).toMatchObject({
      cases: 2,
      cleanCases: 1,
      expected: 2,
      hit: 1,
      findings: 4,
      wrong: 3,
      wrongOnClean: 2,
      precision: 0.25,
      recall: 0.5,
      f1: 1 / 3,
      costUsd: 1,
      p50Ms: 40,
    });
  });

  test('is null where there was nothing to find and nothing was found', () => {
    expect(measure([scoreCase(clean, review([], 'facts'))])).toMatchObject({ precision: null, recall: null, f1: null });
  });

  test('of nothing found where something was to find is zero, once anything else was said', () => {
    const score = scoreCase(shop, review([finding({ path: 'other.go' })], 'facts'));
    expect(measure([score])).toMatchObject({ precision: 0, recall: 0, f1: 0 });
  });

  test('tells how far runs lie apart', () => {
    expect(spreadOf([0.5, 1, null])).toEqual({ lowest: 0.5, highest: 1, deviation: 0.25 });
    expect(spreadOf([null])).toBeNull();
  });
});

describe('The facts alone, over all cases', () => {
  let evaluation: Evaluation;
  const scores = () => evaluation.runs[0]!.scores;

  beforeAll(async () => {
    const budget = { maxTurns: 1, maxOutputTokensPerTurn: 1, maxCostUsd: 0, deadlineMs: 60_000 };
    const { signal } = new AbortController();
    evaluation = await evaluate({ cases: await readCases(CASES), model: null, runs: 1, budget, signal });
  });

  test('there are at least forty, over all six sections, half of them clean', () => {
    expect(scores().length).toBeGreaterThanOrEqual(40);
    expect(evaluation.runs[0]!.unjudged).toEqual([]);
    expect(evaluation.sections.filter(({ measures }) => measures.cases < 2)).toEqual([]);
    const clean = scores().filter((score) => score.case.clean);
    expect(clean.length * 2).toBeGreaterThanOrEqual(40);
  });

  test('nothing is said of a clean case', () => {
    const said = scores().flatMap((score) => (score.case.clean ? score.wrong.map(({ title }) => title) : []));
    expect(said).toEqual([]);
  });

  test('nothing is said that no case expects', () => {
    expect(scores().flatMap((score) => score.wrong.map(({ title }) => `${score.case.name}: ${title}`))).toEqual([]);
  });

  test('all that they prove is found', () => {
    expect(scores().flatMap((score) => score.missed.map(() => score.case.name))).toEqual([]);
  });

  test('the table begins with what was measured', () => {
    expect(formatScoreboard(evaluation).split('\n').slice(0, 3).join('\n')).toMatch(
      /^facts only, 1 run\n\nsection +cases +clean +hit +too mild +findings +precision +recall +F1 +on clean +cost +tokens in +cached +out +p50 +p95$/,
    );
  });
});

describe('A model', () => {
  const budget = { maxTurns: 2, maxOutputTokensPerTurn: 1_000, maxCostUsd: 1, deadlineMs: 60_000 };
  const { signal } = new AbortController();

  test('that refuses leaves its cases unjudged, and the table says why', async () => {
    const refusals = [new CannotReview('the key was refused'), new TryLater('overloaded', 1_000)];
    const model = makeModel([...refusals, ...refusals]);
    const evaluation = await evaluate({
      cases: [shop],
      model,
      models: { ...anyModel, architect: 'claude-x' },
      runs: 2,
      budget,
      signal,
    });
    expect(evaluation.mode).toBe('model');
    expect(model.calls.map((call) => call.model)).toEqual(['claude-x', 'claude-x']);
    expect(evaluation.runs.map(({ scores, unjudged }) => [scores.length, unjudged.length])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(formatScoreboard(evaluation)).toMatch(/not judged:\n {2}shop: .*the key was refused/);
  });
});

test('cases in a directory that does not exist are refused', async () => {
  await expect(readCases('/nowhere/cases')).rejects.toThrow('/nowhere/cases: no such directory');
});
