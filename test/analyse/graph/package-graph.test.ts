// The package graph against the go tool: recorded answers of `go list -e` (Go 1.27.4, linux/amd64, cgo on), and the tool itself where
// there is one on the PATH.
import { describe, expect, test } from '@jest/globals';
import { describeTree } from '../../../src/analyse/analyse.ts';
import { defaultSettings } from '../../../src/domain/settings.ts';
import { type Files, txtar } from '../../support/txtar.ts';
import { treeOf } from '../tree.ts';
import { type GoPackageFiles, hasGo, listPackages } from './go-list.ts';

/** One package on one line, as `go list` and we both can say it. */
interface Listed {
  readonly path: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
  readonly imports: readonly string[];
  readonly testImports: readonly string[];
}

const say = ({ path, name, files, tests, imports, testImports }: Listed): string =>
  `${path} (${name}): ${files.join(' ')} | ${tests.join(' ')} | imports ${imports.join(' ')} | tests import ${testImports.join(' ')}`;

async function ours(files: Files): Promise<string[]> {
  const { graph } = await describeTree(treeOf(files), defaultSettings);
  const base = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  return [...graph.packages.values()]
    .map((found) =>
      say({
        path: found.importPath,
        name: found.name,
        files: found.files.map(base),
        tests: found.testFiles.map(base),
        imports: found.imports,
        testImports: found.testImports,
      }),
    )
    .sort();
}

/** What `go list -e` says of the root module. */
const theirs = (files: Files): string[] =>
  listPackages(files, { args: ['./...'] })
    .map((found) => {
      const all = (...keys: (keyof GoPackageFiles)[]) => [...new Set(keys.flatMap((key) => found[key] ?? []))].sort();
      return say({
        path: found.ImportPath,
        name: found.Name,
        files: all('GoFiles', 'CgoFiles'),
        tests: all('TestGoFiles', 'XTestGoFiles'),
        imports: all('Imports'),
        testImports: all('TestImports', 'XTestImports'),
      });
    })
    .sort();

const modules = {
  'build constraints of every kind': `
-- go.mod --
module example.com/shop

go 1.25
-- a/a.go --
package a

import "fmt"
-- a/a_windows.go --
package a

import "golang.org/x/sys/windows"
-- a/a_linux_amd64.go --
package a

import "golang.org/x/sys/unix"
-- a/ignored.go --
//go:build ignore

package main

import "os"
-- a/old.go --
// +build !windows

package a

import "strings"
-- a/nolonger.go --
//go:build !go1.20

package a

import "bytes"
-- a/_hidden.go --
package a

import "hidden"
-- a/doc.go --
package documentation

import "text/template"
-- a/cgo.go --
package a

// #include <stdio.h>
import "C"
-- a/nocgo.go --
//go:build !cgo

package a

import "net"
-- only_windows/w_windows.go --
package w
`,
  'tests apart': `
-- go.mod --
module example.com/shop

go 1.25
-- store/store.go --
package store

import "database/sql"
-- store/store_test.go --
package store

import (
	"testing"
	"database/sql"
)
-- store/outside_test.go --
package store_test

import (
	"testing"
	"example.com/shop/store"
)
-- onlytests/x_test.go --
package onlytests

import "testing"
-- onlyoutside/x_test.go --
package onlyoutside_test

import "testing"
`,
  'directories that are none of ours': `
-- go.mod --
module example.com/shop

go 1.25

ignore ./web
-- main.go --
package main

import _ "example.com/shop/a"

func main() {}
-- a/a.go --
package a
-- a/testdata/x.go --
package x
-- _old/x.go --
package x
-- .hidden/x.go --
package x
-- web/x.go --
package x
-- nested/go.mod --
module example.com/nested
-- internal/deep/er/x.go --
package er
-- empty/readme.txt --
nothing
`,
  'imports in every way of writing them': `
-- go.mod --
module example.com/shop

go 1.25
-- a.go --
// Package shop is a shop. /* not a comment
package shop /* yes */

import f "fmt"; import . "strings"
import (
	_ "embed"
	\`io\`

	// "commented/out"
	/* "also" */ "os"
)
import ()

const s = \`
import "never"
\`
`,
};

