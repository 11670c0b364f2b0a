// The durable workflows: a review, its conclusion where it published nothing, another attempt, and the errands around them.
import { AsyncLocalStorage } from 'node:async_hooks';
import { DBOS, Error as Engine } from '@dbos-inc/dbos-sdk';
import { Superseded } from '../domain/errors.ts';
import type { Order } from '../domain/order.ts';
import type { Ending } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { runErrand } from './errands.ts';
import { describeFailure, type Failure } from './failure.ts';
import { APPLICATION_VERSION, type Conclusion, type Ended, hasBegunAgain, type Ledger, REVIEWS } from './ledger.ts';
import { persist } from './persist.ts';
import type { LiveRun, Runs } from './run.ts';
import { firstAttempt, nextAttempt } from './standing.ts';
import type { Pace, QueueOptions } from './work.ts';

/** A process that dies this often over one review dies of it. */
export const MAX_RECOVERIES = 8;
const MAX_ATTEMPTS = 5;
const MAX_RETRY_MS = 3_600_000;
/** How long work that was told to stop may take to do so. */
const GRACE_MS = 5000;
const ERRAND_DEADLINE_MS = 3_600_000;
/** Steps recorded in an order that this code does not follow: it was changed since. */
const CODE_CHANGED = new Set([26, 37]);

export interface Context {
  readonly options: QueueOptions;
  readonly pace: Pace;
  readonly runs: Runs;
  readonly ledger: Ledger;
  /** Other processes use the same database. */
  readonly isShared: boolean;
}

/** Waits for work, but not for work that ignores that it was told to stop. */
async function bounded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<never>((_, reject) => {
    const onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
  }
}

function engineCode(error: unknown): number | null {
  return error instanceof Engine.DBOSError ? error.dbosErrorCode : null;
}

/** What follows from a failure: how the review ends, and where another attempt would go on. */
function conclude(
  workflowId: string,
  request: ReviewRequest,
  failure: Failure,
  run: LiveRun,
  context: Context,
): Conclusion {
  const { attempt } = nextAttempt(workflowId);
  const wait = Math.min(MAX_RETRY_MS, Math.max(failure.retryAfterMs, context.pace.retryMs * 2 ** (attempt - 2)));
  const isLast = attempt > MAX_ATTEMPTS;
  const endings: Record<Failure['kind'], Ending> = {
    'try-later': {
      kind: 'try-later',
      why: failure.message,
      retryAt: isLast ? null : new Date(Date.now() + wait).toISOString(),
    },
    'cannot-review': { kind: 'cannot-review', why: failure.message },
    superseded: { kind: 'superseded', by: failure.by },
    'out-of-time': { kind: 'out-of-time', deadlineMs: context.options.deadlineMs },
    stopped: { kind: 'cancelled', why: failure.message },
    unexpected: { kind: 'cannot-review', why: 'Something went wrong in the reviewer itself; its log says what.' },
  };
  const retries = failure.kind === 'try-later' && !isLast;
  return {
    workflowId,
    request,
    ending: endings[failure.kind],
    retryFrom: retries ? (run.failedStep() ?? run.stepsBegun()) : null,
    retryAfterMs: retries ? wait : 0,
    lookAgain: failure.kind === 'out-of-time',
  };
}

function toEnded({ ending }: Conclusion): Ended {
  const why = 'why' in ending ? ending.why : '';
  return { ended: ending.kind, why };
}

