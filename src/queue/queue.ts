// The door of the room: keeps every job until it is done. Only this room knows the durable engine, which runs on a
// PostgreSQL server or on the one embedded in this process.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type pg from 'pg';
import type { Job } from '../domain/job.ts';
import type { QueueDatabase } from './database.ts';
import { createDuties, type Duty } from './duties.ts';
import { openEmbedded } from './embedded.ts';
import { launchEngine, openPool, shutDownEngine } from './engine.ts';
import { createHealthCheck } from './health.ts';
import { createInbox } from './inbox.ts';
import { createRuns } from './job-run.ts';
import { openPostgres } from './postgres.ts';
import { DEFAULT_TIMING, type QueueOptions, type QueueTiming } from './queue-dependencies.ts';
import { startReconciling } from './reconcile.ts';
import { createReviewStore, type ReviewStore } from './review-store.ts';
import { createSpendBudgets, type Spending } from './spend-budget.ts';
import {
  APPLICATION_VERSION,
  COMMANDS_QUEUE,
  commandAttributes,
  commandJobId,
  WORKFLOW_NAMES,
} from './stored-names.ts';
import { createWorkflowContext } from './workflow-context.ts';
import { registerWorkflows } from './workflows.ts';

export type { PaidRun, QueueMetrics, QueueOptions, ReviewJobs } from './queue-dependencies.ts';

/** What happened to a job: stored, known already, outdated, or done at once. */
type EnqueueResult = 'kept' | 'duplicate' | 'overtaken' | 'done';

export interface Queue {
  /**
   * Resolves once the job is stored durably; it is enqueued after those that were stored before.
   *
   * @throws TryLater if it could not be stored
   */
  store(job: Job): Promise<void>;
  /** Resolves once the job is enqueued or done. */
  enqueue(job: Job): Promise<EnqueueResult>;
  /** Counts across all replicas: jobs that are stored and not enqueued, and reviews. */
  depth(): Promise<{ readonly stored: number; readonly waiting: number; readonly running: number }>;
  /** Does the duty now and at its intervals, in one process at a time. */
  startDuty(duty: Duty): void;
  /** @throws TryLater where the database cannot be written */
  checkHealth(): Promise<void>;
  /** Sums up today's model cost across all replicas. */
  spending(): Promise<Spending>;
  /**
   * Takes no more jobs, waits a limited time for running steps, and closes. Unfinished jobs continue at the next start.
   */
  close(): Promise<void>;
}

/** The engine is one per process. */
let isOpen = false;

/**
 * Opens the queue and starts working: on new jobs, and on those that an earlier process left unfinished.
 *
 * @throws BadInput if the embedded database's directory is in use or not writable
 * @throws TryLater if the database server is unreachable
 */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  if (isOpen) throw new Error('this process already has a queue');
  isOpen = true;
  const opened: { database?: QueueDatabase; pool?: pg.Pool } = {};
  try {
    opened.database = await (options.databaseUrl === null
      ? openEmbedded(options.dataDir, options.onLost, options.log)
      : openPostgres(options.databaseUrl, options.log));
    opened.pool = openPool(opened.database, options.log);
    return await startQueue(opened.database, opened.pool, options);
  } catch (error) {
    await shutDownEngine().catch(() => {});
    await opened.pool?.end().catch(() => {});
    await opened.database?.close().catch(() => {});
    isOpen = false;
    throw error;
  }
}

async function startQueue(database: QueueDatabase, pool: pg.Pool, options: QueueOptions): Promise<Queue> {
  const { log, metrics } = options;
  const timing: QueueTiming = { ...DEFAULT_TIMING, ...options.timing };
  const budgets = createSpendBudgets(pool, options.dayLimits);
  const runs = createRuns(log, metrics);
  const reviews = createReviewStore(runs, budgets, log, metrics);
  const isShared = options.databaseUrl !== null;
  registerWorkflows(createWorkflowContext({ options, timing, runs, reviews, budgets, isShared }));
  await launchEngine(database, pool, options, timing);
  const inbox = createInbox(pool, database.executorId, (job) => enqueue(job, reviews, options.debounceMs), log);
  inbox.start();
  const duties = createDuties(pool, log);
  const stopReconciling = startReconciling(database, inbox, reviews, budgets, timing, log);
  async function shutDown(): Promise<void> {
    await duties.close();
    await inbox.close();
    await stopReconciling();
    await runs.drain(options.shutdownMs);
    await shutDownEngine();
    await pool.end();
    await database.close();
    isOpen = false;
  }
  let closing: Promise<void> | undefined;
  return {
    store: inbox.store,
    enqueue: (job) => enqueue(job, reviews, options.debounceMs),
    depth: async () => ({ stored: await inbox.size(), ...(await reviews.depth()) }),
    startDuty: duties.start,
    checkHealth: createHealthCheck(pool),
    spending: budgets.spending,
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

async function enqueue(job: Job, reviews: ReviewStore, debounceMs: number): Promise<EnqueueResult> {
  switch (job.kind) {
    case 'review': {
      const delayMs = job.request.trigger === 'pushed' ? debounceMs : 0;
      return reviews.enqueue(job.request, { delivery: job.delivery, at: job.at }, delayMs);
    }
    case 'cancel':
      await reviews.cancel(job.repository, job.pullRequest, job.at, { kind: 'cancelled', why: job.why });
      return 'done';
    case 'forget': {
      const why = 'the App was removed from the repository';
      await reviews.cancelInstallation(job.installationId, job.repositories, { kind: 'cancelled', why });
      return 'done';
    }
    default: {
      const workflowID = commandJobId(job);
      const isKnown = (await DBOS.getWorkflowStatus(workflowID)) !== null;
      await DBOS.enqueueWorkflowWithOptions(
        {
          queueName: COMMANDS_QUEUE,
          workflowName: WORKFLOW_NAMES.command,
          workflowID,
          appVersion: APPLICATION_VERSION,
          ...(job.kind === 'command' || job.kind === 'reply' ? { attributes: { ...commandAttributes(job) } } : {}),
        },
        job,
      );
      return isKnown ? 'duplicate' : 'kept';
    }
  }
}
