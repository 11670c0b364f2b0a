import { describe, expect, test } from '@jest/globals';
import { type Problem, sampleBase, sampleHead, sampleSecondPush, sampleTruth } from './sample.ts';

const base = sampleBase();
const head = { ...base, ...sampleHead() };
const later = { ...head, ...sampleSecondPush() };
const truth = sampleTruth();

function count(text: string | undefined, quote: string): number {
  return text === undefined ? 0 : text.split(quote).length - 1;
}

function once(spot: { path: string; quote: string }): string {
  return `${spot.path}: ${count(head[spot.path], spot.quote)}`;
}

describe('The sample pull request', () => {
  test('is a service of some size, of which it changes a part', () => {
    const lines = (files: Readonly<Record<string, string>>) =>
      Object.entries(files)
        .filter(([path]) => path.endsWith('.go'))
        .flatMap(([, text]) => text.split('\n')).length;
    const goFiles = Object.keys(base).filter((path) => path.endsWith('.go'));
    expect(goFiles.length).toBeGreaterThanOrEqual(40);
    expect(lines(base)).toBeGreaterThan(2500);
    expect(Object.keys(sampleHead()).filter((path) => base[path] === head[path])).toEqual([]);
  });

  test('has each spot that its truth speaks of once, in a file that it changes', () => {
    const spots = [...truth.expected, ...truth.acceptable, ...truth.clean];
    expect(spots.map(once)).toEqual(spots.map((spot) => `${spot.path}: 1`));
    expect(spots.filter((spot) => head[spot.path] === base[spot.path])).toEqual([]);
  });

  test('breaks clauses that stand at the base, whatever the pull request does to them', () => {
    expect(truth.expected.filter(({ clause }) => count(base[clause.path], clause.quote) !== 1)).toEqual([]);
    const rewritten = truth.expected.filter(({ clause }) => count(head[clause.path], clause.quote) === 0);
    expect(rewritten.map((problem) => problem.id)).toEqual(['write-around-the-ledger']);
  });

  test('loses the problems that the second push mends, and keeps the others', () => {
    const stands = (problem: Problem) => count(later[problem.path], problem.quote) > 0;
    expect(truth.expected.filter((problem) => stands(problem) === problem.fixed).map((problem) => problem.id)).toEqual(
      [],
    );
    expect(truth.expected.filter((problem) => problem.fixed)).toHaveLength(7);
  });

  test('names each problem once', () => {
    const ids = truth.expected.map((problem) => problem.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
