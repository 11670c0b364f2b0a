// Foreign text is harmless where it is shown: nothing in it mentions, refers, commands, embeds, links away or breaks out.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { cell, code, cut, fence, html, inline, oneLine, prose, title, visible } from '../../src/text/sanitize.ts';

/** As GitHub reads Markdown: raw HTML is passed on, and addresses become links. */
const markdown = new MarkdownIt({ html: true, linkify: true });

/** Text of the rendered page outside code, as GitHub looks for mentions in it. Our zero-width spaces are still there. */
function textOutsideCode(source: string): string {
  return markdown
    .render(source)
    .replace(/<(code|pre)[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replace(/<\/?(p|em|strong|ul|ol|li|s|hr|br)( start="\d+")?\s*\/?>/g, ' ');
}

/** Pieces that attacks and accidents are made of, in any order. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@octocat',
        '@acme/team',
        '#1',
        'GH-12',
        'acme/x#9',
        '/merge',
        '/lgtm',
        '\n',
        '\n\n',
        ' ',
        '    ',
        '\t',
        '- ',
        '1. ',
        '> ',
        '# ',
        '`',
        '``',
        '```',
        '~~~',
        '```go\n',
        '<',
        '>',
        '<img src=x>',
        '<!--',
        '-->',
        '<details>',
        '</details>',
        '<script>',
        '&lt;',
        '&#64;',
        '[a](https://evil.example/x)',
        '![i](https://evil.example/i.png)',
        '[r]: https://evil.example',
        '[r]',
        '<https://evil.example>',
        'https://evil.example/a?b=`c`',
        'www.evil.example',
        'mail@evil.example',
        '\\',
        '\\`',
        '*',
        '_',
        '|',
        '$x$',
        '\u200b',
        '\u202e',
        '\u{e0041}',
        '\r\n',
        '---',
        '===',
        '|a|b|',
        '|-|-|',
        ':-',
        'word',
      ),
      fc.string({ maxLength: 6, unit: 'grapheme' }),
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(''));

function expectHarmless(source: string): void {
  const page = markdown.render(source);
  expect(page).not.toMatch(/<(a|img|script|details|summary|iframe|table|h[1-6]|blockquote)\b/i);
  const text = textOutsideCode(source);
  expect(text).not.toMatch(/<[a-z!/]/i);
  expect(text).not.toMatch(/@[\p{L}\p{N}_-]/u);
  expect(text).not.toMatch(/#\d/);
  expect(text).not.toMatch(/\bGH-\d/i);
  // Bots read the raw text, line by line.
  expect(source).not.toMatch(/^\/[a-z]/im);
}

describe('prose of a model', () => {
  test('is harmless whatever it holds', () => {
    fc.assert(
      fc.property(hostile, (text) => expectHarmless(prose(text))),
      { numRuns: 1000 },
    );
  });

  test('leaves what follows it alone: no code, quotation or list stays open', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = markdown.render(`${prose(text)}\n\n<details><summary>After</summary>\n\n**bold**\n\n</details>`);
        expect(page).toContain('<details><summary>After</summary>\n<p><strong>bold</strong></p>');
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps paragraphs, lists, emphasis, code spans and fenced code', () => {
    const text = 'Use **one** of:\n\n- `sync.Pool`\n- a *plain* slice\n\n```go\nvar x = a[i] // @here\n```\n\nDone.';
    expect(prose(text)).toBe(text);
  });

  test('shows an address as code, so that it can be read but not followed', () => {
    expect(prose('See https://go.dev/doc, or [here](http://evil.example).')).toMatchInlineSnapshot(
      `"See \`https://go.dev/doc\`, or \\[here\\](\`http://evil.example\`)."`,
    );
  });

  test('closes a fence that was left open, and makes it longer than any inside', () => {
    expect(prose('~~~go\na := `x`\n```\nb')).toBe('````go\na := `x`\n```\nb\n````');
  });

  test('says mentions, references and commands without making them', () => {
    expect(prose('/merge it, @octocat: fixes #12 and GH-7 in acme/x#9')).toMatchInlineSnapshot(
      `"\\/merge it, @&#8203;octocat: fixes #&#8203;12 and GH-&#8203;7 in acme/x#&#8203;9"`,
    );
  });
});

describe('one line of foreign text', () => {
  test('stays one harmless line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const line = inline(text);
        expect(line).not.toContain('\n');
        expectHarmless(line);
      }),
      { numRuns: 1000 },
    );
  });

  test('stays inside the emphasis that a title stands in, and makes none', () => {
    expect(title('Layer "a_b" uses aws/**, ~x~ and `c/**`')).toBe('Layer "a_b" uses aws/\\*\\*, \\~x\\~ and `c/**`');
    fc.assert(
      fc.property(hostile, (text) => {
        const line = title(text);
        expectHarmless(line);
        const page = markdown.renderInline(`**High ${line} end**`);
        expect(page).toMatch(/^<strong>High [\s\S]* end<\/strong>$/);
        expect(page.match(/<(strong|em|s)>/g)).toEqual(['<strong>']);
      }),
      { numRuns: 1000 },
    );
  });

  test('stays in its cell', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = markdown.render(`| a | b |\n| - | - |\n| ${cell(text)} | after |`);
        expect(page.match(/<td/g)).toHaveLength(2);
        expect(page).toContain('<td>after</td>');
      }),
      { numRuns: 1000 },
    );
  });

  test('is code whole where it is shown as code', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = code(text);
        const expected = visible(text).replace(/\s+/g, ' ');
        if (expected.trim() === '') expect(shown).toBe('');
        else expect(markdown.parseInline(shown, {})[0]?.children?.map((token) => token.type)).toEqual(['code_inline']);
      }),
    );
  });
});

describe('fenced code', () => {
  test('holds any text whole', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tokens = markdown.parse(fence('go', text), {});
        expect(tokens.map((token) => token.type)).toEqual(['fence']);
      }),
    );
  });

  test('moves what a bot could take for a command off the start of its line', () => {
    expect(fence('go', '/approve\n// a comment\n/* another */')).toBe(
      '```go\n /approve\n// a comment\n/* another */\n```',
    );
  });
});

describe('hidden characters', () => {
  test('are taken out: tags, bidirectional controls, zero-width, soft hyphens, escapes, fillers', () => {
    expect(visible('a\u{e0049}\u{e0067}b\u202ec\u200dd\u00ade\u001b[31mf\u2066g\ufe0fh\u3164i\ud800j')).toBe(
      'abcde[31mfghij',
    );
  });

  test('are never there, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cf}\p{Co}\p{Cs}]|(?![\n\t])\p{Cc}/u);
      }),
    );
  });

  test('leave Go code, accents and emoji as they are', () => {
    const text = 'für x := range ch { fmt.Println("日本語 🚀", x) }\n\treturn';
    expect(visible(text)).toBe(text);
  });
});

describe('cutting', () => {
  test('never goes over the length, nor through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        expect(cut(text, max).length).toBeLessThanOrEqual(max);
        expect(cut(text, max)).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test('says that something is missing', () => {
    expect(oneLine('a very long title', 7)).toBe('a very…');
  });
});

test('text in HTML cannot leave its element or its attribute', () => {
  expect(html(`<b a="1" c='2'>&`)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;');
});
