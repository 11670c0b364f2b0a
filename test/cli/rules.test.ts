// What `architect rules` prints: every rule has its whole documentation.
import { expect, test } from '@jest/globals';
import { formatGo } from '../../src/agent/verify/format-go.ts';
import { allRules } from '../../src/analyse/analyse.ts';
import { describeRules } from '../../src/cli/rules.ts';

/** Sentences end in a period, a question or an exclamation mark before white space or the end. */
const sentencesIn = (text: string): number => text.match(/[.!?](?=\s|$)/g)?.length ?? 0;

test('each rule says why it matters, when it is fine, what to do and at what price, and where to read on', () => {
  for (const rule of allRules) {
    expect(rule.id).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
    for (const text of [rule.why, rule.exceptions, rule.fix]) expect(text).toMatch(/\.$/);
    expect(rule.tradeOffs).toMatch(/^(.*\.)?$/);
    expect(rule.title).toMatch(/^[^`]{1,70}$/);
    expect(rule.title).not.toMatch(/\.$/);
    // It continues "Fine when".
    expect(rule.exceptions).toMatch(/^[^A-Z]/);
    expect(sentencesIn(rule.why)).toBeLessThanOrEqual(3);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const url of rule.references) expect(url).toMatch(/^https:\/\//);
  }
  expect(new Set(allRules.map(({ id }) => id)).size).toBe(allRules.length);
});

test('each example is Go that parses and is formatted', () => {
  for (const { id, example } of allRules) expect({ id, ...formatGo(example) }).toEqual({ id, ok: true, code: example });
});

test('the list has one line for each rule', () => {
  expect(describeRules(undefined).split('\n')).toHaveLength(allRules.length);
  expect(describeRules(undefined)).toContain('concurrency/defer-in-loop');
});

test('the page of one rule', () => {
  expect(describeRules('risk/hard-coded-secret')).toMatchInlineSnapshot(`
"## risk/hard-coded-secret

**Credential is hard-coded in the source.** Risk mitigation, critical: posted as a finding. Severity in examples, scripts and tools: critical.

**Why it matters.** Anyone who can read the repository, a fork, its history or a binary has the credential; deleting the line does not revoke it.

**Fine when** it is a made-up key in test code.

**What to do.** Revoke it first, then load the new one at start-up from the environment or a secret store.

**Trade-off.** One more setting in each environment.

\`\`\`go
key, err := secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(name)})
\`\`\`

To suppress it in one place, write \`//architect:ignore risk/hard-coded-secret reason\` on the line or above it. \`//nolint:gosec // reason\` suppresses it too. Security rule: a suppression comment added by the same pull request has no effect.

- https://docs.github.com/code-security/secret-scanning/introduction/about-secret-scanning"
`);
});

test('a page names the severity outside services, where the rule reports there', () => {
  const verdict = (id: string) =>
    describeRules(id)
      .split('\n\n')[1]!
      .replace(/^\*\*.*?\*\* .*?, /, '');
  expect(['concurrency/dynamodb-scan', 'risk/first-page-only', 'concurrency/rows-not-closed'].map(verdict)).toEqual([
    'medium (high if a request can reach it): posted as a finding.',
    'medium: posted as a finding. Severity in examples, scripts and tools: low.',
    'high: posted as a finding. Severity in examples: medium.',
  ]);
});

test('a family is all its rules', () => {
  const pages = describeRules('concurrency');
  for (const { id } of allRules.filter((rule) => rule.id.startsWith('concurrency/')))
    expect(pages).toContain(`## ${id}`);
});

test('an unknown name is refused with a suggestion or the families', () => {
  expect(() => describeRules('concurrency/defer-in-lop')).toThrow(/; did you mean "concurrency\/defer-in-loop"\?$/);
  expect(() => describeRules('nonsense')).toThrow(/^unknown rule "nonsense"; run .* \(families: .*concurrency/);
  expect(() => describeRules('foo')).toThrow(/run `architect rules`/);
});

test('a former name of a rule opens its page', () => {
  expect(describeRules('service/shelf-package')).toMatch(/^## service\/vague-package-name\n/);
});
