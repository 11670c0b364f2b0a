import { expect, test } from '@jest/globals';
import { describeChange, describeChangeInNumbers } from '../../../src/agent/compose/describe-change.ts';
import { toCodeSpan } from '../../../src/text/sanitize.ts';
import { makeArchitecture } from '../../support/snapshot.ts';
import { apiChange, busy, goPackage, graph } from './busy-change.ts';

const quiet = {
  ...busy,
  after: busy.before,
  addedEdges: [],
  removedEdges: [],
  apiChanges: [],
  introducedCycles: [],
  layerViolations: [],
};

test('a busy change is described by its names', () => {
  expect(describeChange(busy, 12)).toMatchInlineSnapshot(
    `"The change touches 12 Go files: it adds the package \`queue\` and 2 imports (\`store\` → \`queue\` and \`queue\` → \`store\`), removes the package \`old\` and the import \`old\` → \`store\`, and exports 1 new declaration. It introduces 1 import cycle, violates the declared layers in 1 place and makes 3 breaking API changes (\`Open\`, \`Close\` and \`Flush\`)."`,
  );
});

test('a busy change is described in numbers', () => {
  expect(describeChangeInNumbers(busy, 12)).toMatchInlineSnapshot(
    `"The change touches 12 Go files: it adds 1 package and 2 imports, removes 1 package and 1 import, and exports 1 new declaration. It introduces 1 import cycle, violates the declared layers in 1 place and makes 3 breaking API changes."`,
  );
});

test('a change that leaves the graph and the API alone says so', () => {
  expect(describeChangeInNumbers(quiet, 1)).toBe(
    'The change touches 1 Go file; the package graph and the exported API are unchanged.',
  );
});

test('without a module there is nothing to say about the graph', () => {
  expect(describeChangeInNumbers({ ...quiet, before: graph(), after: graph() }, 1)).toBe(
    'The change touches 1 Go file.',
  );
});

test('a single kind of change needs no list', () => {
  expect(describeChangeInNumbers({ ...quiet, apiChanges: [apiChange('queue', 'New', 'added')] }, 2)).toBe(
    'The change touches 2 Go files and exports 1 new declaration.',
  );
});

test('a package name is inert whatever it contains', () => {
  const dir = 'x`@octocat <img src=y>';
  const after = graph(goPackage('store'), goPackage(dir));
  const evil = makeArchitecture({
    after,
    before: graph(goPackage('store')),
    apiChanges: [apiChange(dir, 'New', 'added')],
  });
  expect(describeChange(evil, 1)).toContain(toCodeSpan(dir));
});
