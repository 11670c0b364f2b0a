// Repairs the queue from time to time: takes over jobs of dead replicas, closes reviews that a crash left open, deletes
// old rows.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { QueueDatabase } from './database.ts';
import type { Inbox } from './inbox.ts';
import type { QueueLog, QueueTiming } from './queue-dependencies.ts';
import type { ReviewStore } from './review-store.ts';
import type { SpendBudgets } from './spend-budget.ts';
import { COMMANDS_QUEUE, REVIEWS_QUEUE, WORKFLOW_NAMES } from './stored-names.ts';

/** A job is given up after this many takeovers: it kills every process that runs it. */
export const MAX_RECOVERIES = 8;
/** Rows deleted at a time, to keep transactions short. */
const DELETE_BATCH = 200;
const DELETE_EVERY_MS = 3_600_000;
const MAX_PENDING = 1000;

/**
 * Starts reconciling, now and then every `reconcileMs`. The returned function stops it and waits for the pass under
 * way.
 */
export function startReconciling(
  database: QueueDatabase,
  inbox: Pick<Inbox, 'owners' | 'adopt'>,
  reviews: Pick<ReviewStore, 'closeForgotten'>,
  budgets: Pick<SpendBudgets, 'deleteOldDays'>,
  timing: QueueTiming,
  log: QueueLog,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let deletedAt = 0;
  const reconcile = async () => {
    try {
      await takeOver(database, inbox, log);
      await reviews.closeForgotten();
      if (Date.now() - deletedAt > DELETE_EVERY_MS) {
        await deleteOld(timing.retentionMs);
        await budgets.deleteOldDays();
        deletedAt = Date.now();
      }
    } catch (error) {
      log.warn({ err: error }, 'reconciling failed and is retried at the next interval');
    }
    if (!stopped) timer = setTimeout(next, timing.reconcileMs);
  };
  let underWay: Promise<void> = Promise.resolve();
  const next = () => {
    underWay = reconcile();
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underWay;
  };
}

/**
 * Takes over the deliveries of dead replicas, and enqueues their unfinished jobs again; each continues at its first
 * unfinished step.
 */
export async function takeOver(
  database: Pick<QueueDatabase, 'executorId' | 'findDead' | 'countTakeovers'>,
  inbox: Pick<Inbox, 'owners' | 'adopt'>,
  log: QueueLog,
): Promise<void> {
  const pending = await DBOS.listWorkflows({ status: 'PENDING', limit: MAX_PENDING, loadInput: false });
  const others = pending.filter((status) => status.executorId !== database.executorId);
  const owners = (await inbox.owners()).filter((owner) => owner !== database.executorId);
  if (others.length + owners.length === 0) return;
  const executors = others.map((status) => status.executorId ?? '');
  const dead = new Set(await database.findDead([...new Set([...executors, ...owners])]));
  await inbox.adopt(owners.filter((owner) => dead.has(owner)));
  const orphans = others.filter((status) => dead.has(status.executorId ?? ''));
  if (orphans.length === 0) return;
  const takeovers = await database.countTakeovers(orphans.map((status) => status.workflowID));
  const lethal = orphans.filter((status) => (takeovers.get(status.workflowID) ?? 0) > MAX_RECOVERIES);
  if (lethal.length > 0) {
    log.error({ workflows: lethal.map((status) => status.workflowID) }, 'given up: every process that ran these died');
    await DBOS.cancelWorkflows(lethal.map((status) => status.workflowID));
  }
  for (const queueName of [REVIEWS_QUEUE, COMMANDS_QUEUE]) {
    const ids = orphans
      .filter((status) => status.queueName === queueName && !lethal.includes(status))
      .map((status) => status.workflowID);
    if (ids.length === 0) continue;
    log.info({ workflows: ids }, 'taking over from a dead process');
    await DBOS.resumeWorkflows(ids, { queueName });
  }
}

/**
 * Deletes jobs that ended before the retention time; the jobs that closed reviews after the reviews, so that none is
 * closed twice.
 */
async function deleteOld(retentionMs: number): Promise<void> {
  const { review, nextAttempt, command, closeUnpublished, guidance } = WORKFLOW_NAMES;
  for (const workflowName of [review, nextAttempt, command, closeUnpublished, guidance]) {
    const old = await DBOS.listWorkflows({
      workflowName,
      completedBefore: new Date(Date.now() - retentionMs).toISOString(),
      limit: DELETE_BATCH,
      loadInput: false,
      loadOutput: false,
    });
    if (old.length > 0) await DBOS.deleteWorkflows(old.map((status) => status.workflowID));
    if (old.length === DELETE_BATCH) return;
  }
}
