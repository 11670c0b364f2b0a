import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blankComments, isProse } from '../../../src/agent/verify/blank-comments.ts';

/** Lines of text that are left, without the space around them. */
const left = (text: string, path = 'a.go') =>
  blankComments(text, path)
    .split('\n')
    .map((line) => line.trim());

describe('what is left of a text without its comments', () => {
  test('is its code', () => {
    expect(left('a() // safe\n/* b()\nc() */ d()\n')).toEqual(['a()', '', 'd()', '']);
    expect(left('x := 1 /* never closed\ny()')).toEqual(['x := 1', '']);
  });

  test('and what only looks like a comment inside of a string or a rune', () => {
    const code = ['get("http://x", y)', 'get(`/* z', '// raw`)', String.raw`s := "\"// no"`, "r := '\"' + '/'"];
    expect(left(code.join('\n'))).toEqual(code);
  });

  test('in other files is all but the lines that are comments', () => {
    expect(left('# safe\nuser: root # not\n-- no\n', 'deploy.yaml')).toEqual(['', 'user: root # not', '', '']);
  });

  test('stands where it stood, whatever the text', () => {
    const pieces = fc.constantFrom('//', '/*', '*/', '"', '`', "'", '\\', '\n', '#', 'a', ' ', '\r', '⟨');
    fc.assert(
      fc.property(fc.array(pieces), fc.constantFrom('a.go', 'a.yaml'), (parts, path) => {
        const text = parts.join('');
        const blanked = blankComments(text, path);
        expect(blanked).toHaveLength(text.length);
        for (const [index, character] of [...text].entries()) expect([character, ' ']).toContain([...blanked][index]);
        expect(blanked.split('\n')).toHaveLength(text.split('\n').length);
      }),
    );
  });
});

test('prose is what people read and nothing runs', () => {
  const paths = ['README.md', 'docs/a.txt', 'LICENSE', 'a.go', 'go.mod', 'Dockerfile', 'deploy/app.yaml', 'Makefile'];
  expect(paths.filter(isProse)).toEqual(['README.md', 'docs/a.txt', 'LICENSE']);
});
