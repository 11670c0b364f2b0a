import { describe, expect, test } from '@jest/globals';
import { readBuiltInSkills } from '../../../src/agent/definition/built-in-agents.ts';
import { createPackageGraphTool } from '../../../src/agent/tools/package-graph.ts';
import { createSkillTool } from '../../../src/agent/tools/skill.ts';
import { createSymbolTool } from '../../../src/agent/tools/symbol.ts';
import type { Tool } from '../../../src/agent/tools/tool.ts';
import { BadInput } from '../../../src/domain/errors.ts';
import type { GoPackage, PackageGraph } from '../../../src/domain/package-graph.ts';
import type { EntryPoint, SymbolReferences } from '../../../src/domain/symbol-references.ts';
import { HEAD, makeArchitecture, makeTree } from '../../support/snapshot.ts';
import { parseArchive } from '../../support/txtar.ts';

const { files } = parseArchive(`
-- main.go --
package main

import db "example.com/shop/store"

func main() {
	s := db.Open("x")
	s.Get("id")
}
-- service/service.go --
package service

import "example.com/shop/store"

type Finder interface {
	Get(id string) string
	Close() error
}

var _ Finder = (*store.Store)(nil)
-- store/store.go --
package store

type Store struct{}

func Open(name string) *Store { return &Store{} }

func (s *Store) Get(id string) string { return id }

func (s *Store) Close() error { return nil }

type Half struct{}

func (Half) Close() error { return nil }
`);

function goPackage(dir: string, name: string, imports: Record<string, string | null> = {}): GoPackage {
  const file = dir === '' ? 'main.go' : `${dir}/${name}.go`;
  return {
    importPath: dir === '' ? 'example.com/shop' : `example.com/shop/${dir}`,
    name,
    dir,
    module: 'example.com/shop',
    files: [file],
    testFiles: [],
    imports: Object.keys(imports).sort(),
    testImports: [],
    testSites: [],
    sites: Object.entries(imports).map(([path, alias]) => ({ file, line: 3, path, name: alias, quote: `"${path}"` })),
    layer: dir === 'store' ? 'infrastructure' : null,
  };
}

const STORE = 'example.com/shop/store';
const SERVICE = 'example.com/shop/service';
const packages = [
  goPackage('', 'main', { [STORE]: 'db', [SERVICE]: null, fmt: null }),
  goPackage('service', 'service', { [STORE]: null }),
  goPackage('store', 'store'),
];
const graph: PackageGraph = {
  modules: [],
  packages: new Map(packages.map((found) => [found.importPath, found])),
  cycles: [],
};
const architecture = makeArchitecture({ after: graph });

async function ask(tool: Tool, input: unknown): Promise<string> {
  const { text, isError } = await tool.run(input, new AbortController().signal);
  return isError ? `ERROR ${text}` : text;
}

