// The archive format that all tests share must read as Go's own does.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatArchive, parseArchive, txtar } from '../support/txtar.ts';

describe('txtar', () => {
  test('reads the comment and every file', () => {
    expect(
      parseArchive('What this shows.\n\n-- go.mod --\nmodule shop\n-- internal/store/store.go --\npackage store\n'),
    ).toEqual({
      comment: 'What this shows.\n\n',
      files: { 'go.mod': 'module shop\n', 'internal/store/store.go': 'package store\n' },
    });
  });

  test('a file may be empty, and one without a line feed at its end gets it', () => {
    expect(txtar('-- empty --\n-- last --\nno line feed')).toEqual({ empty: '', last: 'no line feed\n' });
  });

  test('a line that only looks like a marker stays text', () => {
    expect(txtar('-- a --\n--  --\n--b --\n -- c --\n')).toEqual({ a: '--  --\n--b --\n -- c --\n' });
  });

  test('what is written is read back the same', () => {
    const name = fc.stringMatching(/^[a-z0-9_.]{1,8}(\/[a-z0-9_.]{1,8}){0,2}$/).filter((path) => path !== '__proto__');
    const line = fc.string({ maxLength: 20 }).filter((text) => !/[\n\r]/.test(text) && !/^-- .* --$/.test(text));
    const text = fc.array(line, { maxLength: 5 }).map((lines) => lines.map((each) => `${each}\n`).join(''));
    fc.assert(
      fc.property(text, fc.dictionary(name, text), (comment, files) => {
        const archive = { comment, files: { ...files } };
        expect(parseArchive(formatArchive(archive))).toEqual(archive);
      }),
    );
  });
});
