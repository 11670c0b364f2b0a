// How a command that fails ends: what it reports, and with which exit code.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { exitCode, reportError, suggestNoModel } from '../../src/cli/exit-codes.ts';
import { BadInput, CannotReview, TryLater } from '../../src/domain/errors.ts';

describe('an error', () => {
  let written = '';
  const stderr = jest.spyOn(process.stderr, 'write');

  beforeAll(() => {
    stderr.mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterAll(() => stderr.mockRestore());

  function report(error: unknown): [code: number, stderr: string] {
    written = '';
    return [reportError(error), written];
  }

  test('of the caller is bad input, any other means that nothing could be reviewed', () => {
    expect([
      report(new BadInput('no such branch')),
      report(new CannotReview('no permission')),
      report(new TryLater('overloaded', 5000)),
      report(Object.assign(new Error('timed out'), { name: 'TimeoutError' })),
      report(new CommanderError(0, 'commander.helpDisplayed', '')),
      report(new CommanderError(1, 'commander.unknownCommand', '')),
    ]).toEqual([
      [exitCode.badInput, 'architect: no such branch\n'],
      [exitCode.couldNotReview, 'architect: no permission\n'],
      [exitCode.couldNotReview, 'architect: overloaded\n'],
      [exitCode.couldNotReview, 'architect: timed out; raise REVIEW_DEADLINE_SECONDS\n'],
      [exitCode.reviewed, ''],
      [exitCode.badInput, ''],
    ]);
  });

  test('that is a bug is reported with its stack', () => {
    const [code, text] = report(new TypeError('x is not a function'));
    expect(code).toBe(exitCode.couldNotReview);
    expect(text).toMatch(/^architect: x is not a function\nTypeError: x is not a function\n {4}at /);
  });
});

test('a temporary error of the model suggests --no-model', () => {
  const wrong = new BadInput('no');
  expect(suggestNoModel(wrong)).toBe(wrong);
  expect(suggestNoModel(new TryLater('The service is overloaded.', 5_000))).toMatchObject({
    message: 'The service is overloaded. Try again, or use --no-model.',
    retryAfterMs: 5_000,
  });
});
