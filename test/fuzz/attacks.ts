// Inputs that have stopped the App before: files of a change, and settings.

const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');

/** By path; each of these has stopped the App once. */
export const HOSTILE_FILES: Readonly<Record<string, string>> = {
  'internal/a/blanks.go': `package a\n\nvar a = "${' '.repeat(120_000)}"\nvar b = "${' '.repeat(120_000)}"\n`,
  'internal/a/functions.go': `package a\n\n${lines(10_000, (n) => `func F${n}() error { return nil }`)}\n`,
  'internal/a/types.go': `package a\n\n${lines(4_000, (n) => `type T${n} struct{}\ntype I${n} interface{ M${n}() }\nfunc (T${n}) M${n}() {}`)}\n`,
  'internal/a/loops.go': `package a\n\nfunc X() {\n${lines(4_000, () => '\tgo func() {\n\t\tfor {\n\t\t}\n\t}()')}\n}\n`,
  'internal/a/errors.go': `package a\n\nfunc Y() {\n${'if err != nil '.repeat(10_000)}\n}\n`,
  'internal/a/tokens.go': `package a\n\n// ${'eyJ'.repeat(300_000)}\n`,
  'internal/a/padded.go': `package a\n\nfunc Z() {\n\tpanic("z")\n\t// ${'x'.repeat(61_000)}\n}\n`,
  'cmd/api/main.go': `package main\n\nimport "net/http"\n\nfunc main() {\n${lines(1_000, (n) => `\thttp.HandleFunc("GET /r${n}", h)`)}\n}\n`,
  'db/migrations/0002_a.up.sql': '\n'.repeat(30_000),
  'db/migrations/0003_b.up.sql': "$a$ '".repeat(30_000),
  Dockerfile: 'FROM golang:1.20\nARG A='.repeat(6_000),
  'api/a.proto': `syntax = "proto3";\n${'message A {\n'.repeat(12_000)}`,
  'docs/notes.md': '*[a]('.repeat(30_000),
};

/** By what they are; each of these has stopped the App or ended its process. */
export const HOSTILE_SETTINGS: Readonly<Record<string, string>> = {
  'settings nested a thousand deep': `a: ${'['.repeat(1_000)}`,
  'settings that contain themselves': 'ignore: &a [*a]\n',
  'settings of aliases of aliases': `a: &a [x,x,x,x,x,x,x,x,x]\n${lines(8, (n) => `${'bcdefghi'[n]}: &${'bcdefghi'[n]} [${`*${'abcdefgh'[n]},`.repeat(9)}]`)}\n`,
};
