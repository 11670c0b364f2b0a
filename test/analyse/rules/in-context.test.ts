// What a rule says depends on where its case stands: a tool is a milder place, and a repository that has the remedy is told where.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { type Change, snapshotOf } from '../tree.ts';

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

test('a helper that the repository has is named with its place', async () => {
  expect(await recommendationOf({ before: main + helper, head: main + helper + transfer })).toEqual([
    'Defer the rollback right after Begin: after a successful Commit it does nothing. `withTx` (`a/tx.go:3`) runs a function in a transaction already.',
  ]);
});

test('where there is none nothing is promised, and helpers of examples and other modules do not count', async () => {
  const aside = helper.replace('a/tx.go', 'examples/tx.go');
  const inB = transfer.replace('a/transfer.go', 'b/transfer.go');
  const plain = 'Defer the rollback right after Begin: after a successful Commit it does nothing.';
  expect(await recommendationOf({ before: main + aside, head: main + aside + transfer })).toEqual([plain]);
  const base = `${main + helper}-- b/go.mod --\nmodule example.com/b\n`;
  expect(await recommendationOf({ before: base, head: base + inB })).toEqual([plain]);
  const nested = `${main}-- b/go.mod --\nmodule example.com/b\n${helper.replace('a/tx.go', 'b/tx.go')}`;
  expect(await recommendationOf({ before: nested, head: nested + transfer })).toEqual([plain]);
});

test('the case itself is no precedent', async () => {
  const itself = transfer.replace('Transfer(ctx context.Context)', 'inTx(ctx context.Context, work func() error)');
  expect(await recommendationOf({ before: main, head: main + itself })).toEqual([
    'Defer the rollback right after Begin: after a successful Commit it does nothing.',
  ]);
});

