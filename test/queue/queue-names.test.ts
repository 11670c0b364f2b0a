import { expect, test } from '@jest/globals';
import { attemptNumber, firstAttempt, freeWorkflowId, nextAttempt } from '../../src/queue/stored-names.ts';

test('the id of a review counts its attempts', () => {
  expect(['r', 'r/try-2', 'r/try-9'].map(nextAttempt)).toEqual(['r/try-2', 'r/try-3', 'r/try-10']);
  expect(['r', 'r/try-2', 'r/try-10'].map(attemptNumber)).toEqual([1, 2, 10]);
  expect(firstAttempt('r/try-3')).toBe('r');
});

test('a head that comes back gets the first free id', () => {
  expect(freeWorkflowId('r', new Set())).toBe('r');
  expect(freeWorkflowId('r', new Set(['r']))).toBe('r/again-1');
  expect(freeWorkflowId('r', new Set(['r', 'r/again-1']))).toBe('r/again-2');
});
