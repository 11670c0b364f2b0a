import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeSection } from '../../../src/publish/guidance/own-section.ts';
import { seal, sealState } from '../../../src/publish/guidance/seal.ts';

const BEGIN = '<!-- architect:backend begin -->';
const END = '<!-- architect:backend end -->';

describe('a section among the words of others', () => {
  test('is appended once and replaced later', () => {
    const first = placeSection('# Decisions\n', 'One.');
    expect(first).toBe(`# Decisions\n\n${BEGIN}\nOne.\n${END}\n`);
    expect(placeSection(`${first}\n## Frontend\n`, 'Two.')).toBe(
      `# Decisions\n\n${BEGIN}\nTwo.\n${END}\n\n## Frontend\n`,
    );
    expect(placeSection('', 'One.')).toBe(`${BEGIN}\nOne.\n${END}\n`);
    expect(placeSection('no end of line', 'One.')).toBe(`no end of line\n\n${BEGIN}\nOne.\n${END}\n`);
    expect(placeSection('a\r\n', 'One.\nTwo.')).toBe(`a\r\n\r\n${BEGIN}\r\nOne.\r\nTwo.\r\n${END}\r\n`);
  });

  test.each([
    ['only begun', `${BEGIN}\nx\n`],
    ['only ended', `x\n${END}\n`],
    ['the wrong way round', `${END}\n${BEGIN}\n`],
    ['twice', `${BEGIN}\n${END}\n${BEGIN}\n${END}\n`],
  ])('is not placed where its marks are there %s', (_what, text) => {
    expect(placeSection(text, 'One.')).toBeNull();
  });

  const line = fc.string().map((text) => text.replaceAll('<!--', ''));
  const text = fc
    .tuple(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, eol, isEnded]) => lines.join(eol) + (isEnded ? eol : ''));

  test('never costs a byte of what others wrote, and is there once', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const placed = placeSection(before, 'One.') ?? '';
        expect(placed.startsWith(before)).toBe(true);
        const grown = placed + after;
        const replaced = placeSection(grown, 'Other\nwords.') ?? '';
        expect(replaced.startsWith(before)).toBe(true);
        expect(replaced.endsWith(after)).toBe(true);
        expect(placeSection(replaced, 'One.')).toBe(placeSection(grown, 'One.'));
        expect(replaced.split(BEGIN)).toHaveLength(2);
      }),
    );
  });
});

describe('a seal', () => {
  test('tells our file from one that was changed and from one that is not ours', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (words, more) => {
        const sealed = seal(words.replaceAll('\r', ''));
        expect(sealState(sealed)).toBe('ours');
        expect(sealState(sealed.replaceAll('\n', '\r\n'))).toBe('ours');
        expect(sealState(`${sealed}${more}`.replaceAll('\r', 'x'))).toBe('edited');
        expect(sealState(`${more}\n${sealed}`)).toBe('foreign');
      }),
    );
  });
});
