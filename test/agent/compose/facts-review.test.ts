import { describe, expect, test } from '@jest/globals';
import {
  describeChange,
  describeChangeInNumbers,
  recommendFromFacts,
  summarizeFacts,
} from '../../../src/agent/compose/facts-review.ts';
import type { ApiChange, ChangedDeclaration, Fact } from '../../../src/domain/architecture.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import type { GoPackage, PackageGraph } from '../../../src/domain/package-graph.ts';
import { makeArchitecture } from '../../support/snapshot.ts';

const MODULE = 'example.com/shop';

function goPackage(dir: string, imports: string[] = [], testFiles: string[] = []): GoPackage {
  return {
    importPath: `${MODULE}/${dir}`,
    name: dir,
    dir,
    module: MODULE,
    files: [`${dir}/${dir}.go`],
    testFiles,
    imports: imports.map((to) => `${MODULE}/${to}`),
    testImports: [],
    testSites: [],
    sites: [],
    layer: null,
  };
}

function graph(...packages: GoPackage[]): PackageGraph {
  return { modules: [], packages: new Map(packages.map((found) => [found.importPath, found])), cycles: [] };
}

function apiChange(dir: string, symbol: string, kind: ApiChange['kind']): ApiChange {
  return {
    package: `${MODULE}/${dir}`,
    symbol,
    name: symbol,
    kind,
    compatibility: kind === 'added' ? 'compatible' : 'breaking',
    before: null,
    after: null,
    place: { path: `${dir}/${dir}.go`, startLine: 1, endLine: 1, quote: symbol, side: 'head' },
  };
}

const users = ['a', 'b', 'c', 'd', 'e'].map((dir) => goPackage(dir, ['store']));
/** Packages that use a name of the store, as the analysis gives them. */
const usersOf = (name: string, exported: boolean, ...dirs: string[]): Fact => ({
  id: `caller:${MODULE}/store:${name}`,
  kind: 'caller',
  statement: 'It is used.',
  subject: {
    kind: 'declaration',
    name: `store.${name}`,
    exported,
    users: dirs.map((dir) => `${MODULE}/${dir}`),
    isCut: false,
  },
  places: [],
});
const requirement = (path: string, version: string): Fact => ({
  id: `dependency-added:${path}`,
  kind: 'dependency-added',
  statement: 'It is required.',
  subject: { kind: 'requirement', module: MODULE, path, version },
  places: [],
});
const edge = (from: string, to: string) => ({ from: `${MODULE}/${from}`, to: `${MODULE}/${to}`, sites: [] });
const declaration: ChangedDeclaration = {
  package: `${MODULE}/store`,
  path: 'store/store.go',
  kind: 'function',
  name: 'Open',
  exported: true,
  change: 'modified',
  signature: 'func Open()',
  startLine: 1,
  endLine: 1,
  changedLines: 1,
};

const busy = makeArchitecture({
  before: graph(goPackage('store'), goPackage('old'), ...users),
  after: graph(goPackage('store', ['queue']), goPackage('queue', ['store']), ...users),
  addedEdges: [edge('store', 'queue'), edge('queue', 'store')],
  removedEdges: [edge('old', 'store')],
  introducedCycles: [[`${MODULE}/queue`, `${MODULE}/store`]],
  layerViolations: [
    {
      file: 'store/store.go',
      line: 3,
      import: `${MODULE}/queue`,
      quote: `"${MODULE}/queue"`,
      from: 'infrastructure',
      to: 'service',
      source: '.github/architect.yml',
      introduced: true,
    },
  ],
  apiChanges: [
    apiChange('store', 'Open', 'changed'),
    apiChange('store', 'Close', 'removed'),
    apiChange('store', 'Flush', 'removed'),
    apiChange('queue', 'New', 'added'),
  ],
  declarations: [declaration, { ...declaration, name: 'Close' }],
  facts: [requirement('x', 'v1')],
});

