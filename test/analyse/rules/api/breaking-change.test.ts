// Breaking changes of modules that others import, not of the parts of an application.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import { snapshotOf } from '../../tree.ts';

const lib = (name = 'F', path = 'example.com/lib') =>
  `-- go.mod --\nmodule ${path}\n\ngo 1.24\n-- lib.go --\npackage lib\n\nfunc ${name}() {}\n`;
const findings = async (around: string, before = lib(), head = lib('G')) =>
  (await analyse(snapshotOf({ before: before + around, head: head + around }), () => {})).findings
    .filter(({ rule }) => rule === 'api/breaking-change')
    .map(({ title, severity }) => `${severity}: ${title}`);
const rationale = async (snapshot: Snapshot) => (await analyse(snapshot, () => {})).findings[0]?.rationale;
const broken = ['medium: example.com/lib: breaking change to F'];
const main = (imports = '') => `package main\n\n${imports}\n\nfunc main() {}\n`;

test.each([
  ['a module without a command', '', broken],
  ['a generator of its own', `-- tools/gen/main.go --\n${main()}`, broken],
  ['a generator below internal/', `-- internal/gen/main.go --\n${main()}`, broken],
  ['a module with a command', `-- cmd/lib/main.go --\n${main()}`, []],
  [
    'Lambda functions below internal/',
    `-- internal/jobs/main/main.go --\n${main('import "github.com/aws/aws-lambda-go/lambda"')}`,
    [],
  ],
  [
    'what a module beside it takes from its directory',
    '-- agent/go.mod --\nmodule example.com/lib/agent\n\nreplace example.com/lib => ../\n',
    [],
  ],
  [
    'what a program beside it requires',
    `-- job/go.mod --\nmodule example.com/lib/job\n\nrequire example.com/lib v0.1.0\n-- job/main.go --\n${main()}`,
    [],
  ],
  [
    'what a library beside it requires',
    '-- otel/go.mod --\nmodule example.com/lib/otel\n\nrequire example.com/lib v0.1.0\n-- otel/o.go --\npackage otel\n',
    broken,
  ],
  [
    'an example beside it',
    '-- examples/go.mod --\nmodule example.com/lib/examples\n\nreplace example.com/lib => ../\n',
    broken,
  ],
])('%s', async (_, around, expected) => {
  expect(await findings(around)).toEqual(expected);
});

test('a path with a major version promises it, whatever is beside it', async () => {
  const v2 = 'example.com/lib/v2';
  const agent = '-- agent/go.mod --\nmodule example.com/lib/agent\n\nreplace example.com/lib/v2 => ../\n';
  expect(await findings(agent, lib('F', v2), lib('G', v2))).toEqual(['high: lib/v2: breaking change to F']);
});

test('a program promises nothing, whatever its major version', async () => {
  const v2 = 'example.com/lib/v2';
  expect(await findings(`-- cmd/lib/main.go --\n${main()}`, lib('F', v2), lib('G', v2))).toEqual([]);
});

test('packages for tests promise nothing', async () => {
  const at = (dir: string) => (name: string) => `${lib()}-- ${dir}/a.go --\npackage a\n\nfunc ${name}() {}\n`;
  for (const dir of ['tests/framework', 'grpc_testing', 'internal/testutil'])
    expect(await findings('', at(dir)('F'), at(dir)('G'))).toEqual([]);
  expect(await findings('', at('latest')('F'), at('latest')('G'))).toEqual([
    'medium: lib/latest: breaking change to F',
  ]);

  // Nor does what only they import.
  const used = (from: string) => `-- ${from}/b.go --\npackage b\n\nimport _ "example.com/lib/expect"\n`;
  const expectAt = at('expect');
  expect(await findings(used('tests/e2e'), expectAt('F'), expectAt('G'))).toEqual([]);
  expect(await findings(used('tests/e2e') + used('serve'), expectAt('F'), expectAt('G'))).toEqual([
    'medium: lib/expect: breaking change to F',
  ]);
});

test('a struct type of a field may grow, and is not shown where it is long', async () => {
  const type = (fields: string) =>
    `-- go.mod --\nmodule example.com/lib\n-- lib.go --\npackage lib\n\ntype Machine struct {\n\tDisks []struct {\n${fields}\t}\n}\n`;
  const old = '\t\tName string\n\t\tNets struct {\n\t\t\tMAC string\n\t\t}\n';
  const grown = old.replace('MAC string\n', 'MAC string\n\t\t\tMTU int\n');
  expect(await findings('', type(old), type(`${grown}\t\tSize int\n`))).toEqual([]);
  const long = [...'ABCDEFGH'].map((name) => `\t\tDescriptionOf${name} string\n`).join('');
  const change = snapshotOf({ before: type(long + old), head: type(long) });
  expect(await rationale(change)).toMatchInlineSnapshot(
    `"The type of \`Machine.Disks\` changed; uses in other modules no longer compile. This needs a new major version: \`example.com/lib\` builds no program except tools and is treated as a library."`,
  );
});

test.each<[string, { before: string; head: string }]>([
  [
    'removed functions share a sentence, and so do added interface methods',
    {
      before: 'type Store interface {\n\tGet()\n}\n\nfunc Open() {}\n\nfunc Close() {}\n\nvar Limit = 1\n',
      head: 'type Store interface {\n\tGet()\n\tPut()\n\tList()\n}\n',
    },
  ],
  [
    'a changed function breaks calls, a changed interface method implementations, a changed field uses',
    {
      before: 'func Open() {}\n\ntype Store interface {\n\tGet()\n}\n\ntype Row struct {\n\tN int\n}\n',
      head: 'func Open(a string) {}\n\ntype Store interface {\n\tGet(id string)\n}\n\ntype Row struct {\n\tN string\n}\n',
    },
  ],
  [
    'a sealed interface breaks implementations, an interface that no longer embeds another breaks calls',
    {
      before: 'import "io"\n\ntype Store interface {\n\tGet()\n}\n\ntype File interface {\n\tio.Closer\n\tGet()\n}\n',
      head: 'type Store interface {\n\tGet()\n\tseal()\n}\n\ntype File interface {\n\tGet()\n}\n',
    },
  ],
])('%s', async (_, { before, head }) => {
  const at = (body: string) => `-- go.mod --\nmodule example.com/lib\n-- lib.go --\npackage lib\n\n${body}`;
  expect(await rationale(snapshotOf({ before: at(before), head: at(head) }))).toMatchSnapshot();
});

test('a module further down in a repository of programs is a part of them, but not below a library', async () => {
  const job = `-- jobs/clean/go.mod --\nmodule example.com/shop/jobs/clean\n-- jobs/clean/main.go --\n${main()}`;
  const part = (name: string) =>
    `-- pkg/rules/go.mod --\nmodule example.com/shop/pkg/rules\n-- pkg/rules/r.go --\npackage rules\n\nfunc ${name}() {}\n`;
  const root = '-- go.mod --\nmodule example.com/shop\n';
  expect(await findings(job, root + part('F'), root + part('G'))).toEqual([]);
  const library = `${root}-- shop.go --\npackage shop\n`;
  expect(await findings(job, library + part('F'), library + part('G'))).toEqual([
    'medium: pkg/rules: breaking change to F',
  ]);
});
