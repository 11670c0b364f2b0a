// Before the first turn: counts the prompt, guesses what the review will cost, and sets that much of the day's money aside. A review that
// cannot be paid whole is made from less, or from the facts alone.
import type { ModelCall, Ports } from '../../domain/ports.ts';
import type { Budget } from '../../domain/run-limits.ts';
import { estimateCost, estimateRefuterCost, estimateTokens, promptLength } from './cost-estimate.ts';

type Prompt = Pick<ModelCall, 'model' | 'system' | 'tools' | 'messages'>;

export interface BudgetRequest {
  readonly whole: Prompt;
  /** The same change, shown shorter. */
  readonly smaller: Prompt;
  /** Conversations like `whole`, of which the first has to be paid; left out: one. */
  readonly times?: number;
  /** The part of the budget that is the architect's. */
  readonly share: number;
  /** null where nobody refutes. */
  readonly refuter: string | null;
  /** What would be paid for, at the start of a sentence; left out: a review. */
  readonly what?: string;
}

export type BudgetDecision =
  | {
      readonly kind: 'whole' | 'smaller';
      /** The review's own, or what the day has left. */
      readonly budget: Budget;
      readonly estimatedCostUsd: number;
    }
  /** `why` is a sentence for people. */
  | { readonly kind: 'nothing'; readonly why: string; readonly estimatedCostUsd: number };

/** @throws TryLater when the day's money cannot be asked for, and what the review's signal carries */
export async function reserveBudget(
  { model, step, spendBudget }: Pick<Ports, 'model' | 'step' | 'spendBudget'>,
  budget: Budget,
  { whole, smaller, times = 1, share, refuter, what = 'Its review by the model' }: BudgetRequest,
): Promise<BudgetDecision> {
  const tokens = await step('estimate', async (signal) => {
    return (await model?.countTokens?.(whole, signal)) ?? estimateTokens(whole);
  });
  const costOf = (prompt: Prompt) => {
    const scaled = tokens * (promptLength(prompt) / promptLength(whole));
    const { leastUsd, likelyUsd } = estimateCost(prompt.model, scaled, budget);
    const refuting = refuter === null ? 0 : estimateRefuterCost(refuter, scaled, budget);
    return { leastUsd: leastUsd / share, likelyUsd: likelyUsd + refuting };
  };
  const [all, less] = [costOf(whole), costOf(smaller)];
  const allUsd = all.likelyUsd * times;
  if (less.leastUsd > budget.maxCostUsd) {
    const why = `${what} would cost at least ${dollars(less.leastUsd)} by estimate, and its budget is ${dollars(budget.maxCostUsd)}.`;
    return { kind: 'nothing', why, estimatedCostUsd: allUsd };
  }
  const reserve =
    spendBudget === undefined
      ? null
      : await step('reserve', () => spendBudget.reserve(budget.maxCostUsd, less.leastUsd));
  if (reserve?.kind === 'refused') {
    return { kind: 'nothing', why: explainDay(reserve.by), estimatedCostUsd: allUsd };
  }
  const maxCostUsd = reserve?.costUsd ?? budget.maxCostUsd;
  const isWhole = all.leastUsd <= maxCostUsd;
  return {
    kind: isWhole ? 'whole' : 'smaller',
    budget: { ...budget, maxCostUsd },
    estimatedCostUsd: Math.min(isWhole ? allUsd : less.likelyUsd, maxCostUsd),
  };
}

function explainDay(by: 'day' | 'installation'): string {
  const whose =
    by === 'day' ? 'Today’s budget of this App for models' : 'Today’s budget of this installation for models';
  return `${whose} is used up; it begins anew at 00:00 UTC.`;
}

function dollars(usd: number): string {
  return `$${usd < 0.01 && usd > 0 ? usd.toFixed(4) : usd.toFixed(2)}`;
}
