// What is looked after from time to time: the work of replicas that died, reviews that ended without a word, old rows.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Store } from './database.ts';
import { ERRANDS, REVIEWS } from './queue-names.ts';
import type { Pace, QueueLog } from './queue-port.ts';
import type { Ledger } from './review-store.ts';
import type { Purses } from './spend-budget.ts';
import { MAX_RECOVERIES } from './workflows.ts';

/** Rows deleted at a time, so that no sweep holds the database long. */
const DELETE_BATCH = 200;
const DELETE_EVERY_MS = 3_600_000;
const MAX_PENDING = 1000;

/** Puts the unfinished work of dead replicas back in line; it goes on at its first unfinished step. */
async function takeOver(store: Store, log: QueueLog): Promise<void> {
  const pending = await DBOS.listWorkflows({ status: 'PENDING', limit: MAX_PENDING, loadInput: false });
  const others = pending.filter((status) => status.executorId !== store.executorId);
  if (others.length === 0) return;
  const dead = new Set(await store.findDead(others.map((status) => status.executorId ?? '')));
  const orphans = others.filter((status) => dead.has(status.executorId ?? ''));
  if (orphans.length === 0) return;
  const times = await store.countTakeovers(orphans.map((status) => status.workflowID));
  const lethal = orphans.filter((status) => (times.get(status.workflowID) ?? 0) > MAX_RECOVERIES);
  if (lethal.length > 0) {
    log.error({ reviews: lethal.map((status) => status.workflowID) }, 'given up: every process that took it died');
    await DBOS.cancelWorkflows(lethal.map((status) => status.workflowID));
  }
  for (const queueName of [REVIEWS, ERRANDS]) {
    const ids = orphans
      .filter((status) => status.queueName === queueName && !lethal.includes(status))
      .map((status) => status.workflowID);
    if (ids.length === 0) continue;
    log.info({ workflows: ids }, 'taking over from a process that is gone');
    await DBOS.resumeWorkflows(ids, { queueName });
  }
}

/** Forgets what ended long ago: conclusions after their reviews, so that none is drawn twice. */
async function deleteOld(retentionMs: number): Promise<void> {
  for (const workflowName of ['review', 'retry', 'errand', 'conclude', 'guide']) {
    const completedBefore = new Date(Date.now() - retentionMs).toISOString();
    const old = await DBOS.listWorkflows({
      workflowName,
      completedBefore,
      limit: DELETE_BATCH,
      loadInput: false,
      loadOutput: false,
    });
    if (old.length > 0) await DBOS.deleteWorkflows(old.map((status) => status.workflowID));
    if (old.length === DELETE_BATCH) return;
  }
}

/** Begins to sweep, at once and then from time to time; returns what stops it and waits for the sweep under way. */
export function startSweeping(
  store: Store,
  ledger: Ledger,
  purses: Pick<Purses, 'forgetOld'>,
  pace: Pace,
  log: QueueLog,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let deletedAt = 0;
  const sweep = async () => {
    try {
      await takeOver(store, log);
      await ledger.settleForgotten();
      if (Date.now() - deletedAt > DELETE_EVERY_MS) {
        await deleteOld(pace.retentionMs);
        await purses.forgetOld();
        deletedAt = Date.now();
      }
    } catch (error) {
      log.warn({ err: error }, 'a sweep failed; the next one will do its work');
    }
    if (!stopped) timer = setTimeout(next, pace.sweepMs);
  };
  let sweeping: Promise<void> = Promise.resolve();
  const next = () => {
    sweeping = sweep();
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await sweeping;
  };
}
