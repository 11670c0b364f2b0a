// Rules about the metrics of packages: growth, stability, distance from the main sequence.
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

type Files = Readonly<Record<string, string>>;

const module = (files: Files): string =>
  `-- go.mod --\nmodule m\n${Object.entries(files)
    .map(([path, text]) => `-- ${path} --\n${text}\n`)
    .join('')}`;
const importing = (name: string, ...paths: string[]) =>
  `package ${name}\n${paths.map((path) => `import _ "m/${path}"\n`).join('')}`;
const importers = (count: number, path: string): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`user${index}/u.go`, importing(`user${index}`, path)]),
  );

/** Signals of the rules about shape; none of them is a finding. */
async function signals(before: Files, head: Files): Promise<string[]> {
  const { facts, findings } = await analyse(snapshotOf({ before: module(before), head: module(head) }), () => {});
  expect(findings).toEqual([]);
  return facts
    .filter(({ id }) => /^rule:service\/(package-grows|less-stable-dependency|zone-of-pain):/.test(id))
    .map(({ statement, places: [place] }) => `${statement} [${place!.path}:${place!.startLine}]`);
}

describe('a large package', () => {
  const large: Files = Object.fromEntries(
    Array.from({ length: 41 }, (_, index) => [`big/f${index}.go`, 'package big']),
  );

  test('that grows is a signal', async () => {
    expect(await signals(large, { ...large, 'big/more.go': '// Package big.\npackage big' })).toEqual([
      '`m/big` grows from 41 files and 41 lines to 42 files and 43 lines. [big/more.go:2]',
    ]);
  });

  test('that only changes, and a small one that grows, are none', async () => {
    expect(await signals(large, { ...large, 'big/f1.go': 'package big\n\nconst A = 1' })).toEqual([]);
    expect(await signals({ 'a/a.go': 'package a' }, { 'a/a.go': 'package a', 'a/b.go': 'package a' })).toEqual([]);
  });
});

describe('a stable package', () => {
  const base = {
    ...importers(8, 'core'),
    'core/core.go': 'package core',
    'sync/sync.go': importing('sync', 'x', 'y'),
    'x/x.go': 'package x',
    'y/y.go': 'package y',
  };

  test('that begins to import one that is less stable is a signal', async () => {
    expect(await signals(base, { ...base, 'core/core.go': importing('core', 'sync') })).toEqual([
      '`m/core`, imported by 8 packages (instability 0.11), now imports `m/sync` (instability 0.67). [core/core.go:2]',
    ]);
  });

  test('that imports a leaf, and one that few import, are none', async () => {
    expect(await signals(base, { ...base, 'core/core.go': importing('core', 'x') })).toEqual([]);
    expect(await signals(base, { ...base, 'y/y.go': importing('y', 'core') })).toEqual([]);
  });
});

describe('a concrete package that much hangs on', () => {
  const core = (types: string) => `package core\n${types}\n${'// …\n'.repeat(300)}`;
  const base = { ...importers(7, 'core'), 'core/core.go': core('type A struct{}'), 'late/l.go': 'package late' };

  test('is a signal when it gets there', async () => {
    const head = { ...base, 'late/l.go': importing('late', 'core'), 'core/core.go': core('type A struct{ B int }') };
    expect(await signals(base, head)).toMatchInlineSnapshot(`
[
  "\`m/core\` is imported by 8 packages, exports mostly concrete types (abstractness 0.00) and is now 1.00 from the main sequence. [core/core.go:1]",
]
`);
  });

  test('is none where it was there before, and where its types are interfaces', async () => {
    const there = { ...base, ...importers(9, 'core') };
    expect(await signals(there, { ...there, 'core/core.go': core('type A struct{ B int }') })).toEqual([]);
    const abstract = { ...base, 'core/core.go': core('type A interface{}') };
    const head = { ...abstract, 'late/l.go': importing('late', 'core') };
    expect(await signals(abstract, head)).toEqual([]);
  });
});
