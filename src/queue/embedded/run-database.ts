// Keeps the thread of the embedded database running: opens it again when it ended by itself, as a full disk ends it.
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { BadInput, messageOf } from '../../domain/errors.ts';
import type { QueueLog } from '../queue-dependencies.ts';

/** What the thread is given. */
export interface ThreadInput {
  /** Directory of the database's own. */
  readonly dir: string;
  readonly socketPath: string;
}

/** What the thread reports: first that it serves, in the end why it does not. */
type ThreadReport = { readonly kind: 'open' } | { readonly kind: 'failed'; readonly why: string };

export interface RunningDatabase {
  close(): Promise<void>;
}

const REOPEN_MS = 2000;
const MAX_REOPEN_MS = 10_000;
/** PostgreSQL writes its journal in pieces of 16 MB. */
const LEAST_FREE_BYTES = 20_000_000;

/**
 * Opens the database and serves it at `socketPath`.
 *
 * @throws BadInput with what is wrong with its files and what to do
 */
export async function runDatabase(input: ThreadInput, log: QueueLog): Promise<RunningDatabase> {
  let isClosing = false;
  let timer: NodeJS.Timeout | undefined;
  const onEnd = (why: string) => {
    if (isClosing) return;
    log.error({ why }, 'the embedded database ended and is opened again');
    reopenAfter(REOPEN_MS);
  };
  const reopenAfter = (waitMs: number) => {
    timer = setTimeout(() => reopen(Math.min(MAX_REOPEN_MS, 2 * waitMs)), waitMs);
  };
  const reopen = async (nextWaitMs: number) => {
    try {
      thread = await startThread(input, onEnd);
      log.info({}, 'the embedded database is open again');
      if (isClosing) await thread.close();
    } catch (error) {
      log.error({ err: error }, 'the embedded database cannot be opened');
      if (!isClosing) reopenAfter(nextWaitMs);
    }
  };
  let thread = await startThread(input, onEnd);
  return {
    async close() {
      isClosing = true;
      clearTimeout(timer);
      await thread.close();
    },
  };
}

/** @param onEnd called if the thread ends by itself after it has opened the database */
async function startThread(input: ThreadInput, onEnd: (why: string) => void): Promise<RunningDatabase> {
  const worker = new Worker(new URL('./database-thread.mjs', import.meta.url), {
    workerData: input,
    env: {},
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const why = await new Promise<string | null>((resolve) => {
    let isOpen = false;
    let last = 'its thread ended';
    worker.on('message', (report: ThreadReport) => {
      isOpen ||= report.kind === 'open';
      if (report.kind === 'open') resolve(null);
      else last = report.why;
    });
    worker.on('error', (error) => {
      last = messageOf(error);
    });
    worker.once('exit', () => {
      if (isOpen) onEnd(last);
      resolve(last);
    });
  });
  if (why !== null) throw await describeDamage(input.dir, why);
  return {
    async close() {
      worker.postMessage('close');
      await ended;
    },
  };
}

async function describeDamage(dir: string, why: string): Promise<BadInput> {
  const { bavail, bsize } = await statfs(dir);
  const free = bavail * bsize;
  const files = path.join(dir, 'postgres');
  if (free < LEAST_FREE_BYTES) {
    return new BadInput(
      `The disk of DATA_DIR is full: ${Math.floor(free / 1e6)} MB are free, and the embedded database in ${files} ` +
        'needs 20. Free some space and start again; nothing is lost.',
    );
  }
  return new BadInput(
    `The files of the embedded database in ${files} are damaged: ${why}.\n` +
      `Restore ${dir} from a backup, or move it away and start again: mv ${dir} ${dir}.damaged\n` +
      'Reviews that were waiting in it are lost. The App starts with an empty database, asks GitHub to repeat the ' +
      'deliveries that failed, and finishes the checks that were left in progress.',
  );
}
