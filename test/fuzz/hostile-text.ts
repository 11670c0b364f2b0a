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
