// No rule without examples: each that looks at a change as a whole has a table of what must be found and what must not.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { changeRules } from '../../../src/analyse/rules/change-rules.ts';

const RULES = new URL('../../../src/analyse/rules/', import.meta.url);
const TESTS = new URL('./', import.meta.url);

/** Rules whose examples are whole modules with a graph of their own. */
const TESTED_ON_GRAPHS = [
  'service/component-cycle',
  'service/component-edge',
  'service/layer-by-name',
  'service/less-stable-dependency',
  'service/package-grows',
  'service/zone-of-pain',
];

test('every rule about a change has its table of examples', async () => {
  const names = new Map<unknown, string>();
  for (const file of readdirSync(RULES)) {
    const exported: Record<string, unknown> = await import(new URL(file, RULES).href);
    for (const [name, value] of Object.entries(exported)) names.set(value, name);
  }
  const tests = readdirSync(TESTS)
    .map((file) => readFileSync(new URL(file, TESTS), 'utf8'))
    .join('\n');
  const without = changeRules.filter((rule) => !new RegExp(`\\bchangeRuleTests\\(${names.get(rule)},`).test(tests));
  expect(without.map(({ id }) => id).sort()).toEqual(TESTED_ON_GRAPHS);
});
