// What a file is for decides what is said of it: everything of the service, in examples and scripts what does its harm there too.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { noReturnAfterError } from '../../../../src/analyse/rules/api/no-return-after-error.ts';
import { serverWithoutTimeouts } from '../../../../src/analyse/rules/api/server-without-timeouts.ts';
import { waitgroupAddInside } from '../../../../src/analyse/rules/concurrency/waitgroup-add-inside.ts';
import { isOutsideServices, sourceKindOf } from '../../../../src/analyse/rules/engine/source-kind.ts';
import { printInService } from '../../../../src/analyse/rules/operations/print-in-service.ts';
import { codeRules } from '../../../../src/analyse/rules/registry.ts';
import { hardCodedSecret } from '../../../../src/analyse/rules/risk/hard-coded-secret.ts';
import { shellWithDynamicText } from '../../../../src/analyse/rules/risk/shell-with-dynamic-text.ts';
import { tlsVerificationOff } from '../../../../src/analyse/rules/risk/tls-verification-off.ts';
import { transactionWithoutRollback } from '../../../../src/analyse/rules/risk/transaction-without-rollback.ts';
import { snapshotOf } from '../../tree.ts';
import { inspectText } from '../examples.ts';

test.each([
  ['internal/orders/store.go', 'service'],
  ['cmd/server/main.go', 'service'],
  ['examples/client/main.go', 'example'],
  ['v2/samples/http/main.go', 'example'],
  ['scripts/migrations/v2/main.go', 'script'],
  ['hack/gen.go', 'script'],
  ['tools/logs/main.go', 'script'],
  ['tools/logs/pkg/s3/s3.go', 'script'],
  ['api/tooling/admin/main.go', 'script'],
  ['internal/agent/tools/search.go', 'service'],
  ['cli/pkg/tools/git/git.go', 'service'],
  ['internal/tools/scripts/gen.go', 'script'],
  ['examples/testdata/a.go', 'skipped'],
  ['scripts/mocks/store.go', 'skipped'],
  ['docs/examples/a.go', 'skipped'],
  ['third_party/x/tools/a.go', 'skipped'],
])('%s: %s', (path, purpose) => {
  expect(sourceKindOf(path)).toBe(purpose);
  expect(isOutsideServices(path)).toBe(purpose !== 'service');
});

test('what is said in examples, and in scripts and tools, and how gravely', () => {
  const there = codeRules.flatMap(({ id, severity, outsideServices: alsoIn }) =>
    alsoIn === undefined ? [] : `${id}: ${severity}, ${alsoIn.severity}, ${alsoIn.scripts ? alsoIn.severity : '-'}`,
  );
  expect(there.sort().join('\n')).toMatchInlineSnapshot(`
"api/lambda-response-and-error: high, medium, medium
api/no-return-after-error: high, medium, medium
concurrency/client-per-invocation: medium, low, low
concurrency/goroutine-outlives-request: high, medium, medium
concurrency/lock-copied: high, medium, medium
concurrency/paginator-spins: high, medium, medium
concurrency/response-body-not-closed: high, medium, -
concurrency/rows-not-closed: high, medium, -
concurrency/waitgroup-add-inside: high, medium, medium
risk/batch-fails-as-one: medium, low, low
risk/cors-wildcard-with-credentials: medium, low, -
risk/error-swallowed: high, medium, medium
risk/first-page-only: medium, low, low
risk/hard-coded-secret: critical, critical, critical
risk/shell-with-dynamic-text: high, medium, -
risk/sql-formatted-value: high, medium, medium
risk/tls-verification-off: high, medium, medium
risk/transaction-without-rollback: high, medium, -"
`);
});

test('signals say nothing there, and rules about tests judge tests wherever they stand', () => {
  const there = codeRules.filter(({ outsideServices: alsoIn }) => alsoIn !== undefined);
  expect(there.filter(({ judges, report: voice }) => judges === 'tests' || voice === 'signal')).toEqual([]);
});

