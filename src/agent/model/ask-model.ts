// Asks the model for one turn, in a step that keeps the turn or the reason why there is none.
import { CannotReview, TryLater } from '../../domain/errors.ts';
import type { ModelMessage, ModelTurn, OnWait } from '../../domain/ports.ts';
import type { RunLimits } from '../../domain/run-limits.ts';
import { firstCall, type LoopOptions, type LoopPorts } from './loop-options.ts';

/** From this attempt on, about four minutes after the first, an unreachable model is not waited for: facts only. */
const LAST_ATTEMPT = 3;

/**
 * Result of a step. A permanent failure is kept too, so that the call is not paid for twice. `isBarred`: the model is
 * unavailable, but another one may not be. The names are stored: keep them.
 */
type KeptTurn = { readonly turn: ModelTurn } | { readonly refused: string; readonly isBarred: boolean };

/**
 * @param timeLimit time left, in milliseconds, and what to tell people when it is over
 * @throws TryLater from the model while a further attempt follows; the signal's reason once it is aborted
 */
export function askModel<Result>(
  ports: LoopPorts,
  limits: RunLimits,
  options: LoopOptions<Result>,
  stepName: string,
  messages: readonly ModelMessage[],
  timeLimit: { readonly leftMs: () => number; readonly explain: () => string },
): Promise<KeptTurn> {
  const { model, progress, spendBudget } = ports;
  if (model === null) throw new Error('the loop was started without a model');
  const call = { ...firstCall(options), messages, maxTokens: limits.budget.maxOutputTokensPerTurn };
  const onWait: OnWait = (why, waitMs) =>
    progress({ room: 'agent', message: `${why} Retrying in ${Math.ceil(waitMs / 1000)} s.` });
  return ports.step(stepName, async (signal): Promise<KeptTurn> => {
    const leftMs = timeLimit.leftMs();
    if (leftMs <= 0) return { refused: timeLimit.explain(), isBarred: false };
    const timeout = AbortSignal.timeout(leftMs);
    try {
      const turn = await model.respond(call, AbortSignal.any([signal, timeout]), onWait);
      await spendBudget?.charge(turn.costUsd);
      return { turn };
    } catch (error) {
      if (signal.aborted) throw error;
      if (timeout.aborted) return { refused: timeLimit.explain(), isBarred: false };
      return keepFailure(error, limits.attempt ?? 0);
    }
  });
}

function keepFailure(error: unknown, attempt: number): KeptTurn {
  if (error instanceof CannotReview) return { refused: error.message, isBarred: true };
  if (error instanceof TryLater && attempt >= LAST_ATTEMPT) {
    return { refused: `${error.message} Giving up.`, isBarred: true };
  }
  throw error;
}
