// What a review or an answer took: what models spent on it, summed over turns and conversations, and the time its reader waited.
import type { Usage } from '../../domain/review.ts';

/** What the model spent, as far as it is known. */
export type ModelUsage = Pick<
  Usage,
  'inputTokens' | 'cachedInputTokens' | 'outputTokens' | 'costUsd' | 'costIsEstimated'
>;

export const NO_USAGE: ModelUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 };

export function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd + b.costUsd,
    ...(a.costIsEstimated || b.costIsEstimated ? { costIsEstimated: true } : {}),
  };
}

/** Milliseconds since it was asked for; 0 where nobody knows when that was. */
export function waitedMs({ now }: { now(): number }, { requestedAt }: { readonly requestedAt: string }): number {
  const askedAtMs = Date.parse(requestedAt);
  return Number.isNaN(askedAtMs) ? 0 : Math.max(0, Math.round(now() - askedAtMs));
}
