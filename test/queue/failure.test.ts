import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BadInput, CannotReview, Superseded, TryLater } from '../../src/domain/errors.ts';
import { describeFailure, Failure, OutOfTime, reviveFailure, Stopped } from '../../src/queue/failure.ts';
import { sha } from './harness.ts';

describe('a failure', () => {
  const { signal } = new AbortController();

  test.each([
    new TryLater('later', 1234),
    new CannotReview('never'),
    new Superseded('moved', sha('f')),
    new OutOfTime('late'),
    new Stopped('stop'),
  ])('keeps its kind: $name', (error) => {
    const kept = Failure.parse(JSON.parse(JSON.stringify(describeFailure(error, signal))));
    const revived = reviveFailure(kept);
    expect(revived).toBeInstanceOf(error.constructor);
    expect({ ...revived }).toEqual({ ...error });
    expect(revived.message).toBe(error.message);
  });

  test('caused by invalid input is not retried', () => {
    expect(describeFailure(new BadInput('no such revision'), signal).kind).toBe('cannot-review');
  });

  test('caused by an abort has the reason of the abort', () => {
    const late = AbortSignal.abort(new OutOfTime('late'));
    expect(describeFailure(new DOMException('aborted', 'AbortError'), late).kind).toBe('out-of-time');
    expect(describeFailure(new CannotReview('refused'), late).kind).toBe('cannot-review');
  });

  test('of any kind is stored within bounds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (thrown) => {
        expect(JSON.stringify(describeFailure(thrown, signal)).length).toBeLessThan(20_000);
      }),
    );
    expect(describeFailure(new Error('x'.repeat(10_000)), signal).message).toHaveLength(2000);
  });
});
