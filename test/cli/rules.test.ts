// What `architect rules` prints: every rule has its whole documentation.
import { expect, test } from '@jest/globals';
import { formatGo } from '../../src/agent/verify/format-go.ts';
import { allRules } from '../../src/analyse/analyse.ts';
import { rulesPage } from '../../src/cli/rules.ts';

test('each rule says why it matters, when it is fine, what to do and at what price, and where to read on', () => {
  for (const rule of allRules) {
    expect(rule.id).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
    for (const text of [rule.why, rule.exceptions, rule.fix, rule.tradeOffs]) expect(text).toMatch(/\.$/);
    expect(rule.title).not.toMatch(/\.$/);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const url of rule.references) expect(url).toMatch(/^https:\/\//);
  }
  expect(new Set(allRules.map(({ id }) => id)).size).toBe(allRules.length);
});

test('each example is Go that parses and is formatted', () => {
  for (const { id, example } of allRules) expect({ id, ...formatGo(example) }).toEqual({ id, ok: true, code: example });
});

test('the list has one line for each rule', () => {
  expect(rulesPage(undefined).split('\n')).toHaveLength(allRules.length);
  expect(rulesPage(undefined)).toContain('concurrency/defer-in-loop');
});

test('the page of one rule', () => {
  expect(rulesPage('risk/hard-coded-secret')).toMatchInlineSnapshot(`
"## risk/hard-coded-secret

**A credential stands in the source.** Risk mitigation, critical: posted by itself. In examples, scripts and tools: critical.

**Why it matters.** Whoever can read the repository, its forks, its history or a binary built from it has the credential; removing the line does not take it back.

**When it is fine.** For a key that is made up for a test and stands in test code.

**What to do.** Revoke it first, then read it at start from the environment or a secret store.

**Trade-off.** One more thing to set up in each environment.

\`\`\`go
key, err := secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(name)})
\`\`\`

To leave it out in one place: \`//architect:ignore risk/hard-coded-secret why\` on the line or above it. A directive to gosec (\`//nolint:gosec // why\`) does so too. A comment that comes with the change itself does not silence it: it is about security.

- https://docs.github.com/code-security/secret-scanning/introduction/about-secret-scanning"
`);
});

test('a page says how grave the case is in milder places, where it is said there', () => {
  const verdict = (id: string) =>
    rulesPage(id)
      .split('\n\n')[1]!
      .replace(/^\*\*.*?\*\* .*?, /, '');
  expect(['concurrency/dynamodb-scan', 'risk/first-page-only', 'concurrency/rows-not-closed'].map(verdict)).toEqual([
    'medium (high where a request reaches it): posted by itself.',
    'medium: posted by itself. In examples, scripts and tools: low.',
    'high: posted by itself. In examples: medium.',
  ]);
});

test('a family is all its rules', () => {
  const pages = rulesPage('concurrency');
  for (const { id } of allRules.filter((rule) => rule.id.startsWith('concurrency/')))
    expect(pages).toContain(`## ${id}`);
});

test('a name that is no rule is refused with what there is', () => {
  expect(() => rulesPage('concurrency/defer-in-lop')).toThrow(/; did you mean "concurrency\/defer-in-loop"\?$/);
  expect(() => rulesPage('nonsense')).toThrow(/there is no rule "nonsense".*the families are .*concurrency/);
});
