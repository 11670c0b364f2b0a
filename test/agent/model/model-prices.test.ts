import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { hasListPrice, PRICES_AS_OF, requestCostUsd } from '../../../src/agent/model/model-prices.ts';

describe('the price of a request', () => {
  const tokens = { plainInput: 1_000_000, cacheRead: 1_000_000, cacheWrite: 1_000_000, output: 1_000_000 };

  test.each([
    ['claude-sonnet-5-5', 2 + 0.1 + 2.5 + 10],
    ['claude-opus-5-5', 4 + 0.2 + 5 + 20],
    ['claude-haiku-4-5-20251001', 1 + 0.1 + 1.25 + 5],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3 + 0.3 + 3.75 + 15],
  ])('is the listed one for %s', (model, usd) => {
    expect(requestCostUsd(model, tokens)).toBeCloseTo(usd, 9);
  });

  test('comes from the list of the date that the README names', () => {
    expect(readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')).toContain(
      `list prices of ${PRICES_AS_OF}`,
    );
    expect([hasListPrice('global.anthropic.claude-opus-5-5'), hasListPrice('local-70b')]).toEqual([true, false]);
  });

  test('grows with a long prompt where the list says so', () => {
    const short = { plainInput: 100_000, cacheRead: 0, cacheWrite: 0, output: 0 };
    expect(requestCostUsd('claude-haiku-5-5', short)).toBeCloseTo(0.01, 9);
    expect(requestCostUsd('claude-haiku-5-5', { ...short, plainInput: 100_001 })).toBeCloseTo(0.0500005, 9);
  });

  test('is the highest one for a model that is not listed', () => {
    expect(requestCostUsd('some-local-model', { ...tokens, cacheRead: 0, cacheWrite: 0 })).toBe(60);
  });
});
