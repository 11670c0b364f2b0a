import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { declarationRanges } from '../../../src/analyse/go/declaration-ranges.ts';
import { childrenOf, openParser } from '../../../src/analyse/go/parser.ts';

const parser = await openParser();
const cut = (text: string) => declarationRanges(text).map(({ start, end }) => text.slice(start, end));

describe('a file is cut at its declarations', () => {
  test('the first stretch is what stands before them', () => {
    expect(
      cut('package a\n\nimport "fmt"\n\n// A is one.\ntype A int\n\nfunc (a A) B() {\n\tc()\n}\nvar d = 1\n'),
    ).toEqual([
      'package a\n\nimport "fmt"\n\n// A is one.\n',
      'type A int\n\n',
      'func (a A) B() {\n\tc()\n}\n',
      'var d = 1\n',
    ]);
  });

  test('what strings and comments hold is no declaration', () => {
    const text =
      'package a\n\nconst b = `\nfunc c() {}\n`\n\n/*\nvar d = 1\n*/\nfunc e() { f("`", \'`\') } // `\nfunc g() {}\n';
    expect(cut(text)).toEqual([
      'package a\n\n',
      'const b = `\nfunc c() {}\n`\n\n/*\nvar d = 1\n*/\n',
      'func e() { f("`", \'`\') } // `\n',
      'func g() {}\n',
    ]);
  });

  test('code that is not formatted stays together', () => {
    expect(cut('package a\n  func b() {}\n\tfunc c() {}\n')).toHaveLength(1);
  });

  test('a text that begins with one, and one that is empty', () => {
    expect(cut('func a() {}\n')).toEqual(['func a() {}\n']);
    expect(declarationRanges('')).toEqual([{ start: 0, end: 0, startRow: 0, endRow: 0 }]);
  });
});

const declaration = fc.constantFrom(
  'func a() {\n\tb(func() {\n\t\tc()\n\t})\n}\n',
  'func (t *T) d(e int) error {\n\treturn nil\n}\n\n',
  '// f is documented.\n\ntype f struct {\n\tg int `json:"g"`\n}\n',
  'var (\n\th = "`"\n\ti = `\nfunc raw() {}\nvar raw = "`\n)\n',
  "/*\nfunc commented() {}\n*/\nconst j = '`'\r\n",
  'func é() { k("ü") } // `\n',
  '\tfunc indented() {}\n',
);

test('stretches follow each other, none ends within a declaration, and any of them parse as they do in the whole', () => {
  fc.assert(
    fc.property(fc.array(declaration, { maxLength: 8 }), fc.infiniteStream(fc.boolean()), (parts, picks) => {
      const text = ['package a\n\n', ...parts].join('');
      const stretches = declarationRanges(text);
      expect(cut(text).join('')).toBe(text);
      for (const { start, startRow } of stretches) expect(text.slice(0, start).split('\n')).toHaveLength(startRow + 1);
      const picked = stretches.filter((_, index) => index === 0 || picks.next().value);
      const seen = (only?: typeof stretches) =>
        parser.parse(
          text,
          ({ root }) =>
            childrenOf(root).map((node) => ({ at: node.startIndex, end: node.endIndex, tree: node.toString() })),
          only,
        );
      const isPicked = ({ at }: { at: number }) => picked.some(({ start, end }) => start <= at && at < end);
      expect(seen(picked)).toEqual(seen().filter(isPicked));
    }),
  );
});

test('stretches that do not parse by themselves are parsed with all the rest', () => {
  const text = 'package a\n\nfunc b() {\n\tc()\n}\n\nfunc d() {}\n';
  const half = { start: 11, end: 23, startRow: 2, endRow: 3 };
  const names = parser.parse(text, ({ root, errorLine }) => [errorLine, ...childrenOf(root).map(({ type }) => type)], [
    half,
  ]);
  expect(names).toEqual([null, 'package_clause', 'function_declaration', 'function_declaration']);
});
