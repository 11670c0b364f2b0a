// Unit: where a name may be that of a value.
import { expect, test } from '@jest/globals';
import { definedFrom, isDeclaredIn } from '../../../../src/analyse/rules/engine/shadowing.ts';

test.each([
  ['import "fmt"\n\nfunc f() { fmt.Println(myfmt.X, fmts, "fmt") }', false],
  ['func f(fmt string) {}', true],
  ['func f(fmt...string) {}', true],
  ['func f() { fmt := 1 }', true],
  ['func f() { a, fmt:=1, 2 }', true],
  ['func (fmt *T) f() {}', true],
  ['', false],
])('%j may declare fmt: %s', (text, expected) => {
  expect(isDeclaredIn(text, 'fmt')).toBe(expected);
});

test.each([
  ['fmt := 1; fmt.X()', 6],
  ['a(fmt.X()); b, fmt, c := 1, 2, 3', 24],
  ['var fmt := 1', 10],
  ['myfmt := 1; fmts := 2; fmt = 3', Number.POSITIVE_INFINITY],
])('%j defines fmt at %d', (text, offset) => {
  expect(definedFrom(text, 'fmt')).toBe(offset);
});
