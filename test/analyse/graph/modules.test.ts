import { describe, expect, test } from '@jest/globals';
import { parseGoMod } from '../../../src/analyse/graph/go-mod.ts';
import { joinPath, mapModules } from '../../../src/analyse/graph/modules.ts';
import { txtar } from '../../support/txtar.ts';
import { treeOf } from '../tree.ts';

describe('a go.mod', () => {
  test('is read with blocks, single lines, quotes and comments', () => {
    const text = `// a shop
module "example.com/shop" // v1

go 1.24.1

toolchain go1.25.0

require github.com/a/b v1.2.3
require (
	github.com/c/d v0.1.0 // indirect
	// github.com/e/f v9.9.9
	"github.com/g/h/v2" v2.0.0
)

replace (
	github.com/a/b => ../b
	github.com/c/d v0.1.0 => github.com/x/d v0.2.0
)

ignore ./web
exclude github.com/a/b v1.0.0
retract v0.9.0 // Lost orders.

// Published by mistake,
// with the wrong path.
retract [v0.1.0, v0.2.0]
`;
    expect(parseGoMod(text, 'svc/go.mod')).toEqual({
      path: 'example.com/shop',
      dir: 'svc',
      file: 'svc/go.mod',
      goVersion: '1.24.1',
      requires: [
        { path: 'github.com/a/b', version: 'v1.2.3', indirect: false },
        { path: 'github.com/c/d', version: 'v0.1.0', indirect: true },
        { path: 'github.com/g/h/v2', version: 'v2.0.0', indirect: false },
      ],
      replaces: [
        { path: 'github.com/a/b', with: '../b' },
        { path: 'github.com/c/d', version: 'v0.1.0', with: 'github.com/x/d@v0.2.0' },
      ],
      excludes: [{ path: 'github.com/a/b', version: 'v1.0.0' }],
      retracts: [
        { versions: 'v0.9.0', reason: 'Lost orders.' },
        { versions: '[v0.1.0, v0.2.0]', reason: 'Published by mistake, with the wrong path.' },
      ],
      ignores: ['./web'],
    });
  });

  test('without a module line is none', () => {
    expect(parseGoMod('go 1.24\n', 'go.mod')).toBeNull();
    expect(parseGoMod('', 'go.mod')).toBeNull();
  });

  test('with CRLF and a byte order mark reads the same', () => {
    expect(parseGoMod('\uFEFFmodule a.b/c\r\n\r\ngo 1.22\r\n', 'go.mod')).toMatchObject({
      path: 'a.b/c',
      goVersion: '1.22',
    });
  });
});

describe('a tree of modules', () => {
  const map = mapModules(
    treeOf(
      txtar(`
-- go.mod --
module example.com/shop

go 1.25

ignore ./web
ignore gen
replace example.com/fork => ./third/fork
-- api/go.mod --
module example.com/shop/api
-- tools/go.mod --
this is no go.mod
-- third/fork/go.mod --
module example.com/original
-- testdata/sample/go.mod --
module example.com/sample
`),
    ),
  );
  const pathOf = (dir: string) => map.locate(dir)?.importPath ?? null;

  test('gives each directory the import path of its nearest module', () => {
    expect(['', 'store', 'store/sql', 'api', 'api/v1'].map(pathOf)).toEqual([
      'example.com/shop',
      'example.com/shop/store',
      'example.com/shop/store/sql',
      'example.com/shop/api',
      'example.com/shop/api/v1',
    ]);
  });

  test('has no place for what ./... passes over', () => {
    const dirs = [
      '_old',
      '.hidden/x',
      'a/testdata/b',
      'vendor/x',
      'a/vendor/x',
      'web/ui',
      'a/gen/b',
      'testdata/sample',
    ];
    expect(dirs.map(pathOf)).toEqual(dirs.map(() => null));
    expect(pathOf('a/webs')).toBe('example.com/shop/a/webs');
  });

  test('leaves a directory below an unreadable go.mod to nobody', () => {
    expect(pathOf('tools/lint')).toBeNull();
  });

  test('finds directories of import paths: own, nested and replaced ones', () => {
    const root = map.modules[0]!;
    const at = (path: string) => map.directoryOf(path, root);
    expect(at('example.com/shop')).toBe('');
    expect(at('example.com/shop/store')).toBe('store');
    expect(at('example.com/shop/api/v1')).toBe('api/v1');
    expect(at('example.com/fork/x')).toBe('third/fork/x');
    expect(at('example.com/shopping')).toBeNull();
    expect(at('fmt')).toBeNull();
  });
});

describe('modules that import each other', () => {
  const map = mapModules(
    treeOf(
      txtar(`
-- go.work --
go 1.24

use (
	./a
	"./b" // both are built here
)
replace example.com/d v1.0.0 => ./third/d
-- a/go.mod --
module example.com/a

replace example.com/fork => github.com/acme/fork v1.2.3
-- b/go.mod --
module example.com/b

require example.com/d v1.0.0
-- c/go.mod --
module example.com/c

replace example.com/a => ../a
-- third/d/go.mod --
module example.com/d
-- fork/go.mod --
module example.com/fork
`),
    ),
  );
  const seen = (dir: string, path: string) => {
    const { module } = map.locate(dir)!;
    return [map.directoryOf(path, module), map.isBuiltFromHere(path, module)];
  };

  test('see those of their workspace as they stand', () => {
    expect(seen('a', 'example.com/b/x')).toEqual(['b/x', true]);
    expect(seen('b', 'example.com/a')).toEqual(['a', true]);
  });

  test('see what their workspace or they themselves replace by a directory as it stands, in the version that is replaced', () => {
    expect(seen('b', 'example.com/d/x')).toEqual(['third/d/x', true]);
    expect(seen('a', 'example.com/d/x')).toEqual(['third/d/x', false]);
    expect(seen('c', 'example.com/a/x')).toEqual(['a/x', true]);
  });

  test('see a release of any other', () => {
    expect(seen('a', 'example.com/c')).toEqual(['c', false]);
    expect(seen('c', 'example.com/b/x')).toEqual(['b/x', false]);
  });

  test('do not see what they replace by a module from elsewhere', () => {
    expect(seen('a', 'example.com/fork/x')).toEqual([null, false]);
    expect(seen('c', 'example.com/fork/x')).toEqual(['fork/x', false]);
  });
});

test('paths are joined without leaving the repository', () => {
  expect(joinPath('a/b', '../c')).toBe('a/c');
  expect(joinPath('a', '../..')).toBeNull();
  expect(joinPath('', './x//y/')).toBe('x/y');
});
