// New dependencies on modules that their authors have retired.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

const module = (...requires: string[]): string =>
  `-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n\nrequire (\n${requires.map((line) => `\t${line}\n`).join('')})\n-- a.go --\npackage shop\n`;

async function findingsOf(before: string, head: string) {
  const { findings, facts } = await analyse(snapshotOf({ before, head }), () => {});
  return {
    findings: findings.map(({ path, startLine, quote, title }) => `${path}:${startLine} ${quote} | ${title}`),
    facts,
  };
}

const retired = 'github.com/golang/mock v1.6.0';

test('a retired module that go.mod begins to require is told at its line', async () => {
  const { findings, facts } = await findingsOf(
    module('github.com/a/b v1.0.0'),
    module('github.com/a/b v1.0.0', retired),
  );
  expect(findings).toEqual([
    'go.mod:7 github.com/golang/mock v1.6.0 | New dependency on a retired module: github.com/golang/mock',
  ]);
  expect(facts.map((fact) => fact.id)).toContain('dependency-added:example.com/shop->github.com/golang/mock');
});

test('one that was required before, or only indirectly, is not', async () => {
  expect((await findingsOf(module('github.com/golang/mock v1.5.0'), module(retired))).findings).toEqual([]);
  expect((await findingsOf(module(), module(`${retired} // indirect`))).findings).toEqual([]);
  expect((await findingsOf(module(`${retired} // indirect`), module(retired))).findings).toEqual([]);
});

test('a new module is held to it as well, unless another module has required the same, or it is an example', async () => {
  const added = (dir: string) =>
    module().replace('-- a.go --', `-- ${dir}/go.mod --\nmodule example.com/new\n\nrequire ${retired}\n-- a.go --`);
  expect((await findingsOf(module(), added('new'))).findings).toEqual([
    'new/go.mod:3 require github.com/golang/mock v1.6.0 | New dependency on a retired module: github.com/golang/mock',
  ]);
  expect((await findingsOf(module(), added('examples/new'))).findings).toEqual([]);
  const all = await findingsOf(module(retired), added('new').replace('require (\n', `require (\n\t${retired}\n`));
  expect(all.findings).toEqual([]);
});

test('a go.mod that only writes down what the code imports already brings nothing in', async () => {
  const use = '-- store/s_test.go --\npackage store\n\nimport "github.com/golang/mock/gomock"\n';
  expect((await findingsOf(use, use + module(retired))).findings).toEqual([]);
  const vendored = use.replace('store/', 'vendor/example.com/other/');
  expect((await findingsOf(vendored, vendored + module(retired))).findings).toHaveLength(1);
});

test('its successor is not', async () => {
  expect((await findingsOf(module(), module('go.uber.org/mock v0.5.0'))).findings).toEqual([]);
});

test('it says what is imported from it and where, and that the successor is there already', async () => {
  const sdk = ['github.com/aws/aws-sdk-go v1.55.8', 'github.com/aws/aws-sdk-go-v2 v1.39.4'];
  const use = '-- iam/arn.go --\npackage iam\n\nimport "github.com/aws/aws-sdk-go/aws/arn"\n';
  const before = module(sdk[1]!);
  const { findings } = await analyse(snapshotOf({ before, head: module(...sdk) + use }), () => {});
  const [{ rationale, recommendation, otherPlaces }] = findings as [(typeof findings)[number]];
  expect([
    rationale,
    recommendation,
    otherPlaces.map(({ path, startLine }) => `${path}:${startLine}`),
  ]).toMatchInlineSnapshot(`
[
  "\`example.com/shop\` now requires \`github.com/aws/aws-sdk-go\` v1.55.8, which has been out of support since 31 July 2025 (https://github.com/aws/aws-sdk-go). The code imports \`github.com/aws/aws-sdk-go/aws/arn\`. It gets no more fixes, and every new import makes migration harder.",
  "Use \`github.com/aws/aws-sdk-go-v2\`, which this module already requires.",
  [
    "iam/arn.go:3",
  ],
]
`);
});

test('a requirement that only another module keeps is not told as gone', async () => {
  const line = 'github.com/a/b v1.0.0';
  const { facts } = await findingsOf(module(line), module(`${line} // indirect`));
  expect(facts.map(({ statement }) => statement)).toEqual([
    '`example.com/shop` no longer requires `github.com/a/b` directly; it is now indirect (it was v1.0.0).',
  ]);
});

test('an import of the module itself is not listed', async () => {
  const line = 'github.com/pkg/errors v0.9.1';
  const use = '-- b.go --\npackage shop\n\nimport "github.com/pkg/errors"\n\nvar Err = errors.New("x")\n';
  const { findings } = await analyse(snapshotOf({ before: module(), head: module(line) + use }), () => {});
  expect(findings[0]?.rationale).not.toContain('The code imports');
  expect(findings[0]?.recommendation).toBe('Use `errors` and `fmt.Errorf` with `%w`.');
});
