// Which code of other modules a breaking API change breaks: one kind for each change.
import { expect, test } from '@jest/globals';
import { consequenceOf } from '../../../src/analyse/change/broken-code.ts';
import type { SurfaceChange } from '../../../src/analyse/change/compare-api.ts';

const base: SurfaceChange = {
  package: 'example.com/lib',
  symbol: 'F',
  name: 'F',
  symbolKind: 'function',
  seals: false,
  kind: 'changed',
  compatibility: 'breaking',
  before: 'func F()',
  after: 'func F(a string)',
  callsCompile: false,
  deprecated: false,
  otherType: null,
  place: { path: 'lib.go', startLine: 1, endLine: 1, quote: 'func F(a string)', side: 'head' },
};

test.each<[string, Partial<SurfaceChange>, RegExp]>([
  ['another parameter breaks calls', {}, /^calls in other modules no longer compile$/],
  ['an optional parameter breaks assignments alone', { callsCompile: true }, /^calls still compile; assigning /],
  ['a method that an interface gains', { symbolKind: 'interface-method', kind: 'added' }, /^implementations /],
  ['a method that an interface changes', { symbolKind: 'interface-method' }, /^implementations /],
  ['a method that an interface loses', { symbolKind: 'interface-method', kind: 'removed' }, /^calls /],
  ['an unexported method of an interface', { symbolKind: 'type', seals: true }, /^implementations /],
  ['a type', { symbolKind: 'type', kind: 'removed' }, /^uses /],
  ['a field', { symbolKind: 'field' }, /^uses /],
  ['a whole package', { symbolKind: 'package', kind: 'removed' }, /^importers /],
])('%s', (_, change, consequence) => {
  expect(consequenceOf({ ...base, ...change })).toMatch(consequence);
});
