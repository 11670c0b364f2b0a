import { describe, expect, test } from '@jest/globals';
import { TryLater } from '../../src/domain/errors.ts';
import { createGroupCommit } from '../../src/queue/group-commit.ts';

/** A write that ends when the test says so. */
function createWriter() {
  const batches: string[][] = [];
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  const write = (texts: readonly string[]) =>
    new Promise<void>((resolve, reject) => {
      batches.push([...texts]);
      ends.push({ resolve, reject });
    });
  return { batches, ends, write };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const ending = (stored: Promise<void>) =>
  stored.then(
    () => 'stored',
    (error) => (error as Error).message,
  );

describe('a group commit', () => {
  test('stores what comes during a write in one further write, in order', async () => {
    const { batches, ends, write } = createWriter();
    const commit = createGroupCommit(write);
    const first = commit.store('1');
    await turn();
    const others = ['2', '3', '4'].map((text) => commit.store(text));
    ends[0]?.resolve();
    await first;
    await turn();
    expect(batches).toEqual([['1'], ['2', '3', '4']]);
    ends[1]?.resolve();
    await Promise.all(others);
  });

  test('bounds a write by its number of texts and by their length', async () => {
    const batches: string[][] = [];
    const write = async (texts: readonly string[]) => void batches.push([...texts]);
    const commit = createGroupCommit(write, { batchItems: 2, batchCharacters: 6 });
    await Promise.all(['1', '2', '3', '44444', '666666666', '7'].map((text) => commit.store(text)));
    expect(batches).toEqual([['1', '2'], ['3', '44444'], ['666666666'], ['7']]);
  });

  test('a failed write fails those in it, and not those after it', async () => {
    const { ends, write } = createWriter();
    const commit = createGroupCommit(write);
    const first = ending(commit.store('1'));
    await turn();
    const second = ending(commit.store('2'));
    ends[0]?.reject(new Error('no space left'));
    expect(await first).toBe('The database could not store the delivery.');
    await turn();
    ends[1]?.resolve();
    expect(await second).toBe('stored');
  });

  test('refuses at once while a write does not end, when too much waits, and when it is closed', async () => {
    let time = 0;
    const { ends, write } = createWriter();
    const commit = createGroupCommit(write, { waitMs: 500, waitingItems: 2 }, () => time);
    const waiting = ['1', '2', '3'].map((text) => ending(commit.store(text)));
    expect(await waiting[2]).toBe('The delivery was not stored: too many deliveries wait to be stored.');
    await turn();
    time = 501;
    await expect(commit.store('4')).rejects.toThrow(TryLater);
    expect(await ending(commit.store('4'))).toContain('the database does not answer');
    expect(await waiting[0]).toBe('The database did not store the delivery in time.');
    ends[0]?.resolve();
    await commit.close();
    expect(await ending(commit.store('5'))).toContain('the process is stopping');
  });
});
