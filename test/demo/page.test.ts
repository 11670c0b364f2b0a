import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Exhibit } from './exhibit.ts';
import { rowsOf } from './hunk.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPage } from './page.ts';
import { tellExhibit, tellMarkdown } from './terminal.ts';

const bot = { login: 'go-backend-architect[bot]', isBot: true };
const hunk = {
  text: '@@ -1,3 +1,5 @@ package store\n package store\n \n+import "context"\n+\n func Open() {}',
  startLine: 3,
  line: 4,
  side: 'RIGHT',
} as const;
const exhibit: Exhibit = {
  repository: 'acme/beacon',
  number: 1,
  title: 'Add <b>bold</b> things',
  body: 'Please **look**.',
  author: { login: 'mkeller', isBot: false },
  headRef: 'bold',
  baseRef: 'main',
  state: 'open',
  commits: 1,
  changedFiles: 2,
  moments: [
    { kind: 'push', speaker: { login: 'mkeller', isBot: false }, sha: 'f'.repeat(40), message: 'Again' },
    {
      kind: 'review',
      sha: 'e'.repeat(40),
      saying: { speaker: bot, body: '1 finding.', at: '', edited: false, hidden: null },
      threads: [
        {
          path: 'store/open.go',
          startLine: 13,
          line: 14,
          hunk,
          resolvedBy: null,
          outdated: false,
          sayings: [
            { speaker: bot, body: '**High · A title**\n\nWhy `it` matters.', at: '', edited: false, hidden: null },
          ],
        },
      ],
    },
    {
      kind: 'comment',
      saying: {
        speaker: bot,
        body: '### Go architecture\n\n| Severity | Finding |\n| :-- | :-- |\n| High | [A title](https://github.com/acme) |\n\n<details><summary>More (1)</summary>\n\n- one\n\n</details>\n\n> [!NOTE]\n> Facts only.\n\n```mermaid\nflowchart LR\n```\n\n<!-- architect:summary v1 {} -->',
        at: '',
        edited: true,
        hidden: null,
      },
    },
  ],
  checks: [
    {
      name: 'Go architecture',
      sha: 'e'.repeat(40),
      status: 'completed',
      conclusion: 'neutral',
      title: '1 high',
      summary: 'All of it.\n\n<details><summary>Folded</summary>\n\ninside\n\n</details>',
      text: '',
      notes: [{ path: 'store/open.go', startLine: 3, endLine: 4, level: 'warning', title: 'A title', message: 'Why.' }],
    },
  ],
  account: ['Made for a test.'],
};

describe('The page', () => {
  test('needs nothing from anywhere and lets only its own scripts run', () => {
    const page = renderPage(exhibit);
    expect(page).toMatch(/Content-Security-Policy" content="default-src 'none';[^"]*script-src 'sha256-/);
    const written = page.slice(0, page.indexOf('</main>'));
    expect(written.match(/<(?:link|img|iframe|script)[^>]*>/g)).toBeNull();
    expect(page).toContain('Add &#60;b&#62;bold&#60;/b&#62; things');
  });

  test('carries no drawing library where nothing is drawn', () => {
    const plain = renderPage({ ...exhibit, moments: [] });
    expect(plain.length).toBeLessThan(50_000);
    expect(plain).toContain("script-src 'none'");
  });

  test('shows what was said and nothing of what was only meant for programs', () => {
    const page = renderPage(exhibit);
    expect(page).toContain('<strong>High · A title</strong>');
    expect(page).toContain('store/open.go:13-14');
    expect(page).not.toContain('architect:summary');
  });

  test('reads entities as GitHub does, and makes no tag of them', () => {
    expect(renderMarkdown('<details><summary>&quot;a&quot; &lt;b&gt; & c</summary>\n\nx\n\n</details>')).toContain(
      '<summary>&quot;a&quot; &lt;b&gt; &#38; c</summary>',
    );
  });

  test('lets no tag through that could act, whatever a comment holds', () => {
    const bits = [
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      '<a href="javascript:x">',
      '<b onclick=x>',
      '<!--',
      '-->',
      '<details open ontoggle=x>',
      '<svg/onload=x>',
      '`',
      '\n\n',
      '> ',
      'a',
      '<',
      '>',
      '![x](https://evil.example/y)',
      '[x](javascript:alert(1))',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 12 }), (parts) => {
        const tags = renderMarkdown(parts.join('')).match(/<[a-z][^>]*>/g) ?? [];
        const harmless =
          /^<(?:\/?(?:p|b|details|summary|code|pre|blockquote|em|br|h[1-6]|ul|li|hr)|a href="https?:[^"]*")>$/;
        expect(tags.filter((tag) => !harmless.test(tag))).toEqual([]);
      }),
    );
  });
});

describe('A hunk', () => {
  test('is shown from a little before the lines spoken of, with numbers on both sides', () => {
    const rows = rowsOf(hunk).map(({ sign, before, head, spokenOf }) => `${sign} ${before} ${head} ${spokenOf}`);
    expect(rows.slice(0, 5)).toEqual(['  1 1 false', '  2 2 false', '+ null 3 true', '+ null 4 true', '  3 5 false']);
  });

  test('of a whole file has no rows', () => {
    expect(rowsOf({ text: '', startLine: null, line: null, side: 'RIGHT' })).toEqual([]);
  });
});

describe('The terminal', () => {
  test('tells the conversation in order', () => {
    expect(tellExhibit(exhibit, { colour: false, width: 70 })).toMatchInlineSnapshot(`
"── acme/beacon#1 Add <b>bold</b> things ──────────────────────────────

── mkeller pushed fffffff: Again ─────────────────────────────────────

── Review by go-backend-architect[bot], 1 inline comment ─────────────

1 finding.

  store/open.go:13-14
      3 │ + import "context"
      4 │ + 

    High · A title

    Why it matters.

── Comment by go-backend-architect[bot] (edited) ─────────────────────

Go architecture

  Severity  Finding
  High      A title

▾ More (1)

  • one

│ Note
│ Facts only.

  (diagram of the packages: see the web page)

── Check run "Go architecture" at eeeeeee ────────────────────────────

  neutral · 1 high, 1 annotation
  All of it.

  ▸ 1 more collapsed section

"
`);
  });

  test('has no line wider than the screen but words that cannot be broken', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('word', '**bold**', '`code`', '\n', '- ', '> ', 'longer-word'), { maxLength: 60 }),
        (words) => {
          const lines = tellMarkdown(words.join(' '), { colour: false, width: 30 });
          expect(lines.filter((line) => line.length > 30)).toEqual([]);
        },
      ),
    );
  });
});
