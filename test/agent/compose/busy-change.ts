// A change with something of every kind: what the facts of it look like.
import type { ApiChange, ChangedDeclaration, Fact } from '../../../src/domain/architecture.ts';
import type { GoPackage, PackageGraph } from '../../../src/domain/package-graph.ts';
import { makeArchitecture } from '../../support/snapshot.ts';

export const MODULE = 'example.com/shop';

export function goPackage(dir: string, imports: string[] = [], testFiles: string[] = []): GoPackage {
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

export function graph(...packages: GoPackage[]): PackageGraph {
  return { modules: [], packages: new Map(packages.map((found) => [found.importPath, found])), cycles: [] };
}

export function apiChange(dir: string, symbol: string, kind: ApiChange['kind']): ApiChange {
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

export const users = ['a', 'b', 'c', 'd', 'e'].map((dir) => goPackage(dir, ['store']));
/** The fact about packages that use a name of the package `store`. */
export const usersOf = (name: string, exported: boolean, ...dirs: string[]): Fact => ({
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
export const dependencyFact = (path: string): Fact => ({
  id: `dependency-added:${MODULE}->${path}`,
  kind: 'dependency-added',
  statement: 'It is required.',
  subject: { kind: 'requirement', module: MODULE, path, version: 'v1' },
  places: [],
});
export const edge = (from: string, to: string) => ({ from: `${MODULE}/${from}`, to: `${MODULE}/${to}`, sites: [] });
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

export const busy = makeArchitecture({
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
  facts: [dependencyFact('x')],
});
