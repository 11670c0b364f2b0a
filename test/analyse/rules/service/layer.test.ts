// Declared layers: the words of a finding, and that only new imports are reported.
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { type Change, snapshotOf } from '../../tree.ts';

const settings = {
  layers: [
    {
      name: 'domain',
      packages: ['internal/domain/**'],
      mayImport: [],
      mayNotUse: ['database/sql', 'github.com/aws/**'],
    },
    { name: 'store', packages: ['internal/store/**'], mayImport: ['domain'] },
    { name: 'transport', packages: ['internal/http/**'], mayImport: ['domain'] },
  ],
};

const violationsOf = async (change: Change) =>
  (await analyse(snapshotOf({ settings, ...change }), () => {})).layerViolations.map(
    ({ file, line, from, to, introduced }) => `${file}:${line} ${from} -> ${to}${introduced ? ' NEW' : ''}`,
  );
const findingsOf = async (change: Change) => (await analyse(snapshotOf({ settings, ...change }), () => {})).findings;

const shop = (files: Record<string, string>): string =>
  `-- go.mod --\nmodule example.com/shop\n${Object.entries({
    'cmd/shop/main.go':
      'package main\n\nimport (\n\t"example.com/shop/internal/domain"\n\t"example.com/shop/internal/store"\n)\n\nfunc main() { domain.Run(store.New()) }\n',
    'internal/domain/order.go': 'package domain\n\nfunc Run(any) {}\n',
    'internal/store/store.go': `package store

import "context"

type Orders struct{}

func New() *Orders { return &Orders{} }

func (o *Orders) Find(ctx context.Context, id string) (string, error) { return "", nil }

func (o *Orders) Close() error { return nil }
`,
    ...files,
  })
    .map(([path, text]) => `-- ${path} --\n${text}`)
    .join('')}`;

const domainUsesStore = `package domain

import (
	"context"

	"example.com/shop/internal/store"
)

func Run(any) {}

func Total(ctx context.Context) (string, error) {
	return store.New().Find(ctx, "1")
}
`;

test('a finding says what, where, why here, what to do and at what price', async () => {
  const [finding] = await findingsOf({ before: shop({}), head: shop({ 'internal/domain/order.go': domainUsesStore }) });
  expect(finding).toMatchInlineSnapshot(`
{
  "citations": [
    {
      "factId": "layer-violation:internal/domain/order.go->example.com/shop/internal/store",
      "kind": "fact",
      "path": "internal/domain/order.go",
      "quote": ""example.com/shop/internal/store"",
      "startLine": 6,
    },
  ],
  "endLine": 6,
  "example": "// In internal/domain: the methods that it calls.
type Orders interface {
	Find(ctx context.Context, id string) (string, error)
}",
  "id": "e30838b74daab669",
  "otherPlaces": [],
  "path": "internal/domain/order.go",
  "quote": ""example.com/shop/internal/store"",
  "rationale": "Layer \`domain\` may import no other layer (\`.github/architect.yml\`). This pull request makes \`internal/domain\` import \`example.com/shop/internal/store\`. The code uses \`store.New\`. A change in \`internal/store\` can break \`internal/domain\`, and the tests of \`domain\` need everything that \`store\` needs.",
  "recommendation": "Declare an interface in \`internal/domain\` with just the methods that it calls, let \`internal/store\` implement it, and pass the implementation in from \`cmd/shop\`, which imports both.",
  "rule": "service/layer",
  "section": "service-architecture",
  "severity": "high",
  "side": "head",
  "source": "fact",
  "startLine": 6,
  "title": "Layer "domain" imports layer "store", which is not allowed",
  "tradeOffs": "One more interface and a line of wiring. If \`domain\` is meant to use \`store\`, allow that in \`.github/architect.yml\` so that the decision is recorded.",
}
`);
});

test('where only a type is used, the advice is to move it', async () => {
  const usesType =
    'package domain\n\nimport "example.com/shop/internal/store"\n\nvar all []store.Orders\n\nfunc Run(any) {}\n';
  const [finding] = await findingsOf({ before: shop({}), head: shop({ 'internal/domain/order.go': usesType }) });
  expect([finding?.recommendation, finding?.example]).toMatchInlineSnapshot(`
[
  "Only types or values are used: move them to \`domain\`, and let \`internal/store\` import them from there.",
  "",
]
`);
});

test('a library that the layer must not use is a finding as well', async () => {
  const usesSql = 'package domain\n\nimport "database/sql"\n\nvar db *sql.DB\n\nfunc Run(any) {}\n';
  const [finding, ...rest] = await findingsOf({
    before: shop({}),
    head: shop({ 'internal/domain/order.go': usesSql }),
  });
  expect(rest).toEqual([]);
  expect([finding?.title, finding?.rationale, finding?.recommendation]).toMatchInlineSnapshot(`
[
  "Layer "domain" imports database/sql, which is forbidden",
  "\`.github/architect.yml\` forbids \`database/sql\` in layer \`domain\`. This pull request makes \`internal/domain\` import \`database/sql\`. This ties the layer to the library's types and releases, and the layer's tests need whatever the library needs to run.",
  "Declare an interface in \`internal/domain\` for what it needs from the library, and implement that interface in a layer that may import \`database/sql\`.",
]
`);
});

