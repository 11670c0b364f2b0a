// Reserves the budget of a review before its first turn: counts the prompt, estimates the cost, and sets that much of
// the day's budget aside. A review that is too expensive is shortened, or consists of facts only.
import type { ModelCall, Ports, Reservation } from '../../domain/ports.ts';
import type { Budget } from '../../domain/run-limits.ts';
import { dollars } from '../../text/format.ts';
import { estimateCost, estimateRefuterCost, estimateTokens, promptLength } from './cost-estimate.ts';

type CallPrompt = Pick<ModelCall, 'model' | 'system' | 'tools' | 'messages'>;

export interface BudgetRequest {
  readonly full: CallPrompt;
  /** The same change, shown shorter. */
  readonly shortened: CallPrompt;
  /** Number of conversations like `full`, the first of which has to be affordable. Omitted: one. */
  readonly times?: number;
  /** The architect's share of the budget. */
  readonly share: number;
  /** Model of the refuter; null where none follows. */
  readonly refuter: string | null;
  /** What the budget pays for, at the start of a sentence. Omitted: a review. */
  readonly subject?: string;
}

export type BudgetDecision =
  | {
      readonly kind: 'full' | 'shortened';
      /** The review's own budget, or what is left of the day's. */
      readonly budget: Budget;
      readonly estimatedCostUsd: number;
    }
  /** `why` is a sentence for people. */
  | { readonly kind: 'refused'; readonly why: string; readonly estimatedCostUsd: number };

/** @throws TryLater when the day's budget cannot be asked; the signal's reason once it is aborted */
export async function reserveBudget(
  { model, step, spendBudget }: Pick<Ports, 'model' | 'step' | 'spendBudget'>,
  budget: Budget,
  request: BudgetRequest,
): Promise<BudgetDecision> {
  const { full, shortened, times = 1, subject = 'The model review' } = request;
  const tokens = await step('estimate', async (signal) => {
    return (await model?.countTokens?.(full, signal)) ?? estimateTokens(full);
  });
  const [all, less] = [estimate(full, tokens, budget, request), estimate(shortened, tokens, budget, request)];
  const estimatedCostUsd = all.likelyUsd * times;
  if (less.leastUsd > budget.maxCostUsd) {
    const [least, limit] = [dollars(less.leastUsd), dollars(budget.maxCostUsd)];
    const why = `${subject} is estimated at ${least} or more; the budget is ${limit}.`;
    return { kind: 'refused', why, estimatedCostUsd };
  }
  const reserved =
    spendBudget === undefined
      ? null
      : await step('reserve', () => spendBudget.reserve(budget.maxCostUsd, less.leastUsd));
  if (reserved?.kind === 'refused') return { kind: 'refused', why: explainRefusal(reserved), estimatedCostUsd };
  const maxCostUsd = reserved?.costUsd ?? budget.maxCostUsd;
  const isFull = all.leastUsd <= maxCostUsd;
  return {
    kind: isFull ? 'full' : 'shortened',
    budget: { ...budget, maxCostUsd },
    estimatedCostUsd: Math.min(isFull ? estimatedCostUsd : less.likelyUsd, maxCostUsd),
  };
}

/** @param fullTokens tokens of the full prompt, from which those of `prompt` follow by length */
function estimate(prompt: CallPrompt, fullTokens: number, budget: Budget, { full, share, refuter }: BudgetRequest) {
  const tokens = fullTokens * (promptLength(prompt) / promptLength(full));
  const { leastUsd, likelyUsd } = estimateCost(prompt.model, tokens, budget);
  const refuterUsd = refuter === null ? 0 : estimateRefuterCost(refuter, tokens, budget);
  return { leastUsd: leastUsd / share, likelyUsd: likelyUsd + refuterUsd };
}

function explainRefusal({ by }: Extract<Reservation, { readonly kind: 'refused' }>): string {
  const whose = by === 'day' ? "The App's daily model budget" : "This installation's daily model budget";
  return `${whose} is used up; it resets at 00:00 UTC.`;
}
