import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import type { Architecture } from '../../../src/domain/architecture.ts';
import { type Change, snapshotOf } from '../tree.ts';

const run = (change: Change): Promise<Architecture> => analyse(snapshotOf(change), () => {});
const edges = (list: Architecture['addedEdges']) => list.map(({ from, to }) => `${from} -> ${to}`);

const module = (files: Record<string, readonly string[]>, path = 'm'): string =>
  `-- go.mod --\nmodule ${path}\n${Object.entries(files)
    .map(([file, imports]) => {
      const name = file.split('/').at(-2) ?? 'root';
      return `-- ${file} --\npackage ${name}\n${imports.map((to) => `import _ "${path}/${to}"\n`).join('')}`;
    })
    .join('')}`;

describe('edges', () => {
  test('that are new are told with their import sites, those that are gone with theirs', async () => {
    const { addedEdges, removedEdges, facts } = await run({
      before: module({ 'a/a.go': ['b'], 'b/b.go': [], 'c/c.go': [] }),
      head: module({ 'a/a.go': ['c'], 'b/b.go': [], 'c/c.go': [] }),
    });
    expect([edges(addedEdges), edges(removedEdges)]).toEqual([['m/a -> m/c'], ['m/a -> m/b']]);
    expect(
      facts
        .filter(({ kind }) => kind !== 'signal')
        .map(({ id, statement, places }) => [id, statement, places.map((p) => `${p.side} ${p.quote}`)]),
    ).toEqual([
      ['edge-added:m/a->m/c', '`m/a` now imports `m/c`.', ['head import _ "m/c"']],
      ['edge-removed:m/a->m/b', '`m/a` no longer imports `m/b`.', ['before import _ "m/b"']],
    ]);
  });

  test('of a package that was moved are the same edges', async () => {
    const { addedEdges, removedEdges } = await run({
      before: module({ 'a/a.go': ['b'], 'b/b.go': ['c'], 'c/c.go': [] }),
      head: module({ 'a/a.go': ['deep/b'], 'deep/b/b.go': ['c'], 'c/c.go': [] }),
      renames: { 'deep/b/b.go': 'b/b.go' },
    });
    expect([addedEdges, removedEdges]).toEqual([[], []]);
  });

  test('of a module with a new path are the same edges', async () => {
    const files = { 'a/a.go': ['b'], 'b/b.go': [] };
    const { addedEdges, removedEdges } = await run({ before: module(files), head: module(files, 'm/v2') });
    expect([addedEdges, removedEdges]).toEqual([[], []]);
  });

  test('from the part that was split off a package to the rest of it are new', async () => {
    const { addedEdges } = await run({
      before: module({ 'a/a.go': ['c'], 'a/x.go': ['c'], 'c/c.go': [] }),
      head: module({ 'a/a.go': ['c', 'b'], 'b/x.go': ['c'], 'c/c.go': [] }),
      renames: { 'b/x.go': 'a/x.go' },
    });
    expect(edges(addedEdges)).toEqual(['m/a -> m/b']);
  });
});

describe('a cycle', () => {
  const open = { 'a/a.go': ['b'], 'b/b.go': ['c'], 'c/c.go': [] };
  const closed = { ...open, 'c/c.go': ['a'] };

  test('that the change closes is a critical finding at the import that closes it', async () => {
    const { introducedCycles, findings } = await run({ before: module(open), head: module(closed) });
    expect(introducedCycles).toEqual([['m/a', 'm/b', 'm/c']]);
    expect(
      findings.map(({ rule, severity, path, startLine, title, rationale }) => ({
        rule,
        severity,
        path,
        startLine,
        title,
        rationale,
      })),
    ).toMatchInlineSnapshot(`
[
  {
    "path": "c/c.go",
    "rationale": "The new import closes the cycle \`m/c\` → \`m/a\` → \`m/b\` → \`m/c\`. The go command refuses to build packages that import each other ("import cycle not allowed").",
    "rule": "service/import-cycle",
    "severity": "critical",
    "startLine": 2,
    "title": "Import cycle: m/c now imports m/a, which already depends on m/c",
  },
]
`);
  });

  test('that was there is no finding, one that grows is', async () => {
    const larger = { ...closed, 'c/c.go': ['a', 'd'], 'd/d.go': ['a'] };
    expect((await run({ before: module(closed), head: `${module(closed)}// more\n` })).findings).toEqual([]);
    expect((await run({ before: module(closed), head: module(larger) })).introducedCycles).toEqual([
      ['m/a', 'm/b', 'm/c', 'm/d'],
    ]);
  });

  test('that moved with its packages was not introduced', async () => {
    const moved = { 'x/a/a.go': ['b'], 'b/b.go': ['c'], 'c/c.go': ['x/a'] };
    const { introducedCycles, resolvedCycles } = await run({
      before: module(closed),
      head: module(moved),
      renames: { 'x/a/a.go': 'a/a.go' },
    });
    expect([introducedCycles, resolvedCycles]).toEqual([[], []]);
  });

  test('that the change opens is resolved', async () => {
    const { resolvedCycles } = await run({ before: module(closed), head: module(open) });
    expect(resolvedCycles).toEqual([['m/a', 'm/b', 'm/c']]);
  });
});
