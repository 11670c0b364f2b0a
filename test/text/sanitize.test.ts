// Foreign text is shown as it is and does nothing: no mention, reference, link, command or markup of its own, and nothing hidden.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cleanText,
  cut,
  escapeHtml,
  oneLine,
  removeHidden,
  revealHidden,
  toCell,
  toCodeSpan,
  toFence,
  toInline,
  toProse,
  toSummary,
  toTitle,
  toTitleCell,
} from '../../src/text/sanitize.ts';
import { redactSecrets } from '../../src/text/secrets/redact-secrets.ts';
import { renderOnGitHub } from '../support/github-markdown.ts';

/** Pieces that attacks and accidents are made of, in any order. */
const PIECES = [
  ...['@octocat', '@acme/team', '@', '#1', 'acme/x#9', '#', 'GH-12', 'a5c3785ed8', 'octocat@a5c3785ed8', '&#39;'],
  ...['/merge', '/lgtm', 'https://evil.example/a?b=`c`', 'www.evil.example', 'mail@evil.example', 'javascript:x'],
  ...[':bug:', ':100:', 'word', 'a', '1', ' ', '    ', '\t', '\n', '\n\n', '\r\n', '(', ')', '"', "'", '.', ':'],
  ...[
    '- ',
    '* ',
    '+ ',
    '1. ',
    '2) ',
    '> ',
    '# ',
    '## ',
    '---',
    '- - -',
    '***',
    '___',
    '===',
    ':-',
    '|a|b|',
    '|-|-|',
    '|',
  ],
  ...['`', '``', '```', '```\n', '~~~\n', '~', '~~', '*', '**', '_', '$', '$x$', '\\', '\\`', '\\@', '!', '['],
  ...['[a](https://evil.example)', '![i](https://evil.example/i.png)', '[r]: https://evil.example', '[r]', '](', ']'],
  ...[
    '<',
    '>',
    '<b>',
    '<img src=x>',
    '<!--',
    '-->',
    '<details>',
    '</summary>',
    '<https://evil.example>',
    '&lt;',
    '&#64;',
  ],
  ...['\u200b', '\u202e', '\u{e0041}', '\u2800', '\ue000', '\u00a0', '👩‍💻', '1️⃣', '\u200d', 'é'],
];

function pieces(extra: readonly string[] = []): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...PIECES, ...extra) },
    { weight: 1, arbitrary: fc.string({ maxLength: 6, unit: 'grapheme' }) },
  );
  const text = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(''));
  // An address with a password loses it: test/text/secrets shows that.
  return text.filter((whole) => redactSecrets(`x${removeHidden(whole)}`) === `x${removeHidden(whole)}`);
}

/** What a sink shows around foreign text, and the elements that are ours there. */
const SINKS: Readonly<Record<string, { readonly show: (text: string) => string; readonly ours?: readonly string[] }>> =
  {
    paragraph: { show: (text) => toProse(text) },
    'labelled paragraph': { show: (text) => toProse(text, 4000, '**Recommendation.**') },
    line: { show: (text) => toInline(text) },
    title: { show: (text) => `**High · ${toTitle(text)}**` },
    heading: { show: (text) => `### ${toInline(text)}`, ours: ['h3'] },
    'list item': { show: (text) => `- ${toInline(text)}\n- after` },
    'quoted line': { show: (text) => `> ${toInline(text)}`, ours: ['blockquote'] },
    cell: {
      show: (text) => `| a | b |\n| - | - |\n| ${toCell(text)} | ${toTitleCell(text)} |`,
      ours: ['table', 'thead', 'tbody', 'tr', 'th', 'td'],
    },
    summary: {
      show: (text) => `<details><summary>${toSummary(text)}</summary>\n\n</details>`,
      ours: ['details', 'summary'],
    },
    'code span': { show: (text) => `see ${toCodeSpan(text)}.` },
    fence: { show: (text) => toFence('go', text) },
  };

describe.each(Object.entries(SINKS))('in a %s', (_, { show, ours }) => {
  test('nothing acts', () => {
    fc.assert(
      fc.property(pieces(['```suggestion\n', '```mermaid\n']), (text) => {
        const source = show(text);
        expect({ source, active: renderOnGitHub(source, ours).active }).toEqual({ source, active: [] });
        // Bots read the raw text, line by line.
        expect(source).not.toMatch(/^\/[a-z]/im);
      }),
      { numRuns: 500 },
    );
  });

  test('what follows is left alone', () => {
    fc.assert(
      fc.property(pieces(), (text) => {
        const { html } = renderOnGitHub(`${show(text)}\n\n<details><summary>After</summary>\n\n**bold**\n\n</details>`);
        expect(html).toContain('<details><summary>After</summary>\n<p><strong>bold</strong></p>');
      }),
      { numRuns: 150 },
    );
  });
});

