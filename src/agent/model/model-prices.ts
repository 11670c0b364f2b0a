// List prices of models, and the cost of a request by them.

interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** For an entry that lives 5 minutes. */
  readonly cacheWrite: number;
  /** Rates of a request whose prompt has more than `thresholdTokens`. */
  readonly long?: Omit<Price, 'long'> & { readonly thresholdTokens: number };
}

/** Date of the price list: https://platform.claude.com/docs/en/about-claude/pricing */
export const PRICES_AS_OF = '2026-10-24';

/** US dollars per million tokens. */
const PRICES: readonly (readonly [prefix: string, price: Price])[] = [
  ['claude-fable-5', { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 }],
  ['claude-mythos-5', { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 }],
  ['claude-opus-5-5', { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 }],
  ['claude-opus-5', { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }],
  ['claude-opus-4-5', { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }],
  ['claude-opus-4-6', { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }],
  ['claude-opus-4-7', { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }],
  ['claude-opus-4-8', { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }],
  ['claude-opus-4', { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75 }],
  ['claude-sonnet-5-5', { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 }],
  ['claude-sonnet-5', { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 }],
  ['claude-sonnet-4', { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }],
  [
    'claude-haiku-5-5',
    {
      input: 0.1,
      output: 0.5,
      cacheRead: 0.01,
      cacheWrite: 0.125,
      long: { thresholdTokens: 100_000, input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625 },
    },
  ],
  ['claude-haiku-4-5', { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }],
];
/** For a model that is not listed: the highest current price, so that a budget is never exceeded unnoticed. */
const HIGHEST_PRICE: Price = { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 };

interface TokenCounts {
  /** Neither read from nor written to the cache. */
  readonly plainInput: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** The model is listed. The cost of any other is an estimate, by the highest price. */
export function hasListPrice(model: string): boolean {
  return findPrice(model) !== undefined;
}

/** The date of the price list that a cost comes from; nothing where the cost is zero or an estimate. */
export function pricesDateOf({ costUsd, costIsEstimated }: { costUsd: number; costIsEstimated?: boolean | undefined }) {
  return costUsd > 0 && costIsEstimated !== true ? { pricesAsOf: PRICES_AS_OF } : {};
}

function findPrice(model: string): Price | undefined {
  const id = /claude-[\w-]+/.exec(model)?.[0] ?? model;
  return PRICES.filter(([prefix]) => id.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0]?.[1];
}

/** Cost of one request, in US dollars. */
export function requestCostUsd(model: string, tokens: TokenCounts): number {
  const price = findPrice(model) ?? HIGHEST_PRICE;
  const prompt = tokens.plainInput + tokens.cacheRead + tokens.cacheWrite;
  const rates = price.long !== undefined && prompt > price.long.thresholdTokens ? price.long : price;
  const sum =
    tokens.plainInput * rates.input +
    tokens.cacheRead * rates.cacheRead +
    tokens.cacheWrite * rates.cacheWrite +
    tokens.output * rates.output;
  return sum / 1_000_000;
}
