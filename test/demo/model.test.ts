import { describe, expect, test } from '@jest/globals';
import { ReviewSubmission } from '../../src/agent/verify/review-submission.ts';
import { submissions } from './model.ts';
import { sampleBase, sampleHead, sampleSecondPush, sampleTruth } from './sample.ts';

const head = { ...sampleBase(), ...sampleHead() };
const later = { ...head, ...sampleSecondPush() };

describe('The prepared review of the sample', () => {
  test('is one that the model could submit', () => {
    expect(ReviewSubmission.safeParse(submissions().first).error?.issues ?? []).toEqual([]);
    expect(ReviewSubmission.safeParse(submissions().second).error?.issues ?? []).toEqual([]);
  });

  test('tells every problem that facts alone do not show, and nothing that is not there', () => {
    const { first } = submissions();
    const judged = sampleTruth().expected.filter((problem) => problem.fact === undefined);
    expect(first.findings.map(({ quote }) => quote).sort()).toEqual(judged.map(({ quote }) => quote).sort());
    const places = first.findings.flatMap((finding) => finding.otherPlaces);
    expect(places.filter(({ path, quote }) => !head[path]?.includes(quote))).toEqual([]);
  });

  test('tells after the second push what is left', () => {
    const { second } = submissions();
    const left = sampleTruth().expected.filter((problem) => problem.fact === undefined && !problem.fixed);
    expect(second.findings.map(({ quote }) => quote).sort()).toEqual(left.map(({ quote }) => quote).sort());
    expect(second.findings.filter(({ path, quote }) => !later[path]?.includes(quote))).toEqual([]);
  });
});
