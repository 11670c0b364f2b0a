// Lines of offsets, and the end of what holds: the same as counting would give.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binarySearch } from '../../src/text/binary-search.ts';
import { createLineIndex } from '../../src/text/line-index.ts';

describe('the line of an offset', () => {
  test('begins behind a line feed, which is the end of the line before', () => {
    const lineAt = createLineIndex('one\ntwo\n\nfour');
    expect([0, 3, 4, 7, 8, 9, 13].map(lineAt)).toEqual([1, 1, 2, 2, 3, 4, 4]);
  });

  test('is what counting the line feeds before it gives, in any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\n', '\r', 'a', 'é')), fc.nat(40), (characters, at) => {
        const text = characters.join('');
        const offset = Math.min(at, text.length);
        expect(createLineIndex(text)(offset)).toBe(text.slice(0, offset).split('\n').length);
      }),
    );
  });
});

test('what holds of a sorted list ends where a look at each element says', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (numbers, bound) => {
      const sorted = numbers.sort((a, b) => a - b);
      const holds = (value: number) => value <= bound;
      expect(binarySearch(sorted, holds)).toBe(sorted.filter(holds).length);
    }),
  );
});
