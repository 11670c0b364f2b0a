// Usage of models, summed over turns and conversations, and the time that the reader waited.
import type { Usage } from '../../domain/review.ts';

/** Tokens and cost, as far as known. */
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

/** Milliseconds since the request; 0 where its time is unknown. */
export function waitedMs({ now }: { now(): number }, { requestedAt }: { readonly requestedAt: string }): number {
  const requestedAtMs = Date.parse(requestedAt);
  return Number.isNaN(requestedAtMs) ? 0 : Math.max(0, Math.round(now() - requestedAtMs));
}
