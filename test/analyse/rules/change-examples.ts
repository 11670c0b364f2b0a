// Small changes for rules that look at a whole change: what must be found and what must not, through the same analysis as a review.
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import type { ChangeRule } from '../../../src/analyse/rules/engine/change-rule.ts';
import { type Change, snapshotOf } from '../tree.ts';

export interface ChangeExamples {
  /** Title to change; `want` lists the places, as "path:line", with "before " in front of one that the change takes away. */
  readonly found: Readonly<Record<string, Change & { readonly want: readonly string[] }>>;
  readonly silent: Readonly<Record<string, Change>>;
}

/** Places of a rule's cases in a change, sorted, each with its quote checked against the file. */
export async function lookAtChange(rule: ChangeRule, change: Change): Promise<string[]> {
  const snapshot = snapshotOf(change);
  const { facts } = await analyse(snapshot, () => {});
  const places = facts.filter(({ id }) => id.startsWith(`rule:${rule.id}:`)).flatMap((fact) => fact.places);
  return places
    .map(({ path, startLine, quote, side }) => {
      const tree = side === 'before' ? snapshot.before : snapshot.head;
      expect(tree.text(path)?.split('\n')[startLine - 1]?.trim()).toBe(quote);
      return `${side === 'before' ? 'before ' : ''}${path}:${startLine}`;
    })
    .sort();
}

/** Tests of one rule: at least two of each kind. */
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
  });
}
