import { describe, expect, test } from '@jest/globals';
import type { ClauseEntry } from '../../src/domain/clause.ts';
import { clauseLine } from '../../src/publish/coverage-words.ts';
import { linksOf } from '../../src/publish/links.ts';
import { fitInto, sizeOf } from '../../src/publish/markdown/budget.ts';
import { clausePart } from '../../src/publish/markdown/clauses.ts';
import { review } from './reviews.ts';

const entry = (changes: Partial<ClauseEntry>): ClauseEntry => ({
  id: 'docs/RULES.md#11111111',
  label: 'RULES#11111111',
  path: 'docs/RULES.md',
  startLine: 4,
  endLine: 4,
  text: 'The domain imports the standard library only.',
  strength: 'must',
  state: 'not-judged',
  by: null,
  findings: [],
  ...changes,
});

const clauses: ClauseEntry[] = [
  entry({ state: 'violated', by: 'fact', findings: [review.findings[0]!.id] }),
  entry({
    state: 'kept',
    by: 'model',
    text: 'Errors are wrapped with `%w` | never swallowed,\n  @ana.',
    startLine: 9,
    endLine: 10,
  }),
  entry({ state: 'kept', by: 'fact', text: 'pkg/ never breaks.', startLine: 12, endLine: 12 }),
  entry({ text: 'Every queue has a dead-letter queue.', startLine: 14, endLine: 14 }),
  entry({ state: 'not-touched' }),
  entry({ state: 'not-in-force' }),
];

describe('the clause ledger', () => {
  test('is counted in one line, and told rule by rule below it', () => {
    const page = clausePart({ ...review, clauses }, linksOf(review, 'https://github.com/acme/orders'), 6).text;
    expect(page).toMatchInlineSnapshot(`
"<details><summary>Team rules (6): 1 violated, 2 kept, 1 not judged, 1 outside this change, 1 not in force.</summary>

| Rule | | Where |
| :-- | :-- | :-- |
| The domain imports the standard library only. | violated (verified) \`internal/domain/order.go:5\` | [\`docs/RULES.md:4\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/RULES.md#L4) |
| Errors are wrapped with \`%w\` \\| never swallowed, \`@ana\`. | kept (according to the model) | [\`docs/RULES.md:9-10\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/RULES.md#L9-L10) |
| pkg/ never breaks. | kept (verified) | [\`docs/RULES.md:12\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/RULES.md#L12) |
| Every queue has a dead-letter queue. | not judged | [\`docs/RULES.md:14\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/RULES.md#L14) |

And 2 more.

</details>"
`);
  });

  test('is one line where there is nothing to look at, and nothing where the team has no rules', () => {
    const links = linksOf(review, null);
    expect(clausePart({ ...review, clauses: clauses.slice(4) }, links, 6).text).toBe(
      'Team rules (2): 1 outside this change, 1 not in force.',
    );
    expect(clausePart({ ...review, clauses: clauses.slice(3, 4) }, links, 6).text).toBe(
      'Team rules (1): 1 not judged.',
    );
    expect(clausePart({ ...review, clauses: [] }, links, 6).text).toBe('');
    expect(clauseLine([])).toBe('');
  });

  test('is not told of a review without a model that could check none of them', () => {
    const facts = { ...review, mode: 'facts', clauses: clauses.slice(3) } as const;
    expect(clausePart(facts, linksOf(review, null), 6).text).toBe('');
  });

  test('gives way when there is no room: first rows, then all but the line', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      entry({ text: `Rule ${index} must hold.`, startLine: index + 1, state: 'kept', by: 'fact' }),
    );
    const part = clausePart({ ...review, clauses: many }, linksOf(review, 'https://github.com/acme/orders'), 6);
    expect(part.text.match(/Rule \d+/g)).toHaveLength(100);
    expect(part.text).toContain('And 200 more.');
    expect(sizeOf(fitInto([part], 6_000, 'more').text)).toBeLessThanOrEqual(6_000);
    expect(fitInto([part], 200, 'more').text).toContain('Team rules (300): 300 kept.');
  });
});
