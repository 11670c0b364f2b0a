import { describe, expect, test } from '@jest/globals';
import { judge } from '../../../src/agent/agent.ts';
import { estimateCost, estimateRefuterCost, estimateTokens } from '../../../src/agent/model/cost-estimate.ts';
import { type BudgetRequest, reserveBudget } from '../../../src/agent/model/reserve-budget.ts';
import { TryLater } from '../../../src/domain/errors.ts';
import type { Ports, Reservation, SpendBudget } from '../../../src/domain/ports.ts';
import {
  makeArchitecture,
  makeLimits,
  makeModel,
  makePorts,
  makeRequest,
  makeSnapshot,
} from '../../support/snapshot.ts';

const prompt = (characters: number) => ({
  model: 'claude-sonnet-5-5',
  system: ['x'.repeat(characters)],
  tools: [],
  messages: [],
});
/** 35,000 characters, and a fifth of them. */
const request: BudgetRequest = { full: prompt(34_996), shortened: prompt(6_996), share: 1, refuter: null };
const budget = { maxTurns: 10, maxOutputTokensPerTurn: 8_000, maxCostUsd: 5, deadlineMs: 600_000 };

function spendBudgetOf(
  reserve: Reservation | Error,
): SpendBudget & { readonly asked: [number, number][]; readonly charged: number[] } {
  const asked: [number, number][] = [];
  const charged: number[] = [];
  return {
    asked,
    charged,
    async reserve(costUsd, leastUsd) {
      asked.push([costUsd, leastUsd]);
      if (reserve instanceof Error) throw reserve;
      return reserve;
    },
    charge: async (costUsd) => void charged.push(costUsd),
  };
}
const ports = (changes: Partial<Ports> = {}) => makePorts({ model: makeModel([]), ...changes });

describe('an estimate', () => {
  test('guesses tokens by length, and is what turns cost when the cache works', () => {
    expect(estimateTokens(request.full)).toBe(10_000);
    const { leastUsd, likelyUsd } = estimateCost('claude-sonnet-5-5', 10_000, budget);
    expect(leastUsd).toBeCloseTo((10_000 * 2.5 + 1_000 * 10) / 1e6, 9);
    const read = 5 * 10_000 + (1 + 2 + 3 + 4) * 2_500;
    const written = 10_000 + 5 * 2_500;
    const said = 5 * 600 + 2_500;
    expect(likelyUsd).toBeCloseTo((read * 0.1 + written * 2.5 + said * 10) / 1e6, 9);
  });

  test('knows that no more turns are had than there are', () => {
    const one = estimateCost('claude-sonnet-5-5', 10_000, { maxTurns: 1 });
    expect(one.likelyUsd).toBeCloseTo((10_000 * 2.5 + 2_500 * 10) / 1e6, 9);
    expect(estimateRefuterCost('claude-sonnet-5-5', 20_000, { maxTurns: 1 })).toBeCloseTo(one.likelyUsd, 9);
  });
});

