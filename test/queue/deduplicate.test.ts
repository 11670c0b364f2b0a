import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BadInput, CannotReview, Superseded, TryLater } from '../../src/domain/errors.ts';
import { firstAttempt, type KnownReview, madePointlessBy, nextAttempt, place } from '../../src/queue/deduplicate.ts';
import { describeFailure, Failure, OutOfTime, reviveFailure, Stopped } from '../../src/queue/failure.ts';
import { reviewOrder, sha } from './harness.ts';

function known(changes: Partial<KnownReview> = {}): KnownReview {
  const { id } = reviewOrder(1, { head: changes.head ?? sha('a') }).request;
  return {
    workflowId: id,
    key: id,
    head: sha('a'),
    delivery: 'other',
    at: '2026-11-01T10:00:00Z',
    automatic: true,
    createdAtMs: 1000,
    live: true,
    mayBeTriedAgain: false,
    cancelled: false,
    ...changes,
  };
}

describe('a new review', () => {
  const later = { delivery: 'mine', at: '2026-11-01T10:05:00Z' };
  const earlier = { delivery: 'mine', at: '2026-11-01T09:55:00Z' };
  const request = (head: string, trigger: 'pushed' | 'rerun' | 'command' = 'pushed') => ({
    ...reviewOrder(1, { head, trigger }).request,
    ...(trigger === 'command' ? { head: null, id: 'review/acme/shop/1/comment-5' } : {}),
  });

  test('is new where nothing is known', () => {
    expect(place(request(sha('a')), later, [])).toEqual({ kind: 'new', workflowId: request(sha('a')).id });
  });

  test('is a duplicate when its delivery, or its head as the newest, is known', () => {
    expect(place(request(sha('b')), { ...later, delivery: 'other' }, [known()])).toEqual({ kind: 'duplicate' });
    expect(place(request(sha('a')), later, [known({ live: false })])).toEqual({ kind: 'duplicate' });
    expect(place(request(sha('a')), earlier, [known()])).toEqual({ kind: 'duplicate' });
  });

  test('is overtaken when a later event is known', () => {
    expect(place(request(sha('b')), earlier, [known()])).toEqual({ kind: 'overtaken' });
  });

  test('has a name of its own when its head came back', () => {
    const back = [known({ live: false, cancelled: true })];
    expect(place(request(sha('a')), later, back)).toMatchObject({ workflowId: `${request(sha('a')).id}/again-1` });
    const twice = [
      known({ live: false }),
      known({ head: sha('b'), key: 'b', workflowId: 'b', at: '2026-11-01T10:01:00Z' }),
    ];
    expect(place(request(sha('a')), later, twice)).toMatchObject({ workflowId: `${request(sha('a')).id}/again-1` });
  });

  test('that a person asks for is not measured by our clock, but by the head', () => {
    expect(place(request(sha('a'), 'command'), earlier, [known()])).toMatchObject({ kind: 'new' });
    const button = { ...request(sha('a'), 'rerun'), id: 'review/acme/shop/1/a/delivery' };
    expect(place(button, earlier, [known()])).toMatchObject({ kind: 'new' });
    expect(place({ ...button, head: sha('0') }, later, [known()])).toEqual({ kind: 'overtaken' });
  });

  test('stops what was put in line before it, and nothing when something came after it', () => {
    const first = known({ workflowId: 'a', createdAtMs: 1 });
    const retried = known({ workflowId: 'a/try-2', createdAtMs: 9 });
    const second = known({ workflowId: 'b', createdAtMs: 2 });
    const idsMadePointless = (known: readonly KnownReview[]) =>
      madePointlessBy('b', known)?.map(({ workflowId }) => workflowId);
    expect(idsMadePointless([first, retried, second])).toEqual(['a', 'a/try-2']);
    expect(madePointlessBy('a', [first, retried, second])).toBeNull();
    expect(madePointlessBy('a/try-2', [first, retried, second])).toBeNull();
    expect(idsMadePointless([first, { ...retried, live: false }, second])).toEqual(['a']);
    const failed = { ...first, live: false, mayBeTriedAgain: true };
    expect(idsMadePointless([failed, { ...retried, live: false }, second])).toEqual(['a']);
    expect(madePointlessBy('gone', [first])).toBeNull();
  });

  test('of any set, exactly one is the newest, and it stops all others', () => {
    const moments = fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(moments, (times) => {
        const all = times.map((createdAtMs, index) => known({ workflowId: `r${index}`, createdAtMs }));
        const winners = all.filter(({ workflowId }) => madePointlessBy(workflowId, all) !== null);
        expect(winners).toHaveLength(1);
        const stopped = madePointlessBy(winners[0]?.workflowId ?? '', all);
        expect(stopped).toHaveLength(all.length - 1);
      }),
    );
  });

  test('counts its attempts', () => {
    expect(nextAttempt('r')).toEqual({ workflowId: 'r/try-2', attempt: 2 });
    expect(nextAttempt('r/try-2')).toEqual({ workflowId: 'r/try-3', attempt: 3 });
    expect(firstAttempt('r/try-3')).toBe('r');
  });
});

describe('a failure', () => {
  const { signal } = new AbortController();

  test.each([
    new TryLater('later', 1234),
    new CannotReview('never'),
    new Superseded('moved', sha('f')),
    new OutOfTime('late'),
    new Stopped('stop'),
  ])('is kept as what it is: $name', (error) => {
    const kept = Failure.parse(JSON.parse(JSON.stringify(describeFailure(error, signal))));
    const revived = reviveFailure(kept);
    expect(revived).toBeInstanceOf(error.constructor);
    expect({ ...revived }).toEqual({ ...error });
    expect(revived.message).toBe(error.message);
  });

  test('of the person is one that trying again does not mend', () => {
    expect(describeFailure(new BadInput('no such revision'), signal).kind).toBe('cannot-review');
  });

  test('that comes of an abort is what the abort was for', () => {
    const late = AbortSignal.abort(new OutOfTime('late'));
    expect(describeFailure(new DOMException('aborted', 'AbortError'), late).kind).toBe('out-of-time');
    expect(describeFailure(new CannotReview('refused'), late).kind).toBe('cannot-review');
  });

  test('of any kind is kept within bounds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (thrown) => {
        expect(JSON.stringify(describeFailure(thrown, signal)).length).toBeLessThan(20_000);
      }),
    );
    expect(describeFailure(new Error('x'.repeat(10_000)), signal).message).toHaveLength(2000);
  });
});