/** Registers the workflows with the engine, which must not be running yet. */
export function registerWorkflows(context: Context): void {
  const { options, runs, ledger, pace } = context;
  // What is asked of the database here is no step of the workflow: it is asked anew after a restart.
  const outside = AsyncLocalStorage.snapshot();

  async function review(request: ReviewRequest): Promise<Ended> {
    const workflowId = DBOS.workflowID as string;
    const drawn = await outside(() => ledger.conclusionOf(workflowId));
    if (drawn !== null) {
      await outside(() => ledger.settle(drawn));
      return toEnded(drawn);
    }
    const startedAt = Date.now();
    const status = await outside(() => DBOS.getWorkflowStatus(workflowId));
    const isAgain = context.isShared || (status?.recoveryAttempts ?? 1) > 1 || firstAttempt(workflowId) !== workflowId;
    const run = runs.begin(workflowId, options.deadlineMs, isAgain);
    try {
      if (!(await outside(() => ledger.supersede(workflowId, request)))) {
        throw new Superseded('a newer event of the pull request has come');
      }
      const outcome = await bounded(options.work.perform(request, run), run.signal);
      options.metrics.reviewEnded('published', Date.now() - startedAt);
      return { ended: 'published', verdict: outcome.verdict, notReviewed: outcome.notReviewed };
    } catch (error) {
      if (runs.isDraining()) return await new Promise<never>(() => {});
      const code = engineCode(error);
      if (code !== null && !CODE_CHANGED.has(code)) throw error;
      const failure = describeFailure(error, run.signal);
      if (failure.kind === 'unexpected') options.log.error({ err: error, review: workflowId }, 'a review failed');
      const conclusion =
        code === null
          ? conclude(workflowId, request, failure, run, context)
          : { ...conclude(workflowId, request, { ...failure, kind: 'try-later' }, run, context), retryFrom: 0 };
      options.metrics.reviewEnded(conclusion.ending.kind, Date.now() - startedAt);
      await outside(() => ledger.settle(conclusion));
      return toEnded(conclusion);
    } finally {
      run.end();
    }
  }

  async function concludeReview(conclusion: Conclusion, again: boolean): Promise<void> {
    const { workflowId, request, ending } = conclusion;
    const workflowID = DBOS.workflowID as string;
    const run = runs.begin(workflowID, ERRAND_DEADLINE_MS);
    try {
      const opened = await persist(
        run,
        'conclude',
        { log: options.log, firstWaitMs: pace.persistMs },
        async (signal) => {
          if (await outside(() => hasBegunAgain(workflowId))) return true;
          const steps = (await outside(() => DBOS.listWorkflowSteps(workflowId))) ?? [];
          const kept = (name: string) => {
            const step = steps.find((each) => each.name === name && each.output !== null);
            return (step?.output as { value?: unknown } | undefined)?.value;
          };
          await options.work.abandon(request, ending, kept, signal);
          return kept('open') !== undefined;
        },
      );
      if (opened || again || !conclusion.lookAgain) return;
      // By then the check run is open, or never will be.
      await outside(() => ledger.concludeLater(`${workflowID}/again`, conclusion, pace.lookAgainMs));
    } finally {
      run.end();
    }
  }

  async function retry(workflowId: string, step: number): Promise<void> {
    const next = nextAttempt(workflowId).workflowId;
    const from = await outside(() => DBOS.getWorkflowStatus(workflowId));
    if (from === null || (await outside(() => DBOS.getWorkflowStatus(next))) !== null) return;
    const [request] = from.input as [ReviewRequest];
    if (!(await outside(() => ledger.supersede(workflowId, request)))) return;
    // The steps before the one that failed are kept, the model's turns among them: none is paid twice.
    await outside(() =>
      DBOS.forkWorkflow(workflowId, step, {
        newWorkflowID: next,
        queueName: REVIEWS,
        queuePartitionKey: String(request.installationId ?? 0),
        applicationVersion: APPLICATION_VERSION,
      }),
    );
  }

  async function errand(order: Order): Promise<void> {
    const run = runs.begin(DBOS.workflowID as string, ERRAND_DEADLINE_MS);
    try {
      await runErrand(
        order,
        run,
        { work: options.work, log: options.log, firstWaitMs: pace.persistMs },
        {
          start: (...input) => outside(() => ledger.start(...input)),
          cancel: (...input) => outside(() => ledger.cancel(...input)),
          history: (...input) => outside(() => ledger.history(...input)),
        },
      );
    } finally {
      run.end();
    }
  }

  const limits = { maxRecoveryAttempts: MAX_RECOVERIES };
  DBOS.registerWorkflow(review, { name: 'review', ...limits });
  DBOS.registerWorkflow(concludeReview, { name: 'conclude', ...limits });
  DBOS.registerWorkflow(retry, { name: 'retry', ...limits });
  DBOS.registerWorkflow(errand, { name: 'errand', ...limits });
}
