// Unit: what test files name, asked for a few names and for many.
import { describe, expect, it } from '@jest/globals';
import { NamesInTests } from '../../../../src/analyse/rules/engine/names-in-tests.ts';
import { treeOf } from '../../tree.ts';

const tree = treeOf({
  'a/a.go': 'package a\n\nfunc Untested() {}\n',
  'a/a_test.go': 'package a\n\nfunc TestOpen(t *testing.T) { Open("$dear"); größe() }\n',
});
const NAMED = ['TestOpen', 'Open', 'dear', 'größe'];
const NOT_NAMED = ['Untested', 'Ope', 'pen', 'TestOpe', 'Close'];

describe('names in tests', () => {
  it('are words of their own in a test file', () => {
    const names = new NamesInTests(tree);
    expect(NAMED.filter((name) => names.has(name))).toEqual(NAMED);
    expect(NOT_NAMED.filter((name) => names.has(name))).toEqual([]);
  });

  it('are the same when so many are asked for that all words are read', () => {
    const names = new NamesInTests(tree);
    for (let number = 0; number < 100; number++) expect(names.has(`Never${number}`)).toBe(false);
    expect(NAMED.filter((name) => names.has(name))).toEqual(NAMED);
    expect(NOT_NAMED.filter((name) => names.has(name))).toEqual([]);
  });
});
