// No text makes the work grow faster than the text: twice the fragments, about twice the work.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { analyse } from '../../src/analyse/analyse.ts';
import { countWork } from './counted-work.ts';
import { FRAGMENTS, MANY, PLACES } from './hostile-text.ts';

/** Characters of the smaller text: enough for the parts that do not grow to weigh little. */
const SIZE = 3_000;
const MAX_GROWTH = 2.6;

function workOf(place: string, fragment: string, size: number): Promise<number> {
  const snapshot = PLACES[place]!(fragment.repeat(Math.ceil(size / fragment.length)));
  return countWork(() => analyse(snapshot, () => {}));
}

test('the count notices a search that starts over for every element', async () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);
  const quadratic = (count: number) => countWork(async () => lines(count).map((line) => lines(count).indexOf(line)));
  const linear = (count: number) => countWork(async () => lines(count).join('\n').replace(/\d+/g, '').split(/\n/));
  expect((await quadratic(400)) / (await quadratic(200))).toBeGreaterThan(3.5);
  expect((await linear(400)) / (await linear(200))).toBeLessThan(2.2);
});

describe('work grows with the text, not with its square:', () => {
  // The grammar is loaded.
  beforeAll(() => analyse(PLACES['a Go file']!('// x\n'), () => {}));

  test.each(Object.keys(PLACES))('%s', async (place) => {
    const fast: Record<string, string> = {};
    const empty = await workOf(place, ' ', 1);
    for (const fragment of FRAGMENTS) {
      const single = (await workOf(place, fragment, SIZE)) - empty;
      const double = (await workOf(place, fragment, 2 * SIZE)) - empty;
      if (double > 10 * SIZE && double / single > MAX_GROWTH)
        fast[JSON.stringify(fragment)] = (double / single).toFixed(1);
    }
    expect(fast).toEqual({});
  });
});

describe('work grows with the number of', () => {
  const COUNT = 60;
  const work = (name: string, count: number) => countWork(() => analyse(MANY[name]!(count), () => {}));

  test.each(Object.keys(MANY))('%s', async (name) => {
    const [none, single, double] = [await work(name, 1), await work(name, COUNT), await work(name, 2 * COUNT)];
    expect((double - none) / (single - none)).toBeLessThan(MAX_GROWTH);
  });
});
