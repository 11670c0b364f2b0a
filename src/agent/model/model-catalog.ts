// Which model is meant by a name, whether it may be asked, and what its tokens cost.

export interface ModelChoice {
  /** Full id, as Anthropic names it, or the service's own. */
  readonly id: string;
  /** The name asks for a context of a million tokens: "sonnet[1m]". */
  readonly longContext: boolean;
  /** A name that was given and is neither an alias nor looks like an id; null where there was none. */
  readonly unknown: string | null;
  /** A name that was given and is not allowed, and by whom; null where there was none. */
  readonly refused: { readonly name: string; readonly by: ModelAllowlist['by'] } | null;
}

/** Models by alias or full id; none but these are to be asked. */
export interface ModelAllowlist {
  readonly by: 'operator' | 'team';
  readonly models: readonly string[];
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
 * Resolves the first name that is given and allowed: the settings' before the agent's. "inherit" and "default" stand for whatever comes
 * next, and in the end for Sonnet; where that is not allowed either, the first model stands that is.
 */
export function resolveModel(names: readonly (string | null)[], limits: readonly ModelAllowlist[] = []): ModelChoice {
  let unknown: string | null = null;
  let refused: ModelChoice['refused'] = null;
  const named = new Set(limits.flatMap(({ models }) => models));
  const lastResorts = [DEFAULT, ...limits.toReversed().flatMap(({ models }) => models)];
  for (const [index, name] of [...names, ...lastResorts].entries()) {
    const meant = meaningOf(name);
    if (meant === null) {
      if (name !== null && name.trim() !== '' && !isPassedOn(name)) unknown ??= name;
      continue;
    }
    if (!isModelId(meant.id) && !named.has(meant.id)) {
      unknown ??= name;
      continue;
    }
    const limit = limits.find(({ models }) => !models.some((allowed) => isSameModel(meant.id, allowed)));
    if (limit === undefined) return { ...meant, unknown, refused };
    if (index < names.length && name !== null) refused ??= { name, by: limit.by };
  }
  // The lists have nothing in common: the operator's holds.
  const only = limits.find(({ by }) => by === 'operator') ?? limits[0];
  return { ...(meaningOf(only?.models[0] ?? DEFAULT) ?? SONNET), unknown, refused };
}

const SONNET = { id: 'claude-sonnet-5-5', longContext: false };

/** What the operator names for all: an alias or any id that his server has; null where nothing is named. */
export function resolveName(name: string | null): ModelChoice | null {
  const meant = meaningOf(name);
  return meant === null ? null : { ...meant, unknown: null, refused: null };
}

function meaningOf(name: string | null): Pick<ModelChoice, 'id' | 'longContext'> | null {
  const [, base = '', suffix] = /^\s*([^[\]\s]*)(\[1m\])?\s*$/i.exec(name ?? '') ?? [];
  if (base === '' || isPassedOn(base)) return null;
  return { id: ALIASES[base.toLowerCase()] ?? base, longContext: suffix !== undefined };
}

/** What a person names, as a call names it: by alias or full id; null where that is neither. */
export function modelIdOf(name: string): string | null {
  const choice = resolveModel([name]);
  return choice.unknown === null && resolveName(name) !== null ? modelNameOf(choice) : null;
}

/** The name leaves it to whoever comes next. */
function isPassedOn(name: string): boolean {
  return /^\s*(inherit|default)\s*(\[1m\])?\s*$/i.test(name);
}

/** `allowed` names the model `id`, in whatever dialect; one without a date allows all of its dates. */
function isSameModel(id: string, allowed: string): boolean {
  const wanted = canonicalOf(id);
  const listed = canonicalOf(meaningOf(allowed)?.id ?? allowed);
  return wanted === listed || wanted.replace(/-\d{8}$/, '') === listed;
}

/** "us.anthropic.claude-sonnet-4-5-20250929-v1:0" and "claude-sonnet-4-5@20250929" are "claude-sonnet-4-5-20250929". */
function canonicalOf(id: string): string {
  const [, claude] = /^(?:[a-z-]+\.)?(?:anthropic\.)?(claude-[\w.:@-]+)$/.exec(id) ?? [];
  return claude === undefined ? id : claude.replace('@', '-').replace(/-v\d+(:\d+)?$/, '');
}

/** As a call names it. */
export function modelNameOf({ id, longContext }: Pick<ModelChoice, 'id' | 'longContext'>): string {
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

/** The day whose list the prices are of: https://platform.claude.com/docs/en/about-claude/pricing */
export const PRICES_AS_OF = '2026-10-24';

/** US dollars a million tokens. */
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

/** Whether the price list has the model; the cost of one that it has not is estimated, by the dearest. */
export function hasListPrice(model: string): boolean {
  return findPrice(model) !== undefined;
}

/** What a reader of a cost needs to know of its prices: the day of their list, where they are from one. */
export function pricesDateOf({ costUsd, costIsEstimated }: { costUsd: number; costIsEstimated?: boolean | undefined }) {
  return costUsd > 0 && costIsEstimated !== true ? { pricesAsOf: PRICES_AS_OF } : {};
}

function findPrice(model: string): Price | undefined {
  const id = /claude-[\w-]+/.exec(model)?.[0] ?? model;
  return PRICES.filter(([prefix]) => id.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0]?.[1];
}

/** What one request cost, in US dollars. */
export function requestCostUsd(model: string, tokens: TokenCounts): number {
  const price = findPrice(model) ?? DEAREST;
  const prompt = tokens.plainInput + tokens.cacheRead + tokens.cacheWrite;
  const rates = price.long !== undefined && prompt > price.long.thresholdTokens ? price.long : price;
  const sum =
    tokens.plainInput * rates.input +
    tokens.cacheRead * rates.cacheRead +
    tokens.cacheWrite * rates.cacheWrite +
    tokens.output * rates.output;
  return sum / 1_000_000;
}
