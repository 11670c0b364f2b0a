import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toComparable } from '../../../src/agent/verify/comparable-text.ts';

describe('a text as it is compared', () => {
  test('has one blank where hidden characters stand between two', () => {
    expect(toComparable('a \u200b b\n\u2060\n c', true).text).toBe('a b c');
  });

  test('keeps white space that is not folded', () => {
    expect(toComparable('a \u200b b\r\n c', false).text).toBe('a  b\n c');
  });

  test('is the same for hidden characters and for the marks that show them', () => {
    expect(toComparable('a⟨U+200B⟩b', false).text).toBe(toComparable('a\u200bb', false).text);
  });

  test('leads back to each character that stays', () => {
    const pieces = fc.constantFrom('a', ' ', '\n', '\r\n', '\u200b', '\ue000', '⟨U+200B⟩', '👩‍💻');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.boolean(), (parts, foldSpace) => {
        const original = parts.join('');
        const { text, originOf } = toComparable(original, foldSpace);
        for (const { 0: character, index } of text.matchAll(/[a-z]/g))
          expect(original[originOf(index)]).toBe(character);
        expect(originOf(text.length)).toBe(original.length);
      }),
    );
  });
});
