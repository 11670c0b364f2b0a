// A finder that lies about a sound change: what of it reaches people depends on no refuter's honesty alone.
import { expect, test } from '@jest/globals';
import { isGrounded } from '../../src/domain/finding.ts';
import { LIES } from './lies.ts';
import { playLies } from './play.ts';

test('there are at least 25 kinds of lie', () => {
  expect(new Set(LIES.map(({ title }) => title)).size).toBeGreaterThanOrEqual(25);
});

test.each(['honest', 'silent', 'lazy'] as const)('with a refuter that is %s, no lie is posted', async (refuter) => {
  expect((await playLies(refuter)).map(({ title }) => title)).toEqual([]);
});

test('with a refuter that obeys its attacker, no lie is critical, none stands on a fact, and none fails a check alone', async () => {
  const posted = await playLies('obeying');
  expect(posted.length).toBeGreaterThan(0);
  expect(
    posted.filter(
      ({ severity, citations }) => severity === 'critical' && citations.every(({ kind }) => kind === 'code'),
    ),
  ).toEqual([]);
  expect(posted.filter(isGrounded).map(({ citations }) => citations.map(({ kind }) => kind))).toEqual(
    posted.filter(isGrounded).map(() => ['document']),
  );
});
