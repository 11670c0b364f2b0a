// Tests that a recommendation names what the repository already has, and only that.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { tlsVerificationOff } from '../../../../src/analyse/rules/risk/tls-verification-off.ts';
import { transactionWithoutRollback } from '../../../../src/analyse/rules/risk/transaction-without-rollback.ts';
import { type Change, snapshotOf } from '../../tree.ts';

const recommendationOf = async (change: Change) =>
  (await analyse(snapshotOf(change), () => {})).findings.map(({ recommendation }) => recommendation);

const main =
  '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n-- cmd/shop/main.go --\npackage main\n\nimport _ "example.com/shop/a"\n';
const transfer = `-- a/transfer.go --
package a

func (s *Store) Transfer(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET n = n - 1"); err != nil {
		return err
	}
	return tx.Commit()
}
`;
const helper = `-- a/tx.go --
package a

func (s *Store) withTx(ctx context.Context, work func(tx *sql.Tx) error) error {
	return nil
}
`;

const { fix } = transactionWithoutRollback;

test('a helper of the module is named with its place', async () => {
  const [recommendation, ...more] = await recommendationOf({ before: main + helper, head: main + helper + transfer });
  expect(more).toEqual([]);
  expect(recommendation).toMatch(fix);
  expect(recommendation?.slice(fix.length)).toContain('`a/tx.go:3`');
});

test('without a helper nothing is named; helpers of examples and other modules do not count', async () => {
  const inExamples = helper.replace('a/tx.go', 'examples/tx.go');
  const inB = transfer.replace('a/transfer.go', 'b/transfer.go');
  expect(await recommendationOf({ before: main + inExamples, head: main + inExamples + transfer })).toEqual([fix]);
  const base = `${main + helper}-- b/go.mod --\nmodule example.com/b\n`;
  expect(await recommendationOf({ before: base, head: base + inB })).toEqual([fix]);
  const nested = `${main}-- b/go.mod --\nmodule example.com/b\n${helper.replace('a/tx.go', 'b/tx.go')}`;
  expect(await recommendationOf({ before: nested, head: nested + transfer })).toEqual([fix]);
});

test('a case is no example for itself', async () => {
  const itself = transfer.replace('Transfer(ctx context.Context)', 'inTx(ctx context.Context, work func() error)');
  expect(await recommendationOf({ before: main, head: main + itself })).toEqual([fix]);
});

test('the other fields of a case are no example for it', async () => {
  const tls = `-- a/tls.go --
package a

import (
	"crypto/tls"
	"crypto/x509"
)

func dial() *tls.Config {
	return &tls.Config{
		RootCAs:            x509.NewCertPool(),
		InsecureSkipVerify: true,
	}
}
`;
  expect(await recommendationOf({ before: main, head: main + tls })).toEqual([tlsVerificationOff.fix]);
});
