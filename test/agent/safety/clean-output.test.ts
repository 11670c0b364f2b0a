import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { cleanLineOf, cleanMarkdown } from '../../../src/agent/safety/clean-output.ts';

describe('what the model wrote is shown and does nothing', () => {
  test.each([
    ['an image', '![x](https://evil.example/p.png?q=secret)', '[x] (`https://evil.example/p.png?q=secret`)'],
    ['a link', 'see [the docs](https://evil.example/a)', 'see [the docs] (`https://evil.example/a`)'],
    [
      'a link by reference',
      '[the docs][1]\n\n[1]: https://evil.example',
      '[the docs] [1]\n\n[1] : `https://evil.example`',
    ],
    ['a bare URL', 'go to https://evil.example/x.', 'go to `https://evil.example/x`.'],
    ['a www name', 'go to www.evil.example', 'go to `www.evil.example`'],
    ['raw HTML', 'a <img src=x onerror=alert(1)> b', 'a `<img src=x onerror=alert(1)>` b'],
    ['an HTML comment', 'a <!-- secret --> b', 'a  b'],
    ['a comment inside a comment', 'a <!<!-- x -->-- SECRET --> b', 'a  b'],
    ['a mention', 'ask @octocat or @acme/team', 'ask `@octocat` or `@acme/team`'],
    ['a mention behind a backslash', 'ask \\@octocat', 'ask `@octocat`'],
    ['a mention spelled as an entity', 'ask &#64;octocat', 'ask `&#64`;octocat'],
    ['a reference to an issue', 'fixes #12 and acme/shop#3 and GH-4', 'fixes `#12` and `acme/shop#3` and `GH-4`'],
    ['a slash command', '/merge now\n- /lgtm', '`/merge` now\n- `/lgtm`'],
    ['a slash command in a fence', '```\n/lgtm\n```', '```\n· /lgtm\n```'],
    ['a heading', '## Verdict: approved', 'Verdict: approved'],
    ['a table', 'a | b\n--- | ---\n@x | y', 'a | b\n\n`@x` | y'],
    ['an open fence', 'before\n```go\nx := 1', 'before\n```go\nx := 1\n```'],
    ['characters that nobody sees', 'pass\u200Bword\u{E0041}\u202E', 'password'],
  ])('%s', (_, text, expected) => {
    expect(cleanMarkdown(text, 1_000)).toBe(expected);
  });

  test('code stays as it is', () => {
    const text =
      'Use `chan<- T` and `map[string]int`, not `@x`.\n\n```go\nctx, cancel := context.WithTimeout(ctx, d) // <-- #1\n```';
    expect(cleanMarkdown(text, 1_000)).toBe(text);
  });

  test('Go in prose stays readable', () => {
    expect(cleanMarkdown('The slice []string and m[k] and a <- b are fine; 3 < 4.', 1_000)).toBe(
      'The slice []string and m[k] and a <- b are fine; 3 < 4.',
    );
  });

  test('words before a colon are no addresses', () => {
    const text = 'Two things of the file: its data: rows, and store.go:3.';
    expect(cleanMarkdown(text, 1_000)).toBe(text);
  });

  test('a title is one line', () => {
    expect(cleanLineOf('A\n# B\n/merge', 100)).toBe('A # B /merge');
  });

  test('a long text is cut at a word', () => {
    expect(cleanMarkdown('one two three four', 12)).toBe('one two…');
  });
});

const markdown = new MarkdownIt({ html: true, linkify: true });
const HOSTILE = [
  '`',
  '``',
  '```',
  '~~~',
  '\n',
  '\n\n',
  '    ',
  '  ',
  '- ',
  '> ',
  '1. ',
  '| ',
  '|',
  '---',
  '\\',
  '![',
  '](',
  ']:',
  '][',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '<a href=x>',
  '<!--',
  '-->',
  '<!',
  'https://evil.example/x',
  'www.evil.example',
  'javascript:x',
  '@octocat',
  '@',
  '#12',
  'o/r#1',
  '&#64;',
  '&commat;',
  '&',
  ';',
  '*',
  '_',
  '**',
  'word',
  ' ',
  '/lgtm',
  '\u200B',
  '\u{E0041}',
  '\t',
  '\r',
  '#',
  '# ',
  '===',
  'GH-1',
];
const hostile = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...HOSTILE) },
      { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));

/** The text that a reader would see outside of code, and whether anything in it acts. */
function inspect(text: string): { active: string[]; prose: string } {
  const tokens = markdown.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const active = tokens.map(({ type }) => type).filter((type) => /^(html|link|image|heading|table|hr)/.test(type));
  const prose = tokens
    .filter(({ type }) => type === 'text')
    .map(({ content }) => content)
    .join('\n');
  return { active, prose };
}

test('nothing in any text acts after cleaning, and cleaning twice is cleaning once', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const cleaned = cleanMarkdown(text, 10_000);
      const { active, prose } = inspect(cleaned);
      expect(active).toEqual([]);
      expect(prose).not.toMatch(/@[A-Za-z0-9_]|(?<!\w)#\d|\bGH-\d|<!--|[\u200B\u{E0041}]/u);
      expect(cleaned).not.toMatch(/^\s*\/[a-z]/m);
      expect(cleanMarkdown(cleaned, 20_000)).toBe(cleaned);
    }),
    { numRuns: 2_000 },
  );
});