describe('by the facts alone', () => {
  test('a busy change is told in two sentences', () => {
    expect(describeChange(busy, 12)).toMatchInlineSnapshot(
      `"The change touches 12 Go files: it adds the package \`queue\` and 2 imports (\`store\` → \`queue\` and \`queue\` → \`store\`), removes the package \`old\` and the import \`old\` → \`store\` and exports one new declaration. It closes one import cycle, crosses a declared layer in one place and changes 3 exported declarations (\`Open\`, \`Close\` and \`Flush\`) incompatibly."`,
    );
  });

  test('and in numbers where a page names everything below', () => {
    expect(describeChangeInNumbers(busy, 12)).toMatchInlineSnapshot(
      `"The change touches 12 Go files: it adds one package and 2 imports, removes one package and one import and exports one new declaration. It closes one import cycle, crosses a declared layer in one place and changes 3 exported declarations incompatibly."`,
    );
    const small = {
      ...busy,
      addedEdges: [],
      removedEdges: [],
      apiChanges: [],
      introducedCycles: [],
      layerViolations: [],
    };
    expect(describeChangeInNumbers({ ...small, after: busy.before }, 1)).toBe(
      'The change touches one Go file and leaves the package graph and the exported API as they are.',
    );
    expect(describeChangeInNumbers({ ...small, before: graph(), after: graph() }, 1)).toBe(
      'The change touches one Go file.',
    );
    expect(
      describeChangeInNumbers({ ...small, after: busy.before, apiChanges: [apiChange('queue', 'New', 'added')] }, 2),
    ).toBe('The change touches 2 Go files and exports one new declaration.');
  });

  test('several new dependencies are one question, but for those that a finding names', () => {
    const facts = [requirement('a', 'v1'), requirement('b', 'v2')];
    const after = { ...busy.after, modules: [{ path: 'b', dir: 'b', goVersion: null, requires: [], replaces: [] }] };
    expect(recommendFromFacts({ ...busy, facts, after })['deployment-operations']).toEqual([
      'Check that the new dependency is needed: `a` v1.',
    ]);
    const citation = {
      kind: 'fact' as const,
      factId: 'dependency-added:b',
      path: 'go.mod',
      startLine: 1,
      quote: 'b v2',
    };
    const findings = [{ citations: [citation] } as unknown as Finding];
    expect(recommendFromFacts({ ...busy, facts, findings })['deployment-operations']).toEqual([
      'Check that the new dependency is needed: `a` v1.',
    ]);
    expect(recommendFromFacts({ ...busy, facts })['deployment-operations']).toEqual([
      'Check that the 2 new dependencies are needed: `a` v1 and `b` v2.',
    ]);
  });

  test('advice names what is there and who uses it, and no section is filled for its own sake', () => {
    const few = usersOf('Close', true, 'a', 'b', 'c', 'd');
    const many = usersOf('Open', true, 'a', 'b', 'c', 'd', 'e');
    const hidden = usersOf('open', false, 'a', 'b', 'c', 'd', 'e');
    expect(recommendFromFacts({ ...busy, facts: [...busy.facts, few, many, hidden] })).toMatchInlineSnapshot(`
{
  "api-design": [],
  "concurrency-performance": [],
  "deployment-operations": [
    "Check that the new dependency is needed: \`x\` v1.",
  ],
  "risk-mitigation": [
    "\`store.Open\` changes and is used by 5 other packages: check their expectations.",
  ],
  "service-architecture": [],
  "testing-strategy": [],
}
`);
  });

  test('the summary counts what is new apart from what was there', () => {
    expect(summarizeFacts(busy)).toMatchObject({
      packagesAdded: [`${MODULE}/queue`],
      packagesRemoved: [`${MODULE}/old`],
      layerViolationsIntroduced: 1,
      layerViolationsBefore: 0,
      apiBreaking: ['Open', 'Close', 'Flush'].map((symbol) => ({ package: `${MODULE}/store`, symbol })),
      apiAdded: 1,
    });
  });

  test('a name that was chosen to act does nothing', () => {
    const dir = 'x`@octocat <img src=y>';
    const after = graph(
      goPackage('store'),
      goPackage(dir),
      ...['a', 'b', 'c', 'd', 'e'].map((user) => goPackage(user, [dir])),
    );
    const evil = makeArchitecture({
      after,
      before: graph(goPackage('store')),
      apiChanges: [apiChange(dir, 'New', 'added')],
      declarations: [{ ...declaration, package: `${MODULE}/${dir}` }],
    });
    const fact = usersOf(`${dir}.Open`, true, 'a', 'b', 'c', 'd', 'e');
    const [advice] = recommendFromFacts({ ...evil, facts: [fact] })['risk-mitigation'];
    expect(describeChange(evil, 1)).not.toMatch(/(?<!`)@octocat|(?<!`)<img/);
    expect(advice).toContain('is used by 5 other packages');
    expect(advice).toMatch(/^``store\.x`@octocat <img src=y>\.Open`` changes/);
  });

  test('the picture holds the changed edges and one step around them', () => {
    const { edges } = summarizeFacts(busy);
    expect(edges.filter(({ change }) => change !== 'kept')).toHaveLength(3);
    expect(edges.filter((one) => one.crossesLayer).map(({ from, to }) => `${from} ${to}`)).toEqual([
      `${MODULE}/store ${MODULE}/queue`,
    ]);
    expect(edges.filter(({ change }) => change === 'kept').map(({ from }) => from)).toEqual(
      users.map(({ importPath }) => importPath),
    );
  });

  test('what the picture leaves out is counted by kind, and what is wrong is never left out', () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const after = graph(
      goPackage('hub'),
      ...names.map((name) => goPackage(name, ['hub', 'store'])),
      goPackage('store'),
    );
    const edge = (from: string, to: string) => ({ from: `${MODULE}/${from}`, to: `${MODULE}/${to}`, sites: [] });
    const addedEdges = names.flatMap((name) => [edge(name, 'hub'), edge(name, 'store')]);
    const introducedCycles = [[`${MODULE}/p39`, `${MODULE}/store`]];
    const summary = summarizeFacts(makeArchitecture({ before: after, after, addedEdges, introducedCycles }));
    expect(summary.edges).toHaveLength(60);
    expect(summary.edges[0]).toMatchObject({ from: `${MODULE}/p39`, to: `${MODULE}/store`, change: 'added' });
    expect(summary.edgesLeftOut).toEqual({ added: 20, removed: 0, kept: 0 });
    expect(summarizeFacts(busy).edgesLeftOut).toBeUndefined();
  });
});
