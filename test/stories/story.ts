// Plays the stories of a file side by side, a few at a time, and checks them one by one: each waits for GitHub's pace most of the
// time (a second between two writes, three between two comments), so that together they take little longer than one.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Environment, Town } from './town.ts';

/** For all plays before it in line, and its own. */
const TIMEOUT_MS = 240_000;

type Play = (town: Town) => Promise<unknown>;

/** Tells stories in one town, where the App runs with these settings; so many are played at once. */
export function storiesIn(env: () => Environment | Promise<Environment>, atOnce = 6) {
  const plays = new Map<string, Play>();
  const seen = new Map<string, Promise<unknown>>();
  let town: Town;

  beforeAll(async () => {
    town = await Town.found(await env());
    const waiting = [...plays];
    let free = atOnce;
    const done: (() => void)[] = [];
    for (const [title, play] of waiting) {
      const turn = free > 0 ? Promise.resolve() : new Promise<void>((resolve) => done.push(resolve));
      free -= 1;
      const played = turn.then(() => play(town));
      const next = () => done.shift()?.();
      played.then(next, next);
      seen.set(title, played);
    }
  }, TIMEOUT_MS);

  afterAll(async () => {
    await Promise.allSettled(seen.values());
    await town?.close();
  }, TIMEOUT_MS);

  return {
    /** One story: what happens, and what people then see. */
    story<T>(title: string, play: (town: Town) => Promise<T>, check: (seen: T) => void): void {
      plays.set(title, play);
      test(title, async () => check((await seen.get(title)) as T), TIMEOUT_MS);
    },
    /** To be told last: the App and the stand-in have kept to GitHub's own description of its API. */
    epilogue(): void {
      test('every exchange with GitHub was as GitHub describes it', async () => {
        await Promise.allSettled(seen.values());
        expect(town.github.violations).toEqual([]);
      });
    },
  };
}
