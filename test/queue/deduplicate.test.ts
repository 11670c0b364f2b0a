import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  countPushes,
  deduplicate,
  findCancelled,
  findSuperseded,
  type KnownReview,
} from '../../src/queue/deduplicate.ts';
import { reviewJob, sha } from './harness.ts';

function known(changes: Partial<KnownReview> = {}): KnownReview {
  const { id } = reviewJob(1, { head: changes.head ?? sha('a') }).request;
  return {
    workflowId: id,
    requestId: id,
    head: sha('a'),
    delivery: 'other',
    at: '2026-11-01T10:00:00Z',
    automatic: true,
    createdAtMs: 1000,
    live: true,
    mayBeRetried: false,
    cancelled: false,
    ...changes,
  };
}

describe('a new review', () => {
  const later = { delivery: 'mine', at: '2026-11-01T10:05:00Z' };
  const earlier = { delivery: 'mine', at: '2026-11-01T09:55:00Z' };
  const request = (head: string, trigger: 'pushed' | 'rerun' | 'command' = 'pushed') => ({
    ...reviewJob(1, { head, trigger }).request,
    ...(trigger === 'command' ? { head: null, id: 'review/acme/shop/1/comment-5' } : {}),
  });

  test('is new if no review is known', () => {
    expect(deduplicate(request(sha('a')), later, [])).toEqual({ kind: 'new', workflowId: request(sha('a')).id });
  });

  test('is a duplicate if its delivery is known, or its head is the latest', () => {
    expect(deduplicate(request(sha('b')), { ...later, delivery: 'other' }, [known()])).toEqual({ kind: 'duplicate' });
    expect(deduplicate(request(sha('a')), later, [known({ live: false })])).toEqual({ kind: 'duplicate' });
    expect(deduplicate(request(sha('a')), earlier, [known()])).toEqual({ kind: 'duplicate' });
  });

  test('is overtaken if a later event is known', () => {
    expect(deduplicate(request(sha('b')), earlier, [known()])).toEqual({ kind: 'overtaken' });
  });

  test('gets an id of its own if its head came back', () => {
    const back = [known({ live: false, cancelled: true })];
    expect(deduplicate(request(sha('a')), later, back)).toMatchObject({
      workflowId: `${request(sha('a')).id}/again-1`,
    });
    const twice = [
      known({ live: false }),
      known({ head: sha('b'), requestId: 'b', workflowId: 'b', at: '2026-11-01T10:01:00Z' }),
    ];
    expect(deduplicate(request(sha('a')), later, twice)).toMatchObject({
      workflowId: `${request(sha('a')).id}/again-1`,
    });
  });

  test('that a person requests is compared by its head, not by our clock', () => {
    expect(deduplicate(request(sha('a'), 'command'), earlier, [known()])).toMatchObject({ kind: 'new' });
    const button = { ...request(sha('a'), 'rerun'), id: 'review/acme/shop/1/a/delivery' };
    expect(deduplicate(button, earlier, [known()])).toMatchObject({ kind: 'new' });
    expect(deduplicate({ ...button, head: sha('0') }, later, [known()])).toEqual({ kind: 'overtaken' });
  });

  test('supersedes earlier reviews, and none if a later one exists', () => {
    const first = known({ workflowId: 'a', createdAtMs: 1 });
    const retried = known({ workflowId: 'a/try-2', createdAtMs: 9 });
    const second = known({ workflowId: 'b', createdAtMs: 2 });
    const idsSuperseded = (known: readonly KnownReview[]) =>
      findSuperseded('b', known)?.map(({ workflowId }) => workflowId);
    expect(idsSuperseded([first, retried, second])).toEqual(['a', 'a/try-2']);
    expect(findSuperseded('a', [first, retried, second])).toBeNull();
    expect(findSuperseded('a/try-2', [first, retried, second])).toBeNull();
    expect(idsSuperseded([first, { ...retried, live: false }, second])).toEqual(['a']);
    const failed = { ...first, live: false, mayBeRetried: true };
    expect(idsSuperseded([failed, { ...retried, live: false }, second])).toEqual(['a']);
    expect(findSuperseded('gone', [first])).toBeNull();
  });

  test('supersedes all others of any set if it is the newest, and exactly one is', () => {
    const moments = fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(moments, (times) => {
        const all = times.map((createdAtMs, index) => known({ workflowId: `r${index}`, createdAtMs }));
        const winners = all.filter(({ workflowId }) => findSuperseded(workflowId, all) !== null);
        expect(winners).toHaveLength(1);
        const stopped = findSuperseded(winners[0]?.workflowId ?? '', all);
        expect(stopped).toHaveLength(all.length - 1);
      }),
    );
  });
});

describe('closing a pull request', () => {
  const before = '2026-11-01T09:59:00Z';
  const closedAt = '2026-11-01T10:00:00Z';
  const after = '2026-11-01T10:01:00Z';
  const cancelled = (changes: Partial<KnownReview>) => findCancelled(closedAt, [known(changes)]).length === 1;

  test('cancels what was requested before, and nothing that an event or a person requested later', () => {
    expect([cancelled({ at: before }), cancelled({ at: closedAt }), cancelled({ at: after })]).toEqual([
      true,
      true,
      false,
    ]);
    const command = { automatic: false, head: null };
    expect([cancelled({ ...command, at: before }), cancelled({ ...command, at: after })]).toEqual([true, false]);
  });

  test('cancels every rerun, because its time comes from our own clock', () => {
    expect(cancelled({ automatic: false, at: after })).toBe(true);
  });
});

test.each([
  ['nothing', [], 0],
  ['the opened one', ['a'], 0],
  ['two pushes, one of them twice', ['c', 'c', 'b', 'a'], 2],
  ['one push since a person asked', ['d', 'PERSON', 'b', 'a'], 1],
])('pushes are counted from %s', (_what, heads, pushes) => {
  const reviews = heads.map((head) => known({ head: sha(head.toLowerCase()), automatic: head !== 'PERSON' }));
  expect(countPushes(reviews)).toBe(pushes);
});
