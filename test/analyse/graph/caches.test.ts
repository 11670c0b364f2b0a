// What is kept between two trees never shows: a graph built on what is known equals one that was read anew.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph, type TreeGraph } from '../../../src/analyse/graph/package-graph.ts';
import type { SourceTree } from '../../../src/domain/snapshot.ts';
import type { Files } from '../../support/txtar.ts';
import { treeOf } from '../tree.ts';

/** The tree under names that nothing was kept by. */
let readings = 0;
function unknown(files: Files): SourceTree {
  readings += 1;
  const tree = treeOf(files);
  const fresh = (sha: string) => `${readings}`.padStart(8, '0') + sha.slice(8);
  return {
    ...tree,
    entries: new Map([...tree.entries].map(([path, entry]) => [path, { ...entry, sha: fresh(entry.sha) }])),
  };
}

const told = ({ graph, edges, unread }: TreeGraph) => ({
  graph: { ...graph, packages: [...graph.packages] },
  edges: [...edges].map(([dir, targets]) => [dir, [...targets]]),
  unread,
});

const DIRS = ['', 'a', 'b', 'a/c', 'internal/d', 'nested', 'nested/e'];
const PATHS = DIRS.flatMap((dir) => ['one.go', 'two.go', 'one_test.go'].map((name) => (dir ? `${dir}/${name}` : name)));
const MODULES = ['go.mod', 'nested/go.mod'];

const source = fc
  .record({
    imports: fc.uniqueArray(fc.constantFrom('fmt', ...DIRS.map((dir) => `example.com/m/${dir}`), 'example.com/n/e'), {
      maxLength: 3,
    }),
    build: fc.constantFrom('', '//go:build linux\n\n', '//go:build go1.30\n\n', '// Code generated x DO NOT EDIT.\n'),
  })
  .map(({ imports, build }) => `${build}package p\n${imports.map((path) => `import "${path}"\n`).join('')}`);
const goMod = fc.constantFrom('module example.com/m\n\ngo 1.24\n', 'module example.com/n\n\ngo 1.31\n');
const edit = fc.oneof<fc.MaybeWeightedArbitrary<[string, string | null]>[]>(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...PATHS), fc.option(source)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...MODULES), fc.option(goMod)) },
);

test('whatever was read before, the graph is that of the tree', () => {
  fc.assert(
    fc.property(fc.array(fc.array(edit, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), (pushes) => {
      let files: Files = { 'go.mod': 'module example.com/m\n\ngo 1.24\n', 'a/one.go': 'package a\n' };
      for (const edits of pushes) {
        const next = new Map(Object.entries(files));
        for (const [path, text] of edits) {
          if (text === null) next.delete(path);
          else next.set(path, text);
        }
        files = Object.fromEntries(next);
        expect(told(buildGraph(treeOf(files)))).toEqual(told(buildGraph(unknown(files))));
      }
    }),
    { numRuns: 60 },
  );
});

test('the next push reads only the Go files that it changes', () => {
  const code = (dir: string, to: string) => `package ${dir}\n\nimport "example.com/kept/${to}"\n`;
  const files: Files = { 'go.mod': 'module example.com/kept\n', 'x/x.go': code('x', 'y'), 'y/y.go': code('y', 'z') };
  const readBy = (pushed: Files): string[] => {
    const read: string[] = [];
    const tree = treeOf(pushed);
    const text = (path: string) => {
      if (path.endsWith('.go')) read.push(path);
      return tree.text(path);
    };
    buildGraph({ ...tree, text });
    return read;
  };
  expect(readBy(files)).toEqual(['x/x.go', 'y/y.go']);
  expect(readBy(files)).toEqual([]);
  expect(readBy({ ...files, 'y/y.go': `${code('y', 'z')}\nvar Y int\n` })).toEqual(['y/y.go']);
});

test('what could not be had is asked for again, and its package is whole the next time', () => {
  const tree = treeOf({
    'go.mod': 'module example.com/late\n',
    'x/x.go': 'package x\n\nimport "fmt"\n\nvar Late int\n',
  });
  const without = { ...tree, text: (path: string) => (path === 'x/x.go' ? undefined : tree.text(path)) };
  expect(buildGraph(without).unread).toEqual([{ path: 'x/x.go', reason: 'unavailable' }]);
  expect(buildGraph(tree).graph.packages.get('example.com/late/x')?.imports).toEqual(['fmt']);
});
