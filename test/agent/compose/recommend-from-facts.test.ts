import { describe, expect, test } from '@jest/globals';
import { recommendFromFacts } from '../../../src/agent/compose/recommend-from-facts.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { toCodeSpan } from '../../../src/text/sanitize.ts';
import { busy, dependencyFact, usersOf } from './busy-change.ts';

const dirs = ['a', 'b', 'c', 'd', 'e'];

test('only sections that the facts say something about are filled', () => {
  const few = usersOf('Close', true, ...dirs.slice(1));
  const used = usersOf('Open', true, ...dirs);
  const unexported = usersOf('open', false, ...dirs);
  expect(recommendFromFacts({ ...busy, facts: [...busy.facts, few, used, unexported] })).toMatchInlineSnapshot(`
{
  "api-design": [],
  "concurrency-performance": [],
  "deployment-operations": [
    "Confirm that the new dependency is needed: \`x\` v1.",
  ],
  "risk-mitigation": [
    "\`store.Open\` changes and is used by 5 other packages: check their expectations.",
  ],
  "service-architecture": [],
  "testing-strategy": [],
}
`);
});

describe('new dependencies', () => {
  const facts = ['a', 'b'].map(dependencyFact);
  const lines = (changes: Partial<typeof busy>) =>
    recommendFromFacts({ ...busy, facts, ...changes })['deployment-operations'];

  test('are one question', () => {
    expect(lines({})).toEqual(['Confirm that each of the 2 new dependencies is needed: `a` v1 and `b` v1.']);
  });

  test('of the repository itself are none', () => {
    const modules = [{ path: 'b', dir: 'b', goVersion: null, requires: [], replaces: [] }];
    expect(lines({ after: { ...busy.after, modules } })).toEqual([
      'Confirm that the new dependency is needed: `a` v1.',
    ]);
  });

  test('that a finding cites are not repeated', () => {
    const citation = { kind: 'fact', factId: facts[1]?.id };
    expect(lines({ findings: [{ citations: [citation] } as unknown as Finding] })).toEqual([
      'Confirm that the new dependency is needed: `a` v1.',
    ]);
  });
});

test('a name is inert whatever it contains', () => {
  const name = 'x`@octocat <img src=y>.Open';
  const [line] = recommendFromFacts({ ...busy, facts: [usersOf(name, true, ...dirs)] })['risk-mitigation'];
  expect(line).toContain(`${toCodeSpan(`store.${name}`)} changes and is used by 5 other packages`);
});
