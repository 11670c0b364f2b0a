// What a review will cost, guessed before the first turn, so that one that cannot be paid is not begun.
import type { ModelCall } from '../../domain/ports.ts';
import type { Budget } from '../../domain/run-limits.ts';
import { requestCostUsd } from './model-catalog.ts';

/** Tokens, and turns, of a usual review: what the guess rests on. The ratio of spent to estimated is counted, so that it can be judged. */
const USUAL = {
  turns: 6,
  refuterTurns: 4,
  /** What one turn adds to the conversation: the model's words, and the answers of the tools. */
  growth: 2_500,
  output: 600,
  submission: 2_500,
} as const;
/** Output of a review that is submitted at once, with nothing to say. */
const LEAST_OUTPUT = 1_000;
/** Of code and English, a little low, so that the guess is a little high. */
const CHARACTERS_PER_TOKEN = 3.5;

export interface CostEstimate {
  /** The first turn alone: less, no review can cost. */
  readonly leastUsd: number;
  readonly likelyUsd: number;
}

/** The prompt's tokens where nobody counts them. */
export function estimateTokens(call: Pick<ModelCall, 'system' | 'tools' | 'messages'>): number {
  return Math.ceil(promptLength(call) / CHARACTERS_PER_TOKEN);
}

/** Characters of a prompt, tools included. */
export function promptLength({ system, tools, messages }: Pick<ModelCall, 'system' | 'tools' | 'messages'>): number {
  return system.join('').length + JSON.stringify(tools).length + JSON.stringify(messages).length;
}

/**
 * The cost of a conversation whose prompt is written to the cache in the first turn and read from it in each further one.
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

/** The refuter's part: half of the prompt, and fewer turns. */
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
