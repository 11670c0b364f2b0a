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
