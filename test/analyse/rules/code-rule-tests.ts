// Tests the rules of one family on their examples: what must be found and what must not. One snapshot per rule holds its words.
import { describe, expect, test } from '@jest/globals';
import { format } from '@wasm-fmt/gofmt';
import { renderMessages } from '../../../src/analyse/rules/engine/message.ts';
import type { CodeRule } from '../../../src/analyse/rules/engine/rule.ts';
import { codeRules } from '../../../src/analyse/rules/registry.ts';
import { type Example, examplesOf, inspectText } from './examples.ts';

const isNearMiss = ({ found, undecided }: Example) => found.length === 0 && undecided === 0;

/** Tests every rule about code of a family, "api". */
export function testFamily(family: string): void {
  const rules = codeRules.filter(({ id }) => id.startsWith(`${family}/`));
  describe.each(rules.map((rule) => ({ id: rule.id, rule, examples: examplesOf(rule) })))(
    '$id',
    ({ rule, examples }) => {
      test.each(examples)('finds in $name what is marked there, and nothing else', ({ text, found, undecided }) => {
        const seen = inspectText(rule, text);
        const cases = seen.matches.map(({ startLine: line, severity, message, data }) => ({
          line,
          severity,
          message,
          data,
        }));
        expect(cases).toEqual(found);
        expect([seen.undecided[rule.id] ?? 0, seen.suppressed]).toEqual([undecided, []]);
        const lines = text.split('\n');
        for (const { startLine, quote } of seen.matches) {
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

      test('has at least two near misses that its own check rejects, and not a prefilter', () => {
        let calls = 0;
        const counting: CodeRule = {
          ...rule,
          check(node, file) {
            calls += 1;
            return rule.check(node, file);
          },
        };
        const reached = examples.filter(isNearMiss).filter(({ text }) => {
          const before = calls;
          inspectText(counting, text);
          return calls > before;
        });
        expect(reached.length).toBeGreaterThanOrEqual(2);
      });

      test('words every message of its cases as this snapshot says', () => {
        const sentences = new Map<string, string>();
        for (const match of examples.flatMap(({ text }) => inspectText(rule, text).matches))
          if (!sentences.has(match.message))
            sentences.set(match.message, renderMessages(rule.messages ?? {}, [match]).join(' '));
        expect([rule.title, ...sentences.values(), rule.why].join('\n')).toMatchSnapshot();
      });
    },
  );
}
