// Tests that the Go release of the module decides whether timers leak.
import { expect, test } from '@jest/globals';
import { timerInLoop } from '../../../../src/analyse/rules/concurrency/timer-in-loop.ts';
import type { RepositoryContext } from '../../../../src/analyse/rules/engine/repository-context.ts';
import { UNDECIDED } from '../../../../src/analyse/rules/engine/rule.ts';
import { examplesOf, inspectText } from '../examples.ts';

test('the Go release of the module tells whether timers leak', () => {
  const [example] = examplesOf(timerInLoop);
  const [match] = inspectText(timerInLoop, example!.text).matches;
  const confirmFor = (release: number | null) =>
    timerInLoop.confirm!(match!, { releaseOf: () => release } as unknown as RepositoryContext);
  expect([confirmFor(22), confirmFor(23), confirmFor(null)]).toEqual([true, false, UNDECIDED]);
});
