// Tests rules that look at a whole change on small changes: what must be found and what must not, as a review would.
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import type { ChangeRule } from '../../../src/analyse/rules/engine/change-rule.ts';
import type { Fact } from '../../../src/domain/architecture.ts';
import { type Change, snapshotOf } from '../tree.ts';

export interface ChangeExamples {
  /** By title; `want` lists the places: "path:line", with "before " in front of a line that the change removes. */
  readonly found: Readonly<Record<string, Change & { readonly want: readonly string[] }>>;
  readonly silent: Readonly<Record<string, Change>>;
}

async function factsOf(rule: ChangeRule, change: Change): Promise<readonly Fact[]> {
  const { facts } = await analyse(snapshotOf(change), () => {});
  return facts.filter(({ id }) => id.startsWith(`rule:${rule.id}:`));
}

/** Places of a rule's cases in a change, sorted, each with its quote checked against the file. */
async function lookAtChange(rule: ChangeRule, change: Change): Promise<string[]> {
  const snapshot = snapshotOf(change);
  const facts = await factsOf(rule, change);
  return facts
    .flatMap(({ places }) => places)
    .map(({ path, startLine, quote, side }) => {
      const tree = side === 'before' ? snapshot.before : snapshot.head;
      expect(tree.text(path)?.split('\n')[startLine - 1]?.trim()).toBe(quote);
      return `${side === 'before' ? 'before ' : ''}${path}:${startLine}`;
    })
    .sort();
}

/** Tests one rule on at least two examples of each kind. One snapshot holds its words. */
export function changeRuleTests(rule: ChangeRule, { found, silent }: ChangeExamples): void {
  describe(rule.id, () => {
    test.each(Object.entries(found))('finds %s', async (_, { want, ...change }) => {
      expect(await lookAtChange(rule, change)).toEqual([...want].sort());
    });
    test.each(Object.entries(silent))('is silent about %s', async (_, change) => {
      expect(await lookAtChange(rule, change)).toEqual([]);
    });
    test('has at least two examples of each kind', () => {
      expect(Object.keys(found).length).toBeGreaterThanOrEqual(2);
      expect(Object.keys(silent).length).toBeGreaterThanOrEqual(2);
    });
    test('words its cases as this snapshot says', async () => {
      const facts: Fact[] = [];
      for (const change of Object.values(found)) facts.push(...(await factsOf(rule, change)));
      const sentences = new Set(facts.map(({ statement }) => statement));
      expect([rule.title, ...sentences, rule.why].join('\n')).toMatchSnapshot();
    });
  });
}