test('five files with one cause are one finding with five places', async () => {
  const files = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map((name) => [
      `internal/domain/${name}/${name}.go`,
      `package ${name}\n\nimport "database/sql"\n\nvar db *sql.DB\n`,
    ]),
  );
  const findings = await findingsOf({ before: shop({}), head: shop(files) });
  expect(findings.map(({ path, otherPlaces }) => [path, otherPlaces.map((place) => place.path)])).toEqual([
    ['internal/domain/a/a.go', ['b', 'c', 'd', 'e'].map((name) => `internal/domain/${name}/${name}.go`)],
  ]);
});

test('packages of one library that one pattern keeps out are one finding', async () => {
  const uses =
    'package domain\n\nimport (\n\t"github.com/aws/aws-sdk-go-v2/aws"\n\t"github.com/aws/aws-sdk-go-v2/service/sqs"\n)\n\nvar q *sqs.Client\n\nfunc Run(any) { aws.String("") }\n';
  const findings = await findingsOf({ before: shop({}), head: shop({ 'internal/domain/order.go': uses }) });
  expect(findings.map(({ title, otherPlaces }) => [title, otherPlaces.length])).toEqual([
    ['Layer "domain" imports 2 packages of github.com/aws/**, which is forbidden', 1],
  ]);
});

test('where only functions are called, the advice asks whose they are', async () => {
  const before = shop({ 'internal/store/store.go': 'package store\n\nfunc KeyOf(id string) string { return id }\n' });
  const usesFunction =
    'package domain\n\nimport "example.com/shop/internal/store"\n\nfunc Run(any) { store.KeyOf("1") }\n';
  const [finding] = await findingsOf({
    before,
    head: `${before}-- internal/domain/order.go --\n${usesFunction}`,
  });
  expect(finding?.recommendation).toMatchInlineSnapshot(
    `"If the logic in \`store.KeyOf\` belongs to \`domain\`, move it there and let \`internal/store\` call it. If it is a detail of \`store\`, put it behind an interface that \`internal/domain\` declares, and pass the implementation in from \`cmd/shop\`, which imports both."`,
  );
});

test('its id stays when lines move and changes with what is imported', async () => {
  const before = shop({});
  const id = async (text: string) =>
    (await findingsOf({ before, head: shop({ 'internal/domain/order.go': text }) }))[0]?.id;
  expect(await id(`// Package domain is pure.\n//\n// Or was.\n${domainUsesStore}`)).toBe(await id(domainUsesStore));
  const other = 'package domain\n\nimport "database/sql"\n\nvar db *sql.DB\n';
  expect(await id(other)).not.toBe(await id(domainUsesStore));
  expect(await id(other)).toMatch(/^[0-9a-f]{16}$/);
});

describe('is no introduction', () => {
  const old = shop({ 'internal/domain/order.go': domainUsesStore });

  test('what was there before', async () => {
    const touched = shop({ 'internal/domain/order.go': `${domainUsesStore}\nfunc More() {}\n` });
    expect(await violationsOf({ before: old, head: touched })).toEqual(['internal/domain/order.go:6 domain -> store']);
  });

  test('the same edge from another file of the package', async () => {
    const second = 'package domain\n\nimport "example.com/shop/internal/store"\n\nvar s = store.New()\n';
    const head = shop({ 'internal/domain/order.go': domainUsesStore, 'internal/domain/second.go': second });
    expect(await violationsOf({ before: old, head })).toEqual([
      'internal/domain/order.go:6 domain -> store',
      'internal/domain/second.go:3 domain -> store',
    ]);
  });

  test('a package that is moved within its layer', async () => {
    const deep = domainUsesStore.replace('package domain', 'package orders');
    expect(
      await violationsOf({
        before: shop({ 'internal/domain/a/a.go': deep }),
        head: shop({ 'internal/domain/b/a.go': deep }),
        renames: { 'internal/domain/b/a.go': 'internal/domain/a/a.go' },
      }),
    ).toEqual(['internal/domain/b/a.go:6 domain -> store']);
  });
});

test('a file that is moved into a layer that may not import what it imports is one', async () => {
  const text = domainUsesStore.replace('package domain', 'package app');
  expect(
    await violationsOf({
      before: shop({ 'internal/app/a.go': text }),
      head: shop({ 'internal/domain/app/a.go': text }),
      renames: { 'internal/domain/app/a.go': 'internal/app/a.go' },
    }),
  ).toEqual(['internal/domain/app/a.go:6 domain -> store NEW']);
});

test('packages in no layer, tests and files of other systems are not restricted', async () => {
  const uses = (name: string) => `package ${name}\n\nimport "example.com/shop/internal/store"\n`;
  const head = shop({
    'internal/misc/m.go': uses('misc'),
    'internal/domain/order_test.go': uses('domain'),
    'internal/domain/order_windows.go': uses('domain'),
  });
  expect(await violationsOf({ before: shop({}), head })).toEqual([]);
});
