// Texts that have slowed this program or others down: short fragments, repeated, in the places where people write.

import type { Snapshot } from '../../src/domain/snapshot.ts';
import { document } from '../analyse/clauses/case.ts';
import { snapshotOf } from '../analyse/tree.ts';

/** Fragments of Go, SQL, Markdown, YAML, Protocol Buffers and go.mod, and of nothing. */
export const FRAGMENTS: readonly string[] = [
  ...[' ', '\t', '\n', ' \n', '\r\n', '\u00a0', '${', 'a=', 'if err != nil ', '"', "'", '`', '*', '(', ')', '{', '}'],
  ...['[', '/', '//\n', '/*', '-', '>', '#', '.', 'a,', 'word ', 'import "x"\n', 'CREATE TABLE ', 'ALTER TABLE a '],
  ...[';', 'message A {\n', '\\', '%s', '@', '<', 'a: ', '_', '|', '- a\n', '[a](b) ', 'must not ', "'a ", '"a\\'],
  ...['SELECT a FROM b ', '```\n', 'COPY ', 'ARG A=', 'FROM golang:1.20\n', 'uses: actions/setup-go@v1\n', 'WITH a '],
  ...[' = ', 'func a(', 'return ', 'ctx ', '— ', '? ', '!', 'a@b ', 'http://a ', '1', 'require a v1\n', 'a => b\n'],
];

const module = '-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n';
const changed = (path: string, text: string): Snapshot =>
  snapshotOf({ before: module, head: `${module}-- ${path} --\n${text}\n` });

/** Where a fragment's repetition stands: a snapshot of a change for each place. */
export const PLACES: Readonly<Record<string, (text: string) => Snapshot>> = {
  'a Go string': (text) => changed('a/x.go', `package a\n\nvar x = \`${text.replaceAll('`', '')}\``),
  'a Go file': (text) => changed('a/x.go', `package a\n\n${text}`),
  'a Go comment': (text) => changed('a/x.go', `package a\n\n/* ${text.replaceAll('*/', '')} */\nfunc X() {}`),
  'a handler': (text) =>
    changed(
      'a/x.go',
      `package a\n\nimport "net/http"\n\nfunc X(w http.ResponseWriter, r *http.Request) error {\n\t${text}\n}`,
    ),
  'a migration': (text) => changed('db/migrations/002_x.up.sql', text),
  'a proto file': (text) => changed('api/x.proto', `syntax = "proto3";\n${text}`),
  'a go.mod': (text) => changed('b/go.mod', `module example.com/b\n${text}`),
  'a Dockerfile': (text) => changed('Dockerfile', text),
  'a workflow': (text) => changed('.github/workflows/x.yml', text),
  'a document': (text) => ({
    ...changed('a/x.go', 'package a'),
    documents: [document('docs/adr/0001-x.md', text.slice(0, 100_000))],
  }),
  'a linter configuration': (text) => ({
    ...changed('a/x.go', 'package a'),
    configurations: [document('.go-arch-lint.yml', text)],
  }),
};

/** Things that come in thousands: a snapshot of a change with a number of them. */
export const MANY: Readonly<Record<string, (count: number) => Snapshot>> = {
  functions: (count) =>
    changed('a/x.go', `package a\n\n${numbered(count, (n) => `func F${n}() error { return nil }`)}`),
  'functions that call each other': (count) =>
    changed('a/x.go', `package a\n\n${numbered(count, (n) => `func F${n}() { F${(n * 7) % count}() }`)}`),
  routes: (count) =>
    changed(
      'cmd/api/main.go',
      `package main\n\nimport "net/http"\n\nfunc main() {\n${numbered(count, (n) => `\thttp.HandleFunc("GET /r${n}", h)`)}\n}`,
    ),
  'types with methods and interfaces': (count) =>
    changed(
      'a/x.go',
      `package a\n\n${numbered(count, (n) => `type T${n} struct{ a int }\ntype I${n} interface{ M${n}() }\nfunc (t *T${n}) M${n}() {}`)}`,
    ),
  'goroutines in one function': (count) =>
    changed(
      'a/x.go',
      `package a\n\nfunc X(c chan int) {\n${numbered(count, () => '\tgo func() {\n\t\tfor {\n\t\t\t<-c\n\t\t}\n\t}()')}\n}`,
    ),
  'statements with errors': (count) =>
    changed(
      'a/x.go',
      `package a\n\nfunc X() {\n${numbered(count, (n) => `\tr${n}, err := f${n}()\n\tif err != nil {\n\t\treturn\n\t}`)}\n}`,
    ),
  fields: (count) =>
    changed('a/x.go', `package a\n\ntype T struct {\n${numbered(count, (n) => `\tF${n} string \`json:"f${n}"\``)}\n}`),
  imports: (count) =>
    changed('a/x.go', `package a\n\nimport (\n${numbered(count, (n) => `\t_ "example.com/m/p${n}"`)}\n)`),
  files: (count) =>
    snapshotOf({
      before: module,
      head: `${module}${numbered(count, (n) => `-- p${n % 9}/f${n}.go --\npackage p${n % 9}\n\nfunc F${n}() {}`)}\n`,
    }),
  tables: (count) =>
    changed(
      'db/migrations/002_x.up.sql',
      numbered(count, (n) => `ALTER TABLE t${n} DROP COLUMN c${n};`),
    ),
  messages: (count) =>
    changed('api/x.proto', `syntax = "proto3";\n${numbered(count, (n) => `message A${n} {\n  string f = 1;\n}`)}`),
  requirements: (count) =>
    changed('b/go.mod', `module example.com/b\n${numbered(count, (n) => `require example.com/m${n} v1.0.0`)}`),
  'rules of a document': (count) => ({
    ...changed('a/x.go', 'package a'),
    documents: [
      document(
        'docs/adr/0001-x.md',
        `# Rules\n\n${numbered(count, (n) => `- The package p${n} must not import q${n}.`)}`,
      ),
    ],
  }),
};

function numbered(count: number, unit: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => unit(n)).join('\n');
}