describe('PackageGraph', () => {
  const tool = createPackageGraphTool(architecture);

  test('answers by import path, by directory and by its last part', async () => {
    expect([
      await ask(tool, { query: 'package', package: STORE }),
      await ask(tool, { query: 'importers', package: '/repo/store' }),
      await ask(tool, { query: 'imports', package: 'service' }),
      await ask(tool, { query: 'path', package: 'example.com/shop', to: 'store' }),
      await ask(tool, { query: 'path', package: 'store', to: 'service' }),
      await ask(tool, { query: 'importers', package: 'example.com/shop' }),
    ]).toMatchInlineSnapshot(`
[
  "example.com/shop/store (package store, in store, module example.com/shop)
layer: infrastructure
files: store/store.go; test files: 0
coupling: fan-in 2, fan-out 0, instability 0.00
imported by 2 packages, imports 0 of this repository and 0 others
others: none",
  "example.com/shop
example.com/shop/service",
  "example.com/shop/store (service/service.go:3)",
  "example.com/shop
→ example.com/shop/store",
  "example.com/shop/store does not reach example.com/shop/service.",
  "None.",
]
`);
  });

  test('says what it leaves out, and how to see it', async () => {
    const others = Array.from({ length: 70 }, (_, index) => `example.org/lib${index}`);
    const hub = {
      ...goPackage('hub', 'hub', Object.fromEntries(others.map((path) => [path, null]))),
      files: Array.from({ length: 50 }, (_, index) => `hub/f${index}.go`),
    };
    const users = Array.from({ length: 250 }, (_, index) => goPackage(`u${index}`, 'u', { [hub.importPath]: null }));
    const many = new Map([hub, ...users].map((found) => [found.importPath, found]));
    const wide = createPackageGraphTool(makeArchitecture({ after: { modules: [], packages: many, cycles: [] } }));
    const said = [
      await ask(wide, { query: 'package', package: 'hub' }),
      await ask(wide, { query: 'importers', package: 'hub' }),
    ].join('\n');
    expect(said.match(/\(\d+ more\..*\)/g)).toMatchInlineSnapshot(`
[
  "(10 more. List them with Glob, path "hub".)",
  "(10 more. Read the import declarations in "hub".)",
  "(50 more. Find them with Grep, pattern "example.com/shop/hub".)",
]
`);
  });

  test('says what to do when it cannot answer', async () => {
    expect([
      await ask(tool, { query: 'imports', package: 'nowhere' }),
      await ask(tool, { query: 'path', package: 'store' }),
      await ask(tool, { query: 'imports', package: 'store', when: 'before' }),
      await ask(tool, { query: 'cycles', package: 'store' }),
    ]).toMatchInlineSnapshot(`
[
  "ERROR There is no package "nowhere" in this repository. Find directories with Glob, pattern "**/*.go".",
  "ERROR Give the other package in \`to\`.",
  "ERROR There is no package "store" in this repository. Find directories with Glob, pattern "**/*.go".",
  "ERROR PackageGraph was not run. Fix this and call the tool again:
- query: Invalid option: expected one of "package"|"imports"|"importers"|"path"",
]
`);
  });
});

describe('Symbol, with the references of the head', () => {
  const place = { path: 'main.go', startLine: 7, endLine: 7, quote: 's.Get("id")', side: 'head' } as const;
  const point: EntryPoint = {
    ...{ kind: 'http', name: 'GET /orders', framework: 'chi', method: 'GET', path: '/orders' },
    ...{ handler: null, handlerAt: null, package: 'example.com/shop', place },
  };
  const references: SymbolReferences = {
    callersOf: async () => ({
      sites: [{ package: 'example.com/shop', within: 'main', use: 'call', through: 'service.Finder', place }],
      unresolved: 2,
      cut: false,
    }),
    implementersOf: async () => [{ name: 'store.Store', package: 'example.com/shop/store', place }],
    reachOf: async (path, line) =>
      path === 'store/store.go' && line === 7 ? [{ entryPoint: point, path: ['store.Store.Get'] }] : [],
    reachedBy: async () => ({ functions: [], resources: [], cut: false }),
    entryPointsOf: async () => [],
    resourcesOf: async () => [],
  };
  const tool = createSymbolTool({ ...architecture, references }, makeTree(files, HEAD));

  test('tells callers, implementers and the entry points that reach a declaration', async () => {
    expect([
      await ask(tool, { query: 'callers', package: 'store', name: 'Store.Get' }),
      await ask(tool, { query: 'implementers', package: 'service', name: 'Finder' }),
      await ask(tool, { query: 'entry-points', package: 'store', name: 'Store.Get' }),
      await ask(tool, { query: 'entry-points', package: 'store', name: 'Open' }),
    ]).toMatchInlineSnapshot(`
[
  "main.go:7: s.Get("id") in main through service.Finder
(2 more calls of that name, on values of unknown type.)
(Resolved from written types, without a type checker: functions kept in variables, reflection and most generic code are missed.)",
  "main.go:7: store.Store
(Resolved from written types, without a type checker: functions kept in variables, reflection and most generic code are missed.)",
  "GET /orders → store.Store.Get
(Resolved from written types, without a type checker: functions kept in variables, reflection and most generic code are missed.)",
  "No entry point that reaches Open was found.
(Resolved from written types, without a type checker: functions kept in variables, reflection and most generic code are missed.)",
]
`);
  });
});

