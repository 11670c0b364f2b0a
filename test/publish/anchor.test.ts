// A line comment always stands inside one hunk of the host's diff.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChangedFile, Hunk } from '../../src/domain/diff.ts';
import { anchorOf } from '../../src/publish/anchor.ts';
import { commentBody } from '../../src/publish/markdown/comment.ts';
import { changedFile, files, hunk, layerFinding, timeoutFinding } from './reviews.ts';

const at = (path: string, startLine: number, endLine = startLine, side: 'head' | 'before' = 'head') => ({
  ...layerFinding,
  path,
  startLine,
  endLine,
  side,
});

/** Hunks in order, a gap between each two, as a diff has them. */
const hunks: fc.Arbitrary<Hunk[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 20 }),
      marks: fc.array(fc.constantFrom(' ', '+', '-'), { minLength: 1, maxLength: 12 }),
    }),
    { maxLength: 4 },
  )
  .map((parts) => {
    let before = 1;
    let after = 1;
    return parts.map(({ gap, marks }) => {
      const one = hunk(before + gap, after + gap, marks.map((mark) => `${mark}x`).join('\n'));
      before = one.beforeStart + one.beforeLines;
      after = one.headStart + one.headLines;
      return one;
    });
  });

const findings = fc.record({
  startLine: fc.integer({ min: 1, max: 60 }),
  length: fc.integer({ min: 0, max: 30 }),
  side: fc.constantFrom('head', 'before'),
  path: fc.constantFrom('a.go', 'old.go', 'other.go'),
});

test('any finding on any diff: the whole comment lies in one hunk, on its side, within the finding', () => {
  fc.assert(
    fc.property(
      hunks,
      findings,
      fc.constantFrom('host', 'computed', 'none'),
      (parts, { startLine, length, side, path }, diff) => {
        const file: ChangedFile = changedFile('a.go', parts, { previousPath: 'old.go', diff });
        const anchor = anchorOf(at(path, startLine, startLine + length, side), [file]);
        if (anchor.kind !== 'lines') return;
        expect(diff).toBe('host');
        expect(anchor.path).toBe('a.go');
        expect(anchor.side).toBe(side === 'before' ? 'LEFT' : 'RIGHT');
        const first = anchor.startLine ?? anchor.line;
        expect(anchor.startLine === null || anchor.startLine < anchor.line).toBe(true);
        expect(first).toBeGreaterThanOrEqual(startLine);
        expect(anchor.line).toBeLessThanOrEqual(startLine + length);
        const holding = parts.filter((one) => {
          const shown = one.lines.map((line) => (side === 'before' ? line.beforeLine : line.headLine));
          return shown.includes(first) && shown.includes(anchor.line);
        });
        expect(holding).toHaveLength(1);
      },
    ),
    { numRuns: 2000 },
  );
});

test('whatever line the diff shows can be spoken of', () => {
  fc.assert(
    fc.property(hunks, (parts) => {
      const file = changedFile('a.go', parts);
      for (const line of parts.flatMap((one) => one.lines)) {
        if (line.headLine !== null)
          expect(anchorOf(at('a.go', line.headLine), [file])).toMatchObject({ line: line.headLine, side: 'RIGHT' });
        if (line.beforeLine !== null) {
          expect(anchorOf(at('a.go', line.beforeLine, line.beforeLine, 'before'), [file])).toMatchObject({
            line: line.beforeLine,
            side: 'LEFT',
          });
        }
      }
    }),
  );
});

describe('a finding', () => {
  test('over several lines is said on all of them', () => {
    expect(anchorOf(timeoutFinding, files)).toEqual({
      kind: 'lines',
      path: 'internal/payment/client.go',
      side: 'RIGHT',
      startLine: 21,
      line: 24,
    });
  });

  test('that reaches out of a hunk is said on the part that the diff shows', () => {
    const file = changedFile('a.go', [hunk(10, 10, ' a\n+b\n c')]);
    expect(anchorOf(at('a.go', 1, 40), [file])).toMatchObject({ startLine: 10, line: 12 });
  });

  test('over two hunks is said in the one that changes more of it', () => {
    const file = changedFile('a.go', [hunk(1, 1, ' a\n+b\n c'), hunk(20, 21, '+d\n+e\n f')]);
    expect(anchorOf(at('a.go', 1, 40), [file])).toMatchObject({ startLine: 21, line: 23 });
  });

  test('about removed code in a renamed file is said on the left, under the new name', () => {
    const file = changedFile('new.go', [hunk(3, 3, '-gone')], { previousPath: 'old.go', status: 'renamed' });
    expect(anchorOf(at('old.go', 3, 3, 'before'), [file])).toEqual({
      kind: 'lines',
      path: 'new.go',
      side: 'LEFT',
      startLine: null,
      line: 3,
    });
  });

  test('outside the diff is said where the same cause shows inside it', () => {
    const place = { path: 'b.go', startLine: 2, endLine: 2, quote: '', side: 'head' } as const;
    const finding = { ...at('a.go', 90), otherPlaces: [place] };
    const changed = [changedFile('a.go', [hunk(1, 1, '+a')]), changedFile('b.go', [hunk(1, 1, ' a\n+b')])];
    expect(anchorOf(finding, changed)).toMatchObject({ kind: 'lines', path: 'b.go', line: 2 });
  });

  test('outside every hunk is said on the file, and outside every changed file nowhere', () => {
    const changed = [changedFile('a.go', [hunk(1, 1, '+a')])];
    expect(anchorOf(at('a.go', 90), changed)).toEqual({ kind: 'file', path: 'a.go' });
    expect(anchorOf(at('b.go', 1), changed)).toEqual({ kind: 'none' });
  });

  test('in a file whose patch GitHub left out is said on the file', () => {
    const changed = [changedFile('a.go', [hunk(1, 1, '+a')], { diff: 'computed' })];
    expect(anchorOf(at('a.go', 1), changed)).toEqual({ kind: 'file', path: 'a.go' });
  });
});

describe('a computed fix', () => {
  const fix = { startLine: 12, endLine: 13, original: '\tone\n\ttwo', replacement: '\tone\n\ttwo\n\tdefer three()' };
  const finding = { ...at('a.go', 12), fix, example: 'instead()' };
  const links = { htmlUrl: null, head: 'd', base: 'b', mergeBase: 'm' };
  const file = (text: string) => [changedFile('a.go', [hunk(10, 10, text)])];

  test('is a suggestion on exactly its lines, in place of an example', () => {
    const anchor = anchorOf(finding, file(' a\n b\n+one\n+two\n c'));
    expect(anchor).toMatchObject({ kind: 'lines', startLine: 12, line: 13, side: 'RIGHT' });
    const body = commentBody(finding, anchor, links);
    expect(body).toContain('```suggestion\n\tone\n\ttwo\n\tdefer three()\n```');
    expect(body).not.toContain('instead()');
  });

  test.each([
    ['its lines are not all in the diff', ' a\n b\n+one', fix],
    ['it could not be shown unchanged', ' a\n b\n+one\n+two\n c', { ...fix, replacement: '\tone\u200b' }],
  ])('is none where %s', (_why, text, own) => {
    const other = { ...finding, fix: own };
    const body = commentBody(other, anchorOf(other, file(text)), links);
    expect(body).not.toContain('```suggestion');
    expect(body).toContain('instead()');
  });
});
