import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { addsOnlyVariadic } from '../../../src/analyse/change/api-compatibility.ts';
import type { ApiChange } from '../../../src/domain/architecture.ts';
import { type Change, snapshotOf } from '../tree.ts';

const said = ({ kind, compatibility, symbol, before, after }: ApiChange): string =>
  `${kind} ${symbol} (${compatibility}): ${before ?? '-'} => ${after ?? '-'}`;

async function apiOf(change: Change): Promise<string[]> {
  return (await analyse(snapshotOf(change), () => {})).apiChanges.map(said);
}

/** The change of one file of one package of a library. */
const inPackage = (before: string, head: string): Promise<string[]> => {
  const module = (body: string) => `-- go.mod --\nmodule example.com/lib\n-- a.go --\npackage lib\n\n${body}\n`;
  return apiOf({ before: module(before), head: module(head) });
};

describe('breaks importers', () => {
  test.each([
    ['a function that is removed', 'func F() {}', '', ['removed F (breaking): func F() => -']],
    [
      'another parameter type',
      'func F(a int) {}',
      'func F(a int64) {}',
      ['changed F (breaking): func F(a int) => func F(a int64)'],
    ],
    [
      'another result',
      'func F() {}',
      'func F() error { return nil }',
      ['changed F (breaking): func F() => func F() error'],
    ],
    [
      'a removed struct field',
      'type T struct{ A, B int }',
      'type T struct{ A int }',
      ['removed T.B (breaking): B int => -'],
    ],
    [
      'a field of another type',
      'type T struct{ A int }',
      'type T struct{ A string }',
      ['changed T.A (breaking): A int => A string'],
    ],
    [
      'a field less in a struct that is written down in a field',
      'type T struct{ Disks []struct{ Name string; Index int } }',
      'type T struct{ Disks []struct{ Name string } }',
      ['changed T.Disks (breaking): Disks []struct{ Name string; Index int } => Disks []struct{ Name string }'],
    ],
    [
      'a method more on an interface',
      'type I interface{ A() }',
      'type I interface{ A(); B() }',
      ['added I.B (method of interface) (breaking): - => B()'],
    ],
    [
      'an unexported method more on an interface, which nobody outside can have',
      'type I interface{ A() }',
      'type I interface{ A(); sealed() }',
      ['changed I (breaking): type I interface => type I interface { sealed() }'],
    ],
    [
      'a type less in a constraint',
      'type I interface{ ~int | ~string }',
      'type I interface{ ~int }',
      ['changed I (breaking): type I interface { ~int|~string } => type I interface { ~int }'],
    ],
    [
      'a method less on an interface',
      'type I interface{ A(); B() }',
      'type I interface{ A() }',
      ['removed I.B (method of interface) (breaking): B() => -'],
    ],
    [
      'a method moved from the value to the pointer',
      'type T struct{}\nfunc (t T) M() {}',
      'type T struct{}\nfunc (t *T) M() {}',
      ['changed T.M (breaking): func (t T) M() => func (t *T) M()'],
    ],
    ['another underlying type', 'type T int', 'type T string', ['changed T (breaking): type T int => type T string']],
    [
      'a stricter constraint',
      'func F[T any](t T) {}',
      'func F[T comparable](t T) {}',
      ['changed F (breaking): func F[T any](t T) => func F[T comparable](t T)'],
    ],
    [
      'a constant of another type',
      'const C int = 1',
      'const C uint = 1',
      ['changed C (breaking): const C int = 1 => const C uint = 1'],
    ],
    ['a variable of another type', 'var V = &T{}', 'var V = T{}', ['changed V (breaking): var V => var V']],
    [
      'a removed type, told once for all its members',
      'type T struct{ A int }\nfunc (T) M() {}',
      '',
      ['removed T (breaking): type T struct => -'],
    ],
  ])('%s', async (_, before, head, expected) => {
    expect(await inPackage(before, head)).toEqual(expected);
  });
});

