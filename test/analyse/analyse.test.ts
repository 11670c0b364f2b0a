// The room through its door: a change in, facts and findings out.
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../src/analyse/analyse.ts';
import type { Architecture } from '../../src/domain/architecture.ts';
import { type Change, snapshotOf } from './tree.ts';

const run = (change: Change): Promise<Architecture> => analyse(snapshotOf(change), () => {});

const layers = {
  layers: [
    { name: 'domain', packages: ['domain/**'], mayImport: [], mayNotUse: ['database/sql'] },
    { name: 'store', packages: ['store/**'], mayImport: ['domain'] },
  ],
};

const before = `
-- go.mod --
module example.com/shop

go 1.24
-- main.go --
package main

import (
	"example.com/shop/domain"
	"example.com/shop/store"
)

func main() { domain.Run(store.New()) }
-- domain/order.go --
package domain

type Order struct{ ID string }

func Run(any) {}
-- store/store.go --
package store

type Store struct{}

func New() *Store { return nil }
`;

const head = `
-- go.mod --
module example.com/shop

go 1.24
-- main.go --
package main

import (
	"example.com/shop/domain"
	"example.com/shop/store"
)

func main() { domain.Run(store.New()) }
-- domain/order.go --
package domain

import "example.com/shop/store"

type Order struct{ ID string }

func Run(any) { store.New() }
-- store/store.go --
package store

type Store struct{}

func New() *Store { return nil }
`;

describe('a declared layer', () => {
  test('that a new import breaks gives one finding, with the line that breaks it', async () => {
    const { findings, layerViolations } = await run({ before, head, settings: layers });
    expect(layerViolations).toEqual([
      {
        file: 'domain/order.go',
        line: 3,
        import: 'example.com/shop/store',
        quote: 'import "example.com/shop/store"',
        from: 'domain',
        to: 'store',
        toLayer: 'store',
        source: '.github/architect.yml',
        introduced: true,
      },
    ]);
    expect(findings.map(({ rule, path, startLine, quote }) => ({ rule, path, startLine, quote }))).toEqual([
      { rule: 'service/layer', path: 'domain/order.go', startLine: 3, quote: 'import "example.com/shop/store"' },
    ]);
  });

  test('that was broken before gives none', async () => {
    const { findings, layerViolations } = await run({
      before: head,
      head: head.replace('store.New() }\n-- store', 'store.New(); store.New() }\n-- store'),
      settings: layers,
    });
    expect(layerViolations.map((violation) => violation.introduced)).toEqual([false]);
    expect(findings).toEqual([]);
  });
});

test('work that nobody waits for any more ends at its next breath', async () => {
  const files = Array.from({ length: 40 }, (_, n) => `-- a/f${n}.go --\npackage a\n\nfunc F${n}() {}\n`).join('');
  const snapshot = snapshotOf({
    before: '-- go.mod --\nmodule example.com/a\n',
    head: `-- go.mod --\nmodule example.com/a\n${files}`,
  });
  const controller = new AbortController();
  const heard: string[] = [];
  // What comes from outside is heard while it works: here the order to stop.
  setImmediate(() => controller.abort(new Error('a newer head')));
  await expect(analyse(snapshot, ({ message }) => heard.push(message), controller.signal)).rejects.toThrow(
    'a newer head',
  );
  expect(heard).toEqual(['reading the import graph before and after', 'parsing 40 changed Go files']);
});

describe('a function that is too long to be judged', () => {
  const BLIND = `// ${'x'.repeat(61_000)}\n`;
  const bad = (inside: string, name = 'a.go') => `
-- go.mod --
module example.com/a

go 1.24
-- ${name} --
package a

import "net/http"

func Bad(url string) {
	resp, _ := http.Get(url)
	_ = resp
	${inside}
}
`;
  const unread = async (head: string, earlier = head.split('-- a')[0]!) =>
    (await run({ before: earlier, head })).unread;

  test('is named when the change touches it, so that padding hides nothing', async () => {
    expect(await unread(bad(''))).toEqual([]);
    const named = [{ path: 'a.go', reason: 'function-too-long', line: 5 }];
    expect(await unread(bad(BLIND))).toEqual(named);
    expect(await unread(bad(`${BLIND}\tpanic(url)`), bad(BLIND))).toEqual(named);
    expect(await unread(bad(BLIND).replace('\nfunc', '\n func'))).toMatchObject([{ reason: 'function-too-long' }]);
  });

  test('is not where it stayed as it was, holds no code, or is a test', async () => {
    expect(await unread(`${bad(BLIND)}\nfunc More() {}\n`, bad(BLIND))).toEqual([]);
    expect(await unread(bad('', 'a.go').concat(`\nvar urls = \`http.Get ${BLIND}\`\n`))).toEqual([]);
    expect(await unread(bad(BLIND, 'a_test.go'))).toEqual([]);
  });
});
