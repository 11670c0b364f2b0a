import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calibrateEffort, findWeekEstimate, HumanEstimate } from '../../../src/agent/verify/effort-estimate.ts';

describe('what a person would need becomes measured time', () => {
  test.each<[number, HumanEstimate['unit'], string]>([
    [0.1, 'hours', 'about 5 minutes measured'],
    [2, 'hours', 'about 10 minutes measured'],
    [1, 'days', 'about 40 minutes measured'],
    [1.5, 'days', 'about 1 hour measured'],
    [18, 'hours', 'about 1.5 hours measured'],
    [3, 'days', 'about 2 hours measured'],
    [10, 'days', 'about 7 hours measured'],
    [12, 'days', 'about 1 day measured'],
    [20, 'days', 'about 2 days measured'],
    [60, 'days', 'about 5 days measured'],
  ])('%d %s', (amount, unit, expected) => {
    expect(calibrateEffort({ amount, unit })).toBe(expected);
  });

  test('as the table of the skill says', async () => {
    const skill = await readFile(new URL('../../../agents/skills/time-calibration/SKILL.md', import.meta.url), 'utf8');
    const rows = [...skill.matchAll(/^\| (\d+) (hour|day)s? \| (.+) \|$/gm)];
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const [, amount, unit, said] of rows) {
      expect(calibrateEffort({ amount: Number(amount), unit: unit === 'day' ? 'days' : 'hours' })).toBe(said);
    }
  });

  test('never in weeks, and more work never takes less time', () => {
    const minutesOf = (text: string) => {
      const [, number, unit] = /about ([\d.]+) (minute|hour|day)s? measured/.exec(text) ?? [];
      return Number(number) * { minute: 1, hour: 60, day: 480 }[unit as 'minute' | 'hour' | 'day'];
    };
    const hours = fc.double({ min: 0.01, max: 60, noNaN: true });
    fc.assert(
      fc.property(hours, hours, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(minutesOf(calibrateEffort({ amount: less, unit: 'days' }))).toBeLessThanOrEqual(
          minutesOf(calibrateEffort({ amount: more, unit: 'days' })),
        );
      }),
    );
  });

  test('an estimate in weeks is no estimate', () => {
    expect(HumanEstimate.safeParse({ amount: 2, unit: 'weeks' }).success).toBe(false);
    expect(HumanEstimate.safeParse({ amount: 100, unit: 'days' }).success).toBe(false);
    expect(HumanEstimate.safeParse({ amount: -1, unit: 'days' }).success).toBe(false);
  });
});

describe('an estimate in weeks is found in prose', () => {
  test.each([
    'This takes 2 weeks.',
    'Estimated effort: 1-2 weeks',
    'It would need about three weeks of a developer.',
    'two weeks of work',
    'a few weeks to implement',
    'The migration requires several months.',
    'Microservice: 1-2 weeks',
    'Microservice: ~1-2 weeks measured.',
    'Split the store first, one to two sprints.',
    'Split it: two weeks.',
    'That is a 3-week project.',
    'About two weeks’ work.',
    'Six person-weeks in all.',
  ])('%s', (text) => {
    expect(findWeekEstimate(text)).not.toBeNull();
  });

  test.each([
    'The token lives for 2 weeks.',
    'Certificates expire after three months.',
    'TTL: 2 weeks.',
    'A NAT gateway costs $32 a month.',
    'It needs 200 calls a month.',
    'That takes three quarters of the time.',
    'Retention is 1-2 weeks.',
    'Rows that are older than 6 to 8 weeks go.',
    'Rotation of keys: 3 months',
    'A backup is kept for 2 to 4 weeks.',
    'It takes a lock. Two weeks later the row is gone.',
    'about 2 hours measured',
  ])('and not in: %s', (text) => {
    expect(findWeekEstimate(text)).toBeNull();
  });
});