describe('breaks nobody', () => {
  test.each([
    ['a renamed parameter', 'func F(a int) {}', 'func F(b int) {}', []],
    ['any for interface{}', 'func F(a interface{}) {}', 'func F(a any) {}', []],
    ['a new body', 'func F() { one() }', 'func F() { two() }', []],
    ['another struct tag', 'type T struct{ A int }', 'type T struct{ A int `json:"a"` }', []],
    ['another order', 'type T struct{ A int }\nfunc F() {}', 'func F() {}\ntype T struct{ A int }', []],
    ['anything unexported', 'func f() {}\ntype t struct{ A int }', 'type u int', []],
    ['a field more', 'type T struct{ A int }', 'type T struct{ A, B int }', ['added T.B (compatible): - => B int']],
    [
      'a method more on an interface that only this package can implement',
      'type I interface{ A(); i() }',
      'type I interface{ A(); B(); i() }',
      ['added I.B (method of interface) (compatible): - => B()'],
    ],
    [
      'a method moved from the pointer to the value',
      'type T struct{}\nfunc (t *T) M() {}',
      'type T struct{}\nfunc (t T) M() {}',
      ['changed T.M (compatible): func (t *T) M() => func (t T) M()'],
    ],
    [
      'a new type, told once',
      '',
      'type T struct{ A int }\nfunc (T) M() {}',
      ['added T (compatible): - => type T struct'],
    ],
  ])('%s', async (_, before, head, expected) => {
    expect(await inPackage(before, head)).toEqual(expected);
  });
});

test('a type of the same name from another module is left to the compiler', async () => {
  const uses = (path: string) =>
    `-- go.mod --\nmodule example.com/lib\n-- a.go --\npackage lib\n\nimport "${path}"\n\nfunc F(ctx context.Context) {}\n`;
  expect(await apiOf({ before: uses('golang.org/x/net/context'), head: uses('context') })).toEqual([
    'changed F (cannot-tell): func F(ctx context.Context) => func F(ctx context.Context)',
  ]);
});

describe('is left to the compiler', () => {
  test.each([
    ['the value of a constant', 'const C = 1', 'const C = 2', ['changed C (cannot-tell): const C = 1 => const C = 2']],
    [
      'a type that becomes an alias',
      'type T struct{ A int }',
      'type T = other.T',
      ['changed T (cannot-tell): type T struct => type T = other.T', 'removed T.A (cannot-tell): A int => -'],
    ],
    [
      'a field that an embedded type may still give',
      'type T struct{ A int }',
      'type T struct{ Base }\ntype Base struct{ A int }',
      [
        'added T.Base (compatible): - => Base',
        'added Base (compatible): - => type Base struct',
        'removed T.A (cannot-tell): A int => -',
      ],
    ],
    ['a variable made by another call', 'var V = one()', 'var V = two()', ['changed V (cannot-tell): var V => var V']],
  ])('%s', async (_, before, head, expected) => {
    expect(await inPackage(before, head)).toEqual(expected);
  });

  test('a package with a file that does not parse, which is counted', async () => {
    const before = '-- go.mod --\nmodule example.com/lib\n-- a.go --\npackage lib\n\nfunc F() {}\n';
    const { apiChanges, couldNotTell, unread } = await analyse(
      snapshotOf({ before, head: before.replace('func F() {}', 'func F( {') }),
      () => {},
    );
    expect([apiChanges, couldNotTell]).toEqual([[], { 'api/breaking-change': 1 }]);
    expect(unread).toEqual([{ path: 'a.go', reason: 'syntax-error', line: 3 }]);
  });
});

describe('is not the surface', () => {
  const silent = async (path: string, text: string): Promise<void> => {
    const before = `-- go.mod --\nmodule example.com/lib\n-- ${path} --\n${text}\n\nfunc F() {}\n`;
    expect(await apiOf({ before, head: before.replace('func F() {}', 'func F(a int) {}') })).toEqual([]);
  };
  test('below internal/', () => silent('internal/a/a.go', 'package a'));
  test('a command', () => silent('cmd/x/main.go', 'package main'));
  test('a test', () => silent('a_test.go', 'package lib'));
  test('generated code', () => silent('a.pb.go', '// Code generated by protoc-gen-go. DO NOT EDIT.\n\npackage lib'));
  test('a file for another system', () => silent('a_windows.go', 'package lib'));
});

