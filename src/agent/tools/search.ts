// Runs a model's pattern over texts in a thread, which is terminated when its time is over. RE2 takes linear time for
// any pattern, but linear in pattern times text: "(a?){500}" over one long line took 44 s.
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../domain/errors.ts';

/** Input of a thread. */
export interface SearchTask {
  /** RE2 syntax. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** Let the pattern cross lines, and "." match line feeds. */
  readonly multiline: boolean;
  /** One matching line of a text is enough. */
  readonly firstOnly: boolean;
  /** The longest that the thread looks for further matches in one text, in milliseconds. */
  readonly maxFileMs: number;
}

/** What was found in one text. */
export interface FoundLines {
  /** 0-based, ascending. */
  readonly lines: readonly number[];
  /** The time for this text was over before its end. */
  readonly isCut: boolean;
}

type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly files: readonly FoundLines[] }
  | { readonly kind: 'invalid'; readonly problem: string };

export interface TextSearch {
  /** What was found in each of the texts; null: the search is out of time or memory. */
  find(texts: readonly string[]): Promise<readonly FoundLines[] | null>;
  close(): Promise<void>;
}

/** What RE2 says against a pattern. */
export interface InvalidPattern {
  readonly problem: string;
}

const MAX_MEMORY_MB = 512;

/** The caller closes the search. @param maxMs the longest that it may take from now on, in milliseconds */
export async function openSearch(
  task: SearchTask,
  maxMs: number,
  signal: AbortSignal,
): Promise<TextSearch | InvalidPattern> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./search-thread.mjs', import.meta.url), {
    workerData: task,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  const reports = createReports(thread, AbortSignal.any([signal, AbortSignal.timeout(maxMs)]));
  const close = async () => {
    await thread.terminate();
  };
  const first = await reports.next();
  if (first?.kind === 'ready' || first === null) {
    return {
      async find(texts) {
        signal.throwIfAborted();
        thread.postMessage(texts);
        const report = await reports.next();
        signal.throwIfAborted();
        return report?.kind === 'found' ? report.files : null;
      },
      close,
    };
  }
  await close();
  return { problem: first.kind === 'invalid' ? first.problem : 'it cannot be used' };
}

/** The thread's reports one by one; null, from then on, when it has ended or is to end. */
function createReports(thread: Worker, stop: AbortSignal): { next(): Promise<Report | null> } {
  let isOver = stop.aborted;
  let resolve: ((report: Report | null) => void) | null = null;
  const waiting: Report[] = [];
  const end = () => {
    isOver = true;
    resolve?.(null);
  };
  stop.addEventListener('abort', end, { once: true });
  thread.once('exit', end);
  thread.once('error', (error) => {
    // A search without memory ends its thread, and nothing else.
    if (!isOver) waiting.push({ kind: 'invalid', problem: messageOf(error) });
    end();
  });
  thread.on('message', (report: Report) => {
    if (resolve === null) waiting.push(report);
    else resolve(report);
  });
  return {
    next: () =>
      new Promise<Report | null>((settle) => {
        resolve = (report) => {
          resolve = null;
          settle(report);
        };
        if (isOver) resolve(null);
        else if (waiting.length > 0) resolve(waiting.shift()!);
      }),
  };
}
