// Globs mean what people expect, and no glob takes long.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { createGlob, globProblem } from '../../src/text/glob.ts';

/** Time on the processor: a busy machine makes nothing slower by it. */
function cpuMsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

describe('a glob', () => {
  test.each([
    ['docs/**', 'docs/a/b.md', true],
    ['docs/**', 'docs', true],
    ['docs/**', 'docsy/a.md', false],
    ['**/*.gen.go', 'a/b/c.gen.go', true],
    ['**/*.gen.go', 'c.gen.go', true],
    ['a/**/z', 'a/z', true],
    ['a/**/z', 'a/b/c/z', true],
    ['a/**/m/**/z', 'a/m/x/m/z', true],
    ['a/**/m/**/z', 'a/x/z', false],
    ['*.go', 'a/b.go', false],
    ['*.go', '.go', true],
    ['a**b', 'aXXb', true],
    ['a**b', 'aX/Xb', false],
    ['{api,rpc}/*.go', 'rpc/x.go', true],
    ['{api,rpc}/*.go', 'web/x.go', false],
    ['a{b,{c,d}}e', 'ade', true],
    ['a{b}c', 'a{b}c', true],
    ['a/[bc]/d', 'a/c/d', true],
    ['a/[!bc]/d', 'a/c/d', false],
    ['v[0-9]', 'v7', true],
    ['v[0-9]', 'vx', false],
    ['a[', 'a[', true],
    ['file?.go', 'file1.go', true],
    ['file?.go', 'file.go', false],
    ['**', '.github/x', true],
    ['github.com/aws/**', 'github.com/aws/aws-sdk-go-v2/service/s3', true],
    ['Ä*', 'Ä😀', true],
    ['?', '😀', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s on %s: %s', (glob, path, matches) => {
    expect(createGlob(glob)(path)).toBe(matches);
  });

  test.each([
    ['+(a|b)'],
    ['!keep.go'],
    ['/abs/**'],
    ['./here'],
    ['a\\b'],
    ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'],
    ['a'.repeat(501)],
  ])('%s has a problem and matches nothing', (glob) => {
    expect(globProblem(glob)).toMatch(/^(uses|starts|contains|expands|is longer)/);
    expect(createGlob(glob)(glob)).toBe(false);
  });

  test('agrees with picomatch wherever both know the pattern', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', '*', '?', '[ab]'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(''));
    const globs = fc
      .array(fc.oneof(name, fc.constant('**')), { minLength: 1, maxLength: 4 })
      .map((names) => names.join('/'));
    const paths = fc
      .array(fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 5,
      })
      .map((names) => names.join('/'));
    fc.assert(
      fc.property(globs, paths, (glob, path) => {
        // picomatch gives "." and ".." meanings of their own, and lets a last "**" stand for nothing only after a plain name.
        fc.pre(!/(^|\/)\.+(\/|$)/.test(path) && !/[*?\]]\/\*\*$|\*{3}/.test(glob));
        expect(createGlob(glob)(path)).toBe(picomatch(glob, { dot: true })(path));
      }),
      { numRuns: 3000 },
    );
  });

  test('is answered quickly, whatever it is', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '?',
      '/',
      'a',
      '[a-b]',
      '[',
      ']',
      '{a,b}',
      '{',
      '}',
      ',',
      '(',
      '|',
      '.',
      '!',
      '+',
      '\\',
      '^',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(500), (pieces, repeats) => {
        const started = process.cpuUsage();
        createGlob(pieces.join(''))(`${'a/'.repeat(repeats)}${'a'.repeat(repeats)}`);
        expect(cpuMsSince(started)).toBeLessThan(500);
      }),
      { numRuns: 500 },
    );
  });

  test.each([['*a'.repeat(200)], ['**/a/'.repeat(100)], ['{'.repeat(500)], ['{a,'.repeat(160)], ['[a'.repeat(200)]])(
    'that is made to be slow (%#) is not',
    (glob) => {
      const started = process.cpuUsage();
      createGlob(`${glob}b`)('a/'.repeat(2_000));
      createGlob(`${glob}b`)('a'.repeat(4_000));
      expect(cpuMsSince(started)).toBeLessThan(500);
    },
  );
});
