// Nothing in a review acts on GitHub, whichever of its texts a repository or a model has written to that end.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Review } from '../../src/domain/review.ts';
import { linksOf } from '../../src/publish/links.ts';
import { checkOutput } from '../../src/publish/markdown/check.ts';
import { commentBody, summaryBody } from '../../src/publish/markdown/comment.ts';
import { renderOnGitHub } from '../support/github-markdown.ts';
import { htmlUrl, layerFinding, review, timeoutFinding } from './reviews.ts';

const OURS = ['a', 'h3', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'blockquote', 'details', 'summary', 'sub'];

const evil = fc
  .array(
    fc.constantFrom(
      ...[
        '@octocat',
        '@acme/team',
        '#1',
        'acme/x#9',
        'GH-1',
        'https://evil.example',
        'mail@evil.example',
        'a5c3785ed8',
      ],
      ...[
        '/',
        '\n',
        '\n\n',
        ' ',
        '`',
        '```',
        '~~~',
        '|',
        '*',
        '<img src=x>',
        '</details>',
        '[x](https://evil.example)',
      ],
      ...['# ', '- ', '\\', ':bug:', '<!-- ', '/merge', '$x$', 'word', '.go'],
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''));

function madeOf(text: string): Review {
  const finding = {
    ...timeoutFinding,
    ...{ title: text, path: text, rationale: text, recommendation: text, tradeOffs: text, example: text, quote: text },
    ...{ id: text, rule: text },
    citations: [{ kind: 'document' as const, path: text, quote: text, startLine: 1, factId: text }],
    otherPlaces: [{ path: text, startLine: 1, endLine: 2, quote: text, side: 'head' as const }],
  };
  return {
    ...review,
    summary: text,
    findings: [finding],
    recommendations: { ...review.recommendations, 'api-design': [text] },
    coverage: { ...review.coverage, skipped: [{ path: text, reason: text }], notes: [text] },
    facts: {
      ...review.facts,
      packagesAdded: [text],
      edges: [],
      cyclesIntroduced: [[text, 'b']],
      apiBreaking: [{ package: text, symbol: text }],
      suppressed: [{ rule: text, by: 'comment', count: 1, reasons: [text] }],
    },
    dropped: [{ title: text, path: text, reason: text }],
    consulted: [{ path: text, commit: review.base, cut: 3 }],
    policyChanges: [{ path: text, kind: 'document' }],
    settingsProblems: [{ source: text, line: 1, message: text }],
    notes: [text],
    model: text,
  };
}

const actsIn = (source: string) => renderOnGitHub(source, OURS).active;

test('no part of the summary, the check run or an inline comment acts', () => {
  fc.assert(
    fc.property(evil, (text) => {
      const made = madeOf(text);
      const links = linksOf(made, htmlUrl);
      const options = { links, placements: new Map(), history: [], requestId: 'r', checkRunId: 1 };
      // The marker that ends a body is an HTML comment of ours.
      const withoutMarker = (body: string) => body.slice(0, body.lastIndexOf('<!--'));
      expect(actsIn(withoutMarker(summaryBody(made, options)))).toEqual([]);
      expect(actsIn(checkOutput(made, links).summary)).toEqual([]);
      expect(actsIn(withoutMarker(commentBody(made.findings[0]!, { kind: 'none' }, links)))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

describe('a directory named as a mention', () => {
  test('stands in code in the fold of its finding', () => {
    const finding = { ...layerFinding, path: '@octocat/order.go', title: 'Layer @octocat imports #1' };
    const links = linksOf(review, htmlUrl);
    const { summary } = checkOutput({ ...review, findings: [finding] }, links);
    expect(/<summary>.*<\/summary>/.exec(summary)?.[0]).toBe(
      '<summary>High · Layer <code>@octocat</code> imports <code>#1</code> · <code>@octocat/order.go:5</code></summary>',
    );
    expect(actsIn(summary)).toEqual([]);
  });
});
