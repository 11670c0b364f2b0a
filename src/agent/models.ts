// Which model is meant by a name, and what its tokens cost.

export interface ModelChoice {
  /** Full id, as the API takes it. */
  readonly id: string;
  /** The name asks for a context of a million tokens: "sonnet[1m]". */
  readonly longContext: boolean;
  /** A name that was given and is neither an alias nor looks like an id; null where there was none. */
  readonly unknown: string | null;
}

/** Claude Code's aliases: each is the current model of its family (types of @anthropic-ai/sdk 1.12). */
const ALIASES: Readonly<Record<string, string>> = {
  fable: 'claude-fable-5-1',
  opus: 'claude-opus-5-5',
  opusplan: 'claude-opus-5-5',
  sonnet: 'claude-sonnet-5-5',
  haiku: 'claude-haiku-5-5',
};
const DEFAULT = 'sonnet';

/**
 * Resolves the first name that is given: the settings' before the agent's. "inherit" and "default" stand for whatever comes next,
 * and in the end for Sonnet.
 */
export function chooseModel(...names: readonly (string | null)[]): ModelChoice {
  let unknown: string | null = null;
  for (const name of [...names, DEFAULT]) {
    const [, base = '', suffix] = /^\s*([^[\]\s]*)(\[1m\])?\s*$/i.exec(name ?? '') ?? [];
    if (base === '' || base === 'inherit' || base === 'default') {
      if (name !== null && name.trim() !== '' && base === '') unknown ??= name;
      continue;
    }
    const id = ALIASES[base.toLowerCase()] ?? base;
    if (isModelId(id)) return { id, longContext: suffix !== undefined, unknown };
    unknown ??= name;
  }
  return { id: 'claude-sonnet-5-5', longContext: false, unknown };
}

/** As a call names it. */
export function nameOf({ id, longContext }: ModelChoice): string {
  return longContext ? `${id}[1m]` : id;
}

/** A full id: of Anthropic's API, of Bedrock ("us.anthropic.claude-…-v1:0") or Vertex ("claude-…@20251001"), or of a compatible server. */
function isModelId(name: string): boolean {
  return /^[a-z0-9][\w.:/@-]{2,199}$/i.test(name) && /[-./:]/.test(name);
}

interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Written for 5 minutes. */
  readonly cacheWrite: number;
  /** Rates of a request whose whole prompt has over `thresholdTokens`. */
  readonly long?: Omit<Price, 'long'> & { readonly thresholdTokens: number };
}

/** US dollars a million tokens, as listed at https://platform.claude.com/docs/en/about-claude/pricing on 2026-10-24. */
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
/** For a model without a listed price: the dearest current one, so that a budget is never overrun unseen. */
const DEAREST: Price = { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 };

export interface TokenCounts {
  /** Neither read from nor written to the cache. */
  readonly plainInput: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** What one request cost, in US dollars. */
export function priceOf(model: string, tokens: TokenCounts): number {
  const id = /claude-[\w-]+/.exec(model)?.[0] ?? model;
  const listed = PRICES.filter(([prefix]) => id.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0]?.[1];
  const price = listed ?? DEAREST;
  const prompt = tokens.plainInput + tokens.cacheRead + tokens.cacheWrite;
  const rates = price.long !== undefined && prompt > price.long.thresholdTokens ? price.long : price;
  const sum =
    tokens.plainInput * rates.input +
    tokens.cacheRead * rates.cacheRead +
    tokens.cacheWrite * rates.cacheWrite +
    tokens.output * rates.output;
  return sum / 1_000_000;
}
