// Foreign YAML is checked before anything recurses over it; what is refused says why and where.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { findYamlRefusal, readYaml } from '../../src/text/yaml.ts';
import { readSource } from '../checks/source.ts';

const limits = { maxCharacters: 64_000 };

/** The kind and line of a refusal, or the value. */
function outcome(text: string): unknown {
  const read = readYaml(text, limits);
  return 'kind' in read ? { kind: read.kind, line: read.line } : read.value;
}

describe('YAML', () => {
  test.each([
    ['open brackets', `a: ${'['.repeat(1_000)}`],
    ['open braces', `a: ${'{'.repeat(1_000)}`],
    ['lists in lists', '- '.repeat(1_000)],
    ['keys of keys', '? '.repeat(1_000)],
    ['indented maps', Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    [
      'long keys in maps',
      Array.from({ length: 50 }, (_, depth) => `${' '.repeat(depth)}${'k'.repeat(60 - depth)}:`).join('\n'),
    ],
  ])('%s, nested too deeply, are refused before they are parsed', (_what, text) => {
    expect(findYamlRefusal(text, limits)).toMatchObject({ kind: 'too-deep', limit: 30 });
  });

  test('30 levels are read', () => {
    expect(outcome(`${'['.repeat(30)}1${']'.repeat(30)}`)).toHaveLength(1);
    expect(outcome(`${'['.repeat(31)}1${']'.repeat(31)}`)).toEqual({ kind: 'too-deep', line: 1 });
  });

  test('an alias inside its own value is refused with its line', () => {
    expect(outcome('drafts: true\nignore: &a [*a]')).toEqual({ kind: 'refers-to-itself', line: 2 });
    expect(outcome('a: &x {b: {c: *x}}')).toEqual({ kind: 'refers-to-itself', line: 1 });
    expect(outcome('a: &x [1]\nb: *x')).toEqual({ a: [1], b: [1] });
  });

  test('more than 50 aliases are refused, and aliases that multiply', () => {
    expect(outcome(`a: &x 1\nb: [${'*x, '.repeat(51)}]`)).toEqual({ kind: 'too-many-aliases', line: 2 });
    const laughs = Array.from({ length: 9 }, (_, at) =>
      at === 0 ? 'k0: &k0 [a, a, a, a]' : `k${at}: &k${at} [*k${at - 1}, *k${at - 1}, *k${at - 1}, *k${at - 1}]`,
    );
    expect(outcome(laughs.join('\n'))).toEqual({ kind: 'too-many-aliases', line: null });
  });

  test('what yaml writes is read back unchanged', () => {
    const value = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(value, (given) => expect(outcome(stringify(given))).toEqual(given === undefined ? null : given)),
    );
  });

  test('no text makes it throw', () => {
    const mark = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '- ',
      '? ',
      ': ',
      '&a ',
      '*a ',
      '!!map ',
      '|\n',
      '"',
      "'",
      '\n',
      ' ',
      '%',
      '#',
      '---\n',
      '<<: ',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(mark, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 60 }), (parts) => {
        readYaml(parts.join(''), limits);
      }),
      { numRuns: 2_000 },
    );
  });

  test('no other file parses YAML', () => {
    const parsers =
      /import\s*\{[^}]*\b(?:parse|parseDocument|parseAllDocuments|Parser|Composer)\b[^}]*\}\s*from 'yaml'/;
    const root = new URL('../..', import.meta.url).pathname;
    const found = readSource(root).filter(({ path, text }) => path.startsWith('src/') && parsers.test(text));
    expect(found.map(({ path }) => path)).toEqual(['src/text/yaml.ts']);
  });
});
