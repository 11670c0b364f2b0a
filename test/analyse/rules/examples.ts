// Go snippets for rules: what must be found and what must not, run through the same inspection as a review.
import { describe, expect, test } from '@jest/globals';
import { scanHead } from '../../../src/analyse/go/scan-imports.ts';
import { openParser } from '../../../src/analyse/parser.ts';
import { inspect } from '../../../src/analyse/rules/inspect.ts';
import type { CodeRule, Sighting } from '../../../src/analyse/rules/rule.ts';

const parser = await openParser();

/** What one rule sees in one file. */
export function look(rule: CodeRule, text: string, path?: string): readonly Sighting[] {
  const name = path ?? (rule.judges === 'tests' ? 'shop/order_test.go' : 'shop/order.go');
  return parser.parse(text, (file) => {
    expect(file.errorLine).toBeNull();
    return inspect([rule], name, file, scanHead(text)).sightings;
  });
}

export interface Examples {
  /** Title to Go file; a comment `// want` marks each line that must be found. */
  readonly found: Readonly<Record<string, string>>;
  /** Title to Go file in which nothing may be found. */
  readonly silent: Readonly<Record<string, string>>;
}

/** Tests of one rule: at least two of each kind. */
export function ruleTests(rule: CodeRule, { found, silent }: Examples): void {
  describe(rule.id, () => {
    test.each(Object.entries(found))('finds %s', (_, text) => {
      const wanted = text.split('\n').flatMap((line, index) => (line.includes('// want') ? [index + 1] : []));
      // The marks are for the reader: a comment can be a reason to stay silent.
      const unmarked = text.replaceAll(/ *\/\/ want/g, '');
      const lines = unmarked.split('\n');
      const seen = look(rule, unmarked);
      expect(seen.map((sighting) => sighting.startLine)).toEqual(wanted);
      for (const { startLine, quote } of seen) expect(lines[startLine - 1]).toContain(quote);
    });
    test.each(Object.entries(silent))('is silent about %s', (_, text) => {
      expect(look(rule, text).map((sighting) => sighting.said)).toEqual([]);
    });
    test('has at least two examples of each kind', () => {
      expect(Object.keys(found).length).toBeGreaterThanOrEqual(2);
      expect(Object.keys(silent).length).toBeGreaterThanOrEqual(2);
    });
  });
}
