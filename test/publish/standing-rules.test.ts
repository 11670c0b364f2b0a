import { expect, test } from '@jest/globals';
import type { StandingClause, StandingRules } from '../../src/domain/clause.ts';
import { layOutStandingRules, markdownOfStandingRules } from '../../src/publish/standing-rules.ts';

const clause = (text: string, more: Partial<StandingClause> = {}): StandingClause => ({
  id: `docs/RULES.md#${text.length}`,
  path: 'docs/RULES.md',
  startLine: 3,
  endLine: 3,
  text,
  strength: 'must',
  status: 'accepted',
  supersededBy: null,
  scope: { dir: '', paths: [], layers: [] },
  checkedBy: 'facts',
  state: 'kept',
  breaks: [],
  ...more,
});
const at = (line: number) => ({ path: 'internal/domain/a.go', line, isOld: true });
const rules: StandingRules = {
  clauses: [
    clause('`internal/domain` must not import `internal/store`.', {
      state: 'broken',
      scope: { dir: '', paths: ['internal/domain/**'], layers: [] },
      breaks: [1, 2, 3, 4, 5, 6, 7].map(at),
    }),
    clause('All writes go through the outbox.', {
      state: 'not-in-force',
      status: 'superseded',
      supersededBy: 'docs/adr/0004.md',
    }),
    clause('The gateway | must not import `web`.', {
      state: 'not-checkable',
      checkedBy: 'nobody',
      note: 'No package, layer or library is called "gateway".',
    }),
  ],
  documents: [],
  notes: ['No rule was understood in AGENTS.md.'],
};

test('rules stand by state, the broken ones first, with what each is about', () => {
  expect(layOutStandingRules(rules, 80)).toMatchInlineSnapshot(`
"3 team rules: 1 broken, 1 not checkable and 1 not in force.

broken (1)
  \`internal/domain\` must not import \`internal/store\`. (must)
    docs/RULES.md:3, for internal/domain/**
    broken in internal/domain/a.go:1, internal/domain/a.go:2,
    internal/domain/a.go:3, internal/domain/a.go:4, internal/domain/a.go:5 and 2
    more

not checkable (1)
  The gateway | must not import \`web\`. (must)
    docs/RULES.md:3
    No package, layer or library is called "gateway".

not in force (1)
  All writes go through the outbox. (must)
    docs/RULES.md:3
    superseded by docs/adr/0004.md

No rule was understood in AGENTS.md."
`);
  expect(markdownOfStandingRules(rules)).toMatchInlineSnapshot(`
"## Team rules

3 team rules: 1 broken, 1 not checkable and 1 not in force.

### broken (1)

| Rule | Where | For | |
| :-- | :-- | :-- | :-- |
| \`internal/domain\` must not import \`internal/store\`. | \`docs/RULES.md:3\` | \`internal/domain/**\` | broken in internal/domain/a.go:1, internal/domain/a.go:2, internal/domain/a.go:3, internal/domain/a.go:4, internal/domain/a.go:5 and 2 more |

### not checkable (1)

| Rule | Where | For | |
| :-- | :-- | :-- | :-- |
| The gateway \\| must not import \`web\`. | \`docs/RULES.md:3\` |  | No package, layer or library is called "gateway". |

### not in force (1)

| Rule | Where | For | |
| :-- | :-- | :-- | :-- |
| All writes go through the outbox. | \`docs/RULES.md:3\` |  | superseded by docs/adr/0004.md |

- No rule was understood in AGENTS.md."
`);
});

test('a repository without rules is told so', () => {
  const none = { clauses: [], documents: [], notes: [] };
  expect(layOutStandingRules(none, 80)).toBe('No team rules were found in the documents and linter configurations.');
});
