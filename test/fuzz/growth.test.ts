// No text makes the work grow faster than the text: twice the fragments, about twice the work. What is counted is this
// process's own processor time, which other programs barely change; the smallest of some attempts counts.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { analyse } from '../../src/analyse/analyse.ts';
import { FRAGMENTS, PLACES } from './hostile-text.ts';

/** Characters; at the larger size quadratic work takes seconds, and linear work less than one. */
const SIZE = 40_000;
/** Below this many milliseconds at the larger size, start-up and garbage hide what grows. */
const NOTICEABLE_MS = 400;
const MAX_GROWTH = 2.6;
const ATTEMPTS = 4;

async function workOf(place: string, fragment: string, size: number): Promise<number> {
  const snapshot = PLACES[place]!(fragment.repeat(Math.ceil(size / fragment.length)));
  const before = process.cpuUsage();
  await analyse(snapshot, () => {});
  return process.cpuUsage(before).user / 1_000;
}

/** How many times the work grows from `SIZE` to twice that; null where it is not noticeable. */
async function growthOf(place: string, fragment: string): Promise<number | null> {
  let single = Number.POSITIVE_INFINITY;
  let double = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    double = Math.min(double, await workOf(place, fragment, 2 * SIZE));
    if (double < NOTICEABLE_MS) return null;
    single = Math.min(single, await workOf(place, fragment, SIZE));
    if (double / single <= MAX_GROWTH) return double / single;
  }
  return double / single;
}

describe('work grows with the text, not with its square:', () => {
  // The grammar is loaded and the code compiled.
  beforeAll(async () => {
    for (const place of Object.keys(PLACES)) await workOf(place, 'word ', 5_000);
  });

  test.each(Object.keys(PLACES))('%s', async (place) => {
    const slow: Record<string, string> = {};
    for (const fragment of FRAGMENTS) {
      const growth = await growthOf(place, fragment);
      if (growth !== null && growth > MAX_GROWTH) slow[JSON.stringify(fragment)] = growth.toFixed(1);
    }
    expect(slow).toEqual({});
  });
});
