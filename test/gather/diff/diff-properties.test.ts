// Whatever the edit: the hunks that git makes, once parsed, and the hunks that we compute, both turn the text before into the text
// at the head.
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Hunk } from '../../../src/domain/diff.ts';
import { computeHunks } from '../../../src/gather/diff/compute-diff.ts';
import { parseDiff } from '../../../src/gather/diff/parse-diff.ts';
import { BareRepository } from '../../support/github/bare-repository.ts';

const git = new BareRepository();
afterAll(() => git.remove());

/** Lines of a text; a line feed at its end does not begin another. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Lines at the head, made of the lines before and the hunks; throws where a hunk does not fit. */
function apply(before: readonly string[], hunks: readonly Hunk[]): string[] {
  const head: string[] = [];
  let next = 1;
  for (const hunk of hunks) {
    const start = hunk.beforeLines === 0 ? hunk.beforeStart + 1 : hunk.beforeStart;
    head.push(...before.slice(next - 1, start - 1));
    next = start;
    for (const { kind, text, beforeLine, headLine } of hunk.lines) {
      if (kind !== 'added') {
        if (before[next - 1] !== text || beforeLine !== next) throw new Error(`line ${next} before does not fit`);
        next += 1;
      }
      if (kind === 'removed') continue;
      head.push(text);
      if (headLine !== head.length) throw new Error(`line ${head.length} at the head does not fit`);
    }
  }
  return [...head, ...before.slice(next - 1)];
}

// Few different lines, so that they repeat and move; with all that splits lines in other languages, and what diffs are made of.
const line = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  ' ',
  '\r',
  'x\r',
  '-- a',
  '++ b',
  '@@ -1 +1 @@',
  '\\ No',
  'é\u2028z',
  '\f',
  '\v',
);
const text = fc.tuple(fc.array(line, { maxLength: 25 }), fc.boolean()).map(([lines, ends]) => {
  const joined = lines.join('\n');
  return ends && lines.length > 0 ? `${joined}\n` : joined;
});

describe('for any two texts', () => {
  test('the computed hunks turn one into the other', () => {
    fc.assert(
      fc.property(text, text, (before, head) => {
        const hunks = computeHunks(before, head)!;
        expect(apply(linesOf(before), hunks)).toEqual(linesOf(head));
        if (before === head) expect(hunks).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("git's hunks, parsed, turn one into the other", async () => {
    const pairs = fc.sample(fc.tuple(text, text), { numRuns: 150, seed: 7 });
    const files = (side: 0 | 1) => Object.fromEntries(pairs.map((pair, index) => [`${index}.txt`, pair[side]]));
    const before = await git.commit('before', files(0), 'Before');
    const head = await git.commit('head', files(1), 'Head');
    const diff = await git.run(['diff-tree', '-r', '-p', '--text', before, head]);
    const hunks = new Map(parseDiff(diff.toString('utf8')).map((file) => [file.path, file.hunks]));
    for (const [index, [was, is]] of pairs.entries()) {
      expect(apply(linesOf(was), hunks.get(`${index}.txt`) ?? [])).toEqual(linesOf(is));
    }
  });

  test('the computed hunks stand where git puts them when the edit is one block', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 5 }), (above, below, count) => {
        const numbered = (name: string, length: number) => Array.from({ length }, (_, index) => `${name}${index}`);
        const before = [...numbered('above', above), ...numbered('below', below)].map((one) => `${one}\n`).join('');
        const added = numbered('new', count);
        const head = [...numbered('above', above), ...added, ...numbered('below', below)]
          .map((one) => `${one}\n`)
          .join('');
        const [hunk, ...more] = computeHunks(before, head)!;
        expect(more).toEqual([]);
        const context = Math.min(3, above) + Math.min(3, below);
        expect([hunk!.beforeLines, hunk!.headLines]).toEqual([context, context + count]);
        expect(hunk!.headStart).toBe(Math.max(1, above - 2));
      }),
    );
  });
});

test('texts too different to compare in time have no hunks rather than wrong ones', () => {
  const many = (name: string) => Array.from({ length: 40_000 }, (_, index) => `${name}${index}\n`).join('');
  expect(computeHunks(many('a'), many('b'))).toBeNull();
});