describe('what a reader sees is what was written', () => {
  /** Without what a sink may drop: white space, and marks of code and emphasis. */
  const bare = (text: string, dropped: RegExp) => removeHidden(text).replace(/\s/g, '').replace(dropped, '');

  test.each<[string, (text: string) => string, RegExp]>([
    ['a title', (text) => `**High ${toTitle(text, 4000)}**`, /`/g],
    ['a line', (text) => `x ${toInline(text, 4000)}`, /[`*_~]/g],
    ['a heading', (text) => `### x ${toInline(text, 4000)}`, /[`*_~]/g],
    ['a list item', (text) => `- ${toInline(text, 4000)}`, /[`*_~]/g],
    ['a cell', (text) => `| a |\n| - |\n| ${toTitleCell(text, 4000)} |`, /`/g],
    ['a summary', (text) => `<details><summary>${toSummary(text, 4000)}</summary></details>`, /`/g],
  ])('in %s', (_, show, dropped) => {
    fc.assert(
      fc.property(pieces(), (text) => {
        const frame = renderOnGitHub(show('x')).text.trim().slice(0, -1);
        expect(bare(renderOnGitHub(show(`x${text}`)).text, dropped)).toBe(bare(`${frame}x${text}`, dropped));
      }),
      { numRuns: 1000 },
    );
  });

  test('in a paragraph, save the marks of its lists', () => {
    const dropped = /[`*_~\d.)+-]/g;
    fc.assert(
      fc.property(pieces(), (text) => {
        fc.pre(!/```|~~~/.test(text));
        expect(bare(renderOnGitHub(toProse(text)).text, dropped)).toBe(bare(text, dropped));
      }),
      { numRuns: 1000 },
    );
  });

  test('in a code span, to the character', () => {
    fc.assert(
      fc.property(pieces(), (text) => {
        const expected = removeHidden(text).replace(/\s+/g, ' ');
        fc.pre(expected.trim() !== '');
        expect(renderOnGitHub(`x${toCodeSpan(text)}`).text).toBe(`x${expected}\n`);
      }),
    );
  });

  test('in a fence, to the character, also where a command is in it', () => {
    fc.assert(
      fc.property(pieces(), (text) => {
        const body = removeHidden(text).replace(/\n+$/, '');
        expect(renderOnGitHub(toFence('go', text)).text).toBe(`${body}\n\n`);
      }),
    );
    expect(toFence('go', 'x\n/approve')).toBe(' ```go\n x\n /approve\n ```');
  });
});

describe('text that the model wrote', () => {
  test.each([
    ['"..\\..\\x"', '"..\\\\..\\\\x"', '"..\\..\\x"'],
    ['a\\.b', 'a\\\\.b', 'a\\.b'],
    ['say "p@ss"', 'say "p@ss"', 'say "p@ss"'],
    ['ask "@octocat"', 'ask "`@octocat`"', 'ask "@octocat"'],
    ['map[string](int)', 'map\\[string\\](int)', 'map[string](int)'],
    ['see "https://go.dev/doc", then', 'see "`https://go.dev/doc`", then', 'see "https://go.dev/doc", then'],
    ['(https://go.dev/a_(b))', '(`https://go.dev/a_(b)`)', '(https://go.dev/a_(b))'],
    ['x@y.example@octocat', '`x@y.example@octocat`', 'x@y.example@octocat'],
    ['s[1:100:2] at 10:30:00', 's\\[`1:100:2`\\] at 10:30:00', 's[1:100:2] at 10:30:00'],
    ['github.com/x/y@v1.2.3', '`github.com/x/y@v1.2.3`', 'github.com/x/y@v1.2.3'],
    ['since 1f3c9ab, not 1234567', 'since `1f3c9ab`, not 1234567', 'since 1f3c9ab, not 1234567'],
    ['it costs $5', 'it costs \\$5', 'it costs $5'],
    ['# 1. one', '\\# 1. one', '# 1. one'],
    ['1. one', '1\\. one', '1. one'],
    ['`a`@octocat', '`a@octocat`', 'a@octocat'],
  ])('%s', (text, markdown, shown) => {
    expect(toInline(text)).toBe(markdown);
    expect(renderOnGitHub(toInline(text)).text.trim()).toBe(shown);
  });

  test('keeps paragraphs, lists, emphasis, code spans and fenced code', () => {
    const text = 'Use **one** of:\n\n- `sync.Pool`\n- a *plain* slice\n\n```go\nvar x = a[i] // @here\n```\n\nDone.';
    expect(toProse(text)).toBe(text);
  });

  test('closes a fence that was left open, and makes it longer than any inside', () => {
    expect(toProse('~~~go\na := `x`\n```\nb')).toBe('````go\na := `x`\n```\nb\n````');
  });

  test('is not committed or drawn, where it asks GitHub to', () => {
    expect(toProse('```suggestion\nx\n```')).toBe('```\nx\n```');
  });
});

