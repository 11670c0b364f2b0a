// What models spent on one review: summed over turns, and over conversations.
import type { Usage } from '../domain/review.ts';

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