const recorded: Record<keyof typeof modules, readonly string[]> = {
  'build constraints of every kind': [
    'example.com/shop/a (a): a.go a_linux_amd64.go cgo.go old.go |  | imports C fmt golang.org/x/sys/unix strings | tests import ',
  ],
  'tests apart': [
    'example.com/shop/onlyoutside (onlyoutside):  | x_test.go | imports  | tests import testing',
    'example.com/shop/onlytests (onlytests):  | x_test.go | imports  | tests import testing',
    'example.com/shop/store (store): store.go | outside_test.go store_test.go | imports database/sql | tests import database/sql example.com/shop/store testing',
  ],
  'directories that are none of ours': [
    'example.com/shop (main): main.go |  | imports example.com/shop/a | tests import ',
    'example.com/shop/a (a): a.go |  | imports  | tests import ',
    'example.com/shop/internal/deep/er (er): x.go |  | imports  | tests import ',
  ],
  'imports in every way of writing them': [
    'example.com/shop (shop): a.go |  | imports embed fmt io os strings | tests import ',
  ],
};

describe.each(Object.entries(modules))('a module with %s', (title, text) => {
  test('has the packages, files and imports that go list recorded', async () => {
    expect(await ours(txtar(text))).toEqual(recorded[title as keyof typeof modules]);
  });

  (hasGo ? test : test.skip)('has those that the go tool gives', async () => {
    expect(await ours(txtar(text))).toEqual(theirs(txtar(text)));
  });
});

test('a file without a package clause is named and costs the others nothing', async () => {
  const tree = treeOf(txtar('-- go.mod --\nmodule m\n-- a.go --\npackage a\n-- b.go --\nfunc B() {}\n'));
  const { graph, unread } = await describeTree(tree, defaultSettings);
  expect(unread).toEqual([{ path: 'b.go', reason: 'syntax-error' }]);
  expect(graph.packages.get('m')?.files).toEqual(['a.go']);
});

test('files of other builds are kept apart, by directory: for another system, with a tag, in a directory of their own', async () => {
  const { graph } = await describeTree(
    treeOf(
      txtar(`
-- go.mod --
module m
-- disk/disk.go --
package disk
-- disk/disk_windows.go --
package disk

import "m/registry"
-- disk/disk_e2e_test.go --
//go:build e2e

package disk

import "m/fake"
-- disk/_old.go --
package disk
-- e2e/run.go --
//go:build e2e

package e2e
-- testdata/x_windows.go --
package x
`),
    ),
    defaultSettings,
  );
  expect([...graph.packages.keys()]).toEqual(['m/disk']);
  expect(graph.packages.get('m/disk')).toMatchObject({ files: ['disk/disk.go'], testFiles: [], imports: [] });
  expect(
    graph.variants?.map(({ importPath, files, sites }) => [importPath, files, sites.map(({ path }) => path)]),
  ).toEqual([
    ['m/disk', ['disk/disk_e2e_test.go', 'disk/disk_windows.go'], ['m/fake', 'm/registry']],
    ['m/e2e', ['e2e/run.go'], []],
  ]);
});

test('two modules of one repository with the same path are told apart', async () => {
  const module = 'module example.com/fn\n';
  const tree = treeOf({
    'a/go.mod': module,
    'a/a.go': 'package main\n',
    'b/go.mod': module,
    'b/b.go': 'package main\n',
  });
  const { graph } = await describeTree(tree, defaultSettings);
  expect([...graph.packages.keys()]).toEqual(['example.com/fn', 'example.com/fn (b)']);
});

test('cycles between packages are found, test imports do not close one', async () => {
  const tree = treeOf(
    txtar(`
-- go.mod --
module m
-- a/a.go --
package a
import "m/b"
-- b/b.go --
package b
import "m/c"
-- c/c.go --
package c
import "m/a"
-- d/d.go --
package d
-- d/d_test.go --
package d_test
import "m/e"
-- e/e.go --
package e
import "m/d"
`),
  );
  expect((await describeTree(tree, defaultSettings)).graph.cycles).toEqual([['m/a', 'm/b', 'm/c']]);
});

test('tests that are a package of their own are known apart', async () => {
  const files = txtar(`
-- go.mod --
module example.com/shop
-- a/a.go --
package a
-- a/a_test.go --
package a

import "testing"
-- a/example_test.go --
package a_test

import "example.com/shop/a"
`);
  const { graph } = await describeTree(treeOf(files), defaultSettings);
  const found = graph.packages.get('example.com/shop/a');
  expect([found?.testFiles, found?.externalTestFiles, found?.testImports]).toEqual([
    ['a/a_test.go', 'a/example_test.go'],
    ['a/example_test.go'],
    ['example.com/shop/a', 'testing'],
  ]);
});
