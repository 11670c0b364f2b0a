// Where imports lead between modules of one repository, with and without a go.work: recorded answers of `go list -e -deps` (Go 1.27.4), and
// the tool itself where there is one on the PATH.
import { describe, expect, test } from '@jest/globals';
import { buildGraph } from '../../../src/analyse/graph/package-graph.ts';
import { type Files, txtar } from '../../support/txtar.ts';
import { treeOf } from '../tree.ts';
import { hasGo, listPackages } from './go-list.ts';

interface Case {
  /** Directories of the modules that are asked. */
  readonly from: readonly string[];
  readonly workspace: boolean;
  readonly text: string;
  /** "importer imports path: directory", or "a release" where the go tool takes none from here. */
  readonly recorded: readonly string[];
}

const module = (path: string, more = '') => `module ${path}\n\ngo 1.24\n${more}`;
const code = (name: string, ...imports: string[]) =>
  `package ${name}\n\n${imports.map((path) => `import _ "${path}"\n`).join('')}`;

/** A module in lib, one below it, and code in svc that imports both. */
const IMPORTER_OF_BOTH = `-- svc/svc.go --
${code('svc', 'example.com/lib/k', 'example.com/lib/sub/k')}
-- lib/go.mod --
${module('example.com/lib')}
-- lib/k/k.go --
${code('k')}
-- lib/sub/go.mod --
${module('example.com/lib/sub')}
-- lib/sub/k/k.go --
${code('k')}
`;

const cases: Record<string, Case> = {
  'a go.work: its modules build each other, whatever release they require': {
    from: ['app', 'lib'],
    workspace: true,
    text: `-- go.work --
go 1.24

use (
	./app
	"./lib" // quoted
)
-- app/go.mod --
${module('example.com/app', 'require example.com/lib v1.4.0\n')}
-- app/app.go --
${code('app', 'example.com/lib/store', 'example.com/app/web')}
-- app/web/web.go --
${code('web')}
-- lib/go.mod --
${module('example.com/lib')}
-- lib/store/store.go --
${code('store')}
`,
    recorded: [
      'example.com/app imports example.com/app/web: app/web',
      'example.com/app imports example.com/lib/store: lib/store',
    ],
  },
  'a module below one of the go.work that the go.work leaves out: its release counts': {
    from: [''],
    workspace: true,
    text: `-- go.work --
go 1.24

use .
-- go.mod --
${module('example.com/a', 'require example.com/a/b v1.0.0\n')}
-- a.go --
${code('a', 'example.com/a/b/x', 'example.com/a/c')}
-- c/c.go --
${code('c')}
-- b/go.mod --
${module('example.com/a/b')}
-- b/x/x.go --
${code('x')}
`,
    recorded: ['example.com/a imports example.com/a/b/x: a release', 'example.com/a imports example.com/a/c: c'],
  },
  'a replacement in the go.work, which overrules that of a module': {
    from: ['app'],
    workspace: true,
    text: `-- go.work --
go 1.24

use ./app

replace example.com/lib => ./new
-- app/go.mod --
${module('example.com/app', 'require example.com/lib v1.0.0\n\nreplace example.com/lib => ../old\n')}
-- app/app.go --
${code('app', 'example.com/lib')}
-- old/go.mod --
${module('example.com/lib')}
-- old/lib.go --
${code('lib')}
-- new/go.mod --
${module('example.com/lib')}
-- new/lib.go --
${code('lib')}
`,
    recorded: ['example.com/app imports example.com/lib: new'],
  },
  'a module whose path lies below that of another, in a directory elsewhere': {
    from: ['one'],
    workspace: true,
    text: `-- go.work --
go 1.24

use ./one
use ./two
-- one/go.mod --
${module('example.com/a')}
-- one/a.go --
${code('a', 'example.com/a/b/x', 'example.com/a/c')}
-- one/c/c.go --
${code('c')}
-- two/go.mod --
${module('example.com/a/b')}
-- two/x/x.go --
${code('x')}
`,
    recorded: ['example.com/a imports example.com/a/b/x: two/x', 'example.com/a imports example.com/a/c: one/c'],
  },
  'a module replaced by a directory, with a module below it that is not': {
    from: ['svc'],
    workspace: false,
    text: `-- svc/go.mod --
${module('example.com/svc', 'require (\n\texample.com/lib v1.0.0\n\texample.com/lib/sub v1.0.0\n)\n\nreplace example.com/lib => ../lib\n')}
${IMPORTER_OF_BOTH}`,
    recorded: [
      'example.com/svc imports example.com/lib/k: lib/k',
      'example.com/svc imports example.com/lib/sub/k: a release',
    ],
  },
  'both replaced, the one below by a directory elsewhere, and of one version another than of every': {
    from: ['svc'],
    workspace: false,
    text: `-- svc/go.mod --
${module('example.com/svc', 'require (\n\texample.com/lib v1.0.0\n\texample.com/lib/sub v1.0.0\n)\n\nreplace example.com/lib => ../lib\n\nreplace example.com/lib/sub => ../lib/sub\n\nreplace example.com/lib/sub v1.0.0 => ../fork\n')}
${IMPORTER_OF_BOTH}-- fork/go.mod --
${module('example.com/lib/sub')}
-- fork/k/k.go --
${code('k')}
`,
    recorded: [
      'example.com/svc imports example.com/lib/k: lib/k',
      'example.com/svc imports example.com/lib/sub/k: fork/k',
    ],
  },
};

function ours(files: Files, { from }: Case): string[] {
  const { modules, byDir } = buildGraph(treeOf(files));
  return [...byDir.values()]
    .flatMap((importer) => {
      const { module } = modules.locate(importer.dir)!;
      if (!from.includes(module.dir)) return [];
      return importer.imports.map((path) => {
        const dir = modules.directoryOf(path, module);
        const isHere = dir !== null && byDir.has(dir) && modules.isBuiltFromHere(path, module);
        return `${importer.importPath} imports ${path}: ${isHere ? dir : 'a release'}`;
      });
    })
    .sort();
}

function theirs(files: Files, { from, workspace }: Case): string[] {
  return from
    .flatMap((dir) => {
      const found = listPackages(files, { args: ['-deps', './...'], dir, workspace });
      const at = new Map(found.map((one) => [one.ImportPath, one.GoFiles === undefined ? null : one.dir]));
      const own = found.filter((one) => one.dir !== null && `${one.dir}/`.startsWith(dir === '' ? '' : `${dir}/`));
      return own.flatMap(({ ImportPath, Imports = [] }) =>
        Imports.map((path) => `${ImportPath} imports ${path}: ${at.get(path) ?? 'a release'}`),
      );
    })
    .sort();
}

describe.each(Object.entries(cases))('%s', (_, one) => {
  const files = txtar(one.text);

  test('imports lead where go list recorded', () => {
    expect(ours(files, one)).toEqual(one.recorded);
  });

  (hasGo ? test : test.skip)('imports lead where the go tool says', () => {
    expect(ours(files, one)).toEqual(theirs(files, one));
  });
});
