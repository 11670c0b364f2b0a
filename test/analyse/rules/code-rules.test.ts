// Every rule that looks at the code of one file, run on its examples: what must be found, in which words, and what must not.
import { describe, expect, test } from '@jest/globals';
import { format } from '@wasm-fmt/gofmt';
import { codeRules } from '../../../src/analyse/rules/catalogue.ts';
import { type Example, examplesOf, inspectText, rulesWithExamples } from './examples.ts';

const isNearMiss = ({ found, cannotTell }: Example) => found.length === 0 && cannotTell === 0;

test('every rule has its examples, and no examples are left of a rule that is gone', () => {
  expect(rulesWithExamples()).toEqual(codeRules.map(({ id }) => id).sort());
});

describe.each(codeRules.map((rule) => ({ id: rule.id, rule, examples: examplesOf(rule) })))('$id', (one) => {
  const { rule, examples } = one;

  test.each(examples)('says of $name what is marked there, and nothing else', ({ text, found, cannotTell }) => {
    const { matches: sightings, undecided: couldNotTell, suppressed } = inspectText(rule, text);
    expect(sightings.map(({ startLine: line, severity, said }) => ({ line, severity, said }))).toEqual(found);
    expect([couldNotTell[rule.id] ?? 0, suppressed]).toEqual([cannotTell, []]);
    const lines = text.split('\n');
    for (const { startLine, quote } of sightings) {
      expect(quote).not.toBe('');
      expect(lines[startLine - 1]).toContain(quote);
    }
  });

  test('has at least two examples of each kind, formatted as Go is', () => {
    expect(examples.filter(({ found }) => found.length > 0).length).toBeGreaterThanOrEqual(2);
    expect(examples.filter(isNearMiss).length).toBeGreaterThanOrEqual(2);
    for (const { name, marked } of examples)
      expect(`${name}\n${format(marked).trimEnd()}`).toBe(`${name}\n${marked.trimEnd()}`);
  });
});
