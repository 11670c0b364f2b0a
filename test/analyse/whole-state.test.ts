// A review of everything at one commit: what it finds has been there, and nothing is told as new.
import { expect, test } from '@jest/globals';
import { analyse } from '../../src/analyse/analyse.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { snapshotOf } from './tree.ts';

const code = `
-- go.mod --
module example.com/shop
-- domain/order.go --
package domain

import "example.com/shop/store"

var _ = store.Open
-- store/store.go --
package store

import "database/sql"

func Open(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM orders"); err != nil {
		return err
	}
	return tx.Commit()
}
`;
const layers = [
  { name: 'domain', packages: ['domain/**'] },
  { name: 'store', packages: ['store/**'], mayImport: ['domain'] },
];

function wholeOf(settings: unknown): Snapshot {
  const snapshot = snapshotOf({ before: '', head: code, settings });
  return { ...snapshot, target: { ...snapshot.target, whole: true } };
}

test('old violations and old code are found, and nothing is said to have come', async () => {
  const architecture = await analyse(wholeOf({ layers }), () => {});
  expect(architecture.findings.map(({ rule, path, startLine }) => `${rule} ${path}:${startLine}`)).toEqual([
    'risk/transaction-without-rollback store/store.go:6',
    'service/layer domain/order.go:3',
  ]);
  expect(architecture.addedEdges).toEqual([]);
  expect(architecture.before).toBe(architecture.after);
  expect([...new Set(architecture.facts.map(({ kind }) => kind))].sort()).toEqual(['layer-violation', 'rule']);
});

test('a linter’s file holds as it stands at the commit', async () => {
  const text =
    'version: 3\ncomponents:\n  domain: { in: domain }\n  store: { in: store }\ndeps:\n  domain: { canUse: [] , anyVendorDeps: true }\n  store: { anyVendorDeps: true }\n';
  const configurations = [{ path: '.go-arch-lint.yml', commit: 'a'.repeat(40), text, cut: 0 }];
  const { findings, notes } = await analyse({ ...wholeOf({}), configurations }, () => {});
  expect(notes).toEqual([]);
  expect(findings.map(({ rule }) => rule)).toContain('service/layer');
});

test('what the go command refuses is told however old it is, in words that say nothing of a change', async () => {
  const broken = `
-- go.mod --
module example.com/shop

go 1.24

require (
	github.com/acme/pay v1.0.0
	github.com/golang/mock v1.6.0
)

replace github.com/acme/pay => ../pay
-- Dockerfile --
FROM golang:1.23
COPY . .
RUN go build ./...
-- a/a.go --
package a

import "example.com/shop/b"

var A = b.B
-- b/b.go --
package b

import (
	"example.com/shop/a"
	"example.com/shop/c/internal/d"
)

var B = a.A + d.D
-- c/internal/d/d.go --
package d

var D = 1
`;
  const snapshot = snapshotOf({
    before: '',
    head: broken,
    settings: {
      layers: [
        { name: 'a', packages: ['a'] },
        { name: 'b', packages: ['b'] },
      ],
    },
  });
  const { findings, facts } = await analyse({ ...snapshot, target: { ...snapshot.target, whole: true } }, () => {});
  expect(findings.map(({ rule }) => rule).sort()).toEqual([
    'operations/go-older-than-module',
    'operations/local-replace',
    'service/import-cycle',
    'service/internal-import',
    'service/layer',
    'service/layer',
    'service/retired-module',
  ]);
  const words = [
    ...findings.map(({ title, rationale, recommendation }) => `${title} ${rationale} ${recommendation}`),
    ...facts.map(({ statement }) => statement),
  ];
  expect(
    words.filter((one) =>
      /this pull request|\bnow (imports|requires)|already depends|not there before|The new import/.test(one),
    ),
  ).toEqual([]);
});