test('the other fields of a case are no precedent, and what stands in no function is told within a sentence', async () => {
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

var shared = &tls.Config{InsecureSkipVerify: true}
`;
  const { findings } = await analyse(snapshotOf({ before: main, head: main + tls }), () => {});
  expect(
    findings.map(({ rationale, recommendation }) => [rationale.split('. ', 2), recommendation]),
  ).toMatchInlineSnapshot(`
[
  [
    [
      "\`dial\` sets InsecureSkipVerify to true",
      "Package-level code sets InsecureSkipVerify to true",
    ],
    "Trust the authority that signed the certificate (\`RootCAs\`), or set \`ServerName\` where the name differs.",
  ],
]
`);
});

const leak = (path: string, imports: string) => `-- ${path} --
package jobs

import (
	"context"
${imports})

func Import(ctx context.Context) {
	ctx, _ = context.WithTimeout(ctx, limit)
	use(ctx)
}
`;

test('in a tool that a person starts everything is a step milder, in a server that lives under cmd/ it is not', async () => {
  const severityOf = async (file: string) =>
    (await analyse(snapshotOf({ before: main, head: main + file }), () => {})).findings.map(({ severity }) => severity);
  expect(await severityOf(leak('cmd/import/jobs/import.go', ''))).toEqual(['medium']);
  expect(await severityOf(leak('cmd/import/jobs/import.go', '\t"net/http"\n'))).toEqual(['high']);
  expect(await severityOf(leak('internal/jobs/import.go', ''))).toEqual(['high']);
});

const start = '-- a/init.go --\npackage a\n\nimport "os"\n\nfunc init() {\n\ttext, _ = os.ReadFile("x")\n}\n';

test('what a package does unasked is a matter of the service that imports it, not of a tool alone', async () => {
  const rulesOf = async (before: string) =>
    (await analyse(snapshotOf({ before, head: before + start }), () => {})).findings.map(({ rule }) => rule);
  const tool = `${main}\nfunc main() {}\n`;
  const server = `${main.replace('import _', 'import "net/http"\n\nimport _')}\nfunc main() { http.ListenAndServe(":80", nil) }\n`;
  const library = `${tool}-- b/b.go --\npackage b\n\nimport _ "example.com/shop/a"\n`;
  expect(await rulesOf(tool)).toEqual([]);
  expect(await rulesOf(server)).toEqual(['operations/work-in-init']);
  expect(await rulesOf(library)).toEqual(['operations/work-in-init']);
});

const fatal = `-- a/a.go --
package a

import "log"

func Load(id string) {
	if id == "" {
		log.Fatal("no id")
	}
}
`;

test('what a request waits for is graver than the same where only a command comes by', async () => {
  const severityOf = async (caller: string) => {
    const before = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
    return (await analyse(snapshotOf({ before, head: before + fatal + caller }), () => {})).findings.map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );
  };
  const library = '-- b/b.go --\npackage b\n\nimport _ "example.com/shop/a"\n';
  const command = `${library}${main.slice(main.indexOf('-- cmd'))}\nfunc main() { a.Load("1") }\n`.replace(
    /(package main[\s\S]*)_ "/,
    '$1"',
  );
  const handler = `-- web/web.go --
package web

import (
	"net/http"

	"example.com/shop/a"
)

func Routes() { http.HandleFunc("GET /orders", orders) }

func orders(w http.ResponseWriter, r *http.Request) { a.Load(r.URL.Path) }
`;
  expect(await severityOf(command)).toEqual(['operations/exit-outside-main medium']);
  expect(await severityOf(handler)).toEqual(['operations/exit-outside-main high']);
});

test('a fresh context is graver in the way of a request, and in main nothing', async () => {
  const fresh = (path: string, name: string) =>
    `-- ${path} --\npackage ${name}\n\nimport "context"\n\nfunc Find(ctx context.Context, id string) error {\n\treturn query(context.Background(), id)\n}\n`;
  const web =
    '-- web/web.go --\npackage web\n\nimport (\n\t"net/http"\n\n\t"example.com/shop/a"\n)\n\nfunc Routes() { http.HandleFunc("GET /orders", orders) }\n\nfunc orders(w http.ResponseWriter, r *http.Request) { a.Find(r.Context(), r.URL.Path) }\n';
  const severitiesOf = async (head: string) => {
    const before = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
    return (await analyse(snapshotOf({ before, head: before + head }), () => {})).findings.map(
      ({ severity }) => severity,
    );
  };
  expect(await severitiesOf(fresh('a/a.go', 'a') + web)).toEqual(['high']);
  expect(await severitiesOf(fresh('a/a.go', 'a'))).toEqual(['medium']);
  expect(await severitiesOf(fresh('cmd/shop/find.go', 'main'))).toEqual([]);
});

test('of a tool that a person runs only the function that could have handed its error on is told', async () => {
  const before = '-- go.mod --\nmodule example.com/scan\n\ngo 1.24\n';
  const tool =
    '-- main.go --\npackage main\n\nimport (\n\t"github.com/spf13/cobra"\n\n\t_ "example.com/scan/table"\n)\n\nvar root = cobra.Command{}\n-- report/r.go --\npackage report\n\nimport _ "example.com/scan/table"\n';
  const table = `-- table/table.go --
package table

import "log"

func rows(name string) []string {
	log.Fatalf("no table %s", name)
	return nil
}

func Open(name string) (*Table, error) {
	if name == "" {
		log.Fatal("no name")
	}
	return &Table{rows(name)}, nil
}
`;
  const said = async (around: string) =>
    (await analyse(snapshotOf({ before, head: before + around + table }), () => {})).findings
      .filter(({ rule }) => rule === 'operations/exit-outside-main')
      .map(({ rationale }) => rationale.split('. `os.Exit`')[0]);
  expect(await said(tool)).toEqual(['`Open` of package table calls `log.Fatal`, although it answers with an error']);
  const server = '-- web/w.go --\npackage web\n\nimport "net/http"\n\nvar _ = http.ListenAndServe(":80", nil)\n';
  expect(await said(tool + server)).toEqual([
    '`rows` of package table calls `log.Fatalf`. `Open` of package table calls `log.Fatal`, although it answers with an error',
  ]);
});

test('a label that the metrics of this repository carry already was decided on before', async () => {
  const before = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
  const count = (path: string) =>
    `-- ${path} --\npackage a\n\nfunc count(userID string) { requests.WithLabelValues(userID).Inc() }\n`;
  const found = async (base: string, head: string) =>
    (await analyse(snapshotOf({ before: before + base, head: before + head }), () => {})).findings.map(
      ({ rule }) => rule,
    );
  expect(await found('', count('a/a.go'))).toEqual(['operations/endless-label']);
  expect(await found(count('b/b.go'), count('b/b.go') + count('a/a.go'))).toEqual([]);
});

test('a store is asked for each row where the module holds a database', async () => {
  const before = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
  const rows = `-- web/web.go --
package web

import "net/http"

func (h *Handler) report(w http.ResponseWriter, r *http.Request) {
	groups, _ := h.store.GetGroups()
	for _, group := range groups {
		write(w, h.store.GetStatus(group.ID))
	}
}
`;
  const database = '-- db/db.go --\npackage db\n\nimport _ "database/sql"\n';
  const found = async (around: string) =>
    (await analyse(snapshotOf({ before, head: before + rows + around }), () => {})).findings.map(({ rule }) => rule);
  expect(await found(database)).toEqual(['concurrency/query-per-row']);
  expect(await found('')).toEqual([]);
});

test('a service that holds commands too prints where a request comes by', async () => {
  const before = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
  const say = '-- say/say.go --\npackage say\n\nimport "fmt"\n\nfunc Hello() { fmt.Println("hello") }\n';
  const command =
    '-- cmd/shop/root.go --\npackage main\n\nimport "github.com/spf13/cobra"\n\nvar root = cobra.Command{}\n';
  const serve = (body: string) =>
    `-- web/web.go --\npackage web\n\nimport (\n\t"net/http"\n\n\t"example.com/shop/say"\n)\n\nfunc Routes() error {\n\thttp.HandleFunc("GET /hello", hello)\n\treturn http.ListenAndServe(":80", nil)\n}\n\nfunc hello(w http.ResponseWriter, r *http.Request) { ${body} }\n`;
  const found = async (body: string) =>
    (await analyse(snapshotOf({ before, head: before + say + command + serve(body) }), () => {})).findings
      .map(({ rule }) => rule)
      .filter((rule) => rule === 'operations/print-in-service');
  expect(await found('say.Hello()')).toEqual(['operations/print-in-service']);
  expect(await found('_ = say.Other')).toEqual([]);
});
