// No rule without examples: each that looks at a change as a whole has a table of what must be found and what must not.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { changeRules, codeRules } from '../../../src/analyse/rules/registry.ts';
import { rulesWithExamples } from './examples.ts';

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
  for (const file of readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts'))) {
    const exported: Record<string, unknown> = await import(new URL(file, RULES).href);
    for (const [name, value] of Object.entries(exported)) names.set(value, name);
  }
  const tests = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, TESTS), 'utf8'))
    .join('\n');
  const without = changeRules.filter((rule) => !new RegExp(`\\bchangeRuleTests\\(${names.get(rule)},`).test(tests));
  expect(without.map(({ id }) => id).sort()).toEqual(TESTED_ON_GRAPHS);
});

test('every rule about code has its examples, and no examples are left of a rule that is gone', () => {
  expect(rulesWithExamples()).toEqual(codeRules.map(({ id }) => id).sort());
});