const go = (imports: string, body: string): string => `package demo\n\nimport (\n${imports}\n)\n\n${body}\n`;
const key = go('\t"os"', `var id = "AKIA${'Q3EGRT7XMZP2LKJH'}"`);
const tls = go('\t"crypto/tls"', 'func dial() { connect(&tls.Config{InsecureSkipVerify: true}) }');
const shell = go('\t"os/exec"', 'func run(dir string) { exec.Command("sh", "-c", "ls "+dir).Run() }');
const count = go(
  '\t"sync"',
  'func run(wg *sync.WaitGroup) {\n\tgo func() {\n\t\twg.Add(1)\n\t\twork()\n\t\twg.Done()\n\t}()\n\twg.Wait()\n}',
);
const tx = go(
  '\t"database/sql"',
  `func move(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE a SET b = 1"); err != nil {
		return err
	}
	return tx.Commit()
}`,
);
const answer = go(
  '\t"net/http"',
  `func show(w http.ResponseWriter, r *http.Request) {
	if err := find(r); err != nil {
		http.Error(w, "no", 500)
	}
	w.Write(found)
}`,
);

test.each([
  ['a credential, as grave as anywhere', hardCodedSecret, key, ['high', 'high', 'high']],
  ['TLS without a check', tlsVerificationOff, tls, ['high', 'medium', 'medium']],
  ['a goroutine that counts itself', waitgroupAddInside, count, ['high', 'medium', 'medium']],
  ['a handler that goes on', noReturnAfterError, answer, ['high', 'medium', 'medium']],
  ['a shell command, where it is copied and not where it is typed', shellWithDynamicText, shell, ['high', 'medium']],
  ['a transaction that stays open, which ends with the script', transactionWithoutRollback, tx, ['high', 'medium']],
] as const)('%s', (_, rule, text, severities) => {
  const [service, example, script] = ['shop/a.go', 'examples/a.go', 'scripts/a.go'].map((path) =>
    inspectText(rule, text, path).matches.map(({ severity }) => severity),
  );
  expect([service, example, script]).toEqual([[severities[0]], [severities[1]], severities.slice(2)]);
  expect(inspectText(rule, text, 'examples/testdata/a.go').matches).toEqual([]);
});

test('what only hurts a process that runs on, and what keeps an example short, is not said', () => {
  const serve = go('\t"net/http"', 'func run(h http.Handler) { http.ListenAndServe(":80", h) }');
  const print = go('\t"fmt"', 'func Run() { fmt.Println("done") }');
  for (const [rule, text] of [[serverWithoutTimeouts, serve] as const, [printInService, print] as const]) {
    expect(inspectText(rule, text, 'internal/a/a.go').matches).toHaveLength(1);
    expect(inspectText(rule, text, 'examples/a/a.go').matches).toEqual([]);
    expect(inspectText(rule, text, 'scripts/a/a.go').matches).toEqual([]);
  }
});

test('an example that makes its own certificate calls itself', () => {
  const own = `${tls}\nfunc serve() { cert, _ := x509.CreateCertificate(r, t, t, pub, priv); listen(cert) }\n`;
  expect(inspectText(tlsVerificationOff, own, 'examples/echo/main.go').matches).toEqual([]);
  expect(inspectText(tlsVerificationOff, own, 'internal/echo/echo.go').matches).toHaveLength(1);
});

const main = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
const findingsOf = async (files: string) => {
  const { findings } = await analyse(snapshotOf({ before: main, head: main + files }), () => {});
  return findings.filter(({ rule }) => rule === tlsVerificationOff.id);
};

test('a finding in examples alone says why it matters', async () => {
  const [finding] = await findingsOf(`-- examples/a.go --\n${tls}`);
  expect(`${finding!.severity}: ${finding!.rationale}`).toMatchInlineSnapshot(
    `"medium: \`dial\` sets \`InsecureSkipVerify\` to true. Any certificate is accepted, so an attacker on the network path can read and change the traffic, credentials included. Readers copy examples, mistakes included."`,
  );
});

test('one cause in both is one finding, which stands in the service', async () => {
  const [finding] = await findingsOf(`-- examples/a.go --\n${tls}-- internal/a/a.go --\n${tls}`);
  expect([finding!.severity, finding!.path, finding!.otherPlaces.map(({ path }) => path)]).toEqual([
    'high',
    'internal/a/a.go',
    ['examples/a.go'],
  ]);
  expect(finding!.rationale).not.toContain('example');
});