test('symbols that cannot be read in time are answered with what to do instead', async () => {
  const late = async () => {
    throw new BadInput('the symbols could not be read: it took longer than 10 s');
  };
  const references = { callersOf: late, implementersOf: late, reachOf: late } as unknown as SymbolReferences;
  const tool = createSymbolTool({ ...architecture, references }, makeTree(files, HEAD));
  expect(await ask(tool, { query: 'callers', package: 'store', name: 'Store.Get' })).toBe(
    'ERROR the symbols could not be read: it took longer than 10 s. Use Grep instead.',
  );
});

describe('Symbol', () => {
  const tool = createSymbolTool(architecture, makeTree(files, HEAD));

  test('finds declarations, uses and implementers, and says how far that goes', async () => {
    expect(await ask(tool, { query: 'declaration', package: 'store', name: 'Store.Get' })).toMatchInlineSnapshot(`
"store/store.go:7:func (s *Store) Get(id string) string { return id }
(Found by name in the text, without types: uses through an interface, an embedded field or a dot import are missed, and a method is found by its name alone.)"
`);
    const first = async (input: unknown) => (await ask(tool, input)).split('\n').slice(0, -1);
    expect([
      await first({ query: 'declaration', package: 'store', name: 'Store' }),
      await first({ query: 'uses', package: 'store', name: 'Open' }),
      await first({ query: 'uses', package: 'store', name: 'Store.Get' }),
      await first({ query: 'uses', package: 'store', name: 'Store' }),
      await first({ query: 'implementers', package: 'service', name: 'Finder' }),
      await first({ query: 'declaration', package: 'store', name: 'Nothing' }),
    ]).toMatchInlineSnapshot(`
[
  [
    "store/store.go:3:type Store struct{}",
  ],
  [
    "main.go:6:	s := db.Open("x")",
  ],
  [
    "main.go:7:	s.Get("id")",
  ],
  [
    "service/service.go:10:var _ Finder = (*store.Store)(nil)",
    "store/store.go:5:func Open(name string) *Store { return &Store{} }",
    "store/store.go:7:func (s *Store) Get(id string) string { return id }",
    "store/store.go:9:func (s *Store) Close() error { return nil }",
  ],
  [
    "store/store.go:7:func (s *Store) Get(id string) string { return id }",
  ],
  [
    "No declaration of Nothing in example.com/shop/store.",
  ],
]
`);
  });

  test('says what it leaves out, and how to see it', async () => {
    const lines = 'func use() { Open("x") }\n'.repeat(70);
    const tree = makeTree({ ...files, 'store/store.go': `${files['store/store.go']}${lines}` }, HEAD);
    const many = createSymbolTool(architecture, tree);
    expect(await ask(many, { query: 'uses', package: 'store', name: 'Open' })).toContain(
      '\n(11 more. Find the rest with Grep: the name as pattern, and one directory at a time as path.)\n',
    );
  });

  test('refuses what is no name', async () => {
    expect(await ask(tool, { query: 'uses', package: 'store', name: '.*' })).toMatch(/^ERROR .*not a Go name/s);
    expect(await ask(tool, { query: 'implementers', package: 'store', name: 'Store' })).toMatch(
      /^ERROR Store is not an interface/,
    );
  });
});

test('Skill hands out time-calibration', async () => {
  const tool = createSkillTool(await readBuiltInSkills());
  expect(tool.description).toContain('- time-calibration: Use before any estimate');
  expect(await ask(tool, { skill: 'time-calibration' })).toContain('Divide by 12.');
  expect(await ask(tool, { skill: 'other' })).toBe('ERROR There is no skill "other". Available: time-calibration.');
});
