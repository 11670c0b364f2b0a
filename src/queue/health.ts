// Tells whether the database takes writes, as everything that the App accepts has to be stored.
import type pg from 'pg';
import { TryLater } from '../domain/errors.ts';

type HealthDatabase = Pick<pg.Pool, 'query'>;

/** Answers are reused for this long, because anybody may ask. */
const FRESH_MS = 1000;
const ANSWER_MS = 3000;
const RETRY_MS = 5000;

/**
 * Creates the check.
 *
 * @returns the check, which throws TryLater where the database cannot be written
 */
export function createHealthCheck(database: HealthDatabase): () => Promise<void> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<void> = Promise.resolve();
  return () => {
    const now = performance.now();
    if (now - askedAt > FRESH_MS) {
      askedAt = now;
      answer = check(database);
      // Whoever asks hears of it.
      answer.catch(() => {});
    }
    return answer;
  };
}

async function check(database: HealthDatabase): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  });
  try {
    await Promise.race([late, write(database)]);
  } catch (error) {
    throw new TryLater('The database cannot be written.', RETRY_MS, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Stores what looks like a delivery and deletes it, in one transaction. */
async function write(database: HealthDatabase): Promise<void> {
  await database.query(
    `INSERT INTO architect.inbox (owner, job) VALUES ('', 'ready');
     DELETE FROM architect.inbox WHERE owner = ''`,
  );
}
