// What the command line says when something ends early.
import { expect, test } from '@jest/globals';
import { orWithoutModel } from '../../src/cli/progress.ts';
import { BadInput, TryLater } from '../../src/domain/errors.ts';

test('who cannot reach the model is told that a review can do without', () => {
  const wrong = new BadInput('no');
  expect(orWithoutModel(wrong)).toBe(wrong);
  expect(orWithoutModel(new TryLater('The service is overloaded.', 5_000))).toMatchObject({
    message: 'The service is overloaded. Try again, or leave the model out with --no-model.',
    retryAfterMs: 5_000,
  });
});
