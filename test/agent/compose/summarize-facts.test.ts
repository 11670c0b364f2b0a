import { describe, expect, test } from '@jest/globals';
import { summarizeFacts } from '../../../src/agent/compose/summarize-facts.ts';
import { makeArchitecture } from '../../support/snapshot.ts';
import { busy, edge, goPackage, graph, MODULE, users } from './busy-change.ts';

test('introduced violations are counted apart from existing ones', () => {
  expect(summarizeFacts(busy)).toMatchObject({
    packagesAdded: [`${MODULE}/queue`],
    packagesRemoved: [`${MODULE}/old`],
    layerViolationsIntroduced: 1,
    layerViolationsBefore: 0,
    apiBreaking: ['Open', 'Close', 'Flush'].map((symbol) => ({ package: `${MODULE}/store`, symbol })),
    apiAdded: 1,
  });
});

describe('edges to draw', () => {
  test('are the changed ones and those one step around', () => {
    const { edges } = summarizeFacts(busy);
    expect(edges.filter(({ change }) => change !== 'kept')).toHaveLength(3);
    expect(edges.filter((one) => one.crossesLayer).map(({ from, to }) => `${from} ${to}`)).toEqual([
      `${MODULE}/store ${MODULE}/queue`,
    ]);
    expect(edges.filter(({ change }) => change === 'kept').map(({ from }) => from)).toEqual(
      users.map(({ importPath }) => importPath),
    );
  });

  test('are limited; those left out are counted by kind, and harmful ones are always drawn', () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const after = graph(
      goPackage('hub'),
      ...names.map((name) => goPackage(name, ['hub', 'store'])),
      goPackage('store'),
    );
    const addedEdges = names.flatMap((name) => [edge(name, 'hub'), edge(name, 'store')]);
    const introducedCycles = [[`${MODULE}/p39`, `${MODULE}/store`]];
    const summary = summarizeFacts(makeArchitecture({ before: after, after, addedEdges, introducedCycles }));
    expect(summary.edges).toHaveLength(60);
    expect(summary.edges[0]).toMatchObject({ from: `${MODULE}/p39`, to: `${MODULE}/store`, change: 'added' });
    expect(summary.edgesLeftOut).toEqual({ added: 20, removed: 0, kept: 0 });
    expect(summarizeFacts(busy).edgesLeftOut).toBeUndefined();
  });
});
