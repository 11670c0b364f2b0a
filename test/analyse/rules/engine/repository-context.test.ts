// Tests what the repository around a case decides: whether it is reported, and how severe it is.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

const main =
  '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n-- cmd/shop/main.go --\npackage main\n\nimport _ "example.com/shop/a"\n';
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

test('everything is one step milder in a tool under cmd/, but not in a server under cmd/', async () => {
  const severityOf = async (file: string) =>
    (await analyse(snapshotOf({ before: main, head: main + file }), () => {})).findings.map(({ severity }) => severity);
  expect(await severityOf(leak('cmd/import/jobs/import.go', ''))).toEqual(['medium']);
  expect(await severityOf(leak('cmd/import/jobs/import.go', '\t"net/http"\n'))).toEqual(['high']);
  expect(await severityOf(leak('internal/jobs/import.go', ''))).toEqual(['high']);
});

const start = '-- a/init.go --\npackage a\n\nimport "os"\n\nfunc init() {\n\ttext, _ = os.ReadFile("x")\n}\n';

test('work in init is reported where a service imports the package, not where only a tool does', async () => {
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

test('an exit is more severe where a request reaches it than where only a command does', async () => {
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

test('a replaced context is more severe where a request reaches it, and not reported in main', async () => {
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

test('in a tool that a person runs, only an exit of a function that returns an error is reported', async () => {
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
  const linesWith = async (around: string) =>
    (await analyse(snapshotOf({ before, head: before + around + table }), () => {})).findings
      .filter(({ rule }) => rule === 'operations/exit-outside-main')
      .flatMap(({ startLine, otherPlaces }) => [startLine, ...otherPlaces.map((place) => place.startLine)]);
  expect(await linesWith(tool)).toEqual([12]);
  const server = '-- web/w.go --\npackage web\n\nimport "net/http"\n\nvar _ = http.ListenAndServe(":80", nil)\n';
  expect(await linesWith(tool + server)).toEqual([6, 12]);
});

test('a label that other metrics had before the change is not reported', async () => {
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

test('a store that is read per element is reported where the module uses a database', async () => {
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

test('in a service with commands, a print is reported where a request reaches it', async () => {
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
