// Stores many small things with few transactions: all that wait go into one, and each caller hears of its own end.
import { TryLater } from '../domain/errors.ts';

export interface GroupCommit {
  /**
   * Resolves once the text is stored.
   *
   * @throws TryLater if it is not, or may not be; at once where the store is known to be stuck or too much waits
   */
  store(text: string): Promise<void>;
  /** Refuses what comes from now on; resolves when the write under way has ended. */
  close(): Promise<void>;
}

export interface GroupLimits {
  /** The longest that a caller waits. */
  readonly waitMs: number;
  /** Of one transaction. */
  readonly batchItems: number;
  readonly batchCharacters: number;
  /** Of all that waits. */
  readonly waitingItems: number;
  readonly waitingCharacters: number;
}

const DEFAULT_LIMITS: GroupLimits = {
  // GitHub waits ten seconds for an answer.
  waitMs: 4000,
  batchItems: 500,
  batchCharacters: 4_000_000,
  waitingItems: 5000,
  waitingCharacters: 64_000_000,
};

interface Waiting {
  readonly text: string;
  readonly settle: (error: TryLater | null) => void;
}

const RETRY_MS = 5000;

/** @param write stores the texts, in order, in one transaction */
export function createGroupCommit(
  write: (texts: readonly string[]) => Promise<void>,
  changes: Partial<GroupLimits> = {},
  now: () => number = Date.now,
): GroupCommit {
  const limits = { ...DEFAULT_LIMITS, ...changes };
  const waiting: Waiting[] = [];
  let characters = 0;
  let beganAt: number | null = null;
  let isClosed = false;
  let underWay: Promise<void> = Promise.resolve();

  const whyNot = (text: string): string | null => {
    if (isClosed) return 'the process is stopping';
    if (beganAt !== null && now() - beganAt > limits.waitMs) return 'the database does not answer';
    const isFull = waiting.length >= limits.waitingItems || characters + text.length > limits.waitingCharacters;
    return isFull ? 'too many deliveries wait to be stored' : null;
  };

  const takeBatch = (): Waiting[] => {
    let size = 0;
    const end = waiting.findIndex(({ text }, index) => {
      size += text.length;
      return index > 0 && (index >= limits.batchItems || size > limits.batchCharacters);
    });
    const batch = waiting.splice(0, end === -1 ? waiting.length : end);
    for (const { text } of batch) characters -= text.length;
    return batch;
  };

  const writeAll = async () => {
    while (waiting.length > 0) {
      const batch = takeBatch();
      beganAt = now();
      try {
        await write(batch.map(({ text }) => text));
        for (const { settle } of batch) settle(null);
      } catch (error) {
        const failure = new TryLater('The database could not store the delivery.', RETRY_MS, { cause: error });
        for (const { settle } of batch) settle(failure);
      }
    }
    beganAt = null;
  };

  return {
    store(text) {
      const why = whyNot(text);
      if (why !== null) return Promise.reject(new TryLater(`The delivery was not stored: ${why}.`, RETRY_MS));
      return new Promise((resolve, reject) => {
        const late = new TryLater('The database did not store the delivery in time.', RETRY_MS);
        const timer = setTimeout(() => {
          reject(late);
        }, limits.waitMs);
        const settle = (error: TryLater | null) => {
          clearTimeout(timer);
          if (error === null) resolve();
          else reject(error);
        };
        waiting.push({ text, settle });
        characters += text.length;
        if (beganAt === null) {
          beganAt = now();
          // What comes in the same turn of the loop shares the first transaction.
          underWay = new Promise<void>((begin) => setImmediate(begin)).then(writeAll);
        }
      });
    },
    async close() {
      isClosed = true;
      await underWay;
    },
  };
}