test('a summary, where GitHub reads no Markdown, has code as an element', () => {
  expect(toSummary('High · `a<b>` in @octocat/order.go:5, see #1 & mail@x.example')).toBe(
    'High · <code>a&lt;b&gt;</code> in <code>@octocat/order.go</code>:5, see <code>#1</code> &amp; <code>mail@x.example</code>',
  );
});

test('text in HTML cannot leave its element or its attribute', () => {
  expect(escapeHtml(`<b a="1" c='2'>&`)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;');
});

describe('hidden characters', () => {
  test.each([
    ['zero-width space', '\u200b', 'U+200B'],
    ['joiner between letters', '\u200d', 'U+200D'],
    ['right-to-left override', '\u202e', 'U+202E'],
    ['isolate', '\u2066', 'U+2066'],
    ['tag', '\u{e0041}', 'U+E0041'],
    ['variation selector', '\ufe0f', 'U+FE0F'],
    ['soft hyphen', '\u00ad', 'U+00AD'],
    ['escape', '\u001b', 'U+001B'],
    ['filler', '\u3164', 'U+3164'],
    ['blank braille cell', '\u2800', 'U+2800'],
    ['private use', '\ue000', 'U+E000'],
    ['noncharacter', '\ufffe', 'U+FFFE'],
    ['lone high surrogate', '\ud83d', 'U+D83D'],
    ['lone low surrogate', '\udc69', 'U+DC69'],
  ])('%s: shown to the model, removed for people', (_, character, name) => {
    expect(revealHidden(`a${character}b`)).toBe(`a⟨${name}⟩b`);
    expect(removeHidden(`a${character}b`)).toBe('ab');
  });

  test.each(['👩‍💻', '🧑🏽‍🚀', '👩‍❤️‍👨', '🏴‍☠️', '⚠️', '1️⃣', '🚀', 'für x := range ch {\n\treturn "日本語"\n}'])(
    'none in %s',
    (text) => {
      expect(removeHidden(text)).toBe(text);
      expect(revealHidden(text)).toBe(text);
    },
  );

  test('a joiner that joins nothing is one', () => {
    expect(removeHidden('👩‍ 👩️️ 1️')).toBe('👩 👩️ 1');
  });

  test('all line ends become line feeds', () => {
    expect(removeHidden('a\r\nb\rc\u2028d\u2029e\u0085f')).toBe('a\nb\nc\nd\ne\nf');
  });
});

describe('cleaning', () => {
  const anyText = fc.oneof(pieces(), fc.string({ unit: 'binary', maxLength: 60 }));

  test.each<[string, (text: string) => string]>([
    ['removing hidden characters', removeHidden],
    ['revealing them', revealHidden],
    ['one line', (text) => oneLine(text, 20)],
    ['a stored text', (text) => cleanText(text, 20)],
    ['a text cut', (text) => cut(removeHidden(text), 12)],
  ])('twice is cleaning once: %s', (_, clean) => {
    fc.assert(
      fc.property(anyText, (text) => expect(clean(clean(text))).toBe(clean(text))),
      { numRuns: 1000 },
    );
  });

  test('leaves no hidden character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(revealHidden(removeHidden(text))).toBe(removeHidden(text));
        expect(revealHidden(oneLine(text, 9))).toBe(oneLine(text, 9));
      }),
      { numRuns: 1000 },
    );
  });

  test('never goes over the length, nor through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        expect(cut(text, max).length).toBeLessThanOrEqual(max);
        expect(cut(text, max)).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test('cuts at a word and says that text is missing', () => {
    expect(oneLine('a very long title', 7)).toBe('a very…');
    expect(cleanText('one two three four', 12)).toBe('one two…');
    expect(cut('👩‍💻', 4)).toBe('👩…');
  });
});