const twoFiles = (a: string, b: string) =>
  `-- go.mod --\nmodule example.com/lib\n-- a.go --\npackage lib\n\n${a}\n-- b.go --\npackage lib\n\n${b}\n`;

test('a move from one file to another is no change', async () => {
  const change = { before: twoFiles('func F() {}', 'func G() {}'), head: twoFiles('', 'func G() {}\nfunc F() {}') };
  expect(await apiOf(change)).toEqual([]);
});

test('a move from generated to written code is no change', async () => {
  const generated = '// Code generated by x. DO NOT EDIT.\n\npackage lib\n\n';
  const module = '-- go.mod --\nmodule example.com/lib\n';
  expect(
    await apiOf({
      before: `${module}-- a.go --\n${generated}func F() {}\n-- b.go --\npackage lib\n`,
      head: `${module}-- a.go --\n${generated}\n-- b.go --\npackage lib\n\nfunc F() {}\n`,
    }),
  ).toEqual([]);
});

test('a new path for the whole module changes no type of its own packages', async () => {
  const module = (path: string) =>
    `-- go.mod --\nmodule ${path}\n-- a/a.go --\npackage a\n\nimport "${path}/b"\n\nfunc F(b.T) {}\n-- b/b.go --\npackage b\n\ntype T int\n`;
  expect(await apiOf({ before: module('example.com/lib'), head: module('example.com/lib/v2') })).toEqual([]);
});

test('a file that is moved out of a package into internal/ leaves its names behind as removed', async () => {
  const module = '-- go.mod --\nmodule example.com/lib\n-- a/a.go --\npackage a\n\nfunc F() {}\n';
  const before = `${module}-- a/time.go --\npackage a\n\nvar now = 1\n\nfunc G() {}\n`;
  const head = `${module}-- internal/time/time.go --\npackage time\n\nvar Now = 1\n\nfunc G() {}\n`;
  expect(await apiOf({ before, head, renames: { 'internal/time/time.go': 'a/time.go' } })).toEqual([
    'removed G (breaking): func G() => -',
  ]);
});

test('a package that moves below internal/ is gone for importers', async () => {
  const at = (path: string) =>
    `-- go.mod --\nmodule example.com/lib\n-- ${path} --\npackage a\n\nfunc F() {}\n\nfunc G() {}\n`;
  expect(
    await apiOf({ before: at('a/a.go'), head: at('internal/a/a.go'), renames: { 'internal/a/a.go': 'a/a.go' } }),
  ).toEqual(['removed (package) (breaking): package a => -']);
});

test('a package that is gone is one change', async () => {
  const rest = '-- go.mod --\nmodule example.com/lib\n-- b/b.go --\npackage b\n';
  const before = `${rest}-- a/a.go --\n// Package a is old.\npackage a\n\nfunc F() {}\n\nfunc G() {}\n`;
  const { apiChanges } = await analyse(snapshotOf({ before, head: rest }), () => {});
  expect(apiChanges.map(said)).toEqual(['removed (package) (breaking): package a => -']);
  expect(apiChanges[0]?.place).toEqual({
    path: 'a/a.go',
    startLine: 2,
    endLine: 2,
    quote: 'package a',
    side: 'before',
  });
});

test.each([
  ['func(a)(r)', 'func(a,...b)(r)', true],
  ['func()()', 'func(...b)()', true],
  ['*func(func(a)(b))()', '*func(func(a)(b),...c)()', true],
  ['func(a)()', 'func(a,b)()', false],
  ['func(a)()', 'func(a)(...b)', false],
  ['func(a)()', 'func(...a)()', false],
  ['(a)()', '(a,...b)()', false],
])('from %s to %s only a last optional parameter was added: %s', (old, now, expected) => {
  expect(addsOnlyVariadic(old, now)).toBe(expected);
});
