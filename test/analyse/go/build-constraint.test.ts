import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isFileNameInBuild, isInBuild, isTagSet, readBuildLines } from '../../../src/analyse/go/build-constraint.ts';
import { evaluateExpression, evaluatePlusLine } from '../../../src/analyse/go/build-expression.ts';

const inBuild = (head: string): boolean => isInBuild(readBuildLines(`${head}package a`));

describe('a file name', () => {
  test.each([
    ['store.go', true],
    ['store_linux.go', true],
    ['store_windows.go', false],
    ['store_linux_amd64.go', true],
    ['store_linux_arm64.go', false],
    ['store_amd64.go', true],
    ['store_windows_test.go', false],
    ['store_unix.go', true],
    ['linux.go', true],
    ['windows.go', true],
    ['arm64.go', true],
    ['a_windows.pb.go', false],
    ['windows_handler.go', true],
    ['js_wasm.go', false],
    ['_linux.go', true],
    ['store_linux_helper.go', true],
  ])('%s is in the default build: %s', (name, expected) => {
    expect(isFileNameInBuild(name)).toBe(expected);
  });
});

describe('a //go:build line', () => {
  test.each([
    ['//go:build linux', true],
    ['//go:build !windows && !darwin', true],
    ['//go:build windows || (linux && amd64)', true],
    ['//go:build ignore', false],
    ['//go:build integration', false],
    ['//go:build cgo', true],
    ['//go:build !cgo', false],
    ['//go:build unix', true],
    ['//go:build gc && go1.18', true],
    ['//go:build go1.999', false],
    ['//go:build !go1.21', false],
    ['//go:build', false],
    ['//go:build linux &&', false],
    ['//go:build (linux', false],
    ['//go:build !!linux', false],
  ])('%s admits the file: %s', (line, expected) => {
    expect(inBuild(`// Copyright\n\n${line}\n\n`)).toBe(expected);
  });

  test('overrules +build lines', () => {
    expect(inBuild('//go:build linux\n// +build windows\n\n')).toBe(true);
  });

  test('twice keeps the file out', () => {
    expect(inBuild('//go:build linux\n//go:build amd64\n\n')).toBe(false);
  });

  test('inside a block comment, or with a space before it, is no constraint', () => {
    expect(inBuild('/*\n//go:build ignore\n*/\n')).toBe(true);
    expect(inBuild('// go:build ignore\n\n')).toBe(true);
  });

  test('after a block comment still counts', () => {
    expect(inBuild('/* licence */\n\n//go:build ignore\n\n')).toBe(false);
  });
});

describe('+build lines', () => {
  test.each([
    ['// +build linux\n\n', true],
    ['// +build windows\n\n', false],
    ['// +build windows linux\n\n', true],
    ['// +build linux,!cgo\n\n', false],
    ['// +build linux\n// +build arm64\n\n', false],
    ['// +build !!linux\n\n', false],
    ['//+build ignore\n\n', false],
    // No blank line before the package clause: a comment like any other.
    ['// +build windows\n', true],
  ])('%j admit the file: %s', (head, expected) => {
    expect(inBuild(head)).toBe(expected);
  });
});

test('release tags go up to the newest release, or to what go.mod asks for', () => {
  expect([
    isTagSet('go1.1'),
    isTagSet('go1.27'),
    isTagSet('go1.28'),
    isTagSet('go1.28', 28),
    isTagSet('go1.0'),
  ]).toEqual([true, true, false, true, false]);
});

type Expression = { text: string; value: boolean };

const expression: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean().map((value) => ({ text: value ? 'yes' : 'no', value })),
    tie('any').map(({ text, value }) => ({ text: `!(${text})`, value: !value })),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => ({ text: `(${a.text} && ${b.text})`, value: a.value && b.value })),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => ({ text: `(${a.text}||${b.text})`, value: a.value || b.value })),
  ),
})).any;

test('any expression has the value of its parts', () => {
  fc.assert(fc.property(expression, ({ text, value }) => evaluateExpression(text, (tag) => tag === 'yes') === value));
});

test('no text makes the evaluators throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '!', '&', '|', '(', ')', ' ', ',', '.') }), (text) => {
      evaluateExpression(text, () => true);
      evaluatePlusLine(text, () => true);
    }),
  );
});
