// Estimates what a conversation will cost before its first turn, so that one over budget is never started.
import type { ModelCall } from '../../domain/ports.ts';
import type { Budget } from '../../domain/run-limits.ts';
import { requestCostUsd } from './model-prices.ts';

/**
 * Turns and tokens of a usual review. A metric counts actual against estimated cost, so that these can be corrected.
 */
const USUAL = {
  turns: 6,
  refuterTurns: 4,
  /** Tokens that one turn adds to the conversation: the model's text and the tools' replies. */
  growth: 2_500,
  output: 600,
  submission: 2_500,
} as const;
/** Output of a review that is submitted at once, without findings. */
const LEAST_OUTPUT = 1_000;
/** Of code and English; a little low, so that the estimate is a little high. */
const CHARACTERS_PER_TOKEN = 3.5;

interface CostEstimate {
  /** Cost of the first turn, the least that a review can cost. */
  readonly leastUsd: number;
  readonly likelyUsd: number;
}

/** Tokens of the prompt by its length, where the service does not count them. */
export function estimateTokens(call: Pick<ModelCall, 'system' | 'tools' | 'messages'>): number {
  return Math.ceil(promptLength(call) / CHARACTERS_PER_TOKEN);
}

/** Characters of a prompt, tools included. */
export function promptLength({ system, tools, messages }: Pick<ModelCall, 'system' | 'tools' | 'messages'>): number {
  return system.join('').length + JSON.stringify(tools).length + JSON.stringify(messages).length;
}

/**
 * Estimates a conversation that writes its prompt to the cache in the first turn and reads it in every later one.
 *
 * @param promptTokens of the first turn
 */
export function estimateCost(
  model: string,
  promptTokens: number,
  { maxTurns }: Pick<Budget, 'maxTurns'>,
): CostEstimate {
  const first = { plainInput: 0, cacheRead: 0, cacheWrite: promptTokens };
  const turns = Math.max(1, Math.min(maxTurns, USUAL.turns));
  return {
    leastUsd: requestCostUsd(model, { ...first, output: LEAST_OUTPUT }),
    likelyUsd: conversationUsd(model, promptTokens, turns),
  };
}

/** Estimates the refuter's part: half of the prompt, and fewer turns. */
export function estimateRefuterCost(
  model: string,
  promptTokens: number,
  { maxTurns }: Pick<Budget, 'maxTurns'>,
): number {
  return conversationUsd(model, promptTokens / 2, Math.max(1, Math.min(maxTurns, USUAL.refuterTurns)));
}

function conversationUsd(model: string, promptTokens: number, turns: number): number {
  let usd = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const cacheRead = turn === 0 ? 0 : promptTokens + (turn - 1) * USUAL.growth;
    const cacheWrite = turn === 0 ? promptTokens : USUAL.growth;
    const output = turn === turns - 1 ? USUAL.submission : USUAL.output;
    usd += requestCostUsd(model, { plainInput: 0, cacheRead, cacheWrite, output });
  }
  return usd;
}
