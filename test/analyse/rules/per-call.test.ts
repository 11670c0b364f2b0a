// Unit: what a rule about work done anew each time asks of the module around its case.
import { expect, test } from '@jest/globals';
import { timerInLoop } from '../../../src/analyse/rules/per-call.ts';
import { CANNOT_TELL } from '../../../src/analyse/rules/rule.ts';
import type { Surroundings } from '../../../src/analyse/rules/surroundings.ts';
import { examplesOf, inspectText } from './examples.ts';

test('whether a timer stays behind is told by the Go release of the module', () => {
  const [example] = examplesOf(timerInLoop);
  const [seen] = inspectText(timerInLoop, example!.text).sightings;
  const asked = (release: number | null) =>
    timerInLoop.holds!(seen!, { releaseOf: () => release } as unknown as Surroundings);
  expect([asked(22), asked(23), asked(null)]).toEqual([true, false, CANNOT_TELL]);
});
