// One run of a workflow in this process: its steps, its signal and its deadline.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Step } from '../domain/ports.ts';
import { describeFailure, type Failure, OutOfTime, reviveFailure, Stopped } from './failure.ts';
import type { QueueLog, QueueMetrics, Run } from './queue-port.ts';

/** The runs of this process, so that a cancel reaches them at once and closing can wait for their steps. */
export interface Runs {
  /** Starts a run; `end` must be called when it is over. */
  begin(workflowId: string, deadlineMs: number, mayBeRepeated?: boolean): LiveRun;
  /** Stops the run if it is one of this process. */
  stop(workflowId: string): void;
  /** No further step begins; resolves when the running ones have ended or, after `boundMs`, were told to stop. */
  drain(boundMs: number): Promise<void>;
  isDraining(): boolean;
}

export interface LiveRun extends Run {
  /** Waits, also over a restart. */
  pause(ms: number): Promise<void>;
  /** Steps and pauses begun so far: where a run that is tried again goes on. */
  stepsBegun(): number;
  /** Index of the step that failed last; null where none did. */
  failedStep(): number | null;
  end(): void;
}

/** A promise that stays open: what waits for it goes on in the next process, from what was kept. */
function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/** What the database keeps of a step. */
type Kept = { readonly value?: unknown } | { readonly failure: Failure };

/** A step's result is small by contract; more than this would swell the database (model turns are some 100 kB). */
const MAX_KEPT_CHARACTERS = 4_000_000;

/** Keeps count of this process's runs. */
export function createRuns(log: QueueLog, metrics: QueueMetrics): Runs {
  const live = new Map<string, { readonly controller: AbortController; readonly timer: NodeJS.Timeout }>();
  const keeping = new Set<Promise<unknown>>();
  let draining = false;

  async function work(
    name: string,
    signal: AbortSignal,
    task: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<Kept> {
    const cancelled = DBOS.stepStatus?.cancelSignal;
    const either = cancelled === undefined ? signal : AbortSignal.any([signal, cancelled]);
    const startedAt = performance.now();
    try {
      const value = await task(either);
      metrics.stepEnded(name, performance.now() - startedAt, true);
      const size = JSON.stringify(value)?.length ?? 0;
      if (size > MAX_KEPT_CHARACTERS) throw new Error(`step ${name} returned ${size} characters, too many to keep`);
      return { value };
    } catch (error) {
      // Told to stop because the process ends: nothing is kept, so that the step is done again.
      if (draining && signal.aborted) return never();
      metrics.stepEnded(name, performance.now() - startedAt, false);
      const failure = describeFailure(error, either);
      if (failure.kind === 'unexpected') log.error({ err: error, step: name }, 'a step failed');
      if (cancelled?.aborted) throw error;
      return { failure };
    }
  }

  function begin(workflowId: string, deadlineMs: number, mayBeRepeated = true): LiveRun {
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new OutOfTime(`not done within ${Math.round(deadlineMs / 1000)} s`)),
      deadlineMs,
    );
    live.set(workflowId, { controller, timer });
    let begun = 0;
    let failed: number | null = null;
    const step: Step = async <T>(name: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> => {
      if (draining) return never<T>();
      const index = begun++;
      const keep = DBOS.runStep(() => work(name, controller.signal, task), { name });
      keeping.add(keep);
      const kept = await keep.finally(() => keeping.delete(keep));
      if (draining) return never<T>();
      if ('failure' in kept) {
        failed = index;
        throw reviveFailure(kept.failure);
      }
      return kept.value as T;
    };
    return {
      step,
      signal: controller.signal,
      pause(ms) {
        begun += 1;
        return DBOS.sleep(ms);
      },
      mayBeRepeated: () => mayBeRepeated || failed !== null,
      stepsBegun: () => begun,
      failedStep: () => failed,
      end() {
        clearTimeout(timer);
        if (live.get(workflowId)?.controller === controller) live.delete(workflowId);
      },
    };
  }

  return {
    begin,
    isDraining: () => draining,
    stop: (workflowId) => live.get(workflowId)?.controller.abort(new Stopped('cancelled')),
    async drain(boundMs) {
      draining = true;
      let timer: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, boundMs);
      });
      await Promise.race([Promise.allSettled([...keeping]), bound]);
      clearTimeout(timer);
      if (keeping.size > 0) log.warn({ steps: keeping.size }, 'steps still run; they will be done again');
      for (const { controller, timer: deadline } of live.values()) {
        clearTimeout(deadline);
        controller.abort(new Stopped('the process stops'));
      }
    },
  };
}
