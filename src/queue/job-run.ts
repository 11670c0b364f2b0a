// Runs workflows in this process: stores the results of their steps, and stops them on cancel, deadline and shutdown.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Step } from '../domain/ports.ts';
import { describeFailure, type Failure, OutOfTime, reviveFailure, Stopped } from './failure.ts';
import type { JobRun, QueueLog, QueueMetrics } from './queue-dependencies.ts';

/** The runs of this process. */
export interface Runs {
  /** Starts a run; the caller must call its `end`. */
  begin(workflowId: string, deadlineMs: number, mayBeRepeated?: boolean): LiveRun;
  /** Stops the run if this process has it. */
  stop(workflowId: string): void;
  /** Starts no more steps; resolves when those that run have ended or, after `boundMs`, were told to stop. */
  drain(boundMs: number): Promise<void>;
  isDraining(): boolean;
}

export interface LiveRun extends JobRun {
  /** Waits; the wait continues after a restart. */
  pause(ms: number): Promise<void>;
  /** Steps and pauses started so far: where the next attempt would start. */
  stepsBegun(): number;
  /** Index of the last step that failed; null if none did. */
  failedStep(): number | null;
  end(): void;
}

/** What the database stores of a step. Its field names are fixed. */
type StepResult = { readonly value?: unknown } | { readonly failure: Failure };

/** Step results are small by contract (model turns are about 100 kB); larger ones would bloat the database. */
const MAX_RESULT_CHARACTERS = 4_000_000;

/**
 * Tracks the runs of this process. A workflow can have two: the engine may start it again before the first has ended.
 */
export function createRuns(log: QueueLog, metrics: QueueMetrics): Runs {
  const live = new Map<ReturnType<typeof createRun>, string>();
  const steps = createStepRunner(log, metrics);
  return {
    begin(workflowId, deadlineMs, mayBeRepeated = true) {
      const run = createRun(steps, deadlineMs, mayBeRepeated, () => live.delete(run));
      live.set(run, workflowId);
      return run;
    },
    isDraining: steps.isDraining,
    stop(workflowId) {
      for (const [run, id] of live) if (id === workflowId) run.abort(new Stopped('cancelled'));
    },
    async drain(boundMs) {
      await steps.drain(boundMs);
      for (const run of live.keys()) run.abort(new Stopped('the process is shutting down'));
    },
  };
}

/** Starts one run. `onEnd` is called by its `end`. */
function createRun(
  steps: StepRunner,
  deadlineMs: number,
  mayBeRepeated: boolean,
  onEnd: () => void,
): LiveRun & { abort(reason: Error): void } {
  const controller = new AbortController();
  const outOfTime = new OutOfTime(`not finished within ${Math.round(deadlineMs / 1000)} s`);
  const timer = setTimeout(() => controller.abort(outOfTime), deadlineMs);
  let begun = 0;
  let failed: number | null = null;
  const step: Step = async <T>(name: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (steps.isDraining()) return never<T>();
    const index = begun++;
    const result = await steps.run(name, controller.signal, task);
    if ('failure' in result) {
      failed = index;
      throw reviveFailure(result.failure);
    }
    return result.value as T;
  };
  return {
    step,
    signal: controller.signal,
    pause(ms: number) {
      begun += 1;
      return DBOS.sleep(ms);
    },
    mayBeRepeated: () => mayBeRepeated || failed !== null,
    stepsBegun: () => begun,
    failedStep: () => failed,
    abort(reason: Error) {
      clearTimeout(timer);
      controller.abort(reason);
    },
    end() {
      clearTimeout(timer);
      onEnd();
    },
  };
}

interface StepRunner {
  /** Runs a step, or reads its result if it is stored. Stays pending while the process shuts down. */
  run(name: string, signal: AbortSignal, task: (signal: AbortSignal) => Promise<unknown>): Promise<StepResult>;
  isDraining(): boolean;
  drain(boundMs: number): Promise<void>;
}

function createStepRunner(log: QueueLog, metrics: QueueMetrics): StepRunner {
  const running = new Set<Promise<StepResult>>();
  let draining = false;
  const isDraining = () => draining;
  return {
    async run(name, signal, task) {
      const step = DBOS.runStep(() => attempt(name, signal, task, { log, metrics, isDraining }), { name });
      running.add(step);
      const result = await step.finally(() => running.delete(step));
      return draining ? never<StepResult>() : result;
    },
    isDraining,
    async drain(boundMs) {
      draining = true;
      let timer: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, boundMs);
      });
      await Promise.race([Promise.allSettled([...running]), bound]);
      clearTimeout(timer);
      if (running.size > 0) log.warn({ steps: running.size }, 'steps still run; they run again after the restart');
    },
  };
}

/** Runs a step once; called by the engine, which stores the result. */
async function attempt(
  name: string,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<unknown>,
  context: { readonly log: QueueLog; readonly metrics: QueueMetrics; isDraining(): boolean },
): Promise<StepResult> {
  const { log, metrics, isDraining } = context;
  const cancelled = DBOS.stepStatus?.cancelSignal;
  const either = cancelled === undefined ? signal : AbortSignal.any([signal, cancelled]);
  const startedAt = performance.now();
  try {
    const value = await task(either);
    metrics.stepEnded(name, performance.now() - startedAt, true);
    checkSize(name, value);
    return { value };
  } catch (error) {
    // The process shuts down: nothing is stored, so that the step runs again.
    if (isDraining() && signal.aborted) return never<StepResult>();
    metrics.stepEnded(name, performance.now() - startedAt, false);
    const failure = describeFailure(error, either);
    if (failure.kind === 'unexpected') log.error({ err: error, step: name }, 'step failed');
    if (cancelled?.aborted) throw error;
    return { failure };
  }
}

function checkSize(name: string, value: unknown): void {
  const size = JSON.stringify(value)?.length ?? 0;
  if (size > MAX_RESULT_CHARACTERS) throw new Error(`step ${name} returned ${size} characters, too many to store`);
}

/** Stays pending: the next process continues from the stored steps. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}
