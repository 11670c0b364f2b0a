import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findCycles } from '../../../src/analyse/graph/find-cycles.ts';

type Graph = Readonly<Record<string, readonly string[]>>;
const cycles = (graph: Graph) => findCycles(Object.keys(graph), (node) => graph[node] ?? []);

describe('cycles of a graph', () => {
  test('are its strongly connected components, sorted', () => {
    expect(cycles({ d: ['c'], c: ['d'], a: ['b'], b: ['a', 'c'], e: ['a'] })).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('include a node that points at itself and pass over targets outside the graph', () => {
    expect(cycles({ a: ['a', 'gone'], b: ['gone'] })).toEqual([['a']]);
  });

  test('of a chain of 200,000 nodes are found without exhausting the stack', () => {
    const size = 200_000;
    const found = findCycles(
      Array.from({ length: size }, (_, n) => String(n)),
      (node) => [String((Number(node) + 1) % size)],
    );
    expect(found.map((cycle) => cycle.length)).toEqual([size]);
  });
});

/** Reachability by brute force. */
function reaches(graph: Graph, from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [...(graph[from] ?? [])];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node === to) return true;
    if (!seen.has(node)) queue.push(...(graph[node] ?? []));
    seen.add(node);
  }
  return false;
}

test('two nodes share a cycle exactly when each reaches the other', () => {
  // The root directory of a repository is named by the empty text.
  const names = ['', 'b', 'c', 'd', 'e', 'f'];
  const graphs = fc.record(Object.fromEntries(names.map((name) => [name, fc.subarray(names)]))) as fc.Arbitrary<Graph>;
  fc.assert(
    fc.property(graphs, (graph) => {
      const found = cycles(graph);
      for (const a of names)
        for (const b of names) {
          const together = found.some((cycle) => cycle.includes(a) && cycle.includes(b));
          expect(together).toBe(reaches(graph, a, b) && reaches(graph, b, a));
        }
    }),
  );
});