describe('a review', () => {
  test('that its budget pays for is made of the whole', async () => {
    const decision = await reserveBudget(ports(), budget, request);
    expect(decision).toMatchObject({ kind: 'full', budget });
    expect(decision.estimatedCostUsd).toBeCloseTo(estimateCost('claude-sonnet-5-5', 10_000, budget).likelyUsd, 9);
  });

  test('is estimated by the tokens that the service counts, where it does', async () => {
    const model = { ...makeModel([]), countTokens: async () => 50_000 };
    const { estimatedCostUsd } = await reserveBudget(ports({ model }), budget, {
      ...request,
      refuter: 'claude-haiku-5-5',
    });
    const architects = estimateCost('claude-sonnet-5-5', 50_000, budget).likelyUsd;
    expect(estimatedCostUsd).toBeCloseTo(architects + estimateRefuterCost('claude-haiku-5-5', 50_000, budget), 9);
    const silent = { ...makeModel([]), countTokens: async () => null };
    expect((await reserveBudget(ports({ model: silent }), budget, request)).estimatedCostUsd).toBeLessThan(architects);
  });

  test('that is too dear as a whole is made of less, and one that is too dear even so of nothing', async () => {
    expect(await reserveBudget(ports(), { ...budget, maxCostUsd: 0.02 }, request)).toMatchObject({ kind: 'shortened' });
    expect(await reserveBudget(ports(), { ...budget, maxCostUsd: 0.01 }, request)).toMatchObject({
      kind: 'refused',
      why: 'The model review is estimated at $0.01 or more; the budget is $0.01.',
    });
  });

  test('asks the day for its whole budget, and makes do with what that has left', async () => {
    const spendBudget = spendBudgetOf({ kind: 'granted', costUsd: 0.02 });
    const decision = await reserveBudget(ports({ spendBudget }), budget, request);
    expect(decision).toMatchObject({ kind: 'shortened', budget: { ...budget, maxCostUsd: 0.02 } });
    expect(spendBudget.asked).toEqual([[5, expect.closeTo((2_000 * 2.5 + 1_000 * 10) / 1e6, 9)]]);
  });

  test('is left to the queue while the day cannot be asked', async () => {
    const spendBudget = spendBudgetOf(new TryLater('the database is away', 1_000));
    await expect(reserveBudget(ports({ spendBudget }), budget, request)).rejects.toThrow(TryLater);
  });

  test('estimates and sets aside in steps, so that a restart does neither again', async () => {
    const names: string[] = [];
    const step: Ports['step'] = (name, work) => {
      names.push(name);
      return work(new AbortController().signal);
    };
    await reserveBudget(ports({ step, spendBudget: spendBudgetOf({ kind: 'granted', costUsd: 5 }) }), budget, request);
    expect(names).toEqual(['estimate', 'reserve']);
  });
});

describe('the day’s money', () => {
  const code = { 'worker/worker.go': 'package worker\n\nfunc Run() {}\n' };
  const review = (changes: Partial<Ports>) =>
    judge(makePorts(changes), makeLimits(), makeRequest(), makeSnapshot({}, code), makeArchitecture());

  test.each(['day', 'installation'] as const)(
    'used up (%s) leaves the facts, and the note says until when',
    async (by) => {
      const model = makeModel([]);
      const done = await review({ model, spendBudget: spendBudgetOf({ kind: 'refused', by }) });
      expect(model.calls).toEqual([]);
      expect(done).toMatchObject({ mode: 'facts', model: null, verdict: 'clear', usage: { costUsd: 0 } });
      expect(done.notes).toEqual([
        `${by === 'day' ? "The App's" : "This installation's"} daily model budget is used up; it resets at 00:00 UTC. This review consists of facts only.`,
      ]);
    },
  );

  test('pays for each turn once it is had', async () => {
    const submit = {
      type: 'tool_use' as const,
      id: 'a',
      name: 'SubmitReview',
      input: { summary: 'Fine.', findings: [] },
    };
    const look = { ...submit, name: 'Glob', input: { pattern: '**' } };
    const spendBudget = spendBudgetOf({ kind: 'granted', costUsd: 1 });
    await review({
      model: makeModel([
        { content: [look], costUsd: 0.02 },
        { content: [submit], costUsd: 0.03 },
      ]),
      spendBudget,
    });
    expect(spendBudget.charged).toEqual([0.02, 0.03]);
  });

  test('of a model without a list price is said to be estimated', async () => {
    const submit = {
      type: 'tool_use' as const,
      id: 'a',
      name: 'SubmitReview',
      input: { summary: 'Fine.', findings: [] },
    };
    const of = async (model: string) =>
      (await review({ model: makeModel([{ content: [submit], model }]) })).usage.costIsEstimated;
    expect([await of('local-70b'), await of('claude-sonnet-5-5')]).toEqual([true, undefined]);
  });
});
